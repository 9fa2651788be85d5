import type { RequestIds } from '../azure/machineWriting';
import type { MachineId, SubscriptionId, TenantId } from '../core/ids';
import { machineId, subscriptionId, tenantId } from '../core/ids';
import type { Instant } from '../core/instant';
import type { SwitchValues, WantedSwitches } from '../core/operation';
import type { ActionDetail, GuestFacts, MachineAction, ScriptResult } from '../core/machineAction';
import { UNFIT_IDS } from '../core/machineAction';
import { OPERATION_KINDS, WRITE_STEPS } from '../core/operation';
import type { Shape } from '../core/shape';
import { amount, anyOf, count, flag, list, oneOf, orNull, record, text, orAbsent } from '../core/shape';
import type {
  FailureCause,
  JournalEntry,
  MachineOutcome,
  OperationHead,
  OperationId,
  OperationMachine,
  OperationOwner,
  PriorValues,
} from './journalEntry';
import { readOperationId } from './operationId';
import { isAzureFault } from './snapshotShape';

/*
 * The shape of what a journal holds. What is written is read again by a later version, or by an earlier one: a value that
 * this version does not know must never pass for one that it does.
 */

/** The furthest instant, either way, that a Date can hold. */
const FURTHEST = 8.64e15;

/** More than any license profile has; a list must have some end. */
const MOST_PATHS = 100_000;

const moment: Shape<Instant> = (value): value is Instant => amount(value) && Math.abs(value) <= FURTHEST;
const machine: Shape<MachineId> = (value): value is MachineId => text(value) && machineId(value) === value;
const tenant: Shape<TenantId> = (value): value is TenantId => text(value) && tenantId(value) === value;
const subscription: Shape<SubscriptionId> = (value): value is SubscriptionId =>
  text(value) && subscriptionId(value) === value;
const operation: Shape<OperationId> = (value): value is OperationId =>
  text(value) && readOperationId(value) !== undefined;

const texts: Shape<Readonly<Record<string, string>>> = (value): value is Readonly<Record<string, string>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(text);

const step = oneOf(WRITE_STEPS);

const values: Shape<SwitchValues> = record({ license: orNull(text), hotpatching: orNull(flag) });
const wanted: Shape<WantedSwitches> = record({
  license: orNull(oneOf(['Enable', 'Disable'])),
  hotpatching: orNull(flag),
});
const ids: Shape<RequestIds> = record({ client: text, server: orNull(text), correlation: orNull(text) });

const owner: Shape<OperationOwner> = record({
  cloud: text,
  endpoint: text,
  accounts: list(record({ tenantId: tenant, id: text, name: text }), 100_000),
});

/** Also of the summaries that are kept beside a journal. */
export const operationHead: Shape<OperationHead> = record({
  id: operation,
  kind: oneOf(OPERATION_KINDS),
  begunAt: moment,
  owner,
  machineCount: count,
  ticket: orNull(text),
  revertOf: orNull(operation),
  waves: orAbsent(record({ pause: count, mostFailures: count })),
});

const shortTexts = list(text, 1_000);

const action: Shape<MachineAction> = anyOf(
  record({ kind: oneOf(['assess', 'periodicAssessment', 'checkVbs', 'enableVbs']) }),
  record({
    kind: oneOf(['install']),
    wish: record({
      maximumDuration: text,
      rebootSetting: oneOf(['Never', 'IfRequired', 'Always']),
      classifications: shortTexts,
      kbsToInclude: shortTexts,
      kbsToExclude: shortTexts,
      excludeKbsRequiringReboot: flag,
    }),
    bounds: orAbsent(record({ beginBy: moment, endBy: orNull(moment) })),
  }),
  record({ kind: oneOf(['restart']), wish: record({ notAfter: moment, assessedAt: orNull(moment) }) }),
);

const guest: Shape<GuestFacts> = record({
  vbsStatus: orNull(count),
  secureBoot: orNull(flag),
  firmware: orNull(text),
  lastBootAt: orNull(moment),
  at: moment,
});

