import { type EffectLedger, type Effect } from './effectLedger';
import { jittered, type EnrolmentOutcomes, type HiddenTruth } from './enrolmentOutcomes';
import { rowKey, type FleetState } from './fleetState';
import { objectOf, textOf, type JsonObject } from './jsonValues';
import type { Json, JsonRow } from './kql/json';
import {
  begun,
  disenrolled,
  enrolled,
  hotpatchStatusOf,
  isPayAsYouGo,
  transitionOf,
  withSections,
  type Transition,
} from './licenceTransitions';
import type { LicenceWrite } from './licenceWriteBody';
import type { LongOperation, LongOperations } from './longOperations';
import type { MachineVersion } from './machineTimelines';
import { isBuiltIn, withSettings, withStatus, type MachineWrite } from './patchSettingWrites';
import type { Switches } from './switches';

/** How long things take, in milliseconds of the simulated time. */
export interface Durations {
  readonly enroll: number;
  readonly disenroll: number;
  /** A write that changes nothing of the Hotpatch feature. */
  readonly noop: number;
  /** From a patch setting to its status. */
  readonly evaluation: number;
}

/** What is under way on a machine. */
export interface UnderWay {
  /** The newest transition's operation. */
  readonly operationId: string;
  /** It waits until the agent is back. */
  readonly waitsForAgent: boolean;
  /** Until when the newest patch settings are not evaluated; milliseconds UTC, simulated. */
  readonly pendingUntil: number;
  /** Enrolments so far. */
  readonly attempts: number;
}

const IDLE: UnderWay = { operationId: '', waitsForAgent: false, pendingUntil: 0, attempts: 0 };

export interface MachineWritesParts {
  readonly state: FleetState;
  readonly operations: LongOperations;
  readonly outcomes: EnrolmentOutcomes;
  readonly effects: EffectLedger;
  readonly now: () => number;
  readonly durations: Durations;
  readonly seed: number;
  readonly switches: () => Switches;
  /** Whether VBS runs on a machine that is known from inside; undefined: it is not. */
  readonly vbsRuns: (key: string) => boolean | undefined;
  /** Called after every write, with the machine and the operations that it touched. */
  readonly onWrite: (key: string, operations: readonly LongOperation[]) => void;
}

/** A license view from a moment on. */
interface LicenceAt {
  readonly at: number;
  readonly view: JsonObject;
}

/** Carries out what ARM's writes ask for: a machine's state from now on, with everything that lies ahead. */
export class MachineWrites {
  private readonly underWay: Map<string, UnderWay>;

  constructor(
    private readonly parts: MachineWritesParts,
    kept: Readonly<Record<string, UnderWay>> = {},
  ) {
    this.underWay = new Map(Object.entries(kept));
  }

  underWayOf(key: string): UnderWay {
    return this.underWay.get(key) ?? IDLE;
  }

  restore(key: string, underWay: UnderWay): void {
    this.underWay.set(key, underWay);
  }

  kept(): Readonly<Record<string, UnderWay>> {
    return Object.fromEntries(this.underWay);
  }

  /** PUT and PATCH of a license profile. */
  writeLicence(machine: JsonRow, write: LicenceWrite, requestId: string): LongOperation {
    const now = this.parts.now();
    const switches = this.parts.switches();
    const before = licenceOf(machine);
    const transition = transitionOf(before, write, switches);
    const attempt = this.underWayOf(rowKey(machine)).attempts + (transition === 'enroll' ? 1 : 0);
    const truth = this.truthOf(machine, attempt);
    const view = withSections(before, write, switches, now);
    const waits = transition === 'enroll' && switches.offlineMachines === 'wait' && !isConnected(machine);
    const licences =
      transition === null
        ? this.ahead(machine, now).map(({ at, view: old }) => ({ at, view: withSections(old, write, switches, now) }))
        : this.planned(machine, view, transition, truth, waits, now);
    this.show(machine, licences, osProfileOf(machine), { truth, now, hasNewSettings: false });
    const effects = licenceEffects(before, view, transition, now, requestId);
    return this.finish(machine, { transition, truth, waits, attempt, effects, licences, now });
  }

