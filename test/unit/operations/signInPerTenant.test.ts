import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import type { AzureFault } from '../../../src/azure/azureFault';
import type { MachineWriter } from '../../../src/azure/machineWriting';
import type { TenantId } from '../../../src/core/ids';
import { tenantId } from '../../../src/core/ids';
import { HOUR, instant } from '../../../src/core/instant';
import type { MachineAction } from '../../../src/core/machineAction';
import { failed } from '../../../src/core/result';
import type { OperationMachine } from '../../../src/fleet/journalEntry';
import type { Operations } from '../../../src/fleet/operations';
import { reportMarkdown } from '../../../src/ui/operationReport';
import { assessmentRow, BRANCHES, machineId, PRODUCTION, TENANT } from '../../simulatedAzure/fleetRows';
import { englishTexts } from '../messages/englishTexts';
import type { RunOutcome, WorldOptions } from './operationWorld';
import { freshRow, kindsOf, names, NEVER, operationMachine, OperationWorld } from './operationWorld';

const EACH = 8;
const HOME = tenantId(TENANT);
const GUEST = tenantId('00000000-0000-0000-0000-0000000000bb');
/** The first are of the account's own tenant, the others of one in which it is a guest. */
const AT_HOME = names(EACH, 'home');
const AS_GUEST = names(EACH, 'guest');
const ALL = [...AT_HOME, ...AS_GUEST];
const FROM_NOW_ON = 1_000_000;

/** Long enough that nobody gets there before the sign-in ends, however busy this computer is. */
const LONG = { enrollSeconds: 60 };

const NOTHING = { license: null, hotpatching: null };
const ASSESS: MachineAction = { kind: 'assess' };

function tenantOf(name: string): TenantId {
  return name.startsWith('home') ? HOME : GUEST;
}

function subscriptionOf(name: string): string {
  return name.startsWith('home') ? PRODUCTION : BRANCHES;
}

/** A machine that was never enrolled, and on which a restart is pending. */
function rowsOf(name: string): readonly object[] {
  const place = { subscription: subscriptionOf(name) };
  const rows = [freshRow(name, place), assessmentRow(machineId(name, place), { rebootPending: true })];
  return rows.map((row) => ({ ...row, tenantId: tenantOf(name) }));
}

function toEnroll(name: string): OperationMachine {
  return operationMachine(name, 'enroll', { subscription: subscriptionOf(name), tenantId: tenantOf(name) });
}

function toAct(name: string, action: MachineAction, wave?: number): OperationMachine {
  const place = { subscription: subscriptionOf(name), tenantId: tenantOf(name) };
  return operationMachine(name, NOTHING, { ...place, action, ...(wave === undefined ? {} : { wave }) });
}

