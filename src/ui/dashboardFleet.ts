import type { ChargedSpans, CostSubject, MachineMonth } from '../core/cost';
import { costSubject, isEnrolledIn, isEnrolledNow, machineMonth } from '../core/cost';
import type { ColumnId, TableFilter } from '../core/dashboardContract';
import type { CostSeries } from '../core/costHistory';
import { costSeries } from '../core/costHistory';
import type { FleetSummary } from '../core/fleetSummary';
import { isOutOfSight, summarize } from '../core/fleetSummary';
import type { Instant } from '../core/instant';
import type { JudgedMachine } from '../core/judgedMachine';
import type { MachineId } from '../core/ids';
import { chargedHistory } from '../core/monthlyRecord';
import { naturalKey } from '../core/naturalOrder';
import type { RebootFigures, RebootReason } from '../core/rebootReasons';
import { rebootFigures, rebootReasoner } from '../core/rebootReasons';
import type { ReleaseOutlook } from '../core/releaseOutlook';
import { releaseOutlook, restartOutcome } from '../core/releaseOutlook';
import type { StateId } from '../core/stateTable';
import { STATE_IDS } from '../core/stateTable';
import type { UtcMonth } from '../core/utcDay';
import { readMonthName, utcMonth } from '../core/utcDay';
import type { DashboardContext } from './dashboardContext';
import { seriesOptions } from './dashboardSeries';

/** The machines of one view with what the dashboard needs of each; worked out when it is first asked for, and kept. */
export class DashboardFleet {
  readonly machines: readonly JudgedMachine[];
  #context: DashboardContext;
  readonly #month: UtcMonth;
  readonly #reasonOf: ReturnType<typeof rebootReasoner>;
  #subjects: readonly CostSubject[] | null = null;
  #charged: readonly ChargedSpans[] | null = null;
  #gone: readonly ChargedSpans[] | null = null;
  #texts: readonly string[] | null = null;
  #outOfSight: readonly boolean[] | null = null;
  #outlook: ReleaseOutlook | null = null;
  #summary: FleetSummary | null = null;
  #reboots: RebootFigures | null = null;
  #series: CostSeries | null = null;
  readonly #orders = new Map<ColumnId, Uint32Array>();

  constructor(context: DashboardContext) {
    this.#context = context;
    this.machines = context.view.machines;
    this.#month = utcMonth(context.now);
    this.#reasonOf = rebootReasoner(context.releases);
  }

  get context(): DashboardContext {
    return this.#context;
  }

  /** Time has gone on, by less than what figures depend on: only ages are told anew. */
  moveTo(now: Instant): void {
    this.#context = { ...this.#context, now };
  }

