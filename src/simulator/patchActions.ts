import { randomUUID } from 'node:crypto';
import { DAY, HOUR } from './azureTime';
import { jittered } from './enrolmentOutcomes';
import { rowKey } from './fleetState';
import type { AssessmentEnd, Guest, InstallationRun, PatchAction, WaitingUpdate } from './guest';
import { extensionsAreOff, osVersionOf } from './guestFacts';
import { isPeriodic, type GuestDurations, type GuestStore } from './guestStore';
import { readInstallWish, selectionOf, type InstallWish } from './installBody';
import type { JsonObject } from './jsonValues';
import type { JsonRow } from './kql/json';
import type { LongOperation } from './longOperations';
import { assessmentResult, installationResult } from './patchResultRows';
import type { Restarts } from './restarts';
import { revisionOf, versionAfter, versionChangeOf, wantsRestart, withNewReleases } from './waitingUpdates';

export interface PatchActionsParts {
  readonly store: GuestStore;
  readonly restarts: Restarts;
  readonly durations: GuestDurations;
  /** Whether Azure assesses by itself in the subscription of a machine (lower-case id). */
  readonly mayAssess: (key: string) => boolean;
}

/** How many installations of a machine are kept. */
const KEPT_RUNS = 20;
/** From switching periodic assessment on to the first one. */
const FIRST_PERIODIC = HOUR;

/** Assessments and installations. */
export class PatchActions {
  constructor(private readonly parts: PatchActionsParts) {}

  /** POST …/assessPatches and …/installPatches; undefined: one of them is under way. */
  begin(
    machine: JsonRow,
    kind: PatchAction['kind'],
    wish: JsonObject | null,
    requestId: string,
  ): LongOperation | undefined {
    const { store, durations } = this.parts;
    const now = store.parts.now();
    const key = rowKey(machine);
    const guest = store.of(key);
    if (!guest || guest.action) return undefined;
    const operation = store.beginOperation(machine, key, 'patches', now);
    const usual = jittered(durations[kind], store.parts.seed, `${kind}|${key}`);
    const duration = extensionsAreOff(machine) ? usual / 10 : Math.min(usual, wish ? wishOf(wish).longest : usual);
    const action: PatchAction = {
      ...{ kind, wish, requestId, startedAt: now, activityId: randomUUID(), operationId: operation.id },
      endsAt: now + Math.round(duration),
    };
    store.update(key, { action, ...(kind === 'install' ? { installations: begun(guest, action) } : {}) });
    if (kind === 'install') this.showRuns(key, now);
    store.effect(key, { at: now, kind, from: '', to: action.activityId, requestId }, true);
    return operation;
  }

  /** What is due of an assessment or an installation. */
  advance(key: string, guest: Guest, action: PatchAction, at: number): void {
    const machine = this.parts.store.machineAt(key, at);
    if (!machine) return;
    if (action.kind === 'assess') this.endAssessment(key, guest, action, machine, at);
    else this.endInstallation(key, guest, action, machine, at);
  }

  /** Azure's own assessment. */
  advancePeriodic(key: string, guest: Guest, at: number, isOn: boolean): void {
    const { store, mayAssess } = this.parts;
    const machine = store.machineAt(key, at);
    const isMeant = machine !== undefined && isPeriodic(machine);
    store.update(key, { periodicAt: isMeant ? at + DAY : null });
    if (!machine || !isMeant || !isOn || guest.action || !mayAssess(key) || extensionsAreOff(machine)) return;
    if (!store.isConnectedAt(key, at)) return;
    const activityId = randomUUID();
    this.assess(key, guest, machine, { activityId, startedAt: at, endedAt: at, startedBy: 'Platform', error: null });
  }

  /** After a PATCH of a machine's settings; `before` as it was. True: it changes when Azure assesses. */
  settingsChanged(before: JsonRow): boolean {
    const { store } = this.parts;
    const now = store.parts.now();
    const key = rowKey(before);
    const machine = store.machineAt(key, now);
    if (!machine || isPeriodic(machine) === isPeriodic(before)) return false;
    store.update(key, { periodicAt: isPeriodic(machine) ? now + FIRST_PERIODIC : null });
    return true;
  }

