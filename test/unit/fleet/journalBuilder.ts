import fc from 'fast-check';
import type { AzureFault } from '../../../src/azure/azureFault';
import type { RequestIds } from '../../../src/azure/machineWriting';
import type { MachineId } from '../../../src/core/ids';
import type { Instant } from '../../../src/core/instant';
import { instant } from '../../../src/core/instant';
import type { SwitchValues } from '../../../src/core/operation';
import { OPERATION_KINDS, WRITE_STEPS } from '../../../src/core/operation';
import type {
  FailureCause,
  JournalEntry,
  MachineOutcome,
  OperationHead,
  OperationId,
  OperationMachine,
  OperationOwner,
  PriorValues,
} from '../../../src/fleet/journalEntry';
import { newOperationId } from '../../../src/fleet/operationId';
import { at } from '../core/machineBuilder';
import { CONTOSO, FABRIKAM, idIn, PRODUCTION } from './fleetBuilder';

export const BEGUN = at('2026-09-18T08:00:00Z');

export const OWNER: OperationOwner = {
  cloud: 'AzureCloud',
  endpoint: 'https://management.azure.com',
  accounts: [{ tenantId: CONTOSO, id: '00000000-0000-0000-0000-0000000000e1', name: 'ada@contoso.com' }],
};

export const BEFORE: SwitchValues = { license: null, hotpatching: null };
export const ENABLED: SwitchValues = { license: 'Enabled', hotpatching: null };
export const IDS: RequestIds = { client: 'client-1', server: 'server-1', correlation: 'correlation-1' };

export function headOf(differs: Partial<OperationHead> = {}): OperationHead {
  const begunAt = differs.begunAt ?? BEGUN;
  return {
    id: newOperationId(begunAt),
    kind: 'enroll',
    begunAt,
    owner: OWNER,
    machineCount: 1,
    ticket: null,
    revertOf: null,
    ...differs,
  };
}

export function machineOf(name: string, differs: Partial<OperationMachine> = {}): OperationMachine {
  return {
    id: idIn(PRODUCTION, name),
    name,
    tenantId: CONTOSO,
    subscriptionId: PRODUCTION,
    location: 'westeurope',
    wanted: { license: 'Enable', hotpatching: null },
    before: BEFORE,
    refuseDrift: false,
    ...differs,
  };
}

export function machinesOf(count: number): readonly OperationMachine[] {
  return Array.from({ length: count }, (_, index) => machineOf(`m${index}`));
}

export function priorOf(id: MachineId, values = BEFORE, moment = BEGUN): JournalEntry {
  const prior = { values, assessmentMode: 'ImageDefault', patchMode: null, others: { 'properties.esu': '"x"' } };
  return { type: 'prior', at: moment, machine: id, prior };
}

export function sendingOf(id: MachineId, moment = BEGUN): JournalEntry {
  return { type: 'sending', at: moment, machine: id, step: 'license', request: 'create' };
}

type Answer = Extract<JournalEntry, { readonly type: 'answered' }>['answer'];

export function answeredOf(id: MachineId, answer: Answer = 'accepted', moment = BEGUN): JournalEntry {
  const [status, ids] = answer === 'notSent' ? [null, null] : [answer === 'accepted' ? 202 : 409, IDS];
  return { type: 'answered', at: moment, machine: id, step: 'license', answer, status, ids };
}

export function settledOf(
  id: MachineId,
  outcome: MachineOutcome = { kind: 'done', values: ENABLED },
  moment = BEGUN,
): JournalEntry {
  return { type: 'settled', at: moment, machine: id, outcome };
}

/** All entries of an operation that went well, for all its machines. */
export function wholeJournal(head: OperationHead, machines: readonly OperationMachine[]): readonly JournalEntry[] {
  const ids = machines.map(({ id }) => id);
  return [
    { type: 'begun', at: BEGUN, head },
    ...machines.map((machine): JournalEntry => ({ type: 'machine', at: BEGUN, machine })),
    { type: 'ready', at: BEGUN },
    { type: 'opened', at: BEGUN, epoch: 1 },
    ...ids.flatMap((id) => [priorOf(id), sendingOf(id), answeredOf(id)]),
    ...ids.map((id) => settledOf(id)),
    { type: 'ended', at: BEGUN },
  ];
}

/*
 * Everything that an entry can hold. Names are whatever people and Azure can come up with.
 */

const HOSTILE: readonly string[] = [
  '__proto__',
  'constructor',
  '=cmd|\u2019/c calc\u2019!A1',
  '../../etc/passwd',
  'a\nb\r\n{"v":1,"h":"',
  '\u0000\u001b[31m',
  '\u2028\u2029\ufeff',
  '\ud800',
  '"},{"type":"ended"',
  '\u202egnp.exe',
  '😀',
];

export const someText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ maxLength: 20 }),
  fc.constantFrom(...HOSTILE),
);
const someInstant: fc.Arbitrary<Instant> = fc.integer({ min: 0, max: 4e12 }).map(instant);
const someOperationId: fc.Arbitrary<OperationId> = someInstant.map(newOperationId);