  /** In the order of the machines. */
  get subjects(): readonly CostSubject[] {
    const { assumptions } = this.#context.settings;
    return (this.#subjects ??= this.machines.map((machine) => costSubject(machine, assumptions)));
  }

  /** What is charged, by the machines and by what earlier reads saw; machines that have gone are in it. */
  get charged(): readonly ChargedSpans[] {
    const { records, settings } = this.#context;
    return (this.#charged ??= chargedHistory(this.subjects, records, settings.assumptions));
  }

  /** Of these: machines that are no longer there. */
  get gone(): readonly ChargedSpans[] {
    if (this.#gone === null) {
      const present = new Set(this.machines.map(({ facts }) => facts.id));
      this.#gone = this.charged.filter(({ id }) => !present.has(id));
    }
    return this.#gone;
  }

  isOutOfSight(place: number): boolean {
    const { now, settings } = this.#context;
    this.#outOfSight ??= this.machines.map((machine) => isOutOfSight(machine, now, settings.offlineDays));
    return this.#outOfSight[place] ?? false;
  }

  /** Why a machine owes a restart; null where it owes none. */
  rebootReason(place: number): RebootReason | null {
    const machine = this.machines[place];
    return machine === undefined ? null : this.#reasonOf(machine, this.#context.installed.get(machine.facts.id));
  }

  /** The next release restarts a machine that gets hotpatches. */
  restartsNext(place: number): boolean {
    const machine = this.machines[place];
    return machine !== undefined && restartOutcome(machine, this.outlook.types) === 'restart';
  }

  get outlook(): ReleaseOutlook {
    const { releases, now, settings } = this.#context;
    return (this.#outlook ??= releaseOutlook(this.machines, { releases, now, outOfSightDays: settings.offlineDays }));
  }

  /** Counted as the status bar counts. */
  get summary(): FleetSummary {
    const { now, settings } = this.#context;
    return (this.#summary ??= summarize(this.machines, now, settings.offlineDays));
  }

  get reboots(): RebootFigures {
    const { releases, now, settings, installed } = this.#context;
    const options = { releases, now, outOfSightDays: settings.offlineDays, installed };
    return (this.#reboots ??= rebootFigures(this.machines, options));
  }

  /** The cost by month, as the chart shows it. */
  get series(): CostSeries {
    return (this.#series ??= costSeries(this.charged, seriesOptions(this.#context)));
  }

  /** This month's cost of a machine; null where its cores are not known. */
  monthOf(place: number): MachineMonth | null {
    const { card, assumptions } = this.#context.settings;
    const subject = this.subjects[place];
    return subject === undefined ? null : machineMonth(subject, this.#month, card, assumptions);
  }

  /** All that the text filter looks at, lower case: also the KB of the release it has, and those that owe a restart. */
  text(place: number): string {
    this.#texts ??= this.machines.map((machine) => searchedText(machine, this.#context));
    return this.#texts[place] ?? '';
  }

  /** Places of the machines in a column's order, natural order of their names where they are equal. */
  order(column: ColumnId): Uint32Array {
    const known = this.#orders.get(column);
    if (known) return known;
    const order = Uint32Array.from(this.machines.keys());
    if (column !== 'name') {
      const keys = this.#keys(column);
      order.sort((a, b) => compareKeys(keys[a], keys[b]) || a - b);
    }
    this.#orders.set(column, order);
    return order;
  }

  #keys(column: ColumnId): readonly (string | number)[] {
    const { subscriptionName } = this.#context;
    if (column === 'cost') return this.machines.map((_, place) => costKey(this.monthOf(place)));
    if (column === 'cores') return this.subjects.map(({ cores }) => cores ?? -1);
    if (column === 'subscription') {
      return this.machines.map(({ facts }) => naturalKey(subscriptionName(facts.subscriptionId)));
    }
    return this.machines.map((machine) => sortKey(machine, column));
  }
}

function compareKeys(a: string | number | undefined, b: string | number | undefined): number {
  if (a === b || a === undefined || b === undefined) return 0;
  return a < b ? -1 : 1;
}

/** By the cost in force, then by list price: with a free rate card the column still has an order. */
function costKey(month: MachineMonth | null): number {
  if (month === null) return -1;
  return Number(month.cost) * 1_000 + Number(month.atListPrice);
}

const STATE_RANK = Object.fromEntries(STATE_IDS.map((state, place) => [state, place])) as Readonly<
  Record<StateId, number>
>;
const REBOOT_RANK = { pending: 0, neverAssessed: 1, notPending: 2 } as const;
const TRACK_RANK = { behindBaseline: 0, offTrack: 1, ambiguous: 2, unknown: 3, onTrack: 4, notApplicable: 5 } as const;

function sortKey({ facts, verdict }: JudgedMachine, column: Exclude<ColumnId, 'cost' | 'cores' | 'subscription'>) {
  switch (column) {
    case 'name':
      return 0;
    case 'state':
      return STATE_RANK[verdict.state] + (verdict.needsAttention ? 0 : STATE_IDS.length);
    case 'reboot':
      return REBOOT_RANK[verdict.reboot.reboot];
    case 'track':
      return TRACK_RANK[verdict.track.track];
    case 'behind':
      return -(verdict.track.currency.releasesBehind ?? -1);
    case 'build':
      return naturalKey(verdict.track.build ?? '');
    case 'group':
      return naturalKey(facts.resourceGroup);
    case 'since':
      return facts.statusSince ?? Infinity;
  }
}

function searchedText({ facts, verdict }: JudgedMachine, context: DashboardContext): string {
  const { osSku, osType } = facts;
  const said = context.texts.text(`state.${verdict.state}`);
  const fields = [facts.name, facts.resourceGroup, facts.location, osSku ?? '', osType ?? '', facts.osVersion ?? ''];
  fields.push(context.subscriptionName(facts.subscriptionId), said, ...verdict.reasons.flatMap(searchedValues));
  for (const [name, value] of Object.entries(facts.tags)) fields.push(`${name}=${value}`);
  fields.push(releaseKb(verdict) ?? '', ...(context.installed.get(facts.id) ?? []).map(({ kb }) => kb ?? ''));
  return fields.join('\n').toLowerCase();
}

/** The update that its revision came with. */
function releaseKb({ track: { track, release } }: JudgedMachine['verdict']): string | null {
  return (track === 'offTrack' ? release?.ordinaryKb : release?.kb) ?? null;
}

/** What Azure said in the machine's reasons: codes and KB numbers. */
function searchedValues({ values }: JudgedMachine['verdict']['reasons'][number]): readonly string[] {
  return Object.values(values).filter((value): value is string => typeof value === 'string');
}

/** The machines that a filter lets through, by their place. */
export function filterTest(filter: TableFilter, fleet: DashboardFleet): (place: number) => boolean {
  const verdict = (place: number) => fleet.machines[place]?.verdict;
  switch (filter.kind) {
    case 'hotpatched':
      return inSight(fleet, (place) => verdict(place)?.isEligible === true && verdict(place)?.isHotpatched === true);
    case 'eligible':
      return inSight(fleet, (place) => verdict(place)?.isEligible === true);
    case 'attention':
      return (place) => verdict(place)?.needsAttention === true;
    case 'attentionState':
      return (place) => verdict(place)?.needsAttention === true && verdict(place)?.state === filter.state;
    case 'rebootPending':
      return inSight(fleet, (place) => verdict(place)?.reboot.reboot === 'pending');
    case 'neverAssessed':
      return inSight(fleet, (place) => verdict(place)?.reboot.reboot === 'neverAssessed');
    case 'rebootReason':
      return inSight(fleet, (place) => fleet.rebootReason(place)?.id === filter.reason);
    case 'notEnrolled':
      return inSight(fleet, (place) => verdict(place)?.state === 'notEnrolled');
    case 'pending':
      return inSight(fleet, (place) => verdict(place)?.state === 'pending');
    case 'builtIn':
      return (place) => verdict(place)?.state === 'builtIn';
    case 'outOfSight':
      return (place) => fleet.isOutOfSight(place);
    case 'enrolled':
      return (place) => isChargedNow(fleet.subjects[place]);
    case 'coresUnknown':
      return (place) => isChargedNow(fleet.subjects[place]) && fleet.subjects[place]?.cores === null;
    case 'restartsNext':
      return inSight(fleet, (place) => fleet.restartsNext(place));
    case 'subscription':
      return (place) => fleet.machines[place]?.facts.subscriptionId === filter.id;
    case 'enrolledIn':
      return enrolledIn(filter.month, fleet);
  }
}

function inSight(fleet: DashboardFleet, test: (place: number) => boolean): (place: number) => boolean {
  return (place) => test(place) && !fleet.isOutOfSight(place);
}

function isChargedNow(subject: CostSubject | undefined): boolean {
  return subject !== undefined && !subject.isExempt && isEnrolledNow(subject);
}

function enrolledIn(name: string, fleet: DashboardFleet): (place: number) => boolean {
  const month = readMonthName(name);
  if (month === undefined) return () => false;
  const enrolled = chargedIn(month, fleet.charged);
  return (place) => {
    const id = fleet.subjects[place]?.id;
    return id !== undefined && enrolled.has(id);
  };
}

/** The machines that were enrolled in a month, those that have gone since among them. Azure Edition is not. */
export function chargedIn(month: UtcMonth, charged: readonly ChargedSpans[]): ReadonlySet<MachineId> {
  const ids = charged.filter((part) => !part.isExempt && isEnrolledIn(part, month)).map(({ id }) => id);
  return new Set(ids);
}
