import type { ChargedSpans, CostAssumptions, CostSubject, EnrolledSpan } from './cost';
import { chargedCores, enrolledSpans, isVirtual } from './cost';
import type { MachineId } from './ids';
import { machineIdParts } from './ids';
import type { Instant } from './instant';
import type { JudgedMachine } from './judgedMachine';
import type { CoreCounts } from './machineFacts';
import type { StateId } from './stateTable';
import { STATE_IDS } from './stateTable';
import type { UtcDay, UtcMonth } from './utcDay';
import { firstDayOf, monthAfter, utcDay, utcMonth } from './utcDay';

/** Days of an enrollment that were seen: from the first, up to but not with the last. */
export interface SeenSpan {
  readonly from: UtcDay;
  readonly to: UtcDay;
}

/** One machine as a month's reads saw it. Core counts as Azure gave them: which of them is charged is an assumption. */
export interface RecordedMachine {
  readonly cores: CoreCounts;
  readonly isVirtual: boolean;
  /** Azure Edition. */
  readonly isExempt: boolean;
  /**
   * Every enrolled day that the month's reads could tell, those of earlier months too; oldest first, apart from one
   * another. An enrollment that went on counts up to the day of the read.
   */
  readonly spans: readonly SeenSpan[];
}

/** What a month's reads saw of the fleet, kept because Azure forgets: re-enrollment overwrites dates, deletion takes all. */
export interface MonthlyRecord {
  readonly month: UtcMonth;
  /** The days of this month on which the whole fleet was read, oldest first. */
  readonly readDays: readonly UtcDay[];
  /** How many machines were in each state, by the first complete read of the last of these days. */
  readonly states: Readonly<Record<StateId, number>>;
  /** Those with an enrolled day. */
  readonly machines: ReadonlyMap<MachineId, RecordedMachine>;
}

/** A read of the fleet. */
export interface Observation {
  readonly at: Instant;
  readonly machines: readonly JudgedMachine[];
  /** Nothing was left out. */
  readonly isComplete: boolean;
}

/**
 * The record of the read's month with what the read tells; the same object where that is nothing new. A machine that
 * the read does not have keeps its place: it was there.
 */
export function recordObservation(
  record: MonthlyRecord | null,
  { at, machines, isComplete }: Observation,
): MonthlyRecord {
  const before = record?.month === utcMonth(at) ? record : emptyRecord(utcMonth(at));
  const isNewDay = isComplete && !before.readDays.includes(utcDay(at));
  const readDays = isNewDay ? unionOfDays(before.readDays, [utcDay(at)]) : before.readDays;
  const states = isNewDay ? statesOf(machines) : before.states;
  const after = new Map(before.machines);
  let hasChanged = before !== record || isNewDay;
  for (const machine of machines) {
    const seen = recordedMachine(machine);
    if (seen === null) continue;
    const known = before.machines.get(machine.facts.id);
    const merged = known ? mergeMachines(known, seen) : seen;
    if (known && isSameMachine(known, merged)) continue;
    after.set(machine.facts.id, merged);
    hasChanged = true;
  }
  return hasChanged ? { month: before.month, readDays, states, machines: after } : before;
}

/** Two records of one month, as two windows may have written them; where they differ in a count, `newer` is right. */
export function mergeRecords(older: MonthlyRecord, newer: MonthlyRecord): MonthlyRecord {
  const machines = new Map(older.machines);
  for (const [id, machine] of newer.machines) {
    const known = machines.get(id);
    machines.set(id, known ? mergeMachines(known, machine) : machine);
  }
  return { ...newer, readDays: unionOfDays(older.readDays, newer.readDays), machines };
}

/**
 * Leaves out of each record what a later one tells again, which is nearly all of it: each record repeats the enrolled
 * days of those before. Give it records from the newest to the oldest.
 */
export class RecordThinner {
  readonly #later = new Map<MachineId, RecordedMachine>();

  thin(record: MonthlyRecord): MonthlyRecord {
    const kept = new Map<MachineId, RecordedMachine>();
    for (const [id, machine] of record.machines) {
      const later = this.#later.get(id);
      if (later !== undefined && isToldAgain(machine, later)) continue;
      kept.set(id, machine);
      this.#later.set(id, machine);
    }
    return { ...record, machines: kept };
  }
}