function orNull<Value>(of: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> {
  return fc.option(of);
}

function fields<Value>(of: { readonly [Field in keyof Value]: fc.Arbitrary<Value[Field]> }): fc.Arbitrary<Value> {
  return fc.record<Value>({ ...of }, { noNullPrototype: true });
}

const someIds: fc.Arbitrary<RequestIds> = fields({
  client: someText,
  server: orNull(someText),
  correlation: orNull(someText),
});

const someValues: fc.Arbitrary<SwitchValues> = fields({
  license: orNull(someText),
  hotpatching: orNull(fc.boolean()),
});

const someFault: fc.Arbitrary<AzureFault> = fc.oneof(
  fields({ kind: fc.constantFrom('forbidden', 'notFound', 'unreachable'), code: someText, message: someText }),
  fields({ kind: fc.constantFrom('throttled', 'tooLarge', 'unreadable'), message: someText }),
  fields({ kind: fc.constant('rejected'), status: fc.nat(599), code: someText, message: someText }),
  fields({
    kind: fc.constant('signInNeeded'),
    tenantId: orNull(fc.constantFrom(CONTOSO, FABRIKAM)),
    claims: orNull(someText),
    message: someText,
  }),
  fields({ kind: fc.constant('timedOut'), seconds: fc.nat(600) }),
  fields({ kind: fc.constant('hostRefused'), host: someText }),
  fields({ kind: fc.constant('proxyUnreadable'), variable: someText }),
  fc.constant({ kind: 'cancelled' as const }),
);

const someCause: fc.Arbitrary<FailureCause> = fc.oneof(
  fields({
    kind: fc.constant('azure'),
    fault: someFault,
    step: fc.constantFrom(...WRITE_STEPS, 'read'),
    ids: orNull(someIds),
  }),
  fields({
    kind: fc.constant('ended'),
    values: someValues,
    error: orNull(fields({ code: someText, message: someText })),
    ids: orNull(someIds),
  }),
  fields({ kind: fc.constant('collateral'), paths: fc.array(someText, { maxLength: 3 }), ids: orNull(someIds) }),
);

export const someOutcome: fc.Arbitrary<MachineOutcome> = fc.oneof(
  fields({ kind: fc.constantFrom('done', 'alreadyThere', 'stillPending', 'drifted'), values: someValues }),
  fields({ kind: fc.constant('failed'), cause: someCause }),
  fields({ kind: fc.constantFrom('notSent', 'outcomeUnknown') }),
);

const somePrior: fc.Arbitrary<PriorValues> = fields({
  values: someValues,
  assessmentMode: orNull(someText),
  patchMode: orNull(someText),
  others: orNull(fc.dictionary(someText, someText, { maxKeys: 3, noNullPrototype: true })),
});

export const someHead: fc.Arbitrary<OperationHead> = fields({
  id: someOperationId,
  kind: fc.constantFrom(...OPERATION_KINDS),
  begunAt: someInstant,
  owner: fields({
    cloud: someText,
    endpoint: someText,
    accounts: fc.array(fields({ tenantId: fc.constantFrom(CONTOSO, FABRIKAM), id: someText, name: someText }), {
      maxLength: 3,
    }),
  }),
  machineCount: fc.nat(),
  ticket: orNull(someText),
  revertOf: orNull(someOperationId),
});

export const someMachine: fc.Arbitrary<OperationMachine> = fields({
  id: fc.nat(5).map((place) => idIn(PRODUCTION, `m${place}`)),
  name: someText,
  tenantId: fc.constantFrom(CONTOSO, FABRIKAM),
  subscriptionId: fc.constant(PRODUCTION),
  location: someText,
  wanted: fields({ license: orNull(fc.constantFrom('Enable', 'Disable')), hotpatching: orNull(fc.boolean()) }),
  before: someValues,
  refuseDrift: fc.boolean(),
});

const someMachineId = someMachine.map(({ id }) => id);
const someStep = fc.constantFrom(...WRITE_STEPS);

/** An entry of any kind, about any of six machines. */
export const someEntry: fc.Arbitrary<JournalEntry> = fc.oneof(
  fields({ type: fc.constant('begun'), at: someInstant, head: someHead }),
  fields({ type: fc.constant('machine'), at: someInstant, machine: someMachine }),
  fields({ type: fc.constantFrom('ready', 'cancelRequested', 'ended'), at: someInstant }),
  fields({ type: fc.constant('opened'), at: someInstant, epoch: fc.nat() }),
  fields({ type: fc.constant('prior'), at: someInstant, machine: someMachineId, prior: somePrior }),
  fields({
    type: fc.constant('sending'),
    at: someInstant,
    machine: someMachineId,
    step: someStep,
    request: fc.constantFrom('create', 'update'),
  }),
  fields({
    type: fc.constant('answered'),
    at: someInstant,
    machine: someMachineId,
    step: someStep,
    answer: fc.constantFrom('accepted', 'refused', 'noAnswer', 'notSent'),
    status: orNull(fc.nat(599)),
    ids: orNull(someIds),
  }),
  fields({ type: fc.constant('settled'), at: someInstant, machine: someMachineId, outcome: someOutcome }),
);

/** The entries of an operation that was begun properly, and then whatever happened to it. */
export const someJournal: fc.Arbitrary<readonly JournalEntry[]> = fc
  .tuple(someHead, fc.uniqueArray(someMachine, { selector: ({ id }) => id }), fc.array(someEntry, { maxLength: 40 }))
  .map(([head, machines, rest]) => [
    { type: 'begun', at: head.begunAt, head },
    ...machines.map((machine): JournalEntry => ({ type: 'machine', at: head.begunAt, machine })),
    { type: 'ready', at: head.begunAt },
    ...rest.filter(({ type }) => type !== 'begun' && type !== 'machine'),
  ]);
