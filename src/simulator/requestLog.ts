import type { Json } from './kql/json';

/** One request as it was answered. Never holds a token. */
export interface LoggedRequest {
  readonly number: number;
  /** The simulated time, ISO 8601 in UTC. */
  readonly at: string;
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly body: Json;
  /** 0: there was no answer (reset, stalled, or the client went away). */
  readonly status: number;
  /** Bytes of the answer's body. */
  readonly bytes: number;
  readonly tenantId: string | null;
  /** The kind of fault that was applied. */
  readonly fault: string | null;
}

const KEPT = 2000;

/** The latest requests, in the order in which they came. */
export class RequestLog {
  private entries: LoggedRequest[] = [];
  private count = 0;

  /** Reserves the place of a request that has come. */
  begin(): number {
    this.count += 1;
    return this.count;
  }

  add(entry: LoggedRequest): void {
    this.entries.push(entry);
    if (this.entries.length > KEPT * 1.1) this.entries = this.list().slice(-KEPT);
  }

  list(): LoggedRequest[] {
    return [...this.entries].sort((a, b) => a.number - b.number);
  }

  clear(): void {
    this.entries = [];
  }
}
