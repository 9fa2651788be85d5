import type { AzureFault } from './azureFault';

/** One HTTP request as the log may show it: no query string, no header, no body, no token. */
export interface RequestLogEntry {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  /** Null: no answer. */
  readonly status: number | null;
  /** Azure's code of a failure, where it looks like one (see harmlessCode); null: none, or something else stands there. */
  readonly code: string | null;
  readonly milliseconds: number;
  /** Azure's x-ms-request-id where it sent one, else our own x-ms-client-request-id. */
  readonly requestId: string;
}

/** A request that is sent again, after the entry of the try that failed. */
export interface RetryLogEntry {
  readonly fault: AzureFault['kind'];
  /** How often it was sent so far. */
  readonly tries: number;
  /** How long is waited before. */
  readonly milliseconds: number;
}

/** The port that every request is reported to, after it ended. */
export interface RequestLog {
  record(entry: RequestLogEntry): void;
  retrying?(entry: RetryLogEntry): void;
}

export const silentRequestLog: RequestLog = { record: () => undefined };

/** One word, as all of Azure's codes are; no sentence, address, id or credential. */
const CODE = /^[A-Za-z][A-Za-z0-9_.]{0,63}$/;

/** A code that can stand in logs and reports; null where the other side sent something else in its place. */
export function harmlessCode(text: string): string | null {
  return CODE.test(text) ? text : null;
}
