import { isObject, type JsonObject } from './jsonValues';
import type { Json } from './kql/json';
import type { GraphErrorDetail } from './resourceGraphErrors';
import { queryContext, readSkipToken } from './skipToken';

const LARGEST_PAGE = 1000;
const MOST_SUBSCRIPTIONS = 1000;
const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A query request that is well formed. */
export interface GraphRequest {
  readonly query: string;
  /** Lower case; undefined = all that the caller can read. */
  readonly subscriptions: readonly string[] | undefined;
  readonly pageSize: number;
  readonly offset: number;
  readonly resultFormat: 'objectArray' | 'table';
  /** What a $skipToken of this request is bound to. */
  readonly context: string;
}

export type GraphRequestReading =
  | { readonly ok: true; readonly request: GraphRequest }
  | { readonly ok: false; readonly details: readonly GraphErrorDetail[] };

class Refusal extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** Checks a query request as strictly as the contract writes it, and reads it. */
export function readGraphRequest(body: Json | undefined): GraphRequestReading {
  try {
    if (!isObject(body)) throw new Refusal('InvalidRequest', 'The request body must be a JSON object.');
    return { ok: true, request: read(body) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { ok: false, details: [{ code: error.code, message: error.message }] };
  }
}

function read(body: JsonObject): GraphRequest {
  const query = body['query'];
  if (typeof query !== 'string' || query.trim() === '') {
    throw new Refusal('EmptyQuery', "The request must have a 'query' that is a text and not empty.");
  }
  const subscriptions = readSubscriptions(body);
  const options = body['options'] ?? {};
  if (!isObject(options)) throw new Refusal('InvalidOptions', "'options' must be an object.");
  if (body['facets'] !== undefined && body['facets'] !== null) {
    const facets = body['facets'];
    if (!Array.isArray(facets)) throw new Refusal('InvalidFacets', "'facets' must be an array.");
    if (facets.length > 0) throw new Refusal('NotSimulated', 'Facets are not simulated.');
  }
  checkEnum(options, 'authorizationScopeFilter', [
    'AtScopeAndBelow',
    'AtScopeAndAbove',
    'AtScopeExact',
    'AtScopeAboveAndBelow',
  ]);
  checkEnum(options, 'resultFormat', ['objectArray', 'table']);
  const context = queryContext(query, subscriptions ?? ['*']);
  return {
    query,
    subscriptions,
    resultFormat: options['resultFormat'] === 'table' ? 'table' : 'objectArray',
    context,
    ...readPage(options, context),
  };
}

function readSubscriptions(body: JsonObject): readonly string[] | undefined {
  const given = body['subscriptions'] ?? undefined;
  const groups = body['managementGroups'] ?? undefined;
  if (groups !== undefined) {
    const isAlone = given === undefined;
    throw isAlone
      ? new Refusal('NotSimulated', 'Queries at the scope of management groups are not simulated.')
      : new Refusal('InvalidScope', "'subscriptions' and 'managementGroups' exclude each other.");
  }
  if (given === undefined) return undefined;
  if (!Array.isArray(given)) throw new Refusal('InvalidSubscriptions', "'subscriptions' must be an array of texts.");
  if (given.length === 0) return undefined;
  if (given.length > MOST_SUBSCRIPTIONS) {
    throw new Refusal(
      'TooManySubscriptions',
      `The number of subscriptions is ${given.length}, and has exceeded the limit of ${MOST_SUBSCRIPTIONS}.`,
    );
  }
  return given.map((each: Json) => {
    const id = typeof each === 'string' ? each.toLowerCase() : '';
    if (!GUID.test(id)) {
      throw new Refusal(
        'InvalidSubscriptionId',
        `The subscription id '${JSON.stringify(each)}' is malformed or invalid.`,
      );
    }
    return id;
  });
}

function readPage(options: JsonObject, context: string): { readonly pageSize: number; readonly offset: number } {
  const top = readInteger(options, '$top', 1, LARGEST_PAGE);
  const skip = readInteger(options, '$skip', 0, Number.MAX_SAFE_INTEGER);
  const text = options['$skipToken'] ?? undefined;
  if (text === undefined) return { pageSize: top ?? LARGEST_PAGE, offset: skip ?? 0 };
  const token = typeof text === 'string' ? readSkipToken(text) : undefined;
  if (!token) throw new Refusal('InvalidSkipToken', 'The $skipToken is malformed.');
  if (token.context !== context) {
    throw new Refusal('InvalidSkipToken', 'The $skipToken was issued for another query or other subscriptions.');
  }
  return { pageSize: top ?? token.pageSize, offset: skip ?? token.offset };
}

function readInteger(options: JsonObject, name: string, low: number, high: number): number | undefined {
  const value = options[name] ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < low || value > high) {
    const range = high === Number.MAX_SAFE_INTEGER ? `at least ${low}` : `from ${low} to ${high}`;
    throw new Refusal('InvalidOptions', `'${name}' must be a whole number ${range}.`);
  }
  return value;
}

function checkEnum(options: JsonObject, name: string, values: readonly string[]): void {
  const value = options[name] ?? undefined;
  if (value === undefined) return;
  if (typeof value !== 'string' || !values.includes(value)) {
    throw new Refusal('InvalidOptions', `'${name}' must be one of: ${values.join(', ')}.`);
  }
}
