import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { MachineOutcome } from '../../../src/fleet/journalEntry';
import type { JournalDisk } from '../../../src/fleet/journalDisk';
import { localDisk } from '../../../src/fleet/journalDisk';
import { BRANCHES, PRODUCTION } from '../../simulatedAzure/fleetRows';
import { AzureServer } from '../azure/azureServer';
import { at } from '../simulator/simulatorUnderTest';
import { featureIn } from '../simulator/writeRequests';
import type { RunOutcome, WorldOptions } from './operationWorld';
import { freshRow, idOf, kindsOf, names, operationMachine, OperationWorld } from './operationWorld';

/** Machines in each of two subscriptions. */
const EACH = 8;
const IN_PRODUCTION = names(EACH, 'prod');
const IN_BRANCHES = names(EACH, 'branch');
const ALL = [...IN_PRODUCTION, ...IN_BRANCHES];

function subscriptionOf(name: string): string {
  return name.startsWith('prod') ? PRODUCTION : BRANCHES;
}

const ROWS = ALL.map((name) => freshRow(name, { subscription: subscriptionOf(name) }));
const MACHINES = ALL.map((name) => operationMachine(name, 'enroll', { subscription: subscriptionOf(name) }));

interface Rule {
  readonly match: object;
  readonly fault: object;
}

/** Faults that pass: every machine is enrolled in the end, whatever they did to the requests. */
const PASSING: Readonly<Record<string, readonly Rule[]>> = {
  '409 while another operation of Azure’s own runs': [
    { match: { operation: 'licenseWrite', nth: 1, times: 6 }, fault: { kind: 'status', status: 409 } },
  ],
  '429 with Retry-After': [
    { match: { operation: 'licenseWrite', nth: 3, times: 4 }, fault: { kind: 'throttle', retryAfterSeconds: 1 } },
  ],
  '429 without Retry-After': [{ match: { operation: 'licenseWrite', nth: 3, times: 2 }, fault: { kind: 'throttle' } }],
  '429 of reads': [
    { match: { operation: 'licenseRead', nth: 3, times: 2 }, fault: { kind: 'throttle', retryAfterSeconds: 0 } },
  ],
  '503 before the effect': [
    { match: { operation: 'licenseWrite', percent: 30, seed: 1 }, fault: { kind: 'status', status: 503 } },
  ],
  '500 after the effect': [
    {
      match: { operation: 'licenseWrite', percent: 50, seed: 2 },
      fault: { kind: 'status', status: 500, afterEffect: true },
    },
  ],
  'connections that are reset before the effect': [
    { match: { operation: 'licenseWrite', percent: 30, seed: 3 }, fault: { kind: 'reset' } },
  ],
  'connections that are reset after the effect': [
    { match: { operation: 'licenseWrite', percent: 50, seed: 4 }, fault: { kind: 'reset', after: 'effect' } },
  ],
  'answers that break off': [
    { match: { operation: 'licenseWrite', percent: 30, seed: 5 }, fault: { kind: 'reset', after: 'half' } },
    { match: { operation: 'licenseRead', percent: 20, seed: 5 }, fault: { kind: 'reset', after: 'headers' } },
  ],
  'stalls before and after the effect': [
    { match: { operation: 'licenseWrite', nth: 2, times: 3 }, fault: { kind: 'stall' } },
    { match: { operation: 'licenseWrite', nth: 8, times: 3 }, fault: { kind: 'stall', after: 'effect' } },
  ],
  'answers that are no JSON, cut off or of another shape': [
    { match: { operation: 'licenseWrite', percent: 30, seed: 6 }, fault: { kind: 'malformed' } },
    { match: { operation: 'licenseRead', percent: 10, seed: 7 }, fault: { kind: 'cutOff' } },
    { match: { operation: 'machineRead', percent: 20, seed: 8 }, fault: { kind: 'malformed' } },
  ],
  'Resource Graph that never answers rightly': [
    { match: { operation: 'graphQuery' }, fault: { kind: 'status', status: 500 } },
  ],
  'no URL of the operation': [{ match: { operation: 'licenseWrite' }, fault: { kind: 'noPollUrl' } }],
};