  /** DELETE of a license profile: everything that was set in it is gone. */
  deleteLicence(machine: JsonRow, requestId: string): LongOperation {
    const now = this.parts.now();
    const before = licenceOf(machine);
    const { softwareAssurance: _sa, productProfile: _product, esuProfile, ...view } = before;
    const { assignedLicense: _license, ...esu } = objectOf(esuProfile);
    const left = { ...view, esuProfile: { ...esu, licenseAssignmentState: 'NotAssigned' } };
    const truth = this.truthOf(machine, 0);
    const licences = [{ at: now, view: left }];
    this.show(machine, licences, osProfileOf(machine), { truth, now, hasNewSettings: false });
    const effect: Effect = { at: now, kind: 'deletion', from: hotpatchStatusOf(before), to: '', requestId };
    const attempt = this.underWayOf(rowKey(machine)).attempts;
    return this.finish(machine, { transition: null, truth, waits: false, attempt, effects: [effect], licences, now });
  }

  /** PATCH of a machine. */
  writeMachine(machine: JsonRow, write: MachineWrite, requestId: string): void {
    const { now: clock, durations, effects, onWrite, state, switches } = this.parts;
    const now = clock();
    const key = rowKey(machine);
    const before = switchOf(machine);
    const osProfile = write.settings
      ? withSettings(osProfileOf(machine), write.settings, switches())
      : osProfileOf(machine);
    const underWay = this.underWayOf(key);
    const isAboutHotpatching = write.settings !== undefined && 'enableHotpatching' in write.settings.values;
    const pendingUntil = isAboutHotpatching ? now + durations.evaluation : underWay.pendingUntil;
    this.underWay.set(key, { ...underWay, pendingUntil });
    const truth = this.truthOf(machine, underWay.attempts);
    const hasNewSettings = isAboutHotpatching;
    this.show(machine, this.ahead(machine, now), osProfile, { truth, now, hasNewSettings, tags: write.tags });
    const after = switchOf(state.machine(key) ?? machine);
    const effect: Effect = { at: now, kind: 'patchSetting', from: before, to: after, requestId };
    effects.add(key, before === after ? [] : [effect]);
    onWrite(key, []);
  }

  /** After a change from outside: an enrolment that waited for the agent goes on once the agent is back. */
  machineChanged(id: string): void {
    const { now: clock, operations, onWrite, state } = this.parts;
    const key = id.toLowerCase();
    const underWay = this.underWayOf(key);
    const machine = state.machine(key);
    if (!machine || !underWay.waitsForAgent || !isConnected(machine)) return;
    // It may have been replaced since, or its profile deleted.
    if (hotpatchStatusOf(licenceOf(machine)) !== 'Enabling') return;
    const now = clock();
    const truth = this.truthOf(machine, underWay.attempts);
    const endsAt = now + this.durationOf('enroll', key, truth);
    const last = enrolled(licenceOf(machine), truth.end);
    this.underWay.set(key, { ...underWay, waitsForAgent: false });
    if (last) {
      const licences = [
        { at: now, view: licenceOf(machine) },
        { at: endsAt, view: last },
      ];
      this.show(machine, licences, osProfileOf(machine), { truth, now, hasNewSettings: false });
      operations.setEnd(underWay.operationId, endsAt);
    }
    onWrite(key, []);
  }

