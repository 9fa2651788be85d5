import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { AzureFault } from '../../../src/azure/azureFault';
import type { MachineId } from '../../../src/core/ids';
import { MINUTE } from '../../../src/core/instant';
import type { OperationKind, SwitchValues, WantedSwitches } from '../../../src/core/operation';
import { operationTable } from '../../../src/core/operation';
import { failed, succeeded } from '../../../src/core/result';
import type { JournalFault } from '../../../src/fleet/journalDisk';
import type { JournalEntry, MachineOutcome } from '../../../src/fleet/journalEntry';
import { switchDriver } from '../../../src/fleet/driverOf';
import { MachineTask } from '../../../src/fleet/machineTask';
import { AZURE_PACE } from '../../../src/fleet/operationPace';
import type { RunEnd, RunJournal } from '../../../src/fleet/operationRunner';
import { OperationRunner } from '../../../src/fleet/operationRunner';
import { NOW } from '../core/machineBuilder';
import { CONTOSO, idIn, PRODUCTION } from './fleetBuilder';
import type { ModelFault, ModelMachine } from './modelAzure';
import { ModelAzure } from './modelAzure';
import { VirtualTime } from './virtualTime';

const FORBIDDEN: AzureFault = { kind: 'forbidden', code: 'AuthorizationFailed', message: 'No right to write.' };
const RESET: AzureFault = { kind: 'unreachable', code: 'ECONNRESET', message: 'read ECONNRESET' };
const BUSY: AzureFault = { kind: 'rejected', status: 500, code: 'InternalServerError', message: 'Try again.' };
const CONFLICT: AzureFault = { kind: 'rejected', status: 409, code: 'Conflict', message: 'Another operation runs.' };
const FULL: JournalFault = { kind: 'disk', code: 'ENOSPC', file: 'journal.1.ndjson' };
const SIGNED_OUT: AzureFault = { kind: 'signInNeeded', tenantId: null, claims: null, message: 'Expired.' };

const PAYG = 'productProfile.subscriptionStatus';

interface World {
  readonly time: VirtualTime;
  readonly azure: ModelAzure;
  readonly entries: JournalEntry[];
  readonly journal: RunJournal;
  readonly isOwner: () => Promise<boolean>;
}

function world(differs: Partial<World> = {}): World {
  const time = new VirtualTime(NOW);
  const entries: JournalEntry[] = [];
  const journal: RunJournal = {
    append: (entry) => entries.push(entry),
    commit: () => Promise.resolve(succeeded(undefined)),
  };
  return { time, azure: new ModelAzure(time), entries, journal, isOwner: () => Promise.resolve(true), ...differs };
}

const id = (name: string): MachineId => idIn(PRODUCTION, name);

/** One of the operation's machines. */
function task(
  name: string,
  wanted: WantedSwitches,
  before: SwitchValues = { license: null, hotpatching: null },
  refuseDrift = false,
): MachineTask {
  return new MachineTask({
    machine: {
      ...{ id: id(name), name, tenantId: CONTOSO, subscriptionId: PRODUCTION, location: 'westeurope' },
      ...{ wanted, before, refuseDrift },
    },
    prior: null,
    sentAt: null,
    isUnanswered: false,
  });
}

const ENROLL: WantedSwitches = { license: 'Enable', hotpatching: null };
const DISENROLL: WantedSwitches = { license: 'Disable', hotpatching: null };
const TURN_OFF: WantedSwitches = { license: null, hotpatching: false };

function runner({ azure, journal, time, isOwner }: World, tasks: readonly MachineTask[], kind: OperationKind) {
  return new OperationRunner(
    {
      entry: operationTable[kind],
      writer: azure,
      journal,
      isOwner,
      clock: time,
      sleep: (milliseconds, signal) => time.sleep(milliseconds, signal),
      pace: AZURE_PACE,
      driverOf: switchDriver,
      waves: null,
      onSwitches: () => undefined,
      onTask: () => undefined,
    },
    tasks,
  );
}