  /** The restart that an installation waited for is over. */
  machineIsBack(key: string, at: number): void {
    const guest = this.parts.store.known(key);
    const run = guest?.installations.at(-1);
    if (guest?.action?.kind !== 'install' || guest.action.endsAt === null || run?.rebootStatus !== 'Started') return;
    this.finishInstallation(key, guest.action, { ...run, rebootStatus: 'Completed' }, at);
  }

  private endAssessment(key: string, guest: Guest, action: PatchAction, machine: JsonRow, at: number): void {
    const { store } = this.parts;
    const { activityId, startedAt, operationId } = action;
    const error = this.failure(key, machine, at, 'assessments');
    store.update(key, { action: null });
    const end = this.assess(key, guest, machine, { activityId, startedAt, endedAt: at, startedBy: 'User', error });
    const result = assessmentResult(end, machine);
    store.finishOperation(operationId, { endsAt: at, end: error === null ? 'Succeeded' : 'Failed', error, result });
  }

  private assess(
    key: string,
    guest: Guest,
    machine: JsonRow,
    how: Omit<AssessmentEnd, 'rebootPending' | 'updates'>,
  ): AssessmentEnd {
    const { store } = this.parts;
    const causes = { osVersion: osVersionOf(machine), takesHotpatches: store.takesHotpatches(machine, guest) };
    const isBehindRestart = guest.pendingVersion !== null;
    const waiting = isBehindRestart
      ? guest.waiting
      : withNewReleases(guest.waiting, { ...causes, since: guest.offersAsOf, now: how.endedAt });
    const end = { ...how, rebootPending: guest.rebootPending, updates: waiting };
    const offers = how.error === null && !isBehindRestart ? { waiting, offersAsOf: how.endedAt } : {};
    store.update(key, { assessment: end, ...offers });
    store.showAssessment(key, { ...guest, assessment: end });
    return end;
  }

  private endInstallation(key: string, guest: Guest, action: PatchAction, machine: JsonRow, at: number): void {
    const run = guest.installations.at(-1) ?? begun(guest, action)[0];
    if (!run) return;
    // The restart did not end in time.
    if (run.rebootStatus === 'Started') {
      this.finishInstallation(key, action, { ...run, rebootStatus: 'Failed' }, at);
      return;
    }
    const error = this.failure(key, machine, at, 'installs');
    const wish = wishOf(action.wish ?? {});
    if (error !== null) {
      const updates = guest.waiting.map((update) => ({ update, state: failedState(selectionOf(update, wish)) }));
      this.finishInstallation(key, action, { ...run, error, updates, rebootStatus: 'Unknown' }, at);
      return;
    }
    this.install(key, guest, action, { run, wish, machine }, at);
  }

  private install(
    key: string,
    guest: Guest,
    action: PatchAction,
    what: { readonly run: InstallationRun; readonly wish: InstallWish; readonly machine: JsonRow },
    at: number,
  ): void {
    const { durations, restarts, store } = this.parts;
    const { run, wish, machine } = what;
    const updates = installed(guest.waiting, wish, this.share(key, wish));
    const done = updates.filter(({ state }) => state === 'Installed').map(({ update }) => update);
    const needsRestart = done.some(wantsRestart);
    const restartsNow = wish.rebootSetting === 'Always' || (needsRestart && wish.rebootSetting === 'IfRequired');
    const ended: InstallationRun = {
      ...run,
      updates,
      maintenanceWindowExceeded: updates.some(({ state }) => state === 'Pending'),
      rebootStatus: restartsNow ? 'Started' : needsRestart ? 'Required' : 'NotNeeded',
    };
    this.changeVersion(key, guest, machine, done, at);
    store.update(key, {
      waiting: guest.waiting.filter((update) => !done.includes(update)),
      rebootPending: guest.rebootPending || needsRestart,
    });
    if (!restartsNow) {
      this.finishInstallation(key, action, ended, at);
      return;
    }
    // If the machine is not back by then, the installation ends without it.
    const action2 = { ...action, endsAt: at + durations.reboot * 4 };
    store.update(key, { action: action2, installations: [...guest.installations.slice(0, -1), ended] });
    restarts.order(key, at, at, action.requestId, 'installPatches');
  }

