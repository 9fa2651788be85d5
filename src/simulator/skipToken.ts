import { createHash } from 'node:crypto';
import { isObject, parseJson } from './jsonValues';

/** What a $skipToken carries: where the next page begins, how long it is, and which query it is of. */
export interface SkipToken {
  readonly offset: number;
  readonly pageSize: number;
  readonly context: string;
}

/** A short mark of what a token is bound to: the query's text and its scope. */
export function queryContext(query: string, scope: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify([query, [...scope].sort()]))
    .digest('base64url')
    .slice(0, 22);
}

/** Opaque to the client, as Azure's is. */
export function writeSkipToken(token: SkipToken): string {
  return Buffer.from(JSON.stringify(token), 'utf8').toString('base64');
}

/** Undefined when the text is no token of ours. */
export function readSkipToken(text: string): SkipToken | undefined {
  const value = parseJson(Buffer.from(text, 'base64').toString('utf8'));
  if (!isObject(value)) return undefined;
  const { offset, pageSize, context } = value;
  if (typeof offset !== 'number' || typeof pageSize !== 'number' || typeof context !== 'string') return undefined;
  return { offset, pageSize, context };
}