describe('An operation among faults', () => {
  let world: OperationWorld;
  const start = async (options: WorldOptions = {}): Promise<void> => {
    world = await OperationWorld.start(ROWS, {
      ...options,
      clients: { attemptTimeoutMilliseconds: 700, ...options.clients },
    });
  };
  afterEach(() => world.stop());

  const enroll = async (...rules: readonly Rule[]): Promise<RunOutcome> => {
    for (const { match, fault } of rules) await world.fault(match, fault);
    const outcome = await world.run('enroll', MACHINES);
    await assertOneEffectAtMost(world);
    return outcome;
  };

  for (const [name, rules] of Object.entries(PASSING)) {
    it(`goes through: ${name}`, async () => {
      await start();
      const { outcomes, end } = await enroll(...rules);
      assert.deepEqual(end, { kind: 'finished' });
      assertAll(outcomes, ALL, 'done');
      assert.equal((await world.effects()).totals.enrollments, ALL.length);
    }).timeout(30_000);
  }

  it('403 on one subscription: nothing is written there, and the action that is missing is named', async () => {
    await start();
    const { outcomes } = await enroll({
      match: { operation: 'licenseWrite', subscriptionId: BRANCHES },
      fault: { kind: 'forbidden' },
    });
    assertAll(outcomes, IN_PRODUCTION, 'done');
    for (const name of IN_BRANCHES) {
      const fault = azureFaultOf(outcomes[name]);
      assert.ok(fault.kind === 'forbidden');
      assert.equal(fault.code, 'AuthorizationFailed');
      assert.match(fault.message, /licenseProfiles\/write/);
    }
  });

  it('no access at all to one subscription', async () => {
    await start();
    const { outcomes } = await enroll({ match: { subscriptionId: BRANCHES }, fault: { kind: 'forbidden' } });
    assertAll(outcomes, IN_PRODUCTION, 'done');
    for (const name of IN_BRANCHES) assert.equal(azureFaultOf(outcomes[name]).kind, 'forbidden');
  });

  it('a 409 that never ends is told in Azure’s own words', async () => {
    await start();
    const { outcomes } = await enroll({
      match: { operation: 'licenseWrite', path: '/machines/prod03/' },
      fault: { kind: 'status', status: 409, code: 'OperationInProgress', message: 'Another operation is in progress.' },
    });
    assertAll(
      outcomes,
      ALL.filter((name) => name !== 'prod03'),
      'done',
    );
    const fault = azureFaultOf(outcomes['prod03']);
    assert.ok(fault.kind === 'rejected' && fault.code === 'OperationInProgress');
  });

  it('a machine that is deleted just before the write, and one before the first read', async () => {
    await start();
    await world.ask('POST', '/simulator/machines', { id: idOf('prod02'), remove: true });
    const { outcomes } = await enroll({
      match: { operation: 'licenseWrite', path: '/machines/branch01/' },
      fault: { kind: 'machineGone' },
    });
    const gone = ['prod02', 'branch01'];
    assertAll(
      outcomes,
      ALL.filter((name) => !gone.includes(name)),
      'done',
    );
    for (const name of gone) assert.equal(azureFaultOf(outcomes[name]).kind, 'notFound', name);
  });

  it('a machine that is deleted while Azure enrolls it', async () => {
    await start();
    await world.behave('prod02', { enrolment: 'stuck' });
    const { outcomes } = await world.run('enroll', MACHINES, async () => {
      while ((await world.effects()).totals.enrollments < ALL.length) await new Promise((go) => setTimeout(go, 20));
      await world.ask('POST', '/simulator/machines', { id: idOf('prod02'), remove: true });
    });
    assertAll(
      outcomes,
      ALL.filter((name) => name !== 'prod02'),
      'done',
    );
    assert.equal(azureFaultOf(outcomes['prod02']).kind, 'notFound');
  });

  it('poll URLs at a foreign host: nothing arrives there, and no token with it', async () => {
    const foreign = await AzureServer.start();
    try {
      await start();
      // Late enough that the operation's status is asked for.
      await world.behave('prod01', { enrolment: 'stuck' });
      const { outcomes } = await enroll({
        match: { operation: 'licenseWrite' },
        fault: { kind: 'foreignPollUrl', url: foreign.url.href },
      });
      assertAll(
        outcomes,
        ALL.filter((name) => name !== 'prod01'),
        'done',
      );
      assert.equal(outcomes['prod01']?.kind, 'stillPending');
      assert.deepEqual(foreign.requests, []);
      assert.deepEqual(
        (await world.requests()).filter(({ url }) => url.includes('/operation')),
        [],
      );
    } finally {
      await foreign.stop();
    }
  });

  it('poll URLs that have vanished', async () => {
    await start();
    await world.behave('prod01', { enrolment: 'stuck' });
    const { outcomes } = await enroll({
      match: { operation: 'operationStatus' },
      fault: { kind: 'status', status: 404 },
    });
    assertAll(
      outcomes,
      ALL.filter((name) => name !== 'prod01'),
      'done',
    );
    assert.equal(outcomes['prod01']?.kind, 'stillPending');
    const polls = (await world.requests()).filter(({ url }) => url.includes('/operationstatus/'));
    assert.equal(polls.length, 1, 'the status is read once');
  });

  it('features that end as Failed, with Azure’s own code and message', async () => {
    await start();
    await world.behave('prod01', {
      enrolment: 'fails',
      code: 'LicenseCheckFailed',
      message: 'No answer of the service.',
    });
    const { outcomes } = await enroll();
    assertAll(
      outcomes,
      ALL.filter((name) => name !== 'prod01'),
      'done',
    );
    const outcome = outcomes['prod01'];
    assert.ok(outcome?.kind === 'failed' && outcome.cause.kind === 'ended');
    assert.deepEqual(outcome.cause.error, { code: 'LicenseCheckFailed', message: 'No answer of the service.' });
    assert.notEqual(outcome.cause.ids?.server ?? null, null, 'the request id is known');
  });

  it('a status that was never heard of, whatever the operation says', async () => {
    await start();
    await world.behave('prod01', { enrolment: 'unheardOf', status: 'Reviewing' });
    await world.ask('POST', '/simulator/behaviours', {
      ...{ id: idOf('prod02'), enrolment: 'unheardOf', status: 'Reviewing', contradicts: true },
    });
    const { outcomes } = await enroll();
    assertAll(
      outcomes,
      ALL.filter((name) => !['prod01', 'prod02'].includes(name)),
      'done',
    );
    const said = outcomes['prod01'];
    assert.ok(said?.kind === 'failed' && said.cause.kind === 'ended', 'the operation itself said Failed');
    assert.equal(outcomes['prod02']?.kind, 'stillPending', 'the operation said Succeeded');
  });

  it('an operation that says Failed of a feature that becomes Enabled', async () => {
    await start();
    await world.behave('prod01', { contradicts: true });
    assertAll((await enroll()).outcomes, ALL, 'done');
  });

  describe('of the disk', () => {
    it('full from the first line: nothing is sent', async () => {
      await start();
      const window = world.window({ disk: fullAfter(0) });
      const began = await window.start(await world.draft('enroll', MACHINES));
      assert.ok(!began.ok && began.fault.kind === 'journal');
      assert.ok(began.fault.fault.kind === 'disk' && began.fault.fault.code === 'ENOSPC');
      assert.equal((await world.effects()).totals.writes, 0);
    });

    it('full in the middle: nothing more is sent, and with room again it is resumed', async () => {
      await start();
      const { end, id } = await world.run('enroll', MACHINES, undefined, world.window({ disk: fullAfter(20_000) }));
      assert.ok(end.kind === 'stopped' && end.reason.kind === 'journal');
      assert.ok(end.reason.fault.kind === 'disk' && end.reason.fault.code === 'ENOSPC');
      const { outcomes } = await world.resume(id);
      assertAll(outcomes, ALL, 'done');
      await assertOneEffectAtMost(world);
    });
  });

  it('in any mix stops nobody else, changes nobody twice, and says of each machine what is true', async () => {
    const passing = Object.values(PASSING)
      .flat()
      .filter(({ match }) => Reflect.get(match, 'operation') !== 'graphQuery');
    const rule = fc
      .record({ rule: fc.constantFrom(...passing), percent: fc.integer({ min: 3, max: 12 }), seed: fc.nat(1000) })
      .map(({ rule: { match, fault }, percent, seed }): Rule => {
        const operation: unknown = Reflect.get(match, 'operation');
        return { match: { operation, percent, seed }, fault };
      });
    const behaviours = fc.uniqueArray(
      fc.record({
        name: fc.constantFrom(...IN_PRODUCTION),
        enrolment: fc.constantFrom('fails', 'stuck', 'unheardOf', 'succeeds'),
        contradicts: fc.boolean(),
      }),
      { selector: ({ name }) => name, maxLength: 3 },
    );
    const mix = fc.record({ rules: fc.array(rule, { minLength: 1, maxLength: 4 }), behaviours });
    await start();
    await fc.assert(
      fc.asyncProperty(mix, async ({ rules, behaviours: special }) => {
        await world.stop();
        await start();
        for (const { name, ...behaviour } of special) await world.behave(name, behaviour);
        const { outcomes, end } = await enroll(...rules);
        assert.deepEqual(end, { kind: 'finished' });
        await world.ask('DELETE', '/simulator/faults');
        for (const name of ALL) await assertTrue(world, name, outcomes[name]);
        const ordinary = ALL.filter((name) => !special.some((one) => one.name === name));
        const done = ordinary.filter((name) => outcomes[name]?.kind === 'done');
        assert.ok(done.length >= ordinary.length - 1, JSON.stringify(outcomes));
      }),
      { numRuns: 6, seed: 20261122, endOnFailure: true },
    );
  }).timeout(120_000);
}).timeout(30_000);

