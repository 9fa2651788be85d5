import { readdir, rm } from 'node:fs/promises';
import type { MachineId } from '../core/ids';
import type { Instant } from '../core/instant';
import { DAY } from '../core/instant';
import type { Result } from '../core/result';
import { failed, succeeded } from '../core/result';
import type { JournalFault, JournalOnDisk } from './journalDisk';
import { codeOf, operationFolder, readJournalOnDisk, tailFault } from './journalDisk';
import type { OperationId, OperationOwner } from './journalEntry';
import { begunAtOf, readOperationId } from './operationId';
import type { OperationState } from './operationState';
import { machinesToResume, OperationFold } from './operationState';
import type { OperationSummary } from './operationSummary';
import { keepSummary, recallSummary, summaryOf } from './operationSummary';

/** How long a finished operation is kept unless a setting says otherwise. */
export const RETENTION_DAYS = 400;

/** The audit trail of one operation, with what is needed to check it. */
export interface AuditTrail {
  /** JSON: whether the chain holds, and the journal's lines as they are on disk. */
  readonly json: string;
  /** Null: the chain holds up to the last line. */
  readonly fault: JournalFault | null;
}

/** All operations on this computer under one folder, each in a folder of its own. What is in them is only ever added to. */
export class OperationArchive {
  readonly #root: string;
  readonly #warn: (message: string) => void;

  constructor(root: string, warn: (message: string) => void) {
    this.#root = root;
    this.#warn = warn;
  }

  /**
   * Newest first. What ended is read once and remembered beside its journal; that its chain still holds is seen by load()
   * and auditTrail(), which read it anew.
   */
  async list(): Promise<readonly OperationSummary[]> {
    const summaries: OperationSummary[] = [];
    for (const id of await this.#ids()) {
      const summary = await this.#summarize(id);
      if (summary !== null) summaries.push(summary);
    }
    return summaries;
  }

  /** Those that this owner can go on with: same cloud and endpoint, and the same account in each of its tenants. */
  async unfinished(owner: OperationOwner): Promise<readonly OperationSummary[]> {
    const all = await this.list();
    return all.filter(
      ({ standing, head }) => standing === 'unfinished' && head !== null && isSameOwner(head.owner, owner),
    );
  }

  /**
   * Machines that operations which have not ended, of whatever account and window, have not settled over this cloud and
   * endpoint. Elsewhere it is another machine, whatever its id.
   */
  async machinesInProgress(place: Pick<OperationOwner, 'cloud' | 'endpoint'>): Promise<ReadonlySet<MachineId>> {
    const machines = new Set<MachineId>();
    for (const { id, standing, head } of await this.list()) {
      if (standing !== 'unfinished' || head === null || !isSamePlace(head.owner, place)) continue;
      const state = await this.load(id);
      if (!state.ok) continue;
      for (const { machine } of machinesToResume(state.value)) machines.add(machine.id);
    }
    return machines;
  }

