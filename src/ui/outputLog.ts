import type * as vscode from 'vscode';
import type { RequestLog, RequestLogEntry } from '../azure/requestLog';

/** Writes each request to the output channel: method, host, path, status, time. No query, header, body or token comes this far. */
export class OutputLog implements RequestLog {
  readonly #channel: vscode.LogOutputChannel;

  constructor(channel: vscode.LogOutputChannel) {
    this.#channel = channel;
  }

  record({ method, host, path, status, milliseconds, requestId }: RequestLogEntry): void {
    const line = `${method} ${host}${path} → ${status ?? 'no answer'} in ${Math.round(milliseconds)} ms (${requestId})`;
    if (status === null || status >= 400) this.#channel.warn(line);
    else this.#channel.debug(line);
  }
}