const detail: Shape<ActionDetail> = anyOf(
  record({ kind: oneOf(['assessed']), rebootPending: orNull(flag), availableCount: orNull(count) }),
  record({
    kind: oneOf(['installed']),
    installed: orNull(count),
    failed: orNull(count),
    pending: orNull(count),
    rebootStatus: orNull(text),
  }),
  record({ kind: oneOf(['guest']), guest }),
  record({ kind: oneOf(['vbsSet']), restartOwed: orAbsent(flag) }),
  record({ kind: oneOf(['restarted']), lastBootAt: moment }),
  record({ kind: oneOf(['notRestarted']), reason: text }),
);

const script: Shape<ScriptResult> = anyOf(
  record({ kind: oneOf(['guest']), guest }),
  record({ kind: oneOf(['vbsSet']), restartOwed: flag }),
  record({ kind: oneOf(['restarting']), lastBootAt: orNull(moment) }),
  record({ kind: oneOf(['notRestarted']), reason: text }),
  record({ kind: oneOf(['failed']), error: record({ code: text, message: text }) }),
);

const operationMachine: Shape<OperationMachine> = record({
  id: machine,
  name: text,
  tenantId: tenant,
  subscriptionId: subscription,
  location: text,
  wanted,
  before: values,
  refuseDrift: flag,
  action: orAbsent(action),
  wave: orAbsent(count),
});

const prior: Shape<PriorValues> = record({
  values,
  assessmentMode: orNull(text),
  patchMode: orNull(text),
  others: orNull(texts),
});

const cause: Shape<FailureCause> = anyOf(
  record({ kind: oneOf(['azure']), fault: isAzureFault, step: oneOf([...WRITE_STEPS, 'read']), ids: orNull(ids) }),
  record({
    kind: oneOf(['ended']),
    values,
    error: orNull(record({ code: text, message: text })),
    ids: orNull(ids),
  }),
  record({ kind: oneOf(['notBack']), ids: orNull(ids) }),
  record({ kind: oneOf(['collateral']), paths: list(text, MOST_PATHS), ids: orNull(ids) }),
);

const outcome: Shape<MachineOutcome> = anyOf(
  record({ kind: oneOf(['done']), values, detail: orAbsent(detail) }),
  record({ kind: oneOf(['alreadyThere', 'stillPending', 'drifted']), values }),
  record({ kind: oneOf(['unfit']), reason: oneOf(UNFIT_IDS) }),
  record({ kind: oneOf(['failed']), cause }),
  record({ kind: oneOf(['notSent', 'outcomeUnknown']) }),
);

type EntryType = JournalEntry['type'];
type FieldsOf<Type extends EntryType> = Omit<Extract<JournalEntry, { readonly type: Type }>, 'type'>;

const ENTRIES: { readonly [Type in EntryType]: Shape<FieldsOf<Type>> } = {
  begun: record({ at: moment, head: operationHead }),
  machine: record({ at: moment, machine: operationMachine }),
  ready: record({ at: moment }),
  opened: record({ at: moment, epoch: count }),
  prior: record({ at: moment, machine, prior }),
  sending: record({ at: moment, machine, step, request: oneOf(['create', 'update']) }),
  answered: record({
    at: moment,
    machine,
    step,
    answer: oneOf(['accepted', 'refused', 'noAnswer', 'notSent']),
    status: orNull(count),
    ids: orNull(ids),
  }),
  settled: record({ at: moment, machine, outcome }),
  scriptSaid: record({ at: moment, machine, result: script }),
  runCommand: record({
    at: moment,
    machine,
    name: text,
    standing: oneOf(['made', 'notMade', 'deleted', 'leftBehind']),
  }),
  cancelRequested: record({ at: moment }),
  ended: record({ at: moment }),
};
const shapeOfEntry = new Map<unknown, Shape<unknown>>(Object.entries(ENTRIES));

export function isJournalEntry(value: unknown): value is JournalEntry {
  return typeof value === 'object' && value !== null && shapeOfEntry.get(typeOf(value))?.(value) === true;
}

function typeOf(value: object): unknown {
  return 'type' in value ? value.type : undefined;
}
