import type { Json } from './kql/json';

/** An answer before it becomes bytes. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined: no body. */
  readonly body: Json | undefined;
  /** The body as JSON text, where it was needed before. */
  readonly text?: string;
}

export function ok(body: Json, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status: 200, headers, body };
}

/** ARM's error body. */
export function armError(
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return { status, headers, body: { error: { code, message } } };
}

export function methodNotAllowed(method: string): Reply {
  return armError(405, 'MethodNotAllowed', `The requested resource does not support http method '${method}'.`);
}

/** The subscription is none, or none that the caller may know of. */
export function subscriptionNotFound(id: string): Reply {
  return armError(404, 'SubscriptionNotFound', `The subscription '${id}' could not be found.`);
}