async function run(
  inWorld: World,
  tasks: readonly MachineTask[],
  kind: OperationKind = 'enroll',
): Promise<{ readonly end: RunEnd; readonly outcomes: Record<string, MachineOutcome['kind'] | 'none'> }> {
  const end = await inWorld.time.until(runner(inWorld, tasks, kind).run());
  return { end, outcomes: outcomesOf(tasks) };
}

function outcomesOf(tasks: readonly MachineTask[]): Record<string, MachineOutcome['kind'] | 'none'> {
  return Object.fromEntries(tasks.map(({ machine, outcome }) => [machine.name, outcome?.kind ?? 'none']));
}

function transitions({ azure }: World): readonly number[] {
  return [...azure.machines.values()].map((one) => one.transitions);
}

/** A world with one machine that is to be enrolled. */
async function enrollOne(differs: Partial<ModelMachine>, prepare: (azure: ModelAzure) => void = () => undefined) {
  const here = world();
  here.azure.add(id('app01'), differs);
  prepare(here.azure);
  const only = task('app01', ENROLL, { license: differs.license ?? null, hotpatching: null });
  const { end } = await run(here, [only]);
  return { ...here, end, outcome: only.outcome, minutes: (here.time.now() - NOW) / MINUTE };
}

describe('Running an operation', () => {
  it('creates the profile where there is none, updates it where there is one, and waits for the feature itself', async () => {
    const here = world();
    here.azure.add(id('app01'));
    here.azure.add(id('app02'), { others: { 'softwareAssurance.softwareAssuranceCustomer': 'true' } });
    here.azure.add(id('app03'), { license: 'Disabled' });
    const { end, outcomes } = await run(
      here,
      ['app01', 'app02', 'app03'].map((name) => task(name, ENROLL)),
    );
    assert.deepEqual(end, { kind: 'finished' });
    assert.deepEqual(outcomes, { app01: 'done', app02: 'done', app03: 'done' });
    assert.deepEqual([...here.azure.sent].sort(), ['PATCH license app02', 'PATCH license app03', 'PUT license app01']);
    assert.ok(here.time.now() - NOW >= 12 * MINUTE, 'nothing is done before Azure has done it');
    assert.deepEqual(transitions(here), [1, 1, 1]);
  });

  it('asks Resource Graph while it waits, and each machine by itself only when it may be done', async () => {
    const here = world();
    const names = Array.from({ length: 20 }, (_, place) => `app${place}`);
    for (const name of names) here.azure.add(id(name), { license: 'Disabled' });
    await run(
      here,
      names.map((name) => task(name, ENROLL)),
    );
    const perMachine = here.azure.reads.length / names.length;
    assert.ok(perMachine <= 3, `${perMachine} reads a machine`);
  });

  it('notes everything in the order that a crash needs: what was before, that it is sent, the answer, the end', async () => {
    const { entries } = await enrollOne({ license: 'Disabled', hotpatching: true });
    assert.deepEqual(
      entries.map(({ type }) => type),
      ['prior', 'sending', 'answered', 'settled'],
    );
    const [prior] = entries;
    assert.ok(prior?.type === 'prior');
    assert.equal(prior.prior.values.license, 'Disabled');
  });

  it('sends nothing to a machine that is as wanted, and only waits for one that is on its way', async () => {
    const here = world();
    here.azure.add(id('there'), { license: 'Enabled' });
    here.azure.add(id('onTheWay'), { license: 'Enabling', endsAt: (NOW + 5 * MINUTE) as typeof NOW });
    const { outcomes } = await run(here, [task('there', ENROLL), task('onTheWay', ENROLL)]);
    assert.deepEqual(outcomes, { there: 'alreadyThere', onTheWay: 'alreadyThere' });
    assert.deepEqual(here.azure.sent, []);
  });

  it('takes a feature that failed for a failure, with Azure’s own words', async () => {
    const error = { code: 'VbsNotRunning', message: 'Virtualization-based security is not running.' };
    const { outcome } = await enrollOne({ endsAs: { status: 'Failed', error } });
    assert.ok(outcome?.kind === 'failed' && outcome.cause.kind === 'ended');
    assert.deepEqual(outcome.cause.error, error);
  });

  it('calls a machine still pending after 30 minutes, not failed', async () => {
    const { outcome, minutes } = await enrollOne({}, (azure) => {
      azure.enrollTakes = 600 * MINUTE;
    });
    assert.equal(outcome?.kind, 'stillPending');
    assert.ok(minutes >= 30 && minutes < 32, `after ${minutes} minutes`);
  });

  it('waits for a status that was never heard of as for one that is not final', async () => {
    const { outcome } = await enrollOne({ endsAs: { status: 'Reviewing', error: null } });
    assert.deepEqual(outcome, { kind: 'stillPending', values: { license: 'Reviewing', hotpatching: null } });
  });

  it('reads the operation’s status once for a machine that is late, and believes its failure', async () => {
    const { outcome, azure } = await enrollOne({}, (azure) => {
      azure.enrollTakes = 600 * MINUTE;
      azure.tracked = 'Failed';
    });
    assert.ok(outcome?.kind === 'failed' && outcome.cause.kind === 'ended');
    assert.equal(outcome.cause.error?.code, 'OperationFailed');
    assert.deepEqual(azure.reads.filter((read) => read.startsWith('tracking')).length, 1);
  });

  it('does not believe an operation that says “Succeeded” while the feature is still Enabling', async () => {
    const { outcome, minutes } = await enrollOne({}, (azure) => {
      azure.enrollTakes = 20 * MINUTE;
      azure.tracked = 'Succeeded';
    });
    assert.equal(outcome?.kind, 'done');
    assert.ok(minutes >= 20);
  });

  it('finishes the others whatever one of them fails with', async () => {
    const here = world();
    for (const name of ['denied', 'gone', 'fine']) here.azure.add(id(name));
    here.azure.machines.delete(id('gone'));
    here.azure.faultOfSend = (name) => (name === 'denied' ? { answer: 'refused', fault: FORBIDDEN } : null);
    const tasks = ['denied', 'gone', 'fine'].map((name) => task(name, ENROLL));
    const { outcomes, end } = await run(here, tasks);
    assert.deepEqual(outcomes, { denied: 'failed', gone: 'failed', fine: 'done' });
    assert.deepEqual(end, { kind: 'finished' });
    assert.equal(here.azure.sent.filter((one) => one.endsWith('denied')).length, 1, 'a refusal is not sent again');
  });

  describe('a request without an answer', () => {
    it('is not sent again where reading the machine shows that it has arrived', async () => {
      const { outcome, azure, ...here } = await enrollOne({}, (azure) => {
        azure.faultOfSend = () => ({ answer: 'noAnswer', fault: RESET, takesEffect: true });
      });
      assert.equal(outcome?.kind, 'done');
      assert.equal(azure.sent.length, 1);
      assert.deepEqual(transitions({ ...here, azure }), [1]);
    });

    it('is sent again where it has not', async () => {
      const { outcome, azure } = await enrollOne({}, (azure) => {
        azure.faultOfSend = (_name, tries) => (tries < 3 ? { answer: 'noAnswer', fault: BUSY } : null);
      });
      assert.equal(outcome?.kind, 'done');
      assert.equal(azure.sent.length, 3);
    });

    it('is never sent again by itself where a repeat is not harmless', async () => {
      const here = world();
      here.azure.add(id('app01'));
      here.azure.faultOfSend = () => ({ answer: 'noAnswer', fault: BUSY });
      const only = task('app01', ENROLL);
      const parts = { entry: { ...operationTable.enroll, repeat: 'atMostOnce' } as const, writer: here.azure };
      const others = { journal: here.journal, isOwner: here.isOwner, clock: here.time, pace: AZURE_PACE };
      const driver = { driverOf: switchDriver, waves: null };
      const one = new OperationRunner(
        {
          ...parts,
          ...others,
          ...driver,
          sleep: (ms, signal) => here.time.sleep(ms, signal),
          onSwitches: () => undefined,
          onTask: () => undefined,
        },
        [only],
      );
      await here.time.until(one.run());
      assert.equal(only.outcome?.kind, 'outcomeUnknown');
      assert.equal(here.azure.sent.length, 1);
    });
  });

  it('waits while another operation of Azure’s own is in the way', async () => {
    const { outcome } = await enrollOne({}, (azure) => {
      azure.faultOfSend = (_name, tries) => (tries < 3 ? { answer: 'refused', fault: CONFLICT } : null);
    });
    assert.equal(outcome?.kind, 'done');
  });

  it('sends nothing that is not on disk before', async () => {
    const journal: RunJournal = {
      append: () => undefined,
      commit: () => Promise.resolve(failed(FULL)),
    };
    const here = world({ journal });
    here.azure.add(id('app01'));
    const { end, outcomes } = await run(here, [task('app01', ENROLL)]);
    assert.deepEqual(end, { kind: 'stopped', reason: { kind: 'journal', fault: FULL } });
    assert.deepEqual(outcomes, { app01: 'none' });
    assert.deepEqual(here.azure.sent, []);
  });

  it('sends nothing more once another window owns the operation', async () => {
    let asked = 0;
    const here = world({ isOwner: () => Promise.resolve((asked += 1) <= 2) });
    const names = Array.from({ length: 60 }, (_, place) => `app${place}`);
    for (const name of names) here.azure.add(id(name));
    const { end } = await run(
      here,
      names.map((name) => task(name, ENROLL)),
    );
    assert.deepEqual(end, { kind: 'stopped', reason: { kind: 'takenOver' } });
    assert.ok(here.azure.sent.length <= 2, `${here.azure.sent.length} were sent`);
  });

  it('stands still, and fails nobody, where nobody is signed in any more', async () => {
    const { end, outcome } = await enrollOne({}, (azure) => {
      azure.faultOfRead = () => SIGNED_OUT;
    });
    assert.deepEqual(end, { kind: 'stopped', reason: { kind: 'azure', fault: SIGNED_OUT } });
    assert.equal(outcome, null);
  });

  it('stands still, and fails nobody, where Azure cannot be reached at all', async () => {
    const here = world();
    const names = Array.from({ length: 30 }, (_, place) => `app${place}`);
    for (const name of names) here.azure.add(id(name));
    here.azure.faultOfRead = () => RESET;
    here.azure.faultOfGraph = () => RESET;
    const { end, outcomes } = await run(
      here,
      names.map((name) => task(name, ENROLL)),
    );
    assert.deepEqual(end, { kind: 'stopped', reason: { kind: 'azure', fault: RESET } });
    assert.ok(Object.values(outcomes).every((outcome) => outcome === 'none'));
  });

  it('leaves a machine alone that has changed since the plan was approved', async () => {
    const here = world();
    here.azure.add(id('app01'), { license: 'Disabled' });
    here.azure.add(id('app02'), { license: 'Disabled' });
    const approved = task('app01', ENROLL, { license: null, hotpatching: null }, true);
    const same = task('app02', ENROLL, { license: 'disabled', hotpatching: null }, true);
    const { outcomes } = await run(here, [approved, same]);
    assert.deepEqual(outcomes, { app01: 'drifted', app02: 'done' });
    assert.deepEqual(here.azure.sent, ['PATCH license app02']);
  });

  describe('what must not change with the write', () => {
    const others = {
      'softwareAssurance.softwareAssuranceCustomer': 'true',
      'esuProfile.licenseAssignmentState': '"Assigned"',
    };

    it('is reported loudly where a PUT has lost it', async () => {
      const { outcome } = await enrollOne({ license: 'Disabled', others }, (azure) => {
        azure.faultOfSend = () => {
          azure.of(id('app01')).others = { 'softwareAssurance.softwareAssuranceCustomer': 'true' };
          return null;
        };
      });
      assert.ok(outcome?.kind === 'failed' && outcome.cause.kind === 'collateral');
      assert.deepEqual(outcome.cause.paths, ['esuProfile.licenseAssignmentState']);
    });

    it('is not what says that there is none, and is absent from the profile that was created', async () => {
      const none = { 'softwareAssurance.softwareAssuranceCustomer': 'false' };
      const { outcome } = await enrollOne({ license: 'Disabled', others: none }, (azure) => {
        azure.faultOfSend = () => {
          azure.of(id('app01')).others = {};
          return null;
        };
      });
      assert.equal(outcome?.kind, 'done');
    });

    it('is reported loudly where pay-as-you-go has begun meanwhile', async () => {
      const { outcome } = await enrollOne({ license: 'Disabled', others }, (azure) => {
        azure.faultOfSend = () => {
          azure.of(id('app01')).others = { ...others, [PAYG]: '"Enabled"' };
          return null;
        };
      });
      assert.ok(outcome?.kind === 'failed' && outcome.cause.kind === 'collateral');
      assert.deepEqual(outcome.cause.paths, [PAYG]);
    });
  });

  it('turns the patch setting off with the modes that are set carried along, and reads it back', async () => {
    const here = world();
    const modes = { assessmentMode: 'AutomaticByPlatform', patchMode: 'Manual' };
    here.azure.add(id('app01'), { license: 'Enabled', hotpatching: true, ...modes });
    const { outcomes } = await run(here, [task('app01', TURN_OFF)], 'turnOff');
    assert.deepEqual(outcomes, { app01: 'done' });
    const { hotpatching, assessmentMode, patchMode } = here.azure.of(id('app01'));
    assert.deepEqual({ hotpatching, assessmentMode, patchMode }, { hotpatching: false, ...modes });
  });

  it('changes both switches where both are wanted', async () => {
    const here = world();
    here.azure.add(id('app01'), { hotpatching: false });
    const { outcomes } = await run(here, [task('app01', { license: 'Enable', hotpatching: true })]);
    assert.deepEqual(outcomes, { app01: 'done' });
    assert.deepEqual(here.azure.sent, ['PUT license app01', 'PATCH settings app01']);
  });

  it('when cancelled sends nothing more, and follows what was sent to its end', async () => {
    const here = world();
    const names = Array.from({ length: 100 }, (_, place) => `app${place}`);
    for (const name of names) here.azure.add(id(name), { license: 'Enabled' });
    const tasks = names.map((name) => task(name, DISENROLL, { license: 'Enabled', hotpatching: null }));
    const one = runner(here, tasks, 'disenroll');
    here.azure.faultOfSend = () => {
      if (here.azure.sent.length === 30) one.cancel();
      return null;
    };
    const end = await here.time.until(one.run());
    assert.deepEqual(end, { kind: 'finished' });
    const outcomes = Object.values(outcomesOf(tasks));
    assert.equal(outcomes.filter((outcome) => outcome === 'done').length, here.azure.sent.length);
    assert.equal(outcomes.filter((outcome) => outcome === 'notSent').length, 100 - here.azure.sent.length);
    assert.ok(here.azure.sent.length >= 30 && here.azure.sent.length <= 60);
  });

  it('whatever faults come, sends nothing twice that has arrived, and accounts for every machine', async () => {
    const faults: readonly (ModelFault | null)[] = [
      null,
      { answer: 'noAnswer', fault: BUSY },
      { answer: 'noAnswer', fault: BUSY, takesEffect: true },
      { answer: 'refused', fault: CONFLICT },
      { answer: 'refused', fault: FORBIDDEN },
    ];
    const script = fc.array(fc.array(fc.constantFrom(...faults), { minLength: 1, maxLength: 5 }), {
      minLength: 1,
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(script, async (scripts) => {
        const here = world();
        const tasks = scripts.map((_, place) => task(`app${place}`, ENROLL));
        for (const { machine } of tasks) here.azure.add(machine.id);
        here.azure.faultOfSend = (name, tries) => scripts[Number(name.slice(3))]?.[tries - 1] ?? null;
        const { end } = await run(here, tasks);
        assert.deepEqual(end, { kind: 'finished' });
        for (const { machine, outcome } of tasks) {
          const { transitions: count, license } = here.azure.of(machine.id);
          assert.ok(count <= 1, `${machine.name} was changed ${count} times`);
          assert.ok(outcome !== null);
          if (outcome.kind === 'done') assert.equal(license, 'Enabled');
          if (outcome.kind === 'failed') assert.equal(count, 0);
        }
      }),
      { numRuns: 60 },
    );
  });
});
