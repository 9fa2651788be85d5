import type { Caller } from './bearerToken';
import type { Json } from './kql/json';

/** A request to ARM, with what was decided before it got here. */
export interface ArmCall {
  readonly method: string;
  readonly url: URL;
  readonly caller: Caller;
  /** Undefined: it is no JSON, or there is none. */
  readonly body: Json | undefined;
  readonly contentType: string;
  /** The x-ms-request-id of its answer. */
  readonly requestId: string;
  /** Subscriptions (lower case) that the caller was denied by a fault. */
  readonly deniedSubscriptions: ReadonlySet<string>;
}