function isToldAgain(machine: RecordedMachine, later: RecordedMachine): boolean {
  return (
    machine.cores.physical === later.cores.physical &&
    machine.cores.logical === later.cores.logical &&
    machine.isVirtual === later.isVirtual &&
    machine.isExempt === later.isExempt &&
    machine.spans.every(({ from, to }) => later.spans.some((span) => span.from <= from && to <= span.to))
  );
}

function emptyRecord(month: UtcMonth): MonthlyRecord {
  return { month, readDays: [], states: statesOf([]), machines: new Map() };
}

function statesOf(machines: readonly JudgedMachine[]): Readonly<Record<StateId, number>> {
  const states = Object.fromEntries(STATE_IDS.map((state) => [state, 0])) as Record<StateId, number>;
  for (const { verdict } of machines) states[verdict.state] += 1;
  return states;
}

/** What a read tells of a machine up to its day; null = it was not enrolled on any day before. */
function recordedMachine({ facts, verdict, asOf }: JudgedMachine): RecordedMachine | null {
  const today = utcDay(asOf);
  const spans = enrolledSpans(facts, asOf)
    .map(({ from, to }) => ({ from, to: earlierOf(to ?? today, today) }))
    .filter(({ from, to }) => from < to);
  if (spans.length === 0) return null;
  return { cores: facts.cores, isVirtual: isVirtual(facts), isExempt: verdict.state === 'builtIn', spans };
}

function mergeMachines(older: RecordedMachine, newer: RecordedMachine): RecordedMachine {
  return {
    ...newer,
    cores: {
      physical: newer.cores.physical ?? older.cores.physical,
      logical: newer.cores.logical ?? older.cores.logical,
    },
    spans: unionOfSpans([...older.spans, ...newer.spans]),
  };
}

function isSameMachine(a: RecordedMachine, b: RecordedMachine): boolean {
  return (
    a.cores.physical === b.cores.physical &&
    a.cores.logical === b.cores.logical &&
    a.isVirtual === b.isVirtual &&
    a.isExempt === b.isExempt &&
    a.spans.length === b.spans.length &&
    a.spans.every(({ from, to }, place) => from === b.spans[place]?.from && to === b.spans[place].to)
  );
}

/** Days that are in any of the spans. A day on which one ends and another begins joins them. */
export function unionOfSpans<Span extends EnrolledSpan>(spans: readonly Span[]): readonly Span[] {
  const union: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const last = union.at(-1);
    if (last === undefined || (last.to !== null && last.to < span.from)) union.push(span);
    else if (last.to !== null && (span.to === null || span.to > last.to))
      union[union.length - 1] = { ...last, to: span.to };
  }
  return union;
}

function unionOfDays(a: readonly UtcDay[], b: readonly UtcDay[]): readonly UtcDay[] {
  return [...new Set([...a, ...b])].sort((one, other) => one - other);
}

function earlierOf(a: UtcDay, b: UtcDay): UtcDay {
  return a < b ? a : b;
}

/**
 * What is charged, by today's machines and all records: every day that Azure's dates or any record tell, with the core
 * count of the day's month, or of the first record after it, or else today's. A machine whose count changed comes in
 * parts that are cut between months; one that has gone comes from its records.
 */
export function chargedHistory(
  today: readonly CostSubject[],
  records: readonly MonthlyRecord[],
  assumptions: CostAssumptions,
): readonly ChargedSpans[] {
  const byId = new Map(today.map((subject) => [subject.id, subject]));
  const histories = machineHistories(records, (id, machine) => isToldBy(byId.get(id), machine, assumptions));
  if (histories.size === 0) return today;
  const present = new Set<MachineId>();
  const charged: ChargedSpans[] = [];
  for (const subject of today) {
    const history = histories.get(subject.id);
    present.add(subject.id);
    if (history) charged.push(...partsOf(subject.id, history, subject, assumptions));
    else charged.push(subject);
  }
  for (const [id, history] of histories) if (!present.has(id)) charged.push(...partsOf(id, history, null, assumptions));
  return charged;
}

interface MonthOfMachine {
  readonly month: UtcMonth;
  readonly machine: RecordedMachine;
}

/** Whether today's machine says all that is in the record, which is so for most. */
function isToldBy(today: CostSubject | undefined, machine: RecordedMachine, assumptions: CostAssumptions): boolean {
  if (today?.isExempt !== machine.isExempt) return false;
  if (today.cores !== chargedCores(machine.cores, machine.isVirtual, assumptions)) return false;
  return machine.spans.every(({ from, to }) =>
    today.spans.some((span) => span.from <= from && (span.to === null || to <= span.to)),
  );
}

