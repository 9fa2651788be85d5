import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { AzureFault } from '../../../src/azure/azureFault';
import type { MachineId } from '../../../src/core/ids';
import { MINUTE } from '../../../src/core/instant';
import type { OperationKind, WantedSwitches } from '../../../src/core/operation';
import { operationTable } from '../../../src/core/operation';
import { failed, succeeded } from '../../../src/core/result';
import type { JournalFault } from '../../../src/fleet/journalDisk';
import type { JournalEntry, MachineOutcome, PriorValues } from '../../../src/fleet/journalEntry';
import { MachineTask } from '../../../src/fleet/machineTask';
import { AZURE_PACE } from '../../../src/fleet/operationPace';
import type { RunEnd, RunJournal } from '../../../src/fleet/operationRunner';
import { OperationRunner } from '../../../src/fleet/operationRunner';
import { NOW } from '../core/machineBuilder';
import { CONTOSO, idIn, PRODUCTION } from '../fleet/fleetBuilder';
import type { ModelMachine } from '../fleet/modelAzure';
import { ModelAzure } from '../fleet/modelAzure';
import { VirtualTime } from '../fleet/virtualTime';
import { switchDriver } from '../../../src/fleet/driverOf';

/* What is rare: a cancel, a crash or a deletion in the middle of something. On virtual time, so that hours cost nothing. */

const RESET: AzureFault = { kind: 'unreachable', code: 'ECONNRESET', message: 'read ECONNRESET' };
const CONFLICT: AzureFault = { kind: 'rejected', status: 409, code: 'Conflict', message: 'Another operation runs.' };
const FULL: JournalFault = { kind: 'disk', code: 'ENOSPC', file: 'journal.1.ndjson' };
const ASSURED = { 'softwareAssurance.softwareAssuranceCustomer': 'true' };
const ENROLL: WantedSwitches = { license: 'Enable', hotpatching: null };
const DISENROLL: WantedSwitches = { license: 'Disable', hotpatching: null };
const TURN_OFF: WantedSwitches = { license: null, hotpatching: false };

const idOf = (name: string): MachineId => idIn(PRODUCTION, name);

interface Beginning {
  readonly name?: string;
  readonly wanted?: WantedSwitches;
  readonly prior?: PriorValues;
  readonly hasSent?: boolean;
}

function taskOf({ name = 'app01', wanted = ENROLL, prior, hasSent = false }: Beginning = {}): MachineTask {
  return new MachineTask({
    machine: {
      ...{ id: idOf(name), name, tenantId: CONTOSO, subscriptionId: PRODUCTION, location: 'westeurope' },
      ...{ wanted, before: { license: null, hotpatching: null }, refuseDrift: false },
    },
    prior: prior ?? null,
    sentAt: hasSent ? NOW : null,
    isUnanswered: hasSent,
  });
}

class World {
  readonly time = new VirtualTime(NOW);
  readonly azure = new ModelAzure(this.time);
  readonly entries: JournalEntry[] = [];
  journal: RunJournal = {
    append: (entry) => this.entries.push(entry),
    commit: () => Promise.resolve(succeeded(undefined)),
  };

  constructor(machines: Readonly<Record<string, Partial<ModelMachine>>> = { app01: {} }) {
    for (const [name, differs] of Object.entries(machines)) this.azure.add(idOf(name), differs);
  }

  runner(tasks: readonly MachineTask[], kind: OperationKind = 'enroll'): OperationRunner {
    return new OperationRunner(
      {
        entry: operationTable[kind],
        writer: this.azure,
        journal: this.journal,
        isOwner: () => Promise.resolve(true),
        clock: this.time,
        sleep: (milliseconds, signal) => this.time.sleep(milliseconds, signal),
        pace: AZURE_PACE,
        driverOf: switchDriver,
        waves: null,
        onSwitches: () => undefined,
        onTask: () => undefined,
      },
      tasks,
    );
  }

  run(tasks: readonly MachineTask[], kind: OperationKind = 'enroll'): Promise<RunEnd> {
    return this.time.until(this.runner(tasks, kind).run());
  }

  get minutes(): number {
    return (this.time.now() - NOW) / MINUTE;
  }
}

/** Name of the fault, or of what ended otherwise; undefined where nothing failed. */
function causeOf(outcome: MachineOutcome | null): string | undefined {
  if (outcome?.kind !== 'failed') return undefined;
  return outcome.cause.kind === 'azure' ? outcome.cause.fault.kind : outcome.cause.kind;
}

