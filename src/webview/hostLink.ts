import type { HostMessage, PageMessage, PageRequest } from '../core/dashboardContract';
import { hostMessage } from '../core/dashboardContract';
import type { Shape } from '../core/shape';

/** What the page needs of VS Code's API. */
export interface HostApi {
  readonly postMessage: (message: PageMessage) => void;
}

interface Pending {
  readonly shape: Shape<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly end: () => void;
}

/** The request was given up by the page itself; nobody needs to be told. */
export class Cancelled extends Error {}
/** The host did not answer in time. */
export class Late extends Error {}

const TIME_LIMIT = 15_000;

/** Requests to the host, each answered, refused, cancelled, or late; what comes after that is dropped. */
export class HostLink {
  readonly #api: HostApi;
  readonly #pending = new Map<number, Pending>();
  readonly #onParts: (message: Extract<HostMessage, { type: 'parts' }>) => void;
  #lastId = 0;

  constructor(api: HostApi, onParts: (message: Extract<HostMessage, { type: 'parts' }>) => void) {
    this.#api = api;
    this.#onParts = onParts;
  }

  start(): void {
    this.#api.postMessage({ type: 'ready' });
  }

  /** Reports something that should not happen, for the log. */
  problem(message: string): void {
    this.#api.postMessage({ type: 'problem', message });
  }

  /** Takes a message from the host; what is none is reported. */
  receive(value: unknown): void {
    if (!hostMessage(value)) {
      this.problem('The page got a message that is none.');
      return;
    }
    if (value.type === 'parts') this.#onParts(value);
    else this.#settle(value);
  }

  /** Asks the host. Rejects with {@link Cancelled}, {@link Late}, or what the host says. `timeLimit`: null = none. */
  request<Value>(
    request: PageRequest,
    shape: Shape<Value>,
    { signal, timeLimit = TIME_LIMIT }: { readonly signal?: AbortSignal; readonly timeLimit?: number | null } = {},
  ): Promise<Value> {
    if (signal?.aborted) return Promise.reject(new Cancelled());
    const id = ++this.#lastId;
    return new Promise<Value>((resolve, reject) => {
      const giveUp = (error: Error): void => {
        this.#take(id);
        this.#api.postMessage({ type: 'cancel', id });
        reject(error);
      };
      const onAbort = (): void => {
        giveUp(new Cancelled());
      };
      const timer = timeLimit === null ? undefined : setTimeout(() => giveUp(new Late()), timeLimit);
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#pending.set(id, {
        shape,
        resolve: (value) => {
          if (shape(value)) resolve(value);
          else reject(new Error('The answer has another shape than was asked for.'));
        },
        reject,
        end: () => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', onAbort);
        },
      });
      this.#api.postMessage({ type: 'request', id, request });
    });
  }

  #settle(message: Extract<HostMessage, { type: 'answer' | 'refusal' }>): void {
    const pending = this.#take(message.id);
    if (message.type === 'answer') pending?.resolve(message.value);
    else pending?.reject(new Error(message.message));
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    pending?.end();
    return pending;
  }
}
