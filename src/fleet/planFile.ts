import { createHash } from 'node:crypto';
import type { CloudId } from '../azure/clouds';
import { CLOUD_IDS, isLoopbackCloudId, loopbackEndpoint, realCloud } from '../azure/clouds';
import { machineId, machineIdParts, subscriptionId, tenantId } from '../core/ids';
import type { Instant } from '../core/instant';
import { DAY, instant, MINUTE, parseInstant, toIso } from '../core/instant';
import type { SwitchKind } from '../core/operation';
import { isSwitchKind, operationTable, SWITCH_KINDS } from '../core/operation';
import type { Plan } from '../core/plan';
import type { ApprovedMachine } from '../core/planApproved';
import { approvedMachine } from '../core/planApproved';
import type { Result } from '../core/result';
import { failed, succeeded } from '../core/result';
import type { Shape, ShapeOf } from '../core/shape';
import { flag, list, oneOf, orNull, record } from '../core/shape';

/** Which Azure a plan is for. */
export interface PlanPlace {
  readonly cloud: CloudId;
  /** Origin of Azure Resource Manager. A demo's is another each time and is not compared. */
  readonly endpoint: string;
}

/** A plan that was exported: read, approved elsewhere under a ticket, and run later exactly as it stands. */
export interface ApprovedPlan extends PlanPlace {
  readonly kind: SwitchKind;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  /** The change ticket, in the person's own words; empty = none. */
  readonly ticket: string;
  /** For people: who made it. */
  readonly account: string;
  readonly machines: readonly ApprovedMachine[];
  /**
   * SHA-256 of everything else, in hexadecimal. It tells that a plan is the one that was approved, when it is compared
   * with the hash in the ticket; it is no signature, because whoever changes the file can work it out anew.
   */
  readonly hash: string;
}

/** Why a text is no plan that can be run. `damaged`: a field is missing, too much, wrong, or does not fit another. */
export type PlanFileFault =
  | { readonly kind: 'tooLarge' }
  | { readonly kind: 'notJson' }
  | { readonly kind: 'notAPlan' }
  | { readonly kind: 'wrongVersion' }
  | { readonly kind: 'damaged' }
  | { readonly kind: 'hashWrong' }
  | { readonly kind: 'notYetMade'; readonly createdAt: Instant }
  | { readonly kind: 'expired'; readonly expiresAt: Instant }
  | { readonly kind: 'otherCloud'; readonly cloud: CloudId; readonly endpoint: string }
  /** For an endpoint that is none of that cloud’s: what stands there is for nobody to read. */
  | { readonly kind: 'unknownCloud' };

const FORMAT = 'hotpatch-fleet-plan';
const VERSION = 1;

/** Days for which a plan can be run, unless said otherwise, and at most. */
export const PLAN_DAYS = 7;
export const MOST_PLAN_DAYS = 90;

const MOST_MACHINES = 100_000;
const LONGEST_TICKET = 200;
/** A plan of the most machines, with long names, is smaller. In UTF-16 code units. */
const LONGEST_FILE = 100_000_000;
/** Clocks of two computers differ. */
const CLOCK_SKEW = 5 * MINUTE;

export interface PlanFileOptions extends PlanPlace {
  readonly now: Instant;
  readonly account: string;
  /** Cut to 200 characters. */
  readonly ticket?: string;
  /** From 1 to 90; 7 unless said otherwise. */
  readonly days?: number;
}

/** A plan of switches: only such a plan can be approved elsewhere. Actions depend on what is so just before them. */
export type SwitchPlan = Plan & { readonly kind: SwitchKind };

export function isSwitchPlan(plan: Plan): plan is SwitchPlan {
  return isSwitchKind(plan.kind);
}

/** The included machines of a plan as a JSON text. */
export function writePlanFile(plan: SwitchPlan, options: PlanFileOptions): string {
  const days = Math.min(Math.max(options.days ?? PLAN_DAYS, 1), MOST_PLAN_DAYS);
  const content: PlanContent = {
    format: FORMAT,
    version: VERSION,
    kind: plan.kind,
    createdAt: toIso(options.now),
    expiresAt: toIso(instant(options.now + days * DAY)),
    ticket: cut(options.ticket ?? '', LONGEST_TICKET),
    account: cut(options.account, LONGEST_NAME),
    cloud: options.cloud,
    endpoint: options.endpoint,
    machines: plan.included.map(approvedMachine).map(withShortNames),
  };
  return `${JSON.stringify({ ...content, hash: hashOf(content) }, null, 2)}\n`;
}

/** Both are for people and for the order of sending; the id says which machine it is. */
function withShortNames(machine: ApprovedMachine): ApprovedMachine {
  return { ...machine, name: cut(machine.name, LONGEST_NAME), location: cut(machine.location, LONGEST_NAME) };
}

/** Reads an exported plan and refuses it unless it is whole, unchanged, of this Azure, and still to be run. */
export function readPlanFile(text: string, now: Instant, here: PlanPlace): Result<ApprovedPlan, PlanFileFault> {
  if (text.length > LONGEST_FILE) return failed({ kind: 'tooLarge' });
  const json = parsed(text);
  if (json === undefined) return failed({ kind: 'notJson' });
  const { content } = json;
  if (!isMarkedAsPlan(content)) return failed({ kind: 'notAPlan' });
  if (content.version !== VERSION) return failed({ kind: 'wrongVersion' });
  if (!isPlanContent(content)) return failed({ kind: 'damaged' });
  const { hash, ...hashed } = content;
  if (hash !== hashOf(hashed)) return failed({ kind: 'hashWrong' });
  const plan = planOf(content);
  if (plan === undefined) return failed({ kind: 'damaged' });
  return inForce(plan, now, here);
}

