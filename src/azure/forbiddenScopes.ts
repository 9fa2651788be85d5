import type { SubscriptionId } from '../core/ids';
import type { AzureFault } from './azureFault';
import type { PagesOutcome } from './resourceGraph';

/** What became of each subscription of a batch. */
export interface ScopedOutcome {
  /** Read to the end. */
  readonly read: readonly SubscriptionId[];
  readonly problems: ReadonlyMap<SubscriptionId, AzureFault>;
  readonly missingRows: number;
}

/** One refused subscription among 300 costs about 17 requests; this many are enough for several. */
const MOST_REQUESTS = 64;

/**
 * Reads a batch of subscriptions and, where Azure refuses the batch because of some of them, halves it until those are
 * alone: the others are read, each refused one gets its own problem. Any other fault is a problem of all that it hit.
 */
export async function readIsolatingForbidden(
  batch: readonly SubscriptionId[],
  read: (subscriptions: readonly SubscriptionId[]) => Promise<PagesOutcome>,
): Promise<ScopedOutcome> {
  const done: SubscriptionId[] = [];
  const problems = new Map<SubscriptionId, AzureFault>();
  const pending: (readonly SubscriptionId[])[] = [batch];
  let missingRows = 0;
  for (let requests = 1; ; requests += 1) {
    const part = pending.pop();
    if (part === undefined) return { read: done, problems, missingRows };
    const outcome = await read(part);
    const { fault } = outcome;
    missingRows += outcome.missingRows;
    if (fault === null) {
      done.push(...part);
    } else if (fault.kind === 'forbidden' && part.length > 1 && requests < MOST_REQUESTS) {
      const half = Math.ceil(part.length / 2);
      pending.push(part.slice(half), part.slice(0, half));
    } else {
      for (const id of part) problems.set(id, fault);
    }
  }
}
