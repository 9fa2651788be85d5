import { createHash } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { errorMessage } from '../core/errorMessage';
import type { Branded } from '../core/ids';
import type { Instant } from '../core/instant';
import { instant } from '../core/instant';
import type { FleetSnapshot, MachineRecord } from './fleetSnapshot';
import { makePrivateFolder, PRIVATE_FILE } from './privateFiles';
import type { SnapshotHead } from './snapshotShape';
import { isMachineRecord, isSnapshotHead } from './snapshotShape';
import { textSharer } from './sharedTexts';

/** What a snapshot belongs to. Another cloud, endpoint, tenant choice or account never sees it. */
export interface SnapshotOwner {
  readonly cloud: string;
  readonly endpoint: string;
  /** The chosen tenants; empty = all. */
  readonly tenants: readonly string[];
  /** What tells the account apart: its id with VS Code, else tenant and object as its token says. */
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

/** How a file begins; `at` stands where peek() looks for it. */
const BEGINNING = new RegExp(`^\\{"version":${VERSION},"at":(\\d+),`);

interface Header {
  readonly rows: number;
  readonly snapshot: SnapshotHead;
}

/**
 * The last snapshot of each owner on disk: a header line, then a line for each machine. Written to a temporary file and
 * renamed, so a reader sees the old or the new one. A damaged or old file is moved aside and counts as none.
 */
export class SnapshotFile {
  readonly #folder: string;
  readonly #warn: (message: string) => void;
  /** Saves follow one another in the order in which they were asked for. */
  #lastSave: Promise<void> = Promise.resolve();

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
      this.#warn(`The cached fleet was unusable and has been set aside: ${errorMessage(error)}`);
      await rename(path, `${path}.damaged`).catch(() => undefined);
      return null;
    }
  }

  /** When the read in the file began, without reading the machines; null = no usable file. */
  async peek(key: SnapshotKey): Promise<Instant | null> {
    const file = await open(this.#path(key)).catch(() => null);
    if (file === null) return null;
    try {
      const HEAD = 256;
      const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0);
      const at = BEGINNING.exec(buffer.toString('utf8', 0, bytesRead))?.[1];
      return at === undefined ? null : instant(Number(at));
    } catch {
      return null;
    } finally {
      await file.close();
    }
  }

  /** Writes the snapshot. A full disk or a missing right costs the cache, not the session. */
  save(key: SnapshotKey, snapshot: FleetSnapshot): Promise<void> {
    this.#lastSave = this.#lastSave.then(() => this.#write(key, snapshot));
    return this.#lastSave;
  }

  async #write(key: SnapshotKey, snapshot: FleetSnapshot): Promise<void> {
    try {
      await makePrivateFolder(this.#folder);
      await writeFileAtomic(this.#path(key), await serialize(snapshot, key), { mode: PRIVATE_FILE });
    } catch (error) {
      this.#warn(`The fleet could not be cached: ${errorMessage(error)}`);
    }
  }

  #path(key: SnapshotKey): string {
    return join(this.#folder, `fleet-${key}.ndjson`);
  }
}

async function serialize({ machines, ...rest }: FleetSnapshot, key: SnapshotKey): Promise<Buffer> {
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
  const head = readHeader(JSON.parse(text.slice(0, endOfHead)) as unknown, key);
  const machines: MachineRecord[] = [];
  const withSharedTexts = textSharer();
  let from = endOfHead + 1;
  while (from < text.length) {
    const to = text.indexOf('\n', from);
    if (to < 0) break;
    machines.push(withSharedTexts(readRecord(JSON.parse(text.slice(from, to)))));
    from = to + 1;
    if (machines.length % SLICE === 0) await nextTurn();
  }
  if (machines.length !== head.rows) throw new Error(`${machines.length} of ${head.rows} rows are there`);
  return { ...head.snapshot, machines };
}

function readHeader(value: unknown, key: SnapshotKey): Header {
  const head = value as Partial<Record<keyof Header | 'version' | 'key', unknown>> | null;
  if (head?.version !== VERSION) throw new Error('it was written by another version');
  if (head.key !== key) throw new Error('it belongs to another account');
  const { snapshot, rows } = head;
  if (typeof rows !== 'number' || !isSnapshotHead(snapshot)) throw new Error('its first line is not whole');
  return { rows, snapshot };
}

function readRecord(value: unknown): MachineRecord {
  if (!isMachineRecord(value)) throw new Error('a row is not whole');
  return value;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
