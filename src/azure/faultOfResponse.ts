import { bounded, boundedMessage } from '../core/withoutSecrets';
import type { AzureFault } from './azureFault';
import { FaultError } from './faultError';
import { parsedJson } from './rowValues';

/** What is known of an answer that is not a success. */
export interface FailedResponse {
  readonly status: number;
  /** The parsed body where it was JSON, its text where it was not, undefined where there was none. */
  readonly body: unknown;
}

/** Azure's own words for what went wrong. */
export interface AzureErrorWords {
  readonly code: string;
  readonly message: string;
}

const LONGEST_CODE = 100;
const ACCESS_CODES = new Set(['accessdenied', 'authorizationfailed', 'forbidden', 'linkedauthorizationfailed']);
const PAYLOAD_CODE = 'responsepayloadtoolarge';

/** Maps a status and a body in ARM's or Resource Graph's error shape (or in none) to a fault. 401 is the authorization policy's. */
export function faultOfResponse({ status, body }: FailedResponse): AzureFault {
  const chain = errorChain(body);
  const { code, message } = mostSpecific(chain, status);
  if (status === 401) return { kind: 'signInNeeded', tenantId: null, claims: null, message };
  if (status === 429) return { kind: 'throttled', message };
  if (status === 404) return { kind: 'notFound', code, message };
  const codes = chain.map((words) => words.code.toLowerCase());
  if (status === 413 || (status < 500 && codes.includes(PAYLOAD_CODE))) return { kind: 'tooLarge', message };
  if (status === 403 || (status < 500 && codes.some((each) => ACCESS_CODES.has(each)))) {
    return { kind: 'forbidden', code, message };
  }
  return { kind: 'rejected', status, code, message };
}

/** Maps whatever the transport threw. */
export function faultOfError(error: unknown): AzureFault {
  if (error instanceof FaultError) return error.fault;
  const code = stringProperty(error, 'code') ?? stringProperty(error, 'name') ?? 'Error';
  const said = stringProperty(error, 'message');
  const message = said === undefined ? boundedMessage(error) : bounded(said);
  return { kind: 'unreachable', code: bounded(code, LONGEST_CODE), message };
}

/** The code and message of an error body: those of its innermost detail, because the outer ones are often generic. */
export function errorWordsOf(body: unknown, status: number): AzureErrorWords {
  return mostSpecific(errorChain(body), status);
}

/** A body as {@link FailedResponse} wants it: parsed where it is JSON, else the text itself. */
export function bodyOf(text: string): unknown {
  const parsed = parsedJson(text);
  return parsed === undefined ? text : parsed;
}

// Outer error first, then its first detail, and so on. Bounded, because a server could nest for ever.
function errorChain(body: unknown): readonly AzureErrorWords[] {
  const chain: AzureErrorWords[] = [];
  let error: unknown = property(body, 'error') ?? body;
  for (let depth = 0; depth < 5 && error !== undefined && error !== null; depth += 1) {
    if (typeof error === 'string') {
      chain.push({ code: '', message: bounded(error) });
      return chain;
    }
    const code = stringProperty(error, 'code') ?? '';
    const message = stringProperty(error, 'message') ?? '';
    if (code !== '' || message !== '') {
      chain.push({ code: bounded(code, LONGEST_CODE), message: bounded(message) });
    }
    const details = property(error, 'details');
    error = Array.isArray(details) ? details[0] : property(error, 'innererror');
  }
  return chain;
}

function mostSpecific(chain: readonly AzureErrorWords[], status: number): AzureErrorWords {
  const code = chain.findLast((words) => words.code !== '')?.code ?? `HTTP${status}`;
  const message = chain.findLast((words) => words.message !== '')?.message ?? `HTTP ${status}`;
  return { code, message };
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

function stringProperty(value: unknown, name: string): string | undefined {
  const found = property(value, name);
  return typeof found === 'string' ? found : undefined;
}