  private changeVersion(key: string, guest: Guest, machine: JsonRow, done: readonly WaitingUpdate[], at: number): void {
    const { store } = this.parts;
    let atOnce = osVersionOf(machine);
    let { pendingVersion } = guest;
    for (const update of done) {
      const change = versionChangeOf(update);
      if (change?.kind === 'atOnce') atOnce = versionAfter(atOnce, change.revision) ?? atOnce;
      if (change?.kind !== 'afterRestart') continue;
      const next = versionAfter(osVersionOf(machine), change.revision);
      if ((revisionOf(next ?? '') ?? 0) > (revisionOf(pendingVersion ?? '') ?? 0)) pendingVersion = next;
    }
    if (atOnce !== osVersionOf(machine)) store.parts.state.guests.change(key, at, { osVersion: atOnce });
    store.update(key, { pendingVersion });
  }

  /** How much of an installation its maximum duration allows, from 0 to 1. */
  private share(key: string, wish: InstallWish): number {
    const { durations, store } = this.parts;
    return Math.min(1, wish.longest / Math.max(1, jittered(durations.install, store.parts.seed, `install|${key}`)));
  }

  private finishInstallation(key: string, action: PatchAction, run: InstallationRun, at: number): void {
    const { store } = this.parts;
    const machine = store.machineAt(key, at);
    const guest = store.of(key);
    if (!machine || !guest) return;
    const ended = { ...run, endedAt: at };
    store.update(key, { action: null, installations: [...guest.installations.slice(0, -1), ended].slice(-KEPT_RUNS) });
    this.showRuns(key, at);
    const { error } = ended;
    const end = error === null ? 'Succeeded' : 'Failed';
    store.finishOperation(action.operationId, { endsAt: at, end, error, result: installationResult(ended, machine) });
  }

  private showRuns(key: string, at: number): void {
    const guest = this.parts.store.known(key);
    if (guest) this.parts.store.showInstallations(key, guest, at);
  }

  private failure(key: string, machine: JsonRow, at: number, kind: 'assessments' | 'installs'): JsonObject | null {
    const { store } = this.parts;
    if (extensionsAreOff(machine)) {
      return problem('ExtensionsDisabled', 'The agent of the machine does not allow extensions, which this needs.');
    }
    if (!store.isConnectedAt(key, at)) {
      return problem('MachineNotConnected', 'The agent of the machine did not answer in time.');
    }
    if (store.parts.outcomes.behaviourOf(key)[kind] !== 'fail') return null;
    return kind === 'installs'
      ? problem('PatchInstallFailed', 'One or more updates could not be installed.')
      : problem('AssessmentTimedOut', 'The assessment did not end in time.');
  }
}

function problem(code: string, message: string): JsonObject {
  return { code, message, target: null, details: [] };
}

/** A wish that was checked when it came. */
function wishOf(body: JsonObject): InstallWish {
  const reading = readInstallWish(body);
  if (!reading.ok) throw new Error('An installation without its wish.');
  return reading.write;
}

function begun(guest: Guest, action: PatchAction): readonly InstallationRun[] {
  const run: InstallationRun = {
    ...{ activityId: action.activityId, startedAt: action.startedAt, endedAt: null, rebootStatus: 'Unknown' },
    ...{ maintenanceWindowExceeded: false, error: null, updates: [] },
  };
  return [...guest.installations, run];
}

function failedState(state: ReturnType<typeof selectionOf>): InstallationRun['updates'][number]['state'] {
  return state === 'Pending' ? 'Failed' : state;
}

/** The selected updates in their order, as many as there is time for. */
function installed(waiting: readonly WaitingUpdate[], wish: InstallWish, share: number): InstallationRun['updates'] {
  const selected = waiting.map((update) => ({ update, state: selectionOf(update, wish) }));
  const possible = Math.floor(selected.filter(({ state }) => state === 'Pending').length * share);
  let done = 0;
  return selected.map(({ update, state }) => {
    if (state !== 'Pending' || done >= possible) return { update, state };
    done += 1;
    return { update, state: 'Installed' as const };
  });
}