  /** What is true of an operation. Damaged and later journals are a fault: only list() and auditTrail() show them. */
  async load(id: OperationId): Promise<Result<OperationState, JournalFault>> {
    const fold = new OperationFold();
    const read = await readJournalOnDisk(operationFolder(this.#root, id), (entry) => fold.add(entry));
    if (!read.ok) return read;
    const fault = tailFault(read.value);
    const state = fold.state();
    if (fault !== undefined) return failed(fault);
    return state === null ? failed({ kind: 'notReady' }) : succeeded(state);
  }

  /** The audit trail of an operation, damaged or not. Each line is given as it is on disk, so that anybody can check it. */
  async auditTrail(id: OperationId): Promise<Result<AuditTrail, JournalFault>> {
    const read = await readJournalOnDisk(operationFolder(this.#root, id), () => undefined);
    if (!read.ok) return read;
    return succeeded({ json: trailOf(id, read.value), fault: tailFault(read.value) ?? null });
  }

  /**
   * Deletes what ended more than so many days before `now` (the system's, never the demo's), and what is left of operations that never got as far as a
   * journal. Never an operation that is unfinished, damaged, or of a later version. Gives those that are gone.
   */
  async sweep(now: Instant, retentionDays = RETENTION_DAYS): Promise<readonly OperationId[]> {
    const swept: OperationId[] = [];
    for (const id of await this.#ids()) {
      if (!isOver(id, await this.#summarize(id), now, retentionDays)) continue;
      // What is remembered may hide that the journal was damaged since.
      if (!isOver(id, await this.#readSummary(id), now, retentionDays)) continue;
      if (await this.#delete(id)) swept.push(id);
    }
    return swept;
  }

  async #delete(id: OperationId): Promise<boolean> {
    try {
      await rm(operationFolder(this.#root, id), { recursive: true, force: true });
      return true;
    } catch (error) {
      this.#warn(`The record of operation ${id} could not be deleted: ${codeOf(error) ?? 'EIO'}`);
      return false;
    }
  }

  /** Newest first. */
  async #ids(): Promise<readonly OperationId[]> {
    const names = await readdir(this.#root).catch((error: unknown): string[] => {
      if (codeOf(error) !== 'ENOENT') this.#warn(`The operations could not be listed: ${codeOf(error) ?? 'EIO'}`);
      return [];
    });
    const ids = names.map(readOperationId).filter((id) => id !== undefined);
    return ids.sort((a, b) => (a < b ? 1 : -1));
  }

  /** Null = there is no journal. */
  async #summarize(id: OperationId): Promise<OperationSummary | null> {
    return (await recallSummary(operationFolder(this.#root, id), id)) ?? this.#readSummary(id);
  }

  async #readSummary(id: OperationId): Promise<OperationSummary | null> {
    const folder = operationFolder(this.#root, id);
    const fold = new OperationFold();
    const read = await readJournalOnDisk(folder, (entry) => fold.add(entry));
    if (!read.ok) return read.fault.kind === 'missing' ? null : summaryOf(id, null, read.fault);
    const summary = summaryOf(id, fold.state(), tailFault(read.value));
    if (summary.standing === 'ended') await keepSummary(folder, summary, read.value);
    return summary;
  }
}

/** Whether what one owner began can be gone on with by another: same cloud and endpoint, same account in each tenant. */
export function isSameOwner(begunBy: OperationOwner, owner: OperationOwner): boolean {
  const accounts = new Map(owner.accounts.map(({ tenantId, id }) => [tenantId, id]));
  return isSamePlace(begunBy, owner) && begunBy.accounts.every(({ tenantId, id }) => accounts.get(tenantId) === id);
}

/** Whether it is the same cloud and endpoint: the same machines. */
export function isSamePlace(
  one: Pick<OperationOwner, 'cloud' | 'endpoint'>,
  other: Pick<OperationOwner, 'cloud' | 'endpoint'>,
): boolean {
  return one.cloud === other.cloud && one.endpoint === other.endpoint;
}

function isOver(id: OperationId, summary: OperationSummary | null, now: Instant, retentionDays: number): boolean {
  // A window that is making a journal right now has its folder already.
  if (summary === null) return (begunAtOf(id) ?? now) < now - DAY;
  return summary.standing === 'ended' && summary.endedAt !== null && summary.endedAt < now - retentionDays * DAY;
}

function trailOf(id: OperationId, { bytes, length, end, tail }: JournalOnDisk): string {
  const chain = {
    holds: tail === 'whole' || tail === 'torn',
    lines: end.lines,
    lastHash: end.hash,
    tail,
    rule: 'h is the SHA-256, in hex, of the h of the line before (64 zeros before the first) followed by all of the line after "h":"...",',
  };
  const lines = linesOf(bytes.subarray(0, length));
  const rest = linesOf(bytes.subarray(length)).map((line) => JSON.stringify(line));
  const head = JSON.stringify({ format: 'hotpatch-fleet operation 1', operation: id, chain });
  // The lines are JSON as they are; made anew, they might not give the same hash.
  return `${head.slice(0, -1)},"lines":[\n${lines.join(',\n')}\n],"unreliable":[${rest.join(',\n')}]}\n`;
}

/** Without what a file system fills a file's end with after a crash. */
function withoutZeros(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  return bytes.subarray(0, end);
}

function linesOf(bytes: Buffer): readonly string[] {
  const text = withoutZeros(bytes).toString('utf8');
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}
