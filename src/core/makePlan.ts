import type { MachineId, SubscriptionId, TenantId } from './ids';
import { instant } from './instant';
import type { InstallSelection } from './installSelection';
import { installSelection } from './installSelection';
import type { JudgedMachine } from './judgedMachine';
import { naturalKey } from './naturalOrder';
import type { ActionKind, SwitchKind } from './operation';
import { isSwitchKind } from './operation';
import type {
  ActionRules,
  BucketId,
  LeftOut,
  Plan,
  PlanBucket,
  PlanChoice,
  PlanContext,
  PlannedMachine,
  PlanObstacle,
  PlanRequest,
  PlanScope,
  Tally,
} from './plan';
import { BUCKET_IDS, EXCLUSION_IDS, EXPECTATION_IDS } from './plan';
import {
  actionExpectation,
  actionOf,
  calendarObstacle,
  inWaves,
  mayRestart,
  NO_ACTION_RULES,
  owedSince,
  RestartGroups,
} from './planAction';
import type { ApprovedMachine } from './planApproved';
import { foundInFleet, hasDrifted } from './planApproved';
import { planCost } from './planCost';
import type { Change, Decision } from './planDecision';
import { bucketTable, decide, tellingReasons } from './planDecision';
import { planDuration } from './planDuration';
import { expectationOf } from './planExpectation';
import type { Protection } from './planProtection';
import { protectionOf } from './planProtection';
import { planUpdateManager } from './planUpdateManager';
import type { NextTypes } from './releaseOutlook';
import { releaseOutlook } from './releaseOutlook';
import { STATE_IDS } from './stateTable';
import { switchesOf } from './switchesOf';

/** Makes the plan: which of the machines are changed and how, which are not and why, and what comes of it. Sends nothing. */
export function makePlan(request: PlanRequest, context: PlanContext): Plan {
  return planFrom(new MachineSorter(request, context, null), request, context);
}

/** An approved plan against the fleet of today. */
export interface ApprovedPlanning {
  /** Everything that was approved is ticked, whatever its bucket; what drifted or may not be changed now is left out. */
  readonly plan: Plan;
  /** Approved, and not in the fleet that is read. */
  readonly missing: readonly ApprovedMachine[];
}

/** Makes the plan of what was approved earlier: those machines, those wishes, and nothing that changed since. */
export function makeApprovedPlan(
  { kind, machines: approved }: { readonly kind: SwitchKind; readonly machines: readonly ApprovedMachine[] },
  machineOf: (id: MachineId) => JudgedMachine | undefined,
  context: PlanContext,
): ApprovedPlanning {
  const { machines, missing } = foundInFleet(approved, machineOf);
  const alsoTurnOn = approved.some(({ wanted }) => wanted.hotpatching === true);
  const request: PlanRequest = { kind, machines, alsoTurnOn, choice: EVERYTHING };
  const byId = new Map(approved.map((one) => [one.id, one] as const));
  return { plan: planFrom(new MachineSorter(request, context, byId), request, context), missing };
}

function planFrom(sorter: MachineSorter, request: PlanRequest, context: PlanContext): Plan {
  const seen = new Set<MachineId>();
  for (const machine of request.machines) {
    if (seen.has(machine.facts.id)) continue;
    seen.add(machine.facts.id);
    sorter.add(machine);
  }
  return planOf(
    {
      kind: request.kind,
      isRestarting: mayRestart(request),
      madeAt: context.now,
      alsoTurnOn: request.kind === 'enroll' && request.alsoTurnOn,
      candidates: inSendingOrder(sorter.candidates),
      leftOut: inSendingOrder(sorter.leftOut),
    },
    request.choice ?? FIRST_CHOICE,
    context,
  );
}

/** The same plan with other ticks: nothing is decided anew but what is included. */
export function choosePlan(plan: Plan, choice: PlanChoice, context: PlanContext): Plan {
  return planOf(plan, choice, context);
}

/** What a person changed while looking at a plan. */
export interface Replanning {
  readonly alsoTurnOn: boolean;
  readonly choice: PlanChoice;
}

/** The plan of a request with what the person changed, made anew only where that decides otherwise. */
export function replan(plan: Plan, request: PlanRequest, changed: Replanning, context: PlanContext): Plan {
  if (plan.kind !== 'enroll' || changed.alsoTurnOn === plan.alsoTurnOn)
    return choosePlan(plan, changed.choice, context);
  return makePlan({ ...request, ...changed }, context);
}

/** What is ticked as long as nobody ticked anything. */
export const FIRST_CHOICE: PlanChoice = {
  buckets: new Set(BUCKET_IDS.filter((id) => bucketTable[id].isIncludedAtFirst)),
  withoutSubscriptions: new Set(),
};

