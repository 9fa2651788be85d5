import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { Branded } from '../core/ids';
import type { Instant } from '../core/instant';
import { instant } from '../core/instant';
import type { FleetSnapshot, MachineRecord } from './fleetSnapshot';

/** What a snapshot belongs to. Another cloud, endpoint, tenant choice or account never sees it. */
export interface SnapshotOwner {
  readonly cloud: string;
  readonly endpoint: string;
  /** The chosen tenants; empty = all. */
  readonly tenants: readonly string[];
  /** The account's id, or the sign-in method where there is none. */
  readonly account: string;
}

/** A file name's worth of owner. */
export type SnapshotKey = Branded<string, 'SnapshotKey'>;

export function snapshotKey(owner: SnapshotOwner): SnapshotKey {
  const text = JSON.stringify([owner.cloud, owner.endpoint, [...owner.tenants].sort(), owner.account]);
  return createHash('sha256').update(text).digest('hex').slice(0, 32) as SnapshotKey;
}

/** Changes with the shape of what is written; another version's file is set aside, never read. */
const VERSION = 1;

/** Rows that are read or written before the event loop gets its turn. */
const SLICE = 2_000;

interface Header {
  readonly version: number;
  readonly key: SnapshotKey;
  readonly rows: number;
  readonly snapshot: Omit<FleetSnapshot, 'machines'>;
}

/**
 * The last snapshot of each owner on disk: a header line, then a line for each machine. Written to a temporary file and
 * renamed, so a reader sees the old or the new one. A damaged or old file is moved aside and counts as none.
 */
export class SnapshotFile {
  readonly #folder: string;
  readonly #warn: (message: string) => void;

  constructor(folder: string, warn: (message: string) => void) {
    this.#folder = folder;
    this.#warn = warn;
  }

  async load(key: SnapshotKey): Promise<FleetSnapshot | null> {
    const path = this.#path(key);
    const text = await readFile(path, 'utf8').catch(() => null);
    if (text === null) return null;
    try {
      return await parse(text, key);
    } catch (error) {
      this.#warn(`The cached fleet was unusable and has been set aside: ${messageOf(error)}`);
      await rename(path, `${path}.damaged`).catch(() => undefined);
      return null;
    }
  }

  /** When the read in the file began, without reading the machines; null = no usable file. */
  async peek(key: SnapshotKey): Promise<Instant | null> {
    const file = await open(this.#path(key)).catch(() => null);
    if (file === null) return null;
    try {
      const HEAD = 4_096;
      const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0);
      const at = /^\{"version":1,"at":(\d+),/.exec(buffer.toString('utf8', 0, bytesRead))?.[1];
      return at === undefined ? null : instant(Number(at));
    } finally {
      await file.close();
    }
  }

  /** Writes the snapshot. A full disk or a missing right costs the cache, not the session. */
  async save(key: SnapshotKey, snapshot: FleetSnapshot): Promise<void> {
    try {
      await mkdir(this.#folder, { recursive: true });
      await writeFileAtomic(this.#path(key), await serialize(snapshot, key));
    } catch (error) {
      this.#warn(`The fleet could not be cached: ${messageOf(error)}`);
    }
  }

  #path(key: SnapshotKey): string {
    return join(this.#folder, `fleet-${key}.ndjson`);
  }
}

async function serialize({ machines, ...rest }: FleetSnapshot, key: SnapshotKey): Promise<Buffer> {
  // `at` stands first, where peek() looks for it.
  const head = { version: VERSION, at: rest.at, key, rows: machines.length, snapshot: rest };
  const parts = [Buffer.from(`${JSON.stringify(head)}\n`)];
  for (let from = 0; from < machines.length; from += SLICE) {
    const lines = machines.slice(from, from + SLICE).map((record) => JSON.stringify(record));
    parts.push(Buffer.from(`${lines.join('\n')}\n`));
    await nextTurn();
  }
  return Buffer.concat(parts);
}

async function parse(text: string, key: SnapshotKey): Promise<FleetSnapshot> {
  const endOfHead = text.indexOf('\n');
  const head = readHeader(JSON.parse(text.slice(0, endOfHead)), key);
  const machines: MachineRecord[] = [];
  let from = endOfHead + 1;
  while (from < text.length) {
    const to = text.indexOf('\n', from);
    if (to < 0) break;
    machines.push(readRecord(JSON.parse(text.slice(from, to))));
    from = to + 1;
    if (machines.length % SLICE === 0) await nextTurn();
  }
  if (machines.length !== head.rows) throw new Error(`${machines.length} of ${head.rows} rows are there`);
  return { ...head.snapshot, machines };
}

function readHeader(value: unknown, key: SnapshotKey): Header {
  const head = value as Partial<Header> | null;
  if (head?.version !== VERSION) throw new Error('it was written by another version');
  if (head.key !== key) throw new Error('it belongs to another account');
  const { snapshot, rows } = head;
  if (typeof rows !== 'number' || typeof snapshot?.at !== 'number' || !Array.isArray(snapshot.tenants)) {
    throw new Error('its header is incomplete');
  }
  if (!Array.isArray(snapshot.subscriptions) || !Array.isArray(snapshot.vanished)) {
    throw new Error('its header is incomplete');
  }
  return { version: VERSION, key, rows, snapshot };
}

// The file is ours and versioned: a row is checked by the fields without which nothing could be shown.
function readRecord(value: unknown): MachineRecord {
  const record = value as MachineRecord | null;
  if (typeof record?.facts.id !== 'string' || typeof record.asOf !== 'number') throw new Error('a row is no machine');
  if (typeof record.facts.patchSettings !== 'object' || typeof record.history !== 'object') {
    throw new Error('a row is incomplete');
  }
  return record;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
