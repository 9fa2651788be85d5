import type * as vscode from 'vscode';
import type { RequestLog, RequestLogEntry, RetryLogEntry } from '../azure/requestLog';
import type { Clock } from '../core/clock';
import type { Instant } from '../core/instant';

/** A request that had no answer, or one that is no success. */
export interface FailedRequest {
  readonly at: Instant;
  readonly entry: RequestLogEntry;
}

const MOST_KEPT = 20;

/**
 * Writes each request to the output channel: method, host, path, status, Azure's code, time. No query, header, body or
 * token comes this far. Keeps what failed lately, for a report.
 */
export class OutputLog implements RequestLog {
  readonly #channel: Pick<vscode.LogOutputChannel, 'debug' | 'warn'>;
  readonly #clock: Clock;
  #failures: readonly FailedRequest[] = [];

  constructor(channel: Pick<vscode.LogOutputChannel, 'debug' | 'warn'>, clock: Clock) {
    this.#channel = channel;
    this.#clock = clock;
  }

  /** The newest last. */
  get failures(): readonly FailedRequest[] {
    return this.#failures;
  }

  record(entry: RequestLogEntry): void {
    const { method, host, path, status, code, milliseconds, requestId } = entry;
    const says = [status ?? 'no answer', ...(code === null ? [] : [code])].join(' ');
    const line = `${method} ${host}${path} → ${says} in ${Math.round(milliseconds)} ms (${requestId})`;
    if (status !== null && status < 400) {
      this.#channel.debug(line);
      return;
    }
    this.#channel.warn(line);
    this.#failures = [...this.#failures, { at: this.#clock.now(), entry }].slice(-MOST_KEPT);
  }

  retrying({ fault, tries, milliseconds }: RetryLogEntry): void {
    this.#channel.warn(`Asking again in ${Math.round(milliseconds)} ms, after try ${tries}: ${fault}`);
  }
}
