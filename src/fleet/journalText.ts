import { createHash } from 'node:crypto';
import type { JournalEntry } from './journalEntry';
import { isJournalEntry } from './journalShape';

/*
 * One line an entry: {"v":1,"h":"…","n":12,"type":…}. `n` counts the lines from 0. `h` is the SHA-256, in hex, of the `h`
 * of the line before (64 zeros before the first) followed by everything of this line after `"h":"…",`. So a line cannot
 * be changed, left out or moved without all that follow being wrong.
 */

/** Raised when an entry gets fields that an older version must not overlook. New kinds need no new number. */
const VERSION = 1;

const HASH_LENGTH = 64;
const HASH_FROM = `{"v":${VERSION},"h":"`.length;
const BODY_FROM = HASH_FROM + HASH_LENGTH + '",'.length;
const BEGINNING = new RegExp(`^\\{"v":${VERSION},"h":"[0-9a-f]{${HASH_LENGTH}}",$`);
const OTHER_VERSION = /^\{"v":\d+,/;

const NEWLINE = 0x0a;

/** Lines that are read before the event loop gets its turn. */
const SLICE = 500;

/** Where a chain of lines ends. */
export interface ChainEnd {
  readonly lines: number;
  /** Of the last line. */
  readonly hash: string;
}

export const CHAIN_START: ChainEnd = { lines: 0, hash: '0'.repeat(HASH_LENGTH) };

/** The line of an entry that follows a chain, with its line break, and where the chain ends then. */
export function journalLine(entry: JournalEntry, after: ChainEnd): { readonly text: string; readonly end: ChainEnd } {
  const body = JSON.stringify({ n: after.lines, ...recorded(entry) }).slice(1);
  const hash = createHash('sha256').update(after.hash).update(body).digest('hex');
  return { text: `{"v":${VERSION},"h":"${hash}",${body}\n`, end: { lines: after.lines + 1, hash } };
}

/** An answer also has a signed URL beside what is journaled: it stays out whatever the caller hands over. */
function recorded(entry: JournalEntry): JournalEntry {
  if (entry.type !== 'answered') return entry;
  const { type, at, machine, step, answer, status, ids } = entry;
  if (ids === null) return { type, at, machine, step, answer, status, ids };
  const { client, server, correlation } = ids;
  return { type, at, machine, step, answer, status, ids: { client, server, correlation } };
}

/** How the lines of a journal end. */
export type JournalTail =
  /** With a whole line. */
  | 'whole'
  /** With a line, or the zeros of a file that had been made longer, whose writing a crash or a full disk cut short. */
  | 'torn'
  /** With a line that is not what was written, or does not follow. */
  | 'damaged'
  /** With a line that is whole and that this version does not understand. */
  | 'newer';

export interface JournalReading {
  readonly end: ChainEnd;
  /** Bytes of the lines that are whole, in their order and understood. */
  readonly length: number;
  readonly tail: JournalTail;
}

/** Reads lines as far as they can be relied on. */
export async function readJournal(bytes: Buffer, take: (entry: JournalEntry) => void): Promise<JournalReading> {
  let end = CHAIN_START;
  let from = 0;
  while (from < bytes.length) {
    const to = bytes.indexOf(NEWLINE, from);
    // Zeros, which some file systems leave at the end when the power fails, have no line break either.
    if (to < 0) return { end, length: from, tail: 'torn' };
    const line = readLine(bytes.subarray(from, to), end);
    if (typeof line === 'string') return { end, length: from, tail: line };
    take(line.entry);
    end = line.end;
    from = to + 1;
    if (end.lines % SLICE === 0) await nextTurn();
  }
  return { end, length: from, tail: 'whole' };
}

function readLine(
  line: Buffer,
  after: ChainEnd,
): { readonly entry: JournalEntry; readonly end: ChainEnd } | 'damaged' | 'newer' {
  const beginning = line.toString('latin1', 0, BODY_FROM);
  if (!BEGINNING.test(beginning)) return isOfOtherVersion(beginning) ? 'newer' : 'damaged';
  const body = line.subarray(BODY_FROM);
  const hash = createHash('sha256').update(after.hash).update(body).digest('hex');
  if (hash !== beginning.slice(HASH_FROM, HASH_FROM + HASH_LENGTH)) return 'damaged';
  // The line is what was written: if this version does not understand it, another wrote it.
  const { n, ...entry } = parseObject(`{${body.toString('utf8')}`);
  if (n !== after.lines) return 'damaged';
  if (!isJournalEntry(entry)) return 'newer';
  return { entry, end: { lines: after.lines + 1, hash } };
}

function isOfOtherVersion(beginning: string): boolean {
  return OTHER_VERSION.test(beginning) && !beginning.startsWith(`{"v":${VERSION},`);
}

function parseObject(json: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