/** The records, oldest first, of each machine of which one tells something new. */
function machineHistories(
  records: readonly MonthlyRecord[],
  isNothingNew: (id: MachineId, machine: RecordedMachine) => boolean,
): ReadonlyMap<MachineId, readonly MonthOfMachine[]> {
  const telling = new Set<MachineId>();
  for (const { machines } of records) {
    for (const [id, machine] of machines) if (!telling.has(id) && !isNothingNew(id, machine)) telling.add(id);
  }
  const histories = new Map<MachineId, MonthOfMachine[]>();
  if (telling.size === 0) return histories;
  for (const { month, machines } of [...records].sort((a, b) => a.month - b.month)) {
    for (const [id, machine] of machines) {
      if (!telling.has(id)) continue;
      const history = histories.get(id);
      if (history) history.push({ month, machine });
      else histories.set(id, [{ month, machine }]);
    }
  }
  return histories;
}

/** A time in which one count was charged, up to but not with a day; null = to this day and beyond. */
interface Era {
  readonly cores: number | null;
  readonly isExempt: boolean;
  readonly until: UtcDay | null;
}

function partsOf(
  id: MachineId,
  history: readonly MonthOfMachine[],
  now: CostSubject | null,
  assumptions: CostAssumptions,
): readonly ChargedSpans[] {
  const spans = unionOfSpans<EnrolledSpan>([
    ...history.flatMap(({ machine }) => machine.spans),
    ...(now === null ? [] : now.spans),
  ]);
  const { subscriptionId } = machineIdParts(id);
  let start = -Infinity;
  const parts: ChargedSpans[] = [];
  for (const { cores, isExempt, until } of erasOf(history, now, assumptions)) {
    const end = until ?? Infinity;
    const own = spans.flatMap((span) => partBetween(span, start, end));
    if (own.length > 0) parts.push({ id, subscriptionId, cores, isExempt, spans: own });
    start = end;
  }
  return parts;
}

/** Cut between months, and only where the count changes. */
function erasOf(
  history: readonly MonthOfMachine[],
  now: CostSubject | null,
  assumptions: CostAssumptions,
): readonly Era[] {
  const eras: Era[] = [];
  const add = (era: Era): void => {
    const last = eras.at(-1);
    if (last?.cores === era.cores && last.isExempt === era.isExempt) eras.pop();
    eras.push(era);
  };
  for (const [place, { month, machine }] of history.entries()) {
    const isLast = now === null && place === history.length - 1;
    const cores = chargedCores(machine.cores, machine.isVirtual, assumptions);
    add({ cores, isExempt: machine.isExempt, until: isLast ? null : firstDayOf(monthAfter(month)) });
  }
  if (now !== null) add({ cores: now.cores, isExempt: now.isExempt, until: null });
  return eras;
}

function partBetween({ from, to }: EnrolledSpan, start: number, end: number): readonly EnrolledSpan[] {
  const first = Math.max(from, start) as UtcDay;
  const last = Math.min(to ?? Infinity, end);
  if (first >= last) return [];
  return [{ from: first, to: Number.isFinite(last) ? (last as UtcDay) : null }];
}

/** The most days between two reads for which nothing is feared to have been missed. */
const LONGEST_GAP = 7;

/**
 * The months that the records cover: read on or before the first day, again after the last, and never more than
 * {@link LONGEST_GAP} days apart between. Of these a figure is more than "at least".
 */
export function coveredMonths(records: readonly MonthlyRecord[]): ReadonlySet<UtcMonth> {
  const days = [...new Set(records.flatMap(({ readDays }) => readDays))].sort((a, b) => a - b);
  const covered = records.map(({ month }) => month).filter((month) => isCovered(month, days));
  return new Set(covered);
}

function isCovered(month: UtcMonth, days: readonly UtcDay[]): boolean {
  const end = firstDayOf(monthAfter(month));
  let last = days.findLast((day) => day <= firstDayOf(month));
  for (const day of days) {
    if (last === undefined) return false;
    if (day <= last) continue;
    if (day - last > LONGEST_GAP) return false;
    if (day >= end) return true;
    last = day;
  }
  return false;
}