describe('An operation over two tenants, one of which wants a sign-in', function () {
  this.timeout(30_000);
  let world: OperationWorld;
  const start = async (options: WorldOptions = {}, machines: readonly string[] = ALL): Promise<void> => {
    world = await OperationWorld.start(machines.flatMap(rowsOf), options);
  };
  afterEach(() => world.stop());

  const expire = (tenant: TenantId, nth = 1): Promise<void> =>
    world.fault({ tenantId: tenant, nth, times: FROM_NOW_ON }, { kind: 'unauthorized' });
  const signInAgain = (): Promise<unknown> => world.ask('DELETE', '/simulator/faults');
  const enroll = (during?: (operations: Operations) => unknown): Promise<RunOutcome> =>
    world.run('enroll', ALL.map(toEnroll), during);

  async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await isSo())) await new Promise((go) => setTimeout(go, 10));
  }

  /** Requests that name a machine of that tenant, beside those that every run begins with. */
  async function requestsOf(tenant: TenantId, from = 0): Promise<number> {
    const asked = (await world.requests()).slice(from);
    return asked.filter(({ url, body }) => {
      const text = `${url} ${JSON.stringify(body ?? '')}`.toLowerCase();
      return text.includes(tenant === HOME ? PRODUCTION : BRANCHES) && text.includes('/machines/');
    }).length;
  }

  async function assertAllEnrolledOnce(): Promise<void> {
    for (const name of ALL) {
      const read = await world.clients.writer.readLicense(toEnroll(name), NEVER, 'after');
      assert.ok(read.ok && read.value.kind === 'present', name);
      assert.equal(read.value.feature?.status, 'Enabled', name);
    }
    const { totals } = await world.effects();
    assert.equal(totals.enrollments, ALL.length);
    assert.equal(totals.mostTransitionsOfOneMachine, 1);
  }

  it('from the beginning: the other goes on, and nothing is sent where nobody is signed in', async () => {
    await start();
    await expire(GUEST);
    const { id, end, outcomes, state } = await enroll();
    assertWaits(end, { [GUEST]: EACH });
    assertKinds(outcomes, AT_HOME, 'done');
    assertKinds(outcomes, AS_GUEST, 'none');
    assert.equal(state.endedAt, null);
    assert.equal((await world.effects()).totals.writes, EACH);
    assert.ok((await requestsOf(GUEST)) <= EACH, 'each machine is asked for once at most');
    assertReported(state, { done: EACH, interrupted: EACH });

    await signInAgain();
    const before = (await world.requests()).length;
    const resumed = await world.resume(id);
    assert.deepEqual(resumed.end, { kind: 'finished' });
    assertKinds(resumed.outcomes, ALL, 'done');
    assert.equal(await requestsOf(HOME, before), 0, 'what has ended is not asked for again');
    assertReported(resumed.state, { done: ALL.length, interrupted: 0 });
    await assertAllEnrolledOnce();
  });

  for (const nth of [3, 10, 17, 24, 31]) {
    it(`in the middle, at its request ${nth}: nothing is lost, and nothing changes twice`, async () => {
      await start();
      await expire(GUEST, nth);
      const first = await enroll();
      const waiting = AS_GUEST.filter((name) => first.outcomes[name] === null);
      assertKinds(first.outcomes, AT_HOME, 'done');
      assertWaits(first.end, { [GUEST]: waiting.length });
      assertReported(first.state, { done: ALL.length - waiting.length, interrupted: waiting.length });
      await signInAgain();
      const resumed = await world.resume(first.id);
      assert.deepEqual(resumed.end, { kind: 'finished' });
      assertKinds(resumed.outcomes, ALL, 'done');
      await assertAllEnrolledOnce();
    });
  }

  it('while Azure enrolls its machines: they are not polled any more', async () => {
    await start({ simulator: LONG });
    let sent = 0;
    const { id, end, outcomes } = await enroll(async () => {
      await until(async () => (await world.effects()).totals.enrollments === ALL.length);
      sent = (await world.requests()).length;
      await expire(GUEST);
    });
    assertWaits(end, { [GUEST]: EACH });
    assertKinds(outcomes, AT_HOME, 'done');
    assert.ok((await requestsOf(GUEST, sent)) <= EACH + 1, 'one look at all, and what was asked for already');
    await signInAgain();
    assertKinds((await world.resume(id)).outcomes, ALL, 'done');
    await assertAllEnrolledOnce();
  });

  it('and then the other as well: each is told with its machines', async () => {
    await start();
    await expire(GUEST);
    await expire(HOME);
    const { id, end, outcomes } = await enroll();
    assertWaits(end, { [HOME]: EACH, [GUEST]: EACH });
    assertKinds(outcomes, ALL, 'none');
    await signInAgain();
    assertKinds((await world.resume(id)).outcomes, ALL, 'done');
    await assertAllEnrolledOnce();
  });

  it('of which alone there is something left: it stops at once, as with one tenant', async () => {
    await start();
    await expire(HOME);
    const { end } = await world.run('enroll', AT_HOME.map(toEnroll));
    assert.ok(end.kind === 'stopped' && end.reason.kind === 'azure');
    assert.equal(end.reason.fault.kind, 'signInNeeded');
  });

  describe('that is cancelled meanwhile', () => {
    it('ends: what was not sent there never will be', async () => {
      await start();
      await expire(GUEST);
      const { end, outcomes, state } = await enroll(async (operations) => {
        await until(() => heldIn(operations) === EACH);
        for (const { head } of operations.running) operations.cancel(head.id);
      });
      assert.deepEqual(end, { kind: 'finished' });
      assert.notEqual(state.endedAt, null);
      assertKinds(outcomes, AS_GUEST, 'notSent');
      assert.ok(AT_HOME.every((name) => ['done', 'notSent'].includes(outcomes[name]?.kind ?? 'none')));
      assert.equal(
        (await world.effects()).totals.writes,
        AT_HOME.filter((name) => outcomes[name]?.kind === 'done').length,
      );
    });

    it('waits for the sign-in where something was sent, and only follows it then', async () => {
      await start({ simulator: LONG });
      const { id, end } = await enroll(async (operations) => {
        await until(async () => (await world.effects()).totals.enrollments === ALL.length);
        await expire(GUEST);
        await until(() => heldIn(operations) === EACH);
        for (const { head } of operations.running) operations.cancel(head.id);
      });
      assertWaits(end, { [GUEST]: EACH });
      await signInAgain();
      const resumed = await world.resume(id);
      assert.deepEqual(resumed.end, { kind: 'finished' });
      assertKinds(resumed.outcomes, ALL, 'done');
      await assertAllEnrolledOnce();
    });

    it('sends nothing more when it is resumed', async () => {
      await start();
      await expire(GUEST);
      const { id, end } = await enroll();
      assertWaits(end, { [GUEST]: EACH });
      await signInAgain();
      const { outcomes } = await world.resume(id, world.window(), (operations) => {
        operations.cancel(id);
      });
      assertKinds(outcomes, AT_HOME, 'done');
      assert.ok(AS_GUEST.every((name) => ['done', 'notSent'].includes(outcomes[name]?.kind ?? 'none')));
      assert.equal((await world.effects()).totals.mostTransitionsOfOneMachine, 1);
    });
  });

  describe('still, when it is resumed', () => {
    const signedOut = new Set<TenantId>();
    const writer = (real: MachineWriter): MachineWriter =>
      new Proxy(real, {
        get: (target, name, receiver): unknown =>
          name === 'actingAccount'
            ? (tenant: TenantId, signal: AbortSignal) =>
                signedOut.has(tenant)
                  ? Promise.resolve(failed(signInNeeded(tenant)))
                  : target.actingAccount(tenant, signal)
            : bound(target, Reflect.get(target, name, receiver)),
      });

    afterEach(() => signedOut.clear());

    it('goes on in the others, and asks nothing there', async () => {
      await start({ writer });
      await expire(HOME);
      await expire(GUEST);
      const { id } = await enroll();
      await signInAgain();
      signedOut.add(GUEST);
      const before = (await world.requests()).length;
      const second = await world.resume(id);
      assertWaits(second.end, { [GUEST]: EACH });
      assertKinds(second.outcomes, AT_HOME, 'done');
      assert.equal(await requestsOf(GUEST, before), 0);
      signedOut.clear();
      assertKinds((await world.resume(id)).outcomes, ALL, 'done');
      await assertAllEnrolledOnce();
    });

    it('is refused where nobody is signed in to any of them', async () => {
      await start({ writer });
      await expire(GUEST);
      const { id } = await enroll();
      signedOut.add(GUEST).add(HOME);
      const refused = await world.window().resume(id, NEVER);
      assert.ok(!refused.ok && refused.fault.kind === 'azure');
      assert.equal(refused.fault.fault.kind, 'signInNeeded');
    });
  });

  describe('with actions', () => {
    const ONE_EACH = ['home00', 'guest00'];
    const simulator = { assessSeconds: 60, runCommandSeconds: 5, rebootSeconds: 50 };

    function restart(name: string, wave?: number): OperationMachine {
      const wish = { notAfter: instant(world.time.now() + 4 * HOUR), assessedAt: null };
      return toAct(name, { kind: 'restart', wish }, wave);
    }

    /** How often each machine was told to restart. */
    async function restarts(): Promise<Readonly<Record<string, number>>> {
      const { machines } = await world.effects();
      const times = ONE_EACH.map((name) => {
        const effects = (machines[toAct(name, ASSESS).id]?.effects ?? []) as readonly Readonly<
          Record<string, unknown>
        >[];
        return [name, effects.filter(({ kind, effect }) => kind === 'restart' || effect === 'restart').length] as const;
      });
      return Object.fromEntries(times);
    }

    it('assess: what was sent is looked for after the sign-in', async () => {
      await start({ simulator });
      const machines = ALL.map((name) => toAct(name, ASSESS));
      const { id, end, outcomes, state } = await world.run('assess', machines, async (operations) => {
        await until(() => operations.running.every(({ phases }) => phases.following === ALL.length));
        await expire(GUEST);
      });
      assertWaits(end, { [GUEST]: EACH });
      assertKinds(outcomes, AT_HOME, 'done');
      assertKinds(outcomes, AS_GUEST, 'none');
      assertReported(state, { done: EACH, interrupted: EACH });
      await signInAgain();
      assertKinds((await world.resume(id)).outcomes, ALL, 'done');
    });

    it('assess: nothing is sent there from the beginning', async () => {
      await start({ simulator });
      await expire(GUEST);
      const { id, end, outcomes } = await world.run(
        'assess',
        ALL.map((name) => toAct(name, ASSESS)),
      );
      assertWaits(end, { [GUEST]: EACH });
      assertKinds(outcomes, AT_HOME, 'done');
      await signInAgain();
      assertKinds((await world.resume(id)).outcomes, ALL, 'done');
      assert.equal((await world.effects()).totals.assessments, ALL.length);
    });

    it('restart: nobody is restarted twice, and nobody counts as not back who was not looked for', async () => {
      await start({ simulator }, ONE_EACH);
      const machines = ONE_EACH.map((name) => restart(name));
      const { id, end, outcomes } = await world.run('restart', machines, async () => {
        await until(async () => (await restarts())['guest00'] === 1);
        await expire(GUEST);
      });
      assertWaits(end, { [GUEST]: 1 });
      assert.deepEqual(kindsOf(outcomes), { home00: 'done', guest00: 'none' });
      await signInAgain();
      const resumed = await world.resume(id);
      assert.deepEqual(kindsOf(resumed.outcomes), { home00: 'done', guest00: 'done' });
      assert.deepEqual(await restarts(), { home00: 1, guest00: 1 });
    });

    it('a script that had ended: what it said is kept, and its run command deleted after the sign-in', async () => {
      const machines = ['guest00', 'guest01', 'home00'];
      await start({ simulator: { runCommandSeconds: 1 } }, machines);
      await world.fault({ operation: 'runCommandRead', path: '/machines/guest00/' }, { kind: 'latency', ms: 300 });
      await world.fault({ operation: 'runCommandRead', path: '/machines/guest01/' }, { kind: 'unauthorized' });
      const first = await world.run(
        'checkVbs',
        machines.map((name) => toAct(name, { kind: 'checkVbs' })),
        undefined,
        world.window({ pace: { actionPollEvery: 20_000 } }),
      );
      assertWaits(first.end, { [GUEST]: 2 });
      assert.deepEqual(kindsOf(first.outcomes), { guest00: 'none', guest01: 'none', home00: 'done' });
      const said = [...first.state.machines.values()].map(({ machine, scriptSaid }) => [
        machine.name,
        scriptSaid?.kind,
      ]);
      assert.deepEqual(Object.fromEntries(said), { guest00: 'guest', guest01: undefined, home00: 'guest' });
      await signInAgain();
      const { outcomes, state } = await world.resume(first.id);
      assert.deepEqual(kindsOf(outcomes), { guest00: 'done', guest01: 'done', home00: 'done' });
      const standings = [...state.machines.values()].flatMap(({ runCommands }) => [...runCommands.values()]);
      assert.deepEqual(standings, ['deleted', 'deleted', 'deleted']);
      assert.equal((await world.effects()).totals.scriptRuns, machines.length);
    });

    describe('in waves', () => {
      const waves = { pause: 1_000, mostFailures: 0 };

      it('no later one begins before it is known what became of a machine that was sent', async () => {
        await start({ simulator }, ONE_EACH);
        const draft = await world.draft('restart', [restart('guest00', 0), restart('home00', 1)], { waves });
        const first = await world.runDraft(draft, async () => {
          await until(async () => (await restarts())['guest00'] === 1);
          await expire(GUEST);
        });
        assertWaits(first.end, { [GUEST]: 1 }, 1);
        assert.deepEqual(kindsOf(first.outcomes), { guest00: 'none', home00: 'none' });
        assert.deepEqual(await restarts(), { home00: 0, guest00: 1 });
        await signInAgain();
        const resumed = await world.resume(first.id);
        assert.deepEqual(kindsOf(resumed.outcomes), { guest00: 'done', home00: 'done' });
        assert.deepEqual(await restarts(), { home00: 1, guest00: 1 });
      });

      it('the others go on where nothing was sent', async () => {
        await start({ simulator }, ONE_EACH);
        await expire(GUEST);
        const draft = await world.draft('restart', [restart('guest00', 0), restart('home00', 1)], { waves });
        const first = await world.runDraft(draft);
        assertWaits(first.end, { [GUEST]: 1 });
        assert.deepEqual(kindsOf(first.outcomes), { guest00: 'none', home00: 'done' });
        await signInAgain();
        assert.deepEqual(kindsOf((await world.resume(first.id)).outcomes), { guest00: 'done', home00: 'done' });
        assert.deepEqual(await restarts(), { home00: 1, guest00: 1 });
      });
    });
  });
});

