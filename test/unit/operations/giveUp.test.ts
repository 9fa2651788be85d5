import assert from 'node:assert/strict';
import type { Result } from '../../../src/core/result';
import { operationFolder } from '../../../src/fleet/journalDisk';
import type { JournalDisk } from '../../../src/fleet/journalDisk';
import type { JournalEntry, OperationHead, OperationId } from '../../../src/fleet/journalEntry';
import { OperationArchive } from '../../../src/fleet/operationArchive';
import { OperationJournal } from '../../../src/fleet/operationJournal';
import { acquireLease } from '../../../src/fleet/operationLease';
import { Operations } from '../../../src/fleet/operations';
import type { OperationState } from '../../../src/fleet/operationState';
import { revertOf } from '../../../src/fleet/revertOf';
import { reportMarkdown } from '../../../src/ui/operationReport';
import { NOW } from '../core/machineBuilder';
import { answeredOf, ENABLED, headOf, machineOf, OWNER, priorOf, sendingOf, settledOf } from '../fleet/journalBuilder';
import { temporaryFolder } from '../fleet/temporaryFolder';
import { texts } from '../ui/planFixture';

const NEVER = new AbortController().signal;
/** A lease whose file is a fraction of a millisecond ahead of the clock is watched for its next heartbeat. */
const TIMES = { heartbeat: 50, stale: 500 };
const [DONE, ACCEPTED, UNANSWERED, REFUSED, READ, WAITING] = [
  ...['done', 'accepted', 'unanswered', 'refused', 'read', 'waiting'].map((name) => machineOf(name)),
];
assert.ok(DONE && ACCEPTED && UNANSWERED && REFUSED && READ && WAITING);
const MACHINES = [DONE, ACCEPTED, UNANSWERED, REFUSED, READ, WAITING];

/** One machine for each way in which a crash can leave it. */
const INTERRUPTED: readonly JournalEntry[] = [
  ...[DONE, ACCEPTED, UNANSWERED, REFUSED, READ].map(({ id }) => priorOf(id)),
  ...[DONE, ACCEPTED, UNANSWERED, REFUSED].map(({ id }) => sendingOf(id)),
  ...[DONE, ACCEPTED].map(({ id }) => answeredOf(id)),
  answeredOf(REFUSED.id, 'refused'),
  settledOf(DONE.id, { kind: 'done', values: ENABLED }),
];
const OUTCOMES = {
  ...{ done: 'done', accepted: 'outcomeUnknown', unanswered: 'outcomeUnknown' },
  ...{ refused: 'notSent', read: 'notSent', waiting: 'notSent' },
};

