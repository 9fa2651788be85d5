import { ASSESSED_PATCH_TYPE, ASSESSMENT_TYPE } from './assessmentRows';
import { DAY } from './azureTime';
import type { Effect, EffectLedger } from './effectLedger';
import type { EnrolmentOutcomes } from './enrolmentOutcomes';
import { rowKey, type FleetState } from './fleetState';
import { nextDue, type Guest, type WaitingUpdate } from './guest';
import {
  drawGuest,
  drawVbs,
  isConnected,
  isLinux,
  osVersionOf,
  propertiesOf,
  stillWaiting,
  timeOf,
} from './guestFacts';
import { DueQueue } from './dueQueue';
import { INSTALLATION_TYPE, INSTALLED_PATCH_TYPE } from './installationRows';
import { objectOf, textOf } from './jsonValues';
import type { JsonRow } from './kql/json';
import { hotpatchStatusOf } from './licenceTransitions';
import type { LongOperation, LongOperations, OperationSubject } from './longOperations';
import { defenderOffer } from './patchCatalogue';
import { isBuiltIn } from './patchSettingWrites';
import { assessmentEndRows, installationRunRows } from './patchResultRows';
import { releasesBefore, SERVER_2025 } from './releaseHistory';
import { SeededRandom } from './seededRandom';
import { updateOfRow } from './waitingUpdates';

/** How long things take on a machine, in milliseconds of the simulated time. */
export interface GuestDurations {
  readonly assess: number;
  readonly install: number;
  /** From the PUT of a run command to the end of its script. */
  readonly runCommand: number;
  /** From the moment at which a machine goes down to the moment at which its agent is connected again. */
  readonly reboot: number;
}

export interface GuestStoreParts {
  readonly state: FleetState;
  readonly outcomes: EnrolmentOutcomes;
  readonly operations: LongOperations;
  readonly effects: EffectLedger;
  readonly now: () => number;
  readonly seed: number;
  /** Where the simulated clock started, milliseconds UTC. */
  readonly startsAt: number;
}

/** The machines from inside. One is drawn when it is first needed, and kept from then on. */
export class GuestStore {
  private readonly guests = new Map<string, Guest>();
  /** Those that something other than Azure's own assessments has happened to. */
  private readonly touched = new Set<string>();
  private readonly due = new DueQueue();
  private changedOperations: LongOperation[] = [];

  constructor(readonly parts: GuestStoreParts) {}

  known(key: string): Guest | undefined {
    return this.guests.get(key);
  }

  /** The guest of a machine; undefined: there is no such machine. */
  of(key: string): Guest | undefined {
    const known = this.guests.get(key);
    if (known) return known;
    const machine = this.parts.state.machine(key);
    if (!machine) return undefined;
    const drawn = this.draw(key, machine);
    this.guests.set(key, drawn);
    this.due.push(nextDue(drawn), key);
    return drawn;
  }

  /** Changes a guest, which must be there. */
  update(key: string, change: Partial<Guest>): void {
    const guest = this.of(key);
    if (!guest) return;
    const changed = { ...guest, ...change };
    this.guests.set(key, changed);
    const next = nextDue(changed);
    if (next < Number.POSITIVE_INFINITY) this.due.push(next, key);
  }

  /** Something happened that a restart of the simulator must remember. */
  touch(key: string): void {
    this.touched.add(key);
  }

  isTouched(key: string): boolean {
    return this.touched.has(key);
  }

  keptKeys(): Iterable<string> {
    return this.touched;
  }

  restore(key: string, guest: Guest): void {
    this.guests.set(key, guest);
    this.touched.add(key);
    this.due.push(nextDue(guest), key);
    this.showAssessment(key, guest);
    this.showInstallations(key, guest, guest.installations.at(-1)?.endedAt ?? this.parts.now());
  }

  /** The machine is gone, or another one has taken its place. */
  forget(key: string): void {
    this.guests.delete(key);
    this.touched.delete(key);
  }

  wake(key: string, at: number): void {
    this.due.push(at, key);
  }

  get nextDueAt(): number {
    return this.due.first;
  }

  takeDue(at: number): ReadonlySet<string> {
    return this.due.take(at);
  }

  machineAt(key: string, at: number): JsonRow | undefined {
    return this.parts.state.machine(key, at);
  }

  isConnectedAt(key: string, at: number): boolean {
    const machine = this.machineAt(key, at);
    return machine !== undefined && isConnected(machine);
  }

  beginOperation(machine: JsonRow, key: string, subject: OperationSubject, at: number): LongOperation {
    const operation = this.parts.operations.begin({
      subscriptionId: key.split('/')[2] ?? '',
      region: textOf(machine['location']) || 'westeurope',
      machineId: key,
      startedAt: at,
      endsAt: null,
      end: 'Succeeded',
      error: null,
      subject,
      result: null,
    });
    this.changedOperations.push(operation);
    return operation;
  }

  finishOperation(id: string, last: Pick<LongOperation, 'endsAt' | 'end' | 'error' | 'result'>): void {
    const finished = this.parts.operations.finish(id, last);
    if (finished) this.changedOperations.push(finished);
  }

  takeChangedOperations(): readonly LongOperation[] {
    const changed = this.changedOperations;
    this.changedOperations = [];
    return changed;
  }

  effect(key: string, effect: Effect, isWrite: boolean): void {
    if (isWrite) this.parts.effects.add(key, [effect]);
    else this.parts.effects.note(key, [effect]);
  }

