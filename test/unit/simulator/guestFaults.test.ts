import assert from 'node:assert/strict';
import {
  assess,
  assessed,
  CHECK,
  commandPath,
  DEFENDER,
  guestRow,
  install,
  kbs,
  putCommand,
  startGuests,
} from './guestRequests';
import { at, errorOf, type SimulatorUnderTest } from './simulatorUnderTest';
import { API, effectsOf, idOf, SUBSCRIPTION, wait } from './writeRequests';

describe('faults of what is done to machines', () => {
  let azure: SimulatorUnderTest;
  beforeEach(async () => {
    azure = await startGuests([guestRow('app02'), ...assessed('app02', [DEFENDER])], {
      quota: { queries: 15, seconds: 5 },
    });
  });
  afterEach(() => azure.stop());

  const REQUESTS: readonly (readonly [string, () => Promise<{ readonly status: number }>])[] = [
    ['assess', () => assess(azure, 'app02')],
    ['install', () => install(azure, 'app02', kbs('Never', '2267602'))],
    ['runCommandWrite', () => putCommand(azure, 'app02', 'check', CHECK)],
    ['runCommandRead', () => azure.ask(`${commandPath('app02', 'check')}?${API}`)],
    ['runCommandDelete', () => azure.ask(`${commandPath('app02', 'check')}?${API}`, { method: 'DELETE' })],
    ['permissionsRead', () => azure.ask(`${PERMISSIONS}?api-version=2022-04-01`)],
    [
      'providerRead',
      () => azure.ask(`/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Compute?api-version=2021-04-01`),
    ],
    ['resourceGroupList', () => azure.ask(`/subscriptions/${SUBSCRIPTION}/resourcegroups?api-version=2021-04-01`)],
  ];
  const PERMISSIONS = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/permissions`;

  for (const [operation, request] of REQUESTS) {
    it(`meet ${operation} and nothing else`, async () => {
      await azure.control('faults', { match: { operation }, fault: { kind: 'status', status: 503 } });
      const statuses = new Map<string, number>();
      for (const [name, each] of REQUESTS) statuses.set(name, (await each()).status);
      assert.deepEqual(
        [...statuses].filter(([, status]) => status === 503).map(([name]) => name),
        [operation],
      );
      assert.equal((await request()).status, 503);
    });
  }

  it('can come after an installation has begun, which then is counted', async () => {
    await azure.control('faults', { match: { operation: 'install' }, fault: { kind: 'reset', after: 'effect' } });
    await assert.rejects(install(azure, 'app02', kbs('Never', '2267602')));
    assert.equal(at(await effectsOf(azure, 'app02'), 'installs'), 1);
    await azure.ask('/simulator/faults', { method: 'DELETE' }, null);
    assert.equal((await install(azure, 'app02', kbs('Never', '2267602'))).status, 409);
    wait(azure, 700);
    assert.equal((await install(azure, 'app02', kbs('Never', '2267602'))).status, 202);
    assert.equal(at(await effectsOf(azure, 'app02'), 'installs'), 2);
  });

  it('of the quotas: a POST and a PUT are writes, a DELETE is a delete', async function () {
    this.timeout(30_000);
    const remaining = async (request: Promise<{ readonly headers: Headers }>, kind: string): Promise<number> =>
      Number((await request).headers.get(`x-ms-ratelimit-remaining-subscription-${kind}`));
    assert.equal(await remaining(assess(azure, 'app02'), 'writes'), 199);
    assert.equal(await remaining(putCommand(azure, 'app02', 'check', CHECK), 'writes'), 198);
    const path = `${commandPath('app02', 'check')}?${API}`;
    assert.equal(await remaining(azure.ask(path, { method: 'DELETE' }), 'deletes'), 199);
    assert.equal(await remaining(azure.ask(path), 'reads'), 249);
    for (let left = 198; left > 0; left -= 1) await assess(azure, 'app02');
    const refused = await assess(azure, 'app02');
    assert.equal(refused.status, 429);
    assert.equal(errorOf(refused).code, 'SubscriptionRequestsThrottled');
    assert.equal(refused.headers.get('retry-after'), '1');
  });

  it('may take the machine away under what is going on there', async () => {
    await assess(azure, 'app02');
    await putCommand(azure, 'app02', 'check', CHECK);
    await azure.control('machines', { id: idOf('app02'), remove: true });
    wait(azure, 700);
    assert.equal((await azure.ask(`${commandPath('app02', 'check')}?${API}`)).status, 404);
    assert.equal((await assess(azure, 'app02')).status, 404);
  });
});