function valueOf<Value>(result: Result<Value, unknown>): Value {
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

function outcomesOf({ machines }: OperationState): Readonly<Record<string, string>> {
  return Object.fromEntries([...machines.values()].map(({ machine, outcome }) => [machine.name, outcome?.kind ?? '']));
}

describe('An interrupted operation that is given up', () => {
  const root = temporaryFolder();
  let warnings: string[];
  let archive: OperationArchive;

  beforeEach(() => {
    warnings = [];
    archive = new OperationArchive(root(), (message) => warnings.push(message));
  });

  afterEach(() => assert.deepEqual(warnings, []));

  /** A window without a connection, which may not change anything either: giving up asks for neither. */
  function window(disk?: JournalDisk): Operations {
    return new Operations({
      folder: root(),
      clock: { now: () => NOW },
      sleep: () => Promise.resolve(),
      connection: () => null,
      mayChange: () => false,
      onSwitches: () => assert.fail('nothing is read'),
      sight: { sawPatchRows: () => undefined, sawGuest: () => undefined },
      warn: (message) => warnings.push(message),
      leaseTimes: TIMES,
      ...(disk ? { disk } : {}),
    });
  }

  async function put(differs: Partial<OperationHead> = {}, more: readonly JournalEntry[] = []): Promise<OperationId> {
    const head = headOf({ machineCount: MACHINES.length, ...differs });
    await valueOf(await acquireLease(operationFolder(root(), head.id), NEVER)).release();
    const journal = valueOf(await OperationJournal.create(root(), head, MACHINES));
    for (const entry of [...INTERRUPTED, ...more]) journal.append(entry);
    valueOf(await journal.close());
    return head.id;
  }

  it('ends as cancelled: what was never sent is not, what was sent has an outcome that nobody knows', async () => {
    const id = await put();
    valueOf(await window().giveUp(id, NEVER));
    const state = valueOf(await archive.load(id));
    assert.deepEqual(outcomesOf(state), OUTCOMES);
    assert.deepEqual([state.endedAt, state.cancelRequested, state.epoch], [NOW, true, 2]);
    const [summary] = await archive.list();
    assert.equal(summary?.standing, 'ended');
    assert.deepEqual([summary.counts?.inFlight, summary.counts?.waiting], [0, 0]);
  });

  it('keeps its hash chain, and accounts for every machine in its report', async () => {
    const id = await put();
    valueOf(await window().giveUp(id, NEVER));
    const trail = valueOf(await archive.auditTrail(id));
    assert.equal(trail.fault, null);
    assert.equal((JSON.parse(trail.json) as { chain: { holds: boolean } }).chain.holds, true);
    const names = { subscriptionName: String, tenantName: String };
    const report = reportMarkdown(valueOf(await archive.load(id)), { texts, isDemo: false, ...names });
    assert.match(report, /1 done, 2 with an unknown outcome, 3 not sent/);
    assert.doesNotMatch(report, /has not ended/);
    for (const { name } of MACHINES) assert.match(report, new RegExp(`\\| ${name} \\|`));
  });

  it('lets go of its machines, and can be neither resumed nor given up once more', async () => {
    const id = await put();
    assert.equal((await archive.machinesInProgress(OWNER)).size, MACHINES.length - 1);
    valueOf(await window().giveUp(id, NEVER));
    assert.equal((await archive.machinesInProgress(OWNER)).size, 0);
    assert.deepEqual(await archive.unfinished(OWNER), []);
    assert.deepEqual(await window().giveUp(id, NEVER), { ok: false, fault: { kind: 'ended' } });
    assert.deepEqual(outcomesOf(valueOf(await archive.load(id))), OUTCOMES);
  });

  it('may be one of another account, cloud or endpoint', async () => {
    const accounts = OWNER.accounts.map((account) => ({ ...account, id: 'somebody else' }));
    const id = await put({ owner: { cloud: 'AzureChinaCloud', endpoint: 'https://elsewhere.example', accounts } });
    valueOf(await window().giveUp(id, NEVER));
    assert.deepEqual(outcomesOf(valueOf(await archive.load(id))), OUTCOMES);
  });

  it('can be taken back where something was sent', async () => {
    const id = await put();
    valueOf(await window().giveUp(id, NEVER));
    const { machines } = revertOf(valueOf(await archive.load(id)));
    assert.deepEqual(
      machines.map(({ name }) => name),
      ['done', 'accepted', 'unanswered'],
    );
  });

  it('is not one that another window runs', async () => {
    const id = await put();
    const lease = valueOf(await acquireLease(operationFolder(root(), id), NEVER, { times: TIMES }));
    assert.deepEqual(await window().giveUp(id, NEVER), { ok: false, fault: { kind: 'held' } });
    assert.equal(valueOf(await archive.load(id)).endedAt, null);
    await lease.release();
    valueOf(await window().giveUp(id, NEVER));
  });

  it('lets go of the lease, so that nobody waits for it', async () => {
    const id = await put();
    valueOf(await window().giveUp(id, NEVER));
    const lease = valueOf(await acquireLease(operationFolder(root(), id), NEVER));
    await lease.release();
  });

  it('stays interrupted where the disk refuses', async () => {
    const id = await put();
    const full: JournalDisk = { open: () => Promise.reject(Object.assign(new Error(), { code: 'ENOSPC' })) };
    const refused = await window(full).giveUp(id, NEVER);
    assert.ok(!refused.ok && refused.fault.kind === 'journal' && refused.fault.fault.kind === 'disk');
    assert.equal(valueOf(await archive.load(id)).endedAt, null);
    valueOf(await window().giveUp(id, NEVER));
  });

  it('needs a journal', async () => {
    const { id } = headOf();
    const refused = await window().giveUp(id, NEVER);
    assert.ok(!refused.ok && refused.fault.kind === 'journal');
  });
});