describe('Cancelling an operation', () => {
  it('counts a machine as not sent whose request was refused, and waits for nothing of it', async () => {
    const here = new World();
    const task = taskOf();
    const runner = here.runner([task]);
    here.azure.faultOfSend = () => {
      runner.cancel();
      return { answer: 'refused', fault: CONFLICT };
    };
    await here.time.until(runner.run());
    assert.deepEqual(task.outcome, { kind: 'notSent' });
    assert.ok(here.minutes < 1, `after ${here.minutes} minutes`);
  });

  it('comes to an end where a patch setting was sent and nothing came of it', async () => {
    const here = new World({ app01: { hotpatching: true } });
    const task = taskOf({ wanted: TURN_OFF });
    const runner = here.runner([task], 'turnOff');
    here.azure.faultOfSend = () => {
      runner.cancel();
      return { answer: 'noAnswer', fault: RESET };
    };
    await here.time.until(runner.run());
    assert.equal(causeOf(task.outcome), 'ended');
    assert.ok(here.minutes < 1, `after ${here.minutes} minutes`);
  });

  it('between a machine’s two switches does not count it as done', async () => {
    const here = new World({ app01: { hotpatching: false } });
    const task = taskOf({ wanted: { license: 'Enable', hotpatching: true } });
    const runner = here.runner([task]);
    here.azure.faultOfSend = () => {
      runner.cancel();
      return null;
    };
    await here.time.until(runner.run());
    assert.equal(causeOf(task.outcome), 'ended');
    assert.deepEqual(task.values, { license: 'Enabled', hotpatching: false });
  });
});

describe('A machine that is deleted while Azure works on it', () => {
  for (const [kind, wanted, license] of [
    ['enroll', ENROLL, null],
    ['disenroll', DISENROLL, 'Enabled'],
  ] as const) {
    it(`is not found, neither done nor pending: ${kind}`, async () => {
      const here = new World({ app01: { license }, app02: { license } });
      const tasks = ['app01', 'app02'].map((name) => taskOf({ name, wanted }));
      const run = here.runner(tasks, kind).run();
      await here.time.until(run, () => {
        if (tasks[0]?.phase === 'following') here.azure.machines.delete(idOf('app01'));
      });
      assert.equal(causeOf(tasks[0]?.outcome ?? null), 'notFound');
      assert.equal(tasks[1]?.outcome?.kind, 'done');
      assert.ok(here.minutes < 20, `after ${here.minutes} minutes`);
    });
  }
});

describe('An operation that is resumed', () => {
  it('reports what the write lost, where the machine got there while nobody looked', async () => {
    const here = new World({ app01: { license: 'Enabled' } });
    const values = { license: null, hotpatching: null };
    const prior = { values, assessmentMode: null, patchMode: null, others: ASSURED };
    const task = taskOf({ prior, hasSent: true });
    await here.run([task]);
    assert.ok(task.outcome?.kind === 'failed' && task.outcome.cause.kind === 'collateral');
    assert.deepEqual(task.outcome.cause.paths, Object.keys(ASSURED));
    assert.deepEqual(here.azure.sent, []);
  });
});

describe('Machines that alone cannot be reached', () => {
  it('fail alone: the others are followed to their end', async () => {
    const bad = ['bad0', 'bad1', 'bad2', 'bad3', 'bad4', 'bad5', 'bad6'];
    const here = new World(Object.fromEntries([...bad, 'fine'].map((name) => [name, {}])));
    here.azure.faultOfRead = (name) => (name.startsWith('bad') ? RESET : null);
    const tasks = ['fine', ...bad].map((name) => taskOf({ name }));
    assert.deepEqual(await here.run(tasks), { kind: 'finished' });
    assert.deepEqual(
      tasks.map(({ outcome }) => causeOf(outcome) ?? outcome?.kind),
      ['done', ...bad.map(() => 'unreachable')],
    );
  });
});

describe('A disk that fills up after the last request', () => {
  it('stops the operation rather than letting it end unrecorded', async () => {
    const here = new World();
    const task = taskOf();
    let isFull = false;
    here.journal = {
      append: () => undefined,
      commit: () => Promise.resolve(isFull ? failed(FULL) : succeeded(undefined)),
    };
    const end = await here.time.until(here.runner([task]).run(), () => {
      isFull ||= task.phase === 'following';
    });
    assert.deepEqual(end, { kind: 'stopped', reason: { kind: 'journal', fault: FULL } });
  });
});
