import type { Chances, Behaviour } from './enrolmentOutcomes';
import { readBehaviour, readChances } from './enrolmentOutcomes';
import { EFFECT_KINDS, type Effect, type MachineEffects } from './effectLedger';
import type { Guest } from './guest';
import { readGuest } from './keptGuest';
import { isObject, objectOf, textOf, type JsonObject } from './jsonValues';
import type { Json } from './kql/json';
import type { LongOperation } from './longOperations';
import type { MachineTimeline, MachineVersion } from './machineTimelines';
import type { UnderWay } from './machineWrites';
import { readAccess, type AccessFacts } from './subscriptionAccess';
import { readSwitches, type Switches } from './switches';

/** One machine after a write, as it is kept. */
export interface KeptMachine {
  readonly timeline: MachineTimeline | undefined;
  readonly underWay: UnderWay | undefined;
  readonly effects: MachineEffects | undefined;
  /** What it shows of itself, and what is true inside it. */
  readonly guestTimeline: MachineTimeline | undefined;
  readonly guest: Guest | undefined;
}

/** Everything that ARM's writes left behind, and what decides how they go on. */
export interface KeptWrites {
  readonly secret: string;
  readonly switches: Partial<Switches>;
  readonly chances: Partial<Chances>;
  readonly behaviours: Readonly<Record<string, Behaviour>>;
  /** By lower-case subscription id. */
  readonly access: Readonly<Record<string, AccessFacts>>;
  readonly machines: Readonly<Record<string, KeptMachine>>;
  readonly operations: readonly LongOperation[];
  /** The number of the last line of the journal that is in here already. */
  readonly journaled: number;
}

/** A line of the journal: one write. */
export interface KeptWrite {
  readonly number: number;
  readonly key: string;
  readonly machine: KeptMachine;
  readonly operations: readonly LongOperation[];
}

/** Undefined when there is nothing of the kind, as in a file of before there were writes. */
export function readKeptWrites(value: Json | undefined): KeptWrites | undefined {
  if (!isObject(value)) return undefined;
  const switches = readSwitches(value['switches']);
  const chances = readChances(value['chances']);
  return {
    secret: textOf(value['secret']),
    switches: switches.ok ? switches.switches : {},
    chances: typeof chances === 'string' ? {} : chances,
    behaviours: read(value['behaviours'], (each) => {
      const behaviour = readBehaviour(objectOf(each));
      return typeof behaviour === 'string' ? undefined : behaviour;
    }),
    access: read(value['access'], (each) => {
      const facts = readAccess(objectOf(each));
      return typeof facts === 'string' ? undefined : facts;
    }),
    machines: read(value['machines'], readMachine),
    operations: list(value['operations']).flatMap(readOperation),
    journaled: numberOf(value['journaled']),
  };
}

/** Undefined when the line is none, such as the last one of a process that was killed. */
export function readKeptWrite(value: Json | undefined): KeptWrite | undefined {
  if (!isObject(value) || typeof value['number'] !== 'number' || typeof value['key'] !== 'string') return undefined;
  const operations = list(value['operations']).flatMap(readOperation);
  return { number: value['number'], key: value['key'], machine: readMachine(value['machine'] ?? null), operations };
}

function readMachine(value: Json): KeptMachine {
  const { timeline, underWay, effects, guestTimeline, guest } = objectOf(value);
  return {
    timeline: readTimeline(timeline),
    guestTimeline: readTimeline(guestTimeline),
    guest: readGuest(guest),
    underWay: isObject(underWay)
      ? {
          operationId: textOf(underWay['operationId']),
          waitsForAgent: underWay['waitsForAgent'] === true,
          pendingUntil: numberOf(underWay['pendingUntil']),
          attempts: numberOf(underWay['attempts']),
        }
      : undefined,
    effects: isObject(effects)
      ? { writes: numberOf(effects['writes']), effects: list(effects['effects']).flatMap(readEffect) }
      : undefined,
  };
}

function readTimeline(value: Json | undefined): MachineTimeline | undefined {
  if (!isObject(value)) return undefined;
  return { versions: list(value['versions']).flatMap(readVersion), isCut: value['isCut'] === true };
}

function readVersion(value: Json): readonly MachineVersion[] {
  if (!isObject(value) || typeof value['at'] !== 'number') return [];
  const { at, tags } = value;
  return [{ at, properties: objectOf(value['properties']), ...(tags === undefined ? {} : { tags }) }];
}

function readEffect(value: Json): readonly Effect[] {
  if (!isObject(value)) return [];
  const kind = EFFECT_KINDS.find((each) => each === value['kind']);
  if (kind === undefined) return [];
  const { from, to, requestId } = value;
  return [{ at: numberOf(value['at']), kind, from: textOf(from), to: textOf(to), requestId: textOf(requestId) }];
}

function readOperation(value: Json): readonly LongOperation[] {
  if (!isObject(value)) return [];
  const { endsAt, error } = value;
  const end = (['Succeeded', 'Failed', 'Canceled'] as const).find((each) => each === value['end']) ?? 'Succeeded';
  return [
    {
      id: textOf(value['id']),
      subscriptionId: textOf(value['subscriptionId']),
      region: textOf(value['region']),
      machineId: textOf(value['machineId']),
      startedAt: numberOf(value['startedAt']),
      endsAt: typeof endsAt === 'number' ? endsAt : null,
      end,
      error: isObject(error) ? error : null,
      subject: (['patches', 'runCommand'] as const).find((each) => each === value['subject']) ?? 'license',
      result: isObject(value['result']) ? value['result'] : null,
      issued: numberOf(value['issued']),
    },
  ];
}

function read<Item>(value: Json | undefined, item: (each: Json) => Item | undefined): Record<string, Item> {
  const found: Record<string, Item> = {};
  for (const [key, each] of Object.entries<Json>(objectOf(value) satisfies JsonObject)) {
    const one = item(each);
    if (one !== undefined) found[key] = one;
  }
  return found;
}

function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

function numberOf(value: Json | undefined): number {
  return typeof value === 'number' ? value : 0;
}
