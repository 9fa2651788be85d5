import { open, readdir, readFile, readlink, rename, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../azure/clock';
import { systemClock } from '../azure/clock';
import type { Result } from '../core/result';
import { failed, succeeded } from '../core/result';
import type { Shape } from '../core/shape';
import { count, flag, record, text } from '../core/shape';
import { codeOf } from './journalDisk';
import { makePrivateFolder, PRIVATE_FILE } from './privateFiles';

/*
 * One file for each epoch, lease.1, lease.2 and so on, made so that only one process can make it; the highest is the one
 * that counts, and none is ever deleted before the whole folder is. The owner touches its file: that is the heartbeat.
 * Whoever wants to take over watches for a while that the file is not touched, so neither a clock that is set nor a
 * computer that slept makes a living owner look dead.
 */

/** Milliseconds. */
export interface LeaseTimes {
  /** How often the owner shows that it lives. */
  readonly heartbeat: number;
  /** How long it must have shown nothing before somebody else may take over. */
  readonly stale: number;
}

export const LEASE_TIMES: LeaseTimes = { heartbeat: 5_000, stale: 20_000 };

/** A disk that is slower than the heartbeat, look after look, is believed then. */
const MOST_LOOKS = 3;

export type LeaseFault =
  /** Another window or process has it, or had it until a moment ago and may be back. `pid` null: not known. */
  | { readonly kind: 'heldByOther'; readonly epoch: number; readonly pid: number | null }
  /** The system refused; `code` is its own, e.g. ENOSPC. */
  | { readonly kind: 'disk'; readonly code: string }
  | { readonly kind: 'cancelled' };

export interface LeaseOptions {
  readonly times?: LeaseTimes;
  readonly clock?: Clock;
}

/** What an owner says of itself in its file. */
interface Holder {
  readonly pid: number;
  /** Within which `pid` means something. */
  readonly host: string;
  readonly released: boolean;
}

const isHolder: Shape<Holder> = record({ pid: count, host: text, released: flag });

/**
 * The right to run an operation, for one owner among all windows and processes. Its epoch is higher than that of every
 * owner before. It is lost for good as soon as somebody else has taken over, or a heartbeat failed.
 */
export class OperationLease {
  readonly epoch: number;
  readonly #folder: string;
  readonly #holder: Holder;
  readonly #loss = new AbortController();
  readonly #heartbeat: number;
  readonly #timer: NodeJS.Timeout;
  #isReleased = false;

  constructor(folder: string, epoch: number, holder: Holder, { heartbeat }: LeaseTimes) {
    this.epoch = epoch;
    this.#folder = folder;
    this.#holder = holder;
    this.#heartbeat = heartbeat;
    this.#timer = setInterval(() => void this.#beat(), heartbeat);
    this.#timer.unref();
  }

  /** Aborted when it is known to be lost. Learned late where the process was suspended: ask isStillMine() before a send. */
  get lost(): AbortSignal {
    return this.#loss.signal;
  }

  /**
   * Looks on the disk, each time. To be asked after what is about to be sent was committed to the journal, and just before
   * it leaves: then either the answer is no, or whoever takes over finds that entry.
   */
  async isStillMine(): Promise<boolean> {
    if (this.#isReleased || this.lost.aborted) return false;
    try {
      for (let looks = 1; ; looks += 1) {
        const asked = systemClock.monotonic();
        if ((await newestEpoch(this.#folder)) !== this.epoch) break;
        // A process that was suspended meanwhile has heard of a time before it was, and may have been taken over since.
        const isOld = systemClock.monotonic() - asked >= this.#heartbeat;
        if (!isOld || looks === MOST_LOOKS) return !this.lost.aborted;
      }
    } catch {
      // What cannot be read cannot be relied on.
    }
    this.#lose();
    return false;
  }

  /** Lets others have it at once. Where the disk refuses, they have it when they see no heartbeat. */
  async release(): Promise<void> {
    if (this.#isReleased) return;
    this.#isReleased = true;
    clearInterval(this.#timer);
    const holder: Holder = { ...this.#holder, released: true };
    const path = leasePath(this.#folder, this.epoch);
    // A window that closes may be ended in the middle of this. An empty file would say neither that the lease is free nor
    // whose it was, so the old word stands until the new one is whole.
    const draft = `${path}.released`;
    try {
      await writeFile(draft, JSON.stringify(holder), { mode: PRIVATE_FILE });
      await rename(draft, path);
    } catch {
      // They have it when they see no heartbeat.
    }
  }

  async #beat(): Promise<void> {
    if (!(await this.isStillMine())) return;
    const now = new Date();
    await utimes(leasePath(this.#folder, this.epoch), now, now).catch(() => this.#lose());
  }

  #lose(): void {
    clearInterval(this.#timer);
    if (!this.#isReleased) this.#loss.abort();
  }
}

/**
 * Takes the lease of the operation in this folder. Succeeds at once where nobody had it, or who had it released it or is
 * a process that is gone. Fails at once where the owner has just shown that it lives; otherwise watches it for as long as
 * it takes to become stale.
 */
export async function acquireLease(
  folder: string,
  signal: AbortSignal,
  { times = LEASE_TIMES, clock = systemClock }: LeaseOptions = {},
): Promise<Result<OperationLease, LeaseFault>> {
  try {
    await makePrivateFolder(folder);
    const self: Holder = { pid: process.pid, host: await hostName(), released: false };
    const last = await newestEpoch(folder);
    if (last > 0 && !(await isFree(folder, last, self, times, clock, signal))) {
      return signal.aborted ? failed({ kind: 'cancelled' }) : await heldBy(folder, last);
    }
    return await take(folder, last + 1, self, times);
  } catch (error) {
    return failed({ kind: 'disk', code: codeOf(error) ?? 'EIO' });
  }
}

/** Whether somebody seems to have the lease, at a glance: for lists, never for a decision to send. */
export async function isLeaseHeld(folder: string, times: LeaseTimes = LEASE_TIMES): Promise<boolean> {
  try {
    const epoch = await newestEpoch(folder);
    if (epoch === 0) return false;
    const holder = await readHolder(folder, epoch);
    if (holder?.released === true || isGone(holder, await hostName())) return false;
    return isFresh(await touchedAt(folder, epoch), systemClock, times);
  } catch {
    return false;
  }
}

async function take(
  folder: string,
  epoch: number,
  self: Holder,
  times: LeaseTimes,
): Promise<Result<OperationLease, LeaseFault>> {
  try {
    const file = await open(leasePath(folder, epoch), 'wx', PRIVATE_FILE);
    try {
      await file.writeFile(JSON.stringify(self));
    } finally {
      await file.close();
    }
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return heldBy(folder, epoch);
    throw error;
  }
  return succeeded(new OperationLease(folder, epoch, self, times));
}

async function heldBy(folder: string, epoch: number): Promise<Result<never, LeaseFault>> {
  return failed({ kind: 'heldByOther', epoch, pid: (await readHolder(folder, epoch))?.pid ?? null });
}

async function isFree(
  folder: string,
  epoch: number,
  self: Holder,
  times: LeaseTimes,
  clock: Clock,
  signal: AbortSignal,
): Promise<boolean> {
  const holder = await readHolder(folder, epoch);
  if (holder?.released === true || isGone(holder, self.host)) return true;
  const first = await touchedAt(folder, epoch);
  // The wall clock may be wrong. Here that does no harm: a lease that is wrongly held to be alive is asked for again.
  if (isFresh(first, clock, times)) return false;
  // Looks are counted, not time: while the computer sleeps, some systems' monotonic clocks go on.
  const step = Math.min(times.heartbeat, times.stale);
  for (let watched = 0; watched < times.stale && !signal.aborted; watched += step) {
    await clock.sleep(step, signal);
    if ((await touchedAt(folder, epoch)) !== first) return false;
  }
  return !signal.aborted;
}

/** Whether the owner ran on this computer and its process is gone. */
function isGone(holder: Holder | undefined, host: string): boolean {
  if (holder?.host !== host) return false;
  try {
    process.kill(holder.pid, 0);
    return false;
  } catch (error) {
    return codeOf(error) === 'ESRCH';
  }
}

function isFresh(touched: number, clock: Clock, { stale }: LeaseTimes): boolean {
  const age = clock.wall() - touched;
  return age >= 0 && age < stale;
}

/** In milliseconds since 1970. */
async function touchedAt(folder: string, epoch: number): Promise<number> {
  return (await stat(leasePath(folder, epoch))).mtimeMs;
}

/** Undefined while the owner is writing it, or where the disk was too full to. */
async function readHolder(folder: string, epoch: number): Promise<Holder | undefined> {
  try {
    const holder: unknown = JSON.parse(await readFile(leasePath(folder, epoch), 'utf8'));
    return isHolder(holder) ? holder : undefined;
  } catch {
    return undefined;
  }
}

const LEASE_NAME = /^lease\.(\d{1,9})$/;

/** 0 = nobody ever had it. */
async function newestEpoch(folder: string): Promise<number> {
  const names = await readdir(folder);
  return names.reduce((newest, name) => Math.max(newest, Number(LEASE_NAME.exec(name)?.[1] ?? 0)), 0);
}

function leasePath(folder: string, epoch: number): string {
  return join(folder, `lease.${epoch}`);
}

/** Names the computer, and on Linux the container, within which process numbers mean something. */
async function hostName(): Promise<string> {
  const processes = await readlink('/proc/self/ns/pid').catch(() => '');
  return `${hostname()} ${processes}`.trim();
}