  /** VBS runs since a restart: what waited for that takes another status once the machine has evaluated it. */
  vbsCameUp(key: string, at: number): void {
    const { durations, state, switches } = this.parts;
    const machine = state.machine(key, at);
    if (!machine) return;
    const due = at + durations.evaluation;
    const ahead = state.timelines.ahead(key, at).filter((version) => version.at > at);
    const shownAt = (time: number): Pick<MachineVersion, 'properties' | 'tags'> => {
      const version = ahead.findLast((each) => each.at <= time) ?? state.timelines.ahead(key, at)[0];
      const isPresent = version !== undefined && version.at <= time;
      return isPresent ? version : { properties: {} };
    };
    const versions = [...new Set([at, due, ...ahead.map((version) => version.at)])]
      .sort((a, b) => a - b)
      .map((time) => {
        const { properties, tags } = shownAt(time);
        const licence = objectOf(properties['licenseProfile'] ?? licenceOf(machine));
        const osProfile = properties['osProfile'] ?? osProfileOf(machine);
        const causes = {
          licence,
          isBuiltIn: isBuiltIn(objectOf(machine['properties'])),
          vbsRuns: true,
          isPending: false,
        };
        const shown = time < due ? osProfile : withStatus(osProfile, { ...causes, switches: switches() });
        return {
          at: time,
          properties: { licenseProfile: licence, ...(shown === undefined ? {} : { osProfile: shown }) },
          ...(tags === undefined ? {} : { tags }),
        };
      });
    state.write(key, versions);
  }

  /** What is true of a machine; what restarts made of it counts more than what was drawn. */
  private truthOf(machine: JsonRow, attempt: number): HiddenTruth {
    const drawn = this.parts.outcomes.of(machine, attempt);
    return { ...drawn, vbsRuns: this.parts.vbsRuns(rowKey(machine)) ?? drawn.vbsRuns };
  }

  /** The license view now, and what it was already going to be. */
  private ahead(machine: JsonRow, now: number): readonly LicenceAt[] {
    const versions = this.parts.state.timelines.ahead(rowKey(machine), now);
    const later = versions.filter((version) => version.at > now);
    return [
      { at: now, view: licenceOf(machine) },
      ...later.map(({ at, properties }) => ({ at, view: objectOf(properties['licenseProfile']) })),
    ];
  }

  private planned(
    machine: JsonRow,
    view: JsonObject,
    transition: 'enroll' | 'disenroll',
    truth: HiddenTruth,
    waits: boolean,
    now: number,
  ): readonly LicenceAt[] {
    const first = begun(view, transition, now, this.parts.switches());
    const at = now + this.durationOf(transition, rowKey(machine), truth);
    const last = transition === 'enroll' ? enrolled(first, truth.end) : disenrolled(first, at);
    return last === undefined || waits
      ? [{ at: now, view: first }]
      : [
          { at: now, view: first },
          { at, view: last },
        ];
  }

  private durationOf(transition: Transition, key: string, truth: HiddenTruth): number {
    const { durations, seed } = this.parts;
    if (transition === null) return durations.noop;
    if (transition === 'enroll' && truth.takes !== null) return truth.takes;
    return jittered(durations[transition], seed, key);
  }

  /** Writes the versions: the license as given, the patch settings' status as it follows from it. */
  private show(
    machine: JsonRow,
    licences: readonly LicenceAt[],
    osProfile: Json | undefined,
    how: {
      readonly truth: HiddenTruth;
      readonly now: number;
      readonly hasNewSettings: boolean;
      readonly tags?: Json | undefined;
    },
  ): void {
    const { state, switches } = this.parts;
    const key = rowKey(machine);
    const { pendingUntil } = this.underWayOf(key);
    const tags = how.tags ?? this.writtenTags(key, how.now);
    const times = new Set([...licences.map(({ at }) => at), ...(pendingUntil > how.now ? [pendingUntil] : [])]);
    const statusBefore = hotpatchStatusOf(licenceOf(machine));
    const versions = [...times]
      .sort((a, b) => a - b)
      .map((at): MachineVersion => {
        const licence = licences.findLast((each) => each.at <= at)?.view ?? licenceOf(machine);
        const isPending = at < pendingUntil;
        const isSame = !how.hasNewSettings && pendingUntil <= how.now && hotpatchStatusOf(licence) === statusBefore;
        const causes = {
          licence,
          isBuiltIn: isBuiltIn(objectOf(machine['properties'])),
          vbsRuns: how.truth.vbsRuns,
          isPending,
          switches: switches(),
        };
        const shownProfile = isSame ? osProfile : withStatus(osProfile, causes);
        return {
          at,
          properties: { licenseProfile: licence, ...(shownProfile === undefined ? {} : { osProfile: shownProfile }) },
          ...(tags === undefined ? {} : { tags }),
        };
      });
    state.write(key, versions);
  }