function heldIn(operations: Operations): number {
  return operations.running.reduce((sum, { phases }) => sum + phases.held, 0);
}

function signInNeeded(tenant: TenantId): AzureFault {
  return { kind: 'signInNeeded', tenantId: tenant, claims: null, message: 'Expired.' };
}

function bound(target: object, value: unknown): unknown {
  return typeof value === 'function' ? (value as (...args: readonly unknown[]) => unknown).bind(target) : value;
}

function assertWaits(end: RunOutcome['end'], machines: Readonly<Record<string, number>>, laterWaves = 0): void {
  assert.ok(end.kind === 'stopped' && end.reason.kind === 'signIn', JSON.stringify(end));
  const { waits } = end.reason;
  assert.deepEqual(Object.fromEntries(waits.map((wait) => [wait.tenantId, wait.machines])), machines);
  for (const { fault } of waits) assert.equal(fault.kind, 'signInNeeded');
  assert.equal(end.reason.laterWaves, laterWaves);
}

function assertKinds(outcomes: RunOutcome['outcomes'], wanted: readonly string[], kind: string): void {
  const kinds = kindsOf(outcomes);
  assert.deepEqual(
    wanted.filter((name) => kinds[name] !== kind).map((name) => [name, outcomes[name]]),
    [],
  );
}

/** Every machine is in the report, with what became of it. */
function assertReported(
  state: RunOutcome['state'],
  rows: { readonly done: number; readonly interrupted: number },
): void {
  const context = {
    ...{ texts: englishTexts('en', 'UTC'), isDemo: false, subscriptionName: () => 'A subscription' },
    tenantName: (id: TenantId) => (id === HOME ? 'Home' : 'Guest'),
  };
  const report = reportMarkdown(state, context);
  const count = (word: string): number => report.match(new RegExp(`^\\| \\w+ \\| ${word} \\|`, 'gm'))?.length ?? 0;
  assert.deepEqual({ done: count('done'), interrupted: count('interrupted') }, rows);
  assert.equal(report.includes(`- Guest: ${rows.interrupted} machines\n`), rows.interrupted > 0);
}
