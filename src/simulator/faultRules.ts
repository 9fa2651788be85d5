import { isObject, type JsonObject } from './jsonValues';
import type { Json } from './kql/json';
import { REQUEST_KINDS, type RequestPurpose } from './requestKind';
import { SeededRandom } from './seededRandom';

/** What goes wrong. Times are in milliseconds unless the name says otherwise. */
export type Fault =
  /** Every answer that much later; other rules still apply. */
  | { readonly kind: 'latency'; readonly ms: number }
  /** 401 insufficient_claims, until the token says `;claims=1`. */
  | { readonly kind: 'claimsChallenge' }
  /** 401 invalid_token. */
  | { readonly kind: 'unauthorized' }
  /**
   * No access: to the subscription that the rule matches and nothing else, or else 403 on the whole request. With
   * `operation` it is the right to do that alone, e.g. an account that may read a subscription and not write in it.
   */
  | { readonly kind: 'forbidden' }
  /** 429; without retryAfterSeconds there is no Retry-After. */
  | { readonly kind: 'throttle'; readonly retryAfterSeconds?: number; readonly afterEffect?: boolean }
  /** Any status, e.g. 503 or 409; afterEffect: what was asked for happens, and the answer says otherwise. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly code?: string;
      readonly message?: string;
      readonly retryAfterSeconds?: number;
      readonly afterEffect?: boolean;
    }
  /** The connection is reset: before any byte, or in the middle of the body. */
  | { readonly kind: 'reset'; readonly after?: AnswerPart }
  /** The connection stays open and nothing more comes. */
  | { readonly kind: 'stall'; readonly after?: AnswerPart }
  /** 200, and half of the JSON, as if it were all. */
  | { readonly kind: 'cutOff' }
  /** 200, and text that is no JSON. */
  | { readonly kind: 'malformed' }
  /** 200, and JSON of another shape. */
  | { readonly kind: 'wrongShape' }
  /** 200 without a body. */
  | { readonly kind: 'empty' }
  /** The answer, with a nextLink to a host that must never see a token. */
  | { readonly kind: 'foreignNextLink'; readonly url?: string }
  /** 307 to a host that must never see a token. */
  | { readonly kind: 'redirect'; readonly url?: string }
  /** Resource Graph finds every answer of more rows too large. */
  | { readonly kind: 'payloadTooLarge'; readonly rows: number }
  /** The machine of the path is deleted just before the request is carried out. */
  | { readonly kind: 'machineGone' }
  /** The URLs of the operation lead to a host that must never see a token. */
  | { readonly kind: 'foreignPollUrl'; readonly url?: string }
  /** The answer comes without the URLs of its operation. */
  | { readonly kind: 'noPollUrl' };

/** How much of the answer comes; `effect`: nothing of it, although what was asked for has happened. */
export type AnswerPart = 'nothing' | 'effect' | 'headers' | 'half';

/** Which requests a rule is for; what is absent matches all. Texts are compared without regard to case. */
export interface FaultMatch {
  /** A part of the path. */
  readonly path?: string;
  readonly method?: string;
  readonly operation?: RequestPurpose;
  /** The tenant of the token. */
  readonly tenantId?: string;
  /** In the path, or named by a Resource Graph query. */
  readonly subscriptionId?: string;
  /** The table that a Resource Graph query begins with. */
  readonly table?: string;
  /** A part of the text of a Resource Graph query. */
  readonly query?: string;
  /** From this one of the matching requests on, counted from 1. */
  readonly nth?: number;
  /** That many times; absent = once where `nth` is given, else always. */
  readonly times?: number;
  /** Of 100 requests that would be due, drawn anew for each, the same in every run of the same requests. */
  readonly percent?: number;
  /** Of the draws; absent = 0. */
  readonly seed?: number;
}

export interface FaultRule {
  readonly match: FaultMatch;
  readonly fault: Fault;
}