  /** Whether hotpatches are what the machine is offered in a hotpatch month. */
  takesHotpatches(machine: JsonRow, guest: Guest): boolean {
    const properties = propertiesOf(machine);
    const settings = objectOf(objectOf(objectOf(properties['osProfile'])['windowsConfiguration'])['patchSettings']);
    const isLicensed = hotpatchStatusOf(objectOf(properties['licenseProfile'])) === 'Enabled' || isBuiltIn(properties);
    return isLicensed && settings['enableHotpatching'] !== false && guest.vbsRuns;
  }

  showAssessment(key: string, guest: Guest): void {
    const { assessment } = guest;
    const machine = this.machineAt(key, this.parts.now());
    if (!assessment || !machine) return;
    const rows = assessmentEndRows(assessment, machine);
    this.parts.state.patchTables.set('patchassessmentresources', key, assessment.endedAt, rows);
  }

  showInstallations(key: string, guest: Guest, at: number): void {
    const machine = this.machineAt(key, this.parts.now());
    if (guest.installations.length === 0 || !machine) return;
    const rows = installationRunRows(guest.installations, machine);
    this.parts.state.patchTables.set('patchinstallationresources', key, at, rows);
  }

  /** What was set for a machine from outside counts at once, also inside one that is drawn already. */
  behaviourSet(key: string): void {
    const guest = this.guests.get(key);
    const machine = this.parts.state.machine(key);
    if (!guest || !machine) return;
    const behaviour = this.parts.outcomes.behaviourOf(key);
    const vbs = drawVbs(this.sourcesOf(key, machine, behaviour.vbsRuns ?? guest.vbsRuns));
    const { vbsConfigured } = behaviour;
    this.update(key, { ...vbs, vbsConfigured: vbsConfigured ?? (behaviour.vbsRuns === true || guest.vbsConfigured) });
    this.touch(key);
  }

  private sourcesOf(key: string, machine: JsonRow, vbsRuns: boolean): Parameters<typeof drawGuest>[0] {
    const { state, outcomes, seed, now } = this.parts;
    const rows = state.ownPatchRows('patchinstallationresources', key);
    const installation = rows.filter(isRun).sort(byTime).at(-1);
    return {
      ...{ machine, key, vbsRuns, seed, installation },
      assessment: this.summaryOf(key),
      brought: installation ? broughtBy(installation, rows) : [],
      behaviour: outcomes.behaviourOf(key),
      now: now(),
    };
  }

  private summaryOf(key: string): JsonRow | undefined {
    const rows = this.parts.state.ownPatchRows('patchassessmentresources', key);
    return rows.find((row) => textOf(row['type']).toLowerCase() === ASSESSMENT_TYPE);
  }

  private draw(key: string, machine: JsonRow): Guest {
    const { outcomes } = this.parts;
    const sources = this.sourcesOf(key, machine, outcomes.of(machine, 0).vbsRuns);
    const assessed = propertiesOf(sources.assessment);
    const isAssessed = sources.assessment !== undefined && textOf(assessed['status']) !== 'Failed';
    return {
      ...drawGuest(sources),
      waiting: isAssessed ? stillWaiting(this.assessedUpdates(key), sources) : this.firstUpdates(key, machine),
      offersAsOf: isAssessed ? (timeOf(assessed['lastModifiedDateTime']) ?? 0) : 0,
      periodicAt: isPeriodic(machine) ? this.firstPeriodic(key) : null,
    };
  }

  private assessedUpdates(key: string): readonly WaitingUpdate[] {
    return this.parts.state
      .ownPatchRows('patchassessmentresources', key)
      .filter((row) => textOf(row['type']).toLowerCase() === ASSESSED_PATCH_TYPE)
      .map(updateOfRow);
  }

  /** What waits on a machine that no one has looked at; its monthly update comes by its build. */
  private firstUpdates(key: string, machine: JsonRow): readonly WaitingUpdate[] {
    const random = new SeededRandom(this.parts.seed, 'waiting', key);
    const isServer = osVersionOf(machine).startsWith('10.0.') && !isLinux(machine);
    return isServer && random.chance(65) ? [defenderOffer(releasesBefore(SERVER_2025, this.parts.now())[0])] : [];
  }

  /**
   * The rows of the start stand for the first day; after it every machine is assessed at the time of day of its own row.
   */
  firstPeriodic(key: string): number {
    const { seed, startsAt } = this.parts;
    const assessedAt = timeOf(propertiesOf(this.summaryOf(key))['lastModifiedDateTime']);
    const phase = (assessedAt ?? new SeededRandom(seed, 'periodic', key).below(DAY)) % DAY;
    const first = startsAt + DAY;
    return first + ((((phase - first) % DAY) + DAY) % DAY);
  }
}

/** Whether Azure is to assess the machine by itself. */
export function isPeriodic(machine: JsonRow): boolean {
  const profile = objectOf(propertiesOf(machine)['osProfile']);
  return ['windowsConfiguration', 'linuxConfiguration'].some(
    (each) => objectOf(objectOf(profile[each])['patchSettings'])['assessmentMode'] === 'AutomaticByPlatform',
  );
}

function isRun(row: JsonRow): boolean {
  return textOf(row['type']).toLowerCase() === INSTALLATION_TYPE;
}

/** The updates that a run has installed, out of a machine's rows. */
function broughtBy(run: JsonRow, rows: readonly JsonRow[]): readonly WaitingUpdate[] {
  const below = `${rowKey(run)}/`;
  return rows
    .filter((row) => textOf(row['type']).toLowerCase() === INSTALLED_PATCH_TYPE && rowKey(row).startsWith(below))
    .filter((row) => propertiesOf(row)['installationState'] === 'Installed')
    .map(updateOfRow);
}

function byTime(a: JsonRow, b: JsonRow): number {
  const time = (row: JsonRow): number => timeOf(propertiesOf(row)['lastModifiedDateTime']) ?? 0;
  return time(a) - time(b);
}
