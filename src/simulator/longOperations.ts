import { createHmac, randomUUID } from 'node:crypto';
import { armError, type Reply } from './armReply';
import { textOf, type JsonObject } from './jsonValues';
import type { Json } from './kql/json';

/** One long-running operation. Times are simulated, milliseconds UTC. */
export interface LongOperation {
  readonly id: string;
  readonly subscriptionId: string;
  readonly region: string;
  /** The machine, lower case. */
  readonly machineId: string;
  readonly startedAt: number;
  /** Null: it never ends. */
  readonly endsAt: number | null;
  /** How it ends; an error has code and message. */
  readonly end: 'Succeeded' | 'Failed' | 'Canceled';
  readonly error: JsonObject | null;
  readonly subject: OperationSubject;
  /** What it gave, once it has ended; a license write gives the profile as it is when it is asked for. */
  readonly result: JsonObject | null;
  /** How many URLs were handed out for it. */
  readonly issued: number;
}

/** What an operation is for: its answers differ. */
export type OperationSubject = 'license' | 'patches' | 'runCommand';

export type PollKind = 'operationstatus' | 'operationresults';

const KEPT = 50_000;
const API_VERSION = '2025-01-13';
/** Ticks of 100 ns from year 1 to 1970. */
const EPOCH_TICKS = 621_355_968_000_000_000n;

/**
 * The operations behind Azure-AsyncOperation and Location. Their URLs are signed, and every answer hands out the next
 * one: the newest holds, and the one before it too, so that an answer that got lost does not strand its client. An older
 * one, an unsigned one and one of another operation are all the same 404.
 */
export class LongOperations {
  private readonly operations = new Map<string, LongOperation>();

  constructor(
    private readonly secret: string,
    private readonly baseUrl: () => string,
    kept: readonly LongOperation[] = [],
  ) {
    for (const operation of kept) this.operations.set(operation.id, operation);
  }

  list(): readonly LongOperation[] {
    return [...this.operations.values()];
  }

  begin(operation: Omit<LongOperation, 'id' | 'issued'>): LongOperation {
    const begun = { ...operation, id: randomUUID(), issued: 0 };
    this.operations.set(begun.id, begun);
    for (const oldest of this.operations.keys()) {
      if (this.operations.size <= KEPT) break;
      this.operations.delete(oldest);
    }
    return begun;
  }

  restore(operation: LongOperation): void {
    this.operations.set(operation.id, operation);
  }

  /** A newer write has taken over: what was under way ends now, other than it would have. */
  cancel(id: string, now: number): LongOperation | undefined {
    const operation = this.operations.get(id);
    if (!operation || (operation.endsAt !== null && operation.endsAt <= now)) return undefined;
    const error = { code: 'OperationPreempted', message: 'The operation was preempted by a more recent operation.' };
    const cancelled: LongOperation = { ...operation, endsAt: now, end: 'Canceled', error };
    this.operations.set(id, cancelled);
    return cancelled;
  }

  /** Lets an operation that waited end. */
  setEnd(id: string, endsAt: number): void {
    const operation = this.operations.get(id);
    if (operation) this.operations.set(id, { ...operation, endsAt });
  }

  /** Ends an operation that goes by what happens on a machine. */
  finish(id: string, last: Pick<LongOperation, 'endsAt' | 'end' | 'error' | 'result'>): LongOperation | undefined {
    const operation = this.operations.get(id);
    if (!operation) return undefined;
    const finished = { ...operation, ...last };
    this.operations.set(id, finished);
    return finished;
  }

  /** Both headers, with the newest signature. */
  headers(operation: LongOperation): Record<string, string> {
    return {
      'Azure-AsyncOperation': this.url(operation, 'operationstatus'),
      Location: this.url(operation, 'operationresults'),
    };
  }

  /** Takes one poll: the operation with its next URL, or undefined when the URL is not one of its valid ones. */
  poll(subscriptionId: string, region: string, id: string, query: URLSearchParams): LongOperation | undefined {
    const operation = this.operations.get(id.toLowerCase());
    if (operation?.subscriptionId.toLowerCase() !== subscriptionId.toLowerCase()) return undefined;
    if (operation.region.toLowerCase() !== region.toLowerCase()) return undefined;
    const number = this.numberOf(operation, query);
    if (number === undefined || number < operation.issued - 1) return undefined;
    // A URL that was handed out just before a restart may be newer than what was kept.
    const polled = { ...operation, issued: Math.max(operation.issued, number) + 1 };
    this.operations.set(operation.id, polled);
    return polled;
  }

  private url(operation: LongOperation, kind: PollKind): string {
    const t = String(ticksOf(operation.startedAt) + BigInt(operation.issued));
    const query = new URLSearchParams({
      'api-version': API_VERSION,
      t,
      c: CERTIFICATE,
      s: this.sign(operation.id, t),
      h: HASH,
    });
    const { subscriptionId, region, id } = operation;
    const provider = `/subscriptions/${subscriptionId}/providers/Microsoft.HybridCompute/locations/${region}`;
    return `${this.baseUrl()}${provider}/${kind}/${id}?${query.toString()}`;
  }

  /** Which of the operation's URLs this is; undefined = none, the signature is not right. */
  private numberOf(operation: LongOperation, query: URLSearchParams): number | undefined {
    const t = query.get('t') ?? '';
    if (!/^\d{1,20}$/.test(t) || query.get('s') !== this.sign(operation.id, t)) return undefined;
    return Number(BigInt(t) - ticksOf(operation.startedAt));
  }

  private sign(id: string, t: string): string {
    return createHmac('sha256', this.secret).update(`${id}|${t}`).digest('base64url');
  }
}

const CERTIFICATE = 'MIIHSIMULATED';
const HASH = 'simulated';

function ticksOf(at: number): bigint {
  return EPOCH_TICKS + BigInt(at) * 10_000n;
}

/** The body of GET …/operationstatus/{id}. `resource` as it is now. */
export function operationStatus(operation: LongOperation, now: number, resource: Json): Json {
  const { endsAt } = operation;
  const hasEnded = endsAt !== null && endsAt <= now;
  const status = hasEnded ? operation.end : 'InProgress';
  return {
    id: `/subscriptions/${operation.subscriptionId}/providers/Microsoft.HybridCompute/locations/${operation.region}/operationstatus/${operation.id}`,
    name: operation.id,
    status,
    startTime: new Date(operation.startedAt).toISOString(),
    ...(hasEnded ? { endTime: new Date(endsAt).toISOString() } : {}),
    ...(status === 'Succeeded' || (hasEnded && operation.subject === 'patches') ? { properties: resource } : {}),
    ...(hasEnded && operation.error !== null && status !== 'Succeeded' ? { error: operation.error } : {}),
  };
}

/** The answer of GET …/operationresults/{id}. */
export function operationResult(operation: LongOperation, now: number, resource: Json): Reply {
  if (operation.endsAt === null || operation.endsAt > now) return { status: 202, headers: {}, body: undefined };
  // An assessment that failed has its result too, and says so in there.
  if (operation.subject === 'patches' && operation.result !== null) return { status: 200, headers: {}, body: resource };
  if (operation.subject === 'runCommand' && operation.result === null)
    return { status: 204, headers: {}, body: undefined };
  if (operation.end === 'Succeeded') return { status: 200, headers: {}, body: resource };
  return armError(409, textOf(operation.error?.['code']) || 'OperationFailed', textOf(operation.error?.['message']));
}