/** What the rules look at. */
export interface FaultSubject {
  readonly method: string;
  readonly path: string;
  readonly operation: RequestPurpose;
  readonly tenantId: string | null;
  readonly hasClaims: boolean;
  /** Named in the path or in the body; lower case. */
  readonly subscriptionIds: readonly string[];
  /** The text of a Resource Graph query; null = no query. */
  readonly query: string | null;
}

/** What is to go wrong with one request. */
export interface FaultDecision {
  readonly latency: number;
  readonly fault: Fault | undefined;
  readonly deniedSubscriptions: ReadonlySet<string>;
}

export interface CountedRule extends FaultRule {
  readonly id: number;
  /** From a flag: there again after every start, and not kept in the state file. */
  readonly isFlag: boolean;
  readonly seen: number;
  readonly used: number;
}

/** The faults that are on. */
export class FaultRules {
  private rules: CountedRule[] = [];
  private lastId = 0;

  list(): readonly CountedRule[] {
    return this.rules;
  }

  add(rule: FaultRule, isFlag: boolean): CountedRule {
    this.lastId += 1;
    const counted = { ...rule, id: this.lastId, isFlag, seen: 0, used: 0 };
    this.rules.push(counted);
    return counted;
  }

  restore(rules: readonly CountedRule[]): void {
    for (const rule of rules) {
      this.rules.push(rule);
      this.lastId = Math.max(this.lastId, rule.id);
    }
  }

  clear(id?: number): void {
    this.rules = id === undefined ? [] : this.rules.filter((rule) => rule.id !== id);
  }

  /** Decides about one request, and counts it. */
  decide(subject: FaultSubject): FaultDecision {
    let latency = 0;
    let fault: Fault | undefined;
    const denied = new Set<string>();
    this.rules = this.rules.map((rule) => {
      if (isAccessRule(rule)) {
        denied.add(rule.match.subscriptionId.toLowerCase());
        return rule;
      }
      if (!matches(rule.match, subject)) return rule;
      if (rule.fault.kind === 'claimsChallenge' && subject.hasClaims) return rule;
      const seen = rule.seen + 1;
      const applies = isDue(rule, seen) && (rule.fault.kind === 'latency' || fault === undefined);
      if (!applies) return { ...rule, seen };
      if (rule.fault.kind === 'latency') latency += rule.fault.ms;
      else fault = rule.fault;
      return { ...rule, seen, used: rule.used + 1 };
    });
    return { latency, fault, deniedSubscriptions: denied };
  }
}

/** "No access to this subscription" is a state of the world rather than an event: it also hides rows. */
function isAccessRule(rule: FaultRule): rule is FaultRule & { readonly match: { readonly subscriptionId: string } } {
  const { subscriptionId, ...narrower } = rule.match;
  return rule.fault.kind === 'forbidden' && subscriptionId !== undefined && Object.keys(narrower).length === 0;
}

function isDue(rule: CountedRule, seen: number): boolean {
  const { nth, times, percent } = rule.match;
  if (percent !== undefined && !new SeededRandom('fault', rule.match.seed ?? 0, seen).chance(percent)) return false;
  const most = times ?? (nth === undefined ? Number.POSITIVE_INFINITY : 1);
  return seen >= (nth ?? 1) && rule.used < most;
}

function matches(match: FaultMatch, subject: FaultSubject): boolean {
  const table = /^\s*(\w+)/.exec(subject.query ?? '')?.[1] ?? null;
  return (
    isPart(match.path, subject.path) &&
    isSame(match.method, subject.method) &&
    isSame(match.operation, subject.operation) &&
    isSame(match.tenantId, subject.tenantId) &&
    isSame(match.table, table) &&
    isPart(match.query, subject.query) &&
    (match.subscriptionId === undefined || subject.subscriptionIds.includes(match.subscriptionId.toLowerCase()))
  );
}

function isPart(wanted: string | undefined, text: string | null): boolean {
  return wanted === undefined || (text ?? '').toLowerCase().includes(wanted.toLowerCase());
}

function isSame(wanted: string | undefined, text: string | null): boolean {
  return wanted === undefined || wanted.toLowerCase() === text?.toLowerCase();
}

