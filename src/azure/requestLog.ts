/** One HTTP request as the log may show it: no query string, no header, no body, no token. */
export interface RequestLogEntry {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  /** Null: no answer. */
  readonly status: number | null;
  readonly milliseconds: number;
  /** Azure's x-ms-request-id where it sent one, else our own x-ms-client-request-id. */
  readonly requestId: string;
}

/** The port that every request is reported to, after it ended. */
export interface RequestLog {
  record(entry: RequestLogEntry): void;
}

export const silentRequestLog: RequestLog = { record: () => undefined };