/** What an outcome says is what Azure has. */
async function assertTrue(
  world: OperationWorld,
  name: string,
  outcome: MachineOutcome | null | undefined,
): Promise<void> {
  const profile = await world.profile(name, { subscription: subscriptionOf(name) });
  const status = at(featureIn(at(profile, 'productProfile')), 'subscriptionStatus');
  assert.ok(outcome !== null && outcome !== undefined, `${name} is not accounted for`);
  if (outcome.kind === 'done') assert.equal(status, 'Enabled', name);
  if (outcome.kind === 'stillPending')
    assert.ok(status === 'Enabling' || status === 'Reviewing', `${name}: ${String(status)}`);
  if (outcome.kind === 'failed' && outcome.cause.kind === 'ended') assert.notEqual(status, 'Enabled', name);
  assert.ok(['done', 'stillPending', 'failed'].includes(outcome.kind), `${name}: ${outcome.kind}`);
}

async function assertOneEffectAtMost(world: OperationWorld): Promise<void> {
  const { totals, payAsYouGoPurchases } = await world.effects();
  assert.ok(totals.mostTransitionsOfOneMachine <= 1, 'a machine was changed twice');
  assert.equal(payAsYouGoPurchases, 0);
}

function assertAll(outcomes: RunOutcome['outcomes'], wanted: readonly string[], kind: string): void {
  const kinds = kindsOf(outcomes);
  const others = wanted.filter((name) => kinds[name] !== kind).map((name) => [name, outcomes[name]]);
  assert.deepEqual(others, []);
}

type AzureCause = Extract<Extract<MachineOutcome, { kind: 'failed' }>['cause'], { kind: 'azure' }>;

function azureFaultOf(outcome: MachineOutcome | null | undefined): AzureCause['fault'] {
  assert.ok(outcome?.kind === 'failed' && outcome.cause.kind === 'azure', JSON.stringify(outcome));
  return outcome.cause.fault;
}

/** A disk that has room for so many bytes of journals. */
function fullAfter(bytes: number): JournalDisk {
  let left = bytes;
  return {
    async open(path, flags) {
      const handle = await localDisk.open(path, flags);
      return {
        write: (buffer, offset, length) => {
          left -= length;
          if (left >= 0) return handle.write(buffer, offset, length);
          return Promise.reject(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }));
        },
        datasync: () => handle.datasync(),
        stat: () => handle.stat(),
        close: () => handle.close(),
      };
    },
  };
}