export type FaultRuleReading =
  { readonly ok: true; readonly rule: FaultRule } | { readonly ok: false; readonly message: string };

type FieldKind = 'text' | 'count' | 'part' | 'status' | 'flag' | 'purpose' | 'percent';

/** Fields of each fault: `!` marks the ones it cannot do without. */
const FAULT_FIELDS: Readonly<Record<Fault['kind'], Readonly<Record<string, FieldKind | `${FieldKind}!`>>>> = {
  latency: { ms: 'count!' },
  claimsChallenge: {},
  unauthorized: {},
  forbidden: {},
  throttle: { retryAfterSeconds: 'count', afterEffect: 'flag' },
  status: { status: 'status!', code: 'text', message: 'text', retryAfterSeconds: 'count', afterEffect: 'flag' },
  reset: { after: 'part' },
  stall: { after: 'part' },
  cutOff: {},
  malformed: {},
  wrongShape: {},
  empty: {},
  foreignNextLink: { url: 'text' },
  redirect: { url: 'text' },
  payloadTooLarge: { rows: 'count!' },
  machineGone: {},
  foreignPollUrl: { url: 'text' },
  noPollUrl: {},
};

const MATCH_FIELDS: Readonly<Record<keyof FaultMatch, FieldKind>> = {
  path: 'text',
  method: 'text',
  operation: 'purpose',
  tenantId: 'text',
  subscriptionId: 'text',
  table: 'text',
  query: 'text',
  nth: 'count',
  times: 'count',
  percent: 'percent',
  seed: 'count',
};

/** Reads a rule: `{ "match": { … }, "fault": { "kind": … } }`. A fault that is nowhere spelt right is refused. */
export function readFaultRule(value: Json | undefined): FaultRuleReading {
  if (!isObject(value)) return { ok: false, message: 'A fault rule must be a JSON object with "match" and "fault".' };
  const match = value['match'] ?? {};
  const fault = value['fault'];
  if (!isObject(match)) return { ok: false, message: '"match" must be an object.' };
  if (!isObject(fault)) return { ok: false, message: '"fault" must be an object with a "kind".' };
  const fields = isFaultKind(fault['kind']) ? FAULT_FIELDS[fault['kind']] : undefined;
  if (!fields) return { ok: false, message: `"kind" must be one of: ${Object.keys(FAULT_FIELDS).join(', ')}.` };
  const problem = problemIn(match, MATCH_FIELDS, 'match') ?? problemIn(fault, { kind: 'text', ...fields }, 'fault');
  if (problem !== undefined) return { ok: false, message: problem };
  // Checked field by field above.
  return { ok: true, rule: { match, fault } as unknown as FaultRule };
}

function isFaultKind(value: Json | undefined): value is Fault['kind'] {
  return typeof value === 'string' && Object.hasOwn(FAULT_FIELDS, value);
}

function problemIn(object: JsonObject, fields: Readonly<Record<string, string>>, where: string): string | undefined {
  for (const name of Object.keys(object)) {
    if (!Object.hasOwn(fields, name)) return `"${name}" is nothing that "${where}" has.`;
  }
  for (const [name, kind] of Object.entries(fields)) {
    const value = object[name];
    if (value === undefined && !kind.endsWith('!')) continue;
    if (!isOfKind(value, kind.replace('!', ''))) return `"${name}" of "${where}" is missing or not of the right kind.`;
  }
  return undefined;
}

function isOfKind(value: Json | undefined, kind: string): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string';
    case 'part':
      return value === 'nothing' || value === 'effect' || value === 'headers' || value === 'half';
    case 'flag':
      return typeof value === 'boolean';
    case 'purpose':
      return REQUEST_KINDS.some((purpose) => purpose === value);
    case 'percent':
      return typeof value === 'number' && value >= 0 && value <= 100;
    case 'status':
      return typeof value === 'number' && Number.isInteger(value) && value >= 200 && value <= 599;
    default:
      return typeof value === 'number' && Number.isFinite(value) && value >= 0;
  }
}
