import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { Instant } from '../core/instant';
import type { Shape } from '../core/shape';
import { amount, count, flag, oneOf, orNull, record } from '../core/shape';
import type { JournalFault } from './journalDisk';
import { newestJournal } from './journalDisk';
import type { OperationHead, OperationId } from './journalEntry';
import { operationHead } from './journalShape';
import type { OperationCounts, OperationState } from './operationState';
import { countMachines } from './operationState';
import { PRIVATE_FILE } from './privateFiles';

const STANDINGS = ['ended', 'unfinished', 'neverBegun', 'damaged', 'newer', 'unreadable'] as const;

/**
 * What can be done with an operation. `neverBegun`: its list of machines is not whole, so nothing was sent. `damaged`: what
 * is on disk is not what was written. `newer`: a later version wrote it. `unreadable`: the system refused to read it.
 */
export type OperationStanding = (typeof STANDINGS)[number];

/** An operation in a list. */
export interface OperationSummary {
  readonly id: OperationId;
  readonly standing: OperationStanding;
  /** Of a damaged journal, as far as it can be relied on; null = not so far. */
  readonly head: OperationHead | null;
  /** Null where there is no head. */
  readonly counts: OperationCounts | null;
  readonly cancelRequested: boolean;
  readonly endedAt: Instant | null;
}

export function summaryOf(
  id: OperationId,
  state: OperationState | null,
  fault: JournalFault | undefined,
): OperationSummary {
  return {
    id,
    standing: standingOf(state, fault),
    head: state?.head ?? null,
    counts: state ? countMachines(state) : null,
    cancelRequested: state?.cancelRequested ?? false,
    endedAt: state?.endedAt ?? null,
  };
}

function standingOf(state: OperationState | null, fault: JournalFault | undefined): OperationStanding {
  if (fault?.kind === 'damaged' || fault?.kind === 'newer') return fault.kind;
  if (fault) return 'unreadable';
  if (!state?.isReady) return 'neverBegun';
  return state.endedAt === null ? 'unfinished' : 'ended';
}

/*
 * The summary of an operation that ended is kept beside its journal, as a list of hundreds would otherwise read them all.
 * It holds for the file of which it was made: the same name, as many bytes.
 */

/** Changes with the shape of a summary; another version's is made anew. */
const VERSION = 1;

const NAME = 'summary.json';

// `satisfies` refuses a name that is no longer counted, which would make every kept summary useless.
const failedBy = record({
  azure: count,
  ended: count,
  notBack: count,
  collateral: count,
} satisfies Record<keyof OperationCounts['failedBy'], Shape<number>>);

const counts: Shape<OperationCounts> = record({
  total: count,
  inFlight: count,
  waiting: count,
  done: count,
  alreadyThere: count,
  stillPending: count,
  failed: count,
  drifted: count,
  notSent: count,
  unfit: count,
  outcomeUnknown: count,
  failedBy,
} satisfies Record<keyof OperationCounts, Shape<unknown>>);

const isKept: Shape<{ version: number; epoch: number; bytes: number; summary: OperationSummary }> = record({
  version: count,
  epoch: count,
  bytes: count,
  summary: record({
    id: (value): value is OperationId => typeof value === 'string',
    standing: oneOf(STANDINGS),
    head: orNull(operationHead),
    counts: orNull(counts),
    cancelRequested: flag,
    endedAt: orNull((value): value is Instant => amount(value)),
  }),
});

/** Null = none is kept that holds. */
export async function recallSummary(folder: string, id: OperationId): Promise<OperationSummary | null> {
  try {
    const kept: unknown = JSON.parse(await readFile(join(folder, NAME), 'utf8'));
    if (!isKept(kept) || kept.version !== VERSION || kept.summary.id !== id) return null;
    const newest = await newestJournal(folder);
    if (newest?.epoch !== kept.epoch || (await stat(newest.path)).size !== kept.bytes) return null;
    return kept.summary;
  } catch {
    return null;
  }
}

/** It only spares time: where it cannot be written, the next list reads the journal again. */
export async function keepSummary(
  folder: string,
  summary: OperationSummary,
  { epoch, bytes }: { readonly epoch: number; readonly bytes: Buffer },
): Promise<void> {
  const kept = { version: VERSION, epoch, bytes: bytes.length, summary };
  await writeFileAtomic(join(folder, NAME), JSON.stringify(kept), { mode: PRIVATE_FILE }).catch(() => undefined);
}