const EVERYTHING: PlanChoice = { buckets: new Set(BUCKET_IDS), withoutSubscriptions: new Set() };

class MachineSorter {
  readonly candidates: PlannedMachine[] = [];
  readonly leftOut: LeftOut[] = [];
  readonly #request: PlanRequest;
  readonly #context: PlanContext;
  readonly #protection: Protection;
  readonly #types: NextTypes;
  readonly #rules: ActionRules;
  /** Where machines restart, those on which others depend are a decision of their own; null = none restarts. */
  readonly #groups: RestartGroups | null;
  /** What was approved of each machine; null = nothing has to be. */
  readonly #approved: ReadonlyMap<MachineId, ApprovedMachine> | null;

  constructor(request: PlanRequest, context: PlanContext, approved: ReadonlyMap<MachineId, ApprovedMachine> | null) {
    this.#approved = approved;
    this.#request = request;
    this.#context = context;
    this.#protection = protectionOf(context.protectedTags);
    this.#rules = context.actions ?? NO_ACTION_RULES;
    this.#groups = mayRestart(request) ? new RestartGroups(this.#rules) : null;
    this.#types = releaseOutlook([], { releases: context.releases, now: context.now, outOfSightDays: 0 }).types;
  }

  add(machine: JudgedMachine): void {
    const { kind } = this.#request;
    const { id } = machine.facts;
    const approved = this.#approved?.get(id);
    const alsoTurnOn = approved === undefined ? this.#request.alsoTurnOn : approved.wanted.hotpatching === true;
    if (this.#context.vanished.has(id)) return this.#leaveOut(machine, 'vanished');
    const decision = decide(machine, kind, { alsoTurnOn, isRestartOwed: this.#rules.restartOwed.has(id) });
    if (this.#context.inProgress.has(id) && !isForGood(decision)) return this.#leaveOut(machine, 'inProgress');
    if (decision.exclusion !== undefined) return this.#leaveOut(machine, decision.exclusion, decision.reasons);
    if (approved !== undefined && isOtherThanApproved(machine, decision, approved)) {
      return this.#leaveOut(machine, 'drifted', machine.verdict.reasons);
    }
    // Only machines that would be changed are counted for these three: what lifting the obstacle would give.
    if (machine.verdict.connection === 'expired') return this.#leaveOut(machine, 'agentExpired');
    const protectedBy = this.#protection(machine.facts.tags);
    if (protectedBy !== null) return this.#leaveOut(machine, 'protected', [], protectedBy);
    if (this.#context.readOnlySubscriptions.has(machine.facts.subscriptionId)) {
      return this.#leaveOut(machine, 'readOnly');
    }
    if (isSwitchKind(kind)) this.#addChange(machine, kind, decision);
    else this.#addAction(machine, kind, decision);
  }

  #addChange(machine: JudgedMachine, kind: SwitchKind, { bucket, wanted }: Change): void {
    this.candidates.push({
      machine,
      bucket,
      before: switchesOf(machine.facts),
      wanted,
      expectation: expectationOf(machine, kind, wanted, this.#types, this.#context.now),
      action: null,
      selection: null,
      reasons: tellingReasons(machine.verdict.reasons),
    });
  }

  #addAction(machine: JudgedMachine, kind: ActionKind, { bucket, wanted }: Change): void {
    const selection = kind === 'install' ? this.#selectionOf(machine) : null;
    if (kind === 'install' && selection === null) return this.#leaveOut(machine, 'updatesNotKnown');
    if (kind === 'install' && selection?.wish === null) return this.#leaveOut(machine, 'nothingToInstall');
    const assessedAt = owedSince(machine, this.#rules);
    this.candidates.push({
      machine,
      bucket: this.#groups?.bucketOf(machine) ?? bucket,
      before: switchesOf(machine.facts),
      wanted,
      expectation: actionExpectation(kind, selection),
      // How long it may wait is known with the waves; see inWaves.
      action: actionOf(kind, selection, { notAfter: this.#context.now, assessedAt }),
      selection,
      reasons: tellingReasons(machine.verdict.reasons),
    });
  }

  #selectionOf(machine: JudgedMachine): InstallSelection | null {
    const { install } = this.#request;
    const updates = install?.updates.get(machine.facts.id);
    if (install === undefined || updates === undefined) return null;
    return installSelection(machine, updates, install.order, this.#context.releases);
  }

  #leaveOut(
    machine: JudgedMachine,
    exclusion: LeftOut['exclusion'],
    reasons: LeftOut['reasons'] = [],
    protectedBy: string | null = null,
  ): void {
    this.leftOut.push({ machine, exclusion, reasons, protectedBy });
  }
}

/** Whether the machine, or what it would get, is another than when the plan was approved. */
function isOtherThanApproved(machine: JudgedMachine, { wanted }: Change, approved: ApprovedMachine): boolean {
  const isOtherWish = wanted.license !== approved.wanted.license || wanted.hotpatching !== approved.wanted.hotpatching;
  return isOtherWish || hasDrifted(approved.before, switchesOf(machine.facts));
}

/** What no operation under way can change. */
function isForGood({ exclusion }: Decision): boolean {
  return exclusion === 'notEligible' || exclusion === 'builtIn';
}

/** By subscription, then by name as people sort them; the same machines always in the same order. */
function inSendingOrder<Item extends { readonly machine: JudgedMachine }>(items: readonly Item[]): readonly Item[] {
  return items
    .map((item) => ({ item, facts: item.machine.facts, name: naturalKey(item.machine.facts.name) }))
    .sort(
      (a, b) =>
        compare(a.facts.subscriptionId, b.facts.subscriptionId) ||
        compare(a.name, b.name) ||
        compare(a.facts.id, b.facts.id),
    )
    .map(({ item }) => item);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

type Sorted = Pick<Plan, 'kind' | 'isRestarting' | 'madeAt' | 'alsoTurnOn' | 'candidates' | 'leftOut'>;

function planOf(sorted: Sorted, choice: PlanChoice, context: PlanContext): Plan {
  const { kind, isRestarting, madeAt, alsoTurnOn, candidates, leftOut } = sorted;
  const rules = context.actions ?? NO_ACTION_RULES;
  const isChosen = ({ bucket, machine }: PlannedMachine): boolean =>
    choice.buckets.has(bucket) && !choice.withoutSubscriptions.has(machine.facts.subscriptionId);
  const chosen = candidates.filter(isChosen);
  const { included, waves } = inWaves(sorted, chosen, rules, context.now);
  return {
    kind,
    isRestarting,
    madeAt,
    alsoTurnOn,
    candidates,
    included,
    deselected: chosen.length === candidates.length ? [] : candidates.filter((one) => !isChosen(one)),
    leftOut,
    exclusions: tally(leftOut, ({ exclusion }) => exclusion, EXCLUSION_IDS),
    buckets: bucketsOf(candidates, choice),
    choice,
    scope: scopeOf(included),
    expectations: tally(included, ({ expectation }) => expectation, EXPECTATION_IDS),
    cost: planCost(kind, included, context),
    duration: planDuration(included, context.rates, waves),
    updateManager: planUpdateManager(kind, included, rules.exemptSubscriptions),
    waves,
    obstacle:
      boundsObstacle(included.length, context) ??
      calendarObstacle({ kind, isRestarting, included, waves }, rules, context.now),
  };
}

function bucketsOf(candidates: readonly PlannedMachine[], { buckets }: PlanChoice): readonly PlanBucket[] {
  return tally<PlannedMachine, BucketId>(candidates, ({ bucket }) => bucket, BUCKET_IDS).map(({ id, count }) => ({
    id,
    count,
    isIncludedAtFirst: bucketTable[id].isIncludedAtFirst,
    isIncluded: buckets.has(id),
  }));
}

function scopeOf(included: readonly PlannedMachine[]): PlanScope {
  const asOf = included.reduce((oldest, { machine }) => Math.min(oldest, machine.asOf), Infinity);
  return {
    tenants: [...new Set(included.map(({ machine }): TenantId => machine.facts.tenantId))],
    subscriptions: tally<PlannedMachine, SubscriptionId>(included, ({ machine }) => machine.facts.subscriptionId),
    states: tally(included, ({ machine }) => machine.verdict.state, STATE_IDS),
    dataAsOf: included.length === 0 ? null : instant(asOf),
  };
}

/** Counts by kind, in the order that is given, else in that of the items. */
export function tally<Item, Id extends string>(
  items: readonly Item[],
  idOf: (item: Item) => Id,
  order?: readonly Id[],
): readonly Tally<Id>[] {
  const counts = new Map<Id, number>();
  for (const item of items) {
    const id = idOf(item);
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  const ids = order?.filter((id) => counts.has(id)) ?? [...counts.keys()];
  return ids.map((id) => ({ id, count: counts.get(id) ?? 0 }));
}

/** What the limits of operations have against changing so many machines. */
export function boundsObstacle(
  count: number,
  { isReadOnly, maximumMachines: maximum }: Pick<PlanContext, 'isReadOnly' | 'maximumMachines'>,
): PlanObstacle | null {
  if (count === 0) return { id: 'nothingToDo' };
  if (isReadOnly) return { id: 'readOnly' };
  return maximum > 0 && count > maximum ? { id: 'tooMany', maximum } : null;
}