  private writtenTags(key: string, now: number): Json | undefined {
    return this.parts.state.timelines.ahead(key, now)[0]?.tags;
  }

  private finish(
    machine: JsonRow,
    done: {
      readonly transition: Transition;
      readonly truth: HiddenTruth;
      readonly waits: boolean;
      readonly attempt: number;
      readonly effects: readonly Effect[];
      readonly licences: readonly LicenceAt[];
      readonly now: number;
    },
  ): LongOperation {
    const { durations, operations, effects, onWrite } = this.parts;
    const { transition, truth, now } = done;
    const key = rowKey(machine);
    const underWay = this.underWayOf(key);
    const cancelled = transition === null ? undefined : operations.cancel(underWay.operationId, now);
    const fails = transition === 'enroll' && (truth.end.kind === 'fails' || truth.end.kind === 'unheardOf');
    const saysFailed = transition !== null && truth.contradicts ? !fails : fails;
    const last = done.licences.at(-1)?.at ?? now;
    const endsAt = transition === null ? now + durations.noop : last > now ? last : null;
    const operation = operations.begin({
      subscriptionId: key.split('/')[2] ?? '',
      region: textOf(machine['location']) || 'westeurope',
      machineId: key,
      startedAt: now,
      endsAt,
      end: saysFailed ? 'Failed' : 'Succeeded',
      error: saysFailed ? errorOf(truth) : null,
      subject: 'license',
      result: null,
    });
    if (transition !== null) {
      const { pendingUntil } = underWay;
      const { waits: waitsForAgent, attempt: attempts } = done;
      this.underWay.set(key, { operationId: operation.id, waitsForAgent, pendingUntil, attempts });
    }
    effects.add(key, done.effects);
    onWrite(key, cancelled ? [cancelled, operation] : [operation]);
    return operation;
  }
}

function errorOf(truth: HiddenTruth): JsonObject {
  const { end } = truth;
  if (end.kind === 'fails') return { code: end.code, message: end.message };
  return { code: 'OperationFailed', message: 'The operation failed.' };
}

function licenceEffects(
  before: JsonObject,
  after: JsonObject,
  transition: Transition,
  at: number,
  requestId: string,
): readonly Effect[] {
  const effects: Effect[] = [];
  const from = hotpatchStatusOf(before) || 'NotEnrolled';
  if (transition === 'enroll') effects.push({ at, kind: 'enroll', from, to: 'Enabling', requestId });
  if (transition === 'disenroll') effects.push({ at, kind: 'disenroll', from, to: 'Disabling', requestId });
  if (!isPayAsYouGo(before) && isPayAsYouGo(after)) {
    effects.push({ at, kind: 'payAsYouGoPurchase', from: 'NotEnrolled', to: 'Enabled', requestId });
  }
  if (isPayAsYouGo(before) && !isPayAsYouGo(after)) {
    effects.push({ at, kind: 'payAsYouGoCancellation', from: 'Enabled', to: 'Disabled', requestId });
  }
  return effects;
}

function licenceOf(machine: JsonRow): JsonObject {
  return objectOf(objectOf(machine['properties'])['licenseProfile']);
}

function osProfileOf(machine: JsonRow): Json | undefined {
  return objectOf(machine['properties'])['osProfile'];
}

function switchOf(machine: JsonRow): string {
  const configuration = objectOf(objectOf(osProfileOf(machine))['windowsConfiguration']);
  return JSON.stringify(objectOf(configuration['patchSettings'])['enableHotpatching'] ?? null);
}

function isConnected(machine: JsonRow): boolean {
  const status = textOf(objectOf(machine['properties'])['status']).toLowerCase();
  return status === '' || status === 'connected';
}
