import type { MachineId } from '../core/ids';
import { machineId } from '../core/ids';
import type { MonthlyRecord, RecordedMachine, SeenSpan } from '../core/monthlyRecord';
import type { StateId } from '../core/stateTable';
import { STATE_IDS } from '../core/stateTable';
import type { UtcDay, UtcMonth } from '../core/utcDay';
import { monthName } from '../core/utcDay';
import type { SnapshotKey } from './snapshotFile';

/*
 * A header line, then a line for each resource group: { of: "/subscriptions/…/machines/", machines: [[name, physical
 * cores, logical cores, is virtual, is exempt, first day, day after the last, first day, …], …] }. Days count from
 * 1970-01-01. About 50 bytes a machine.
 */

/** Changes with the shape of what is written. */
const VERSION = 1;

/** Machines that are read or written before the event loop gets its turn. */
const SLICE = 5_000;

export async function serializeMonthlyRecord(record: MonthlyRecord, key: SnapshotKey): Promise<string> {
  const { month, readDays, states, machines } = record;
  const head = { version: VERSION, key, month: monthName(month), machines: machines.size, readDays, states };
  const lines = [JSON.stringify(head)];
  let sinceTurn = 0;
  for (const [of, group] of byGroup(machines)) {
    lines.push(JSON.stringify({ of, machines: group.map(([name, machine]) => fieldsOf(name, machine)) }));
    sinceTurn += group.length;
    if (sinceTurn < SLICE) continue;
    sinceTurn = 0;
    await nextTurn();
  }
  return `${lines.join('\n')}\n`;
}

function byGroup(
  machines: MonthlyRecord['machines'],
): ReadonlyMap<string, readonly (readonly [string, RecordedMachine])[]> {
  const groups = new Map<string, (readonly [string, RecordedMachine])[]>();
  for (const [id, machine] of machines) {
    const cut = id.lastIndexOf('/') + 1;
    const [of, name] = [id.slice(0, cut), id.slice(cut)];
    const group = groups.get(of);
    if (group) group.push([name, machine]);
    else groups.set(of, [[name, machine]]);
  }
  return groups;
}

function fieldsOf(name: string, { cores, isVirtual, isExempt, spans }: RecordedMachine): readonly unknown[] {
  const days = spans.flatMap(({ from, to }) => [from, to]);
  return [name, cores.physical, cores.logical, Number(isVirtual), Number(isExempt), ...days];
}

/** Throws where the text is not a whole record of this owner and month. */
export async function parseMonthlyRecord(text: string, key: SnapshotKey, month: UtcMonth): Promise<MonthlyRecord> {
  const [head = '', ...lines] = text.split('\n');
  const { readDays, states, count } = readHead(JSON.parse(head), key, month);
  const machines = new Map<MachineId, RecordedMachine>();
  let sinceTurn = 0;
  for (const line of lines) {
    if (line === '') continue;
    const before = machines.size;
    readGroup(JSON.parse(line), machines);
    sinceTurn += machines.size - before;
    if (sinceTurn < SLICE) continue;
    sinceTurn = 0;
    await nextTurn();
  }
  if (machines.size !== count) throw new Error(`${machines.size} of ${count} machines are there`);
  return { month, readDays, states, machines };
}

type Fields = Readonly<Record<string, unknown>>;

function readHead(value: unknown, key: SnapshotKey, month: UtcMonth) {
  if (!isObject(value) || value['version'] !== VERSION) throw new Error('it was written by another version');
  if (value['key'] !== key || value['month'] !== monthName(month)) throw new Error('it is of another account or month');
  const { readDays, states, machines } = value;
  if (typeof machines !== 'number' || !isDays(readDays) || !isObject(states))
    throw new Error('its first line is not whole');
  return { count: machines, readDays, states: readStates(states) };
}

function readStates(states: Fields): Readonly<Record<StateId, number>> {
  const counts = STATE_IDS.map((state) => [state, countOf(states[state]) ?? 0]);
  return Object.fromEntries(counts) as Record<StateId, number>;
}

function readGroup(value: unknown, machines: Map<MachineId, RecordedMachine>): void {
  if (!isObject(value) || typeof value['of'] !== 'string' || !Array.isArray(value['machines'])) throw notWhole();
  for (const fields of value['machines'] as readonly unknown[]) {
    if (!Array.isArray(fields)) throw notWhole();
    const [name, physical, logical, virtual, exempt, ...days] = fields as readonly unknown[];
    const id = typeof name === 'string' ? machineId(value['of'] + name) : undefined;
    if (id === undefined || !isCountOrNull(physical) || !isCountOrNull(logical)) throw notWhole();
    machines.set(id, {
      cores: { physical, logical },
      isVirtual: virtual === 1,
      isExempt: exempt === 1,
      spans: readSpans(days),
    });
  }
}

function readSpans(days: readonly unknown[]): readonly SeenSpan[] {
  // Rising from day to day: no span is empty, and none touches the next.
  if (!isDays(days) || days.length === 0 || days.length % 2 !== 0) throw notWhole();
  const spans: SeenSpan[] = [];
  for (let place = 0; place < days.length; place += 2) {
    const [from, to] = [days[place], days[place + 1]];
    if (from !== undefined && to !== undefined) spans.push({ from, to });
  }
  return spans;
}

/** The last day that a Date can hold. */
const LAST_DAY = 100_000_000;

function isDays(value: unknown): value is readonly UtcDay[] {
  if (!Array.isArray(value)) return false;
  const days = value as readonly unknown[];
  return days.every((day, place) => {
    const before = days[place - 1];
    const isRising = typeof before !== 'number' || (typeof day === 'number' && day > before);
    return isRising && countOf(day) !== null && Number(day) <= LAST_DAY;
  });
}

function isCountOrNull(value: unknown): value is number | null {
  return value === null || countOf(value) !== null;
}

function countOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function notWhole(): Error {
  return new Error('a line is not whole');
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