function inForce(plan: ApprovedPlan, now: Instant, here: PlanPlace): Result<ApprovedPlan, PlanFileFault> {
  const { cloud, endpoint, createdAt, expiresAt } = plan;
  const isHere = cloud === here.cloud && (cloud === 'Demo' || endpoint === here.endpoint);
  if (!isHere)
    return failed(isPlaceOf(cloud, endpoint) ? { kind: 'otherCloud', cloud, endpoint } : { kind: 'unknownCloud' });
  if (createdAt > now + CLOCK_SKEW) return failed({ kind: 'notYetMade', createdAt });
  if (expiresAt <= now) return failed({ kind: 'expired', expiresAt });
  return succeeded(plan);
}

/** Whether a cloud can have this endpoint. A file can say anything. */
function isPlaceOf(cloud: CloudId, endpoint: string): boolean {
  if (!isLoopbackCloudId(cloud)) return endpoint === realCloud(cloud).endpoint;
  const url = loopbackEndpoint(endpoint);
  return url.ok && url.value.origin === endpoint;
}

const LONGEST_NAME = 300;
const name = textUpTo(LONGEST_NAME);

function textUpTo(length: number): Shape<string> {
  return (value): value is string => typeof value === 'string' && value.length <= length;
}

/** An object with these fields and no other, not even an inherited one. */
function exactly<Of extends Readonly<Record<string, Shape<unknown>>>>(fields: Of): ReturnType<typeof record<Of>> {
  const names = Object.keys(fields);
  const isRecord = record(fields);
  return (value): value is ShapeOf<typeof isRecord> =>
    isRecord(value) && Object.keys(value).length === names.length && names.every((one) => Object.hasOwn(value, one));
}

const MACHINE = exactly({
  id: textUpTo(1_000),
  name,
  tenantId: name,
  subscriptionId: name,
  location: name,
  before: exactly({ license: orNull(name), hotpatching: orNull(flag) }),
  wanted: exactly({ license: orNull(oneOf(['Enable', 'Disable'])), hotpatching: orNull(flag) }),
});

const isPlanContent = exactly({
  format: oneOf([FORMAT]),
  version: (value: unknown): value is typeof VERSION => value === VERSION,
  kind: oneOf(SWITCH_KINDS),
  createdAt: textUpTo(40),
  expiresAt: textUpTo(40),
  ticket: textUpTo(LONGEST_TICKET),
  account: name,
  cloud: oneOf(CLOUD_IDS),
  endpoint: name,
  machines: list(MACHINE, MOST_MACHINES),
  hash: textUpTo(64),
});

type PlanContent = Omit<ShapeOf<typeof isPlanContent>, 'hash'>;

function isMarkedAsPlan(value: unknown): value is { readonly version?: unknown } {
  return typeof value === 'object' && value !== null && 'format' in value && value.format === FORMAT;
}

function parsed(text: string): { readonly content: unknown } | undefined {
  try {
    // A byte order mark is what some editors put before it.
    return { content: JSON.parse(text.replace(/^\ufeff/, '')) };
  } catch {
    return undefined;
  }
}

/** The plan, where its parts agree with each other. */
function planOf(content: PlanContent & { readonly hash: string }): ApprovedPlan | undefined {
  const createdAt = ownInstant(content.createdAt);
  const expiresAt = ownInstant(content.expiresAt);
  if (createdAt === undefined || expiresAt === undefined) return undefined;
  if (expiresAt <= createdAt || expiresAt - createdAt > MOST_PLAN_DAYS * DAY) return undefined;
  const machines: ApprovedMachine[] = [];
  for (const entry of content.machines) {
    const machine = machineOf(entry, content.kind);
    if (machine === undefined) return undefined;
    machines.push(machine);
  }
  if (new Set(machines.map(({ id }) => id)).size !== machines.length) return undefined;
  const { kind, ticket, account, cloud, endpoint, hash } = content;
  return { kind, createdAt, expiresAt, ticket, account, cloud, endpoint, machines, hash };
}

/** Only as this file writes it, so that one moment has one text. */
function ownInstant(text: string): Instant | undefined {
  const at = parseInstant(text);
  return at !== undefined && toIso(at) === text ? at : undefined;
}

/** A machine whose ids agree and whose wish is one that this kind of operation has. */
function machineOf(entry: ShapeOf<typeof MACHINE>, kind: SwitchKind): ApprovedMachine | undefined {
  const id = machineId(entry.id);
  if (id === undefined || id !== entry.id) return undefined;
  const tenant = tenantId(entry.tenantId);
  const subscription = subscriptionId(entry.subscriptionId);
  const isOwn = machineIdParts(id).subscriptionId === entry.subscriptionId && tenant === entry.tenantId;
  if (!isOwn || !isWishOf(kind, entry.wanted)) return undefined;
  const { name, location, before, wanted } = entry;
  return { id, name, tenantId: tenant, subscriptionId: subscription, location, before, wanted };
}

function isWishOf(kind: SwitchKind, { license, hotpatching }: ApprovedMachine['wanted']): boolean {
  const own = operationTable[kind].wanted;
  if (license !== own?.license) return false;
  return hotpatching === own.hotpatching || (kind === 'enroll' && hotpatching === true);
}

function hashOf(content: PlanContent): string {
  return createHash('sha256').update(canonical(content)).digest('hex');
}

/** The same text for the same content, however it was laid out: names sorted, no blanks. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(',')}}`;
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
}
