import assert from 'node:assert/strict';
import { guestRow, startGuests } from './guestRequests';
import {
  at,
  BRANCHES,
  errorOf,
  HOME_TENANT,
  listAt,
  PRODUCTION,
  SimulatorUnderTest,
  textAt,
  type Answer,
} from './simulatorUnderTest';
import { API, hotpatch, idOf, patchSettings, put, SUBSCRIPTION } from './writeRequests';

const FABRIKAM_IT = '00000000-0000-0000-0001-000000000006';
const FABRIKAM = 'placeholder;tenant=00000000-0000-0000-0000-0000000fab00';

describe('what a subscription allows', () => {
  let azure: SimulatorUnderTest;
  before(async () => {
    azure = await SimulatorUnderTest.start({ machines: 100, listPageSize: 3, quota: null });
  });
  after(() => azure.stop());

  const provider = (subscription: string, namespace: string, version = '2021-04-01'): Promise<Answer> =>
    azure.ask(`/subscriptions/${subscription}/providers/${namespace}?api-version=${version}`);
  const permissions = (scope: string, token?: string, version = '2022-04-01'): Promise<Answer> =>
    azure.ask(`${scope}/providers/Microsoft.Authorization/permissions?api-version=${version}`, {}, token);

  it('has Microsoft.Compute registered in all but one', async () => {
    const registered = await provider(PRODUCTION, 'microsoft.compute');
    assert.equal(at(registered.body, 'registrationState'), 'Registered');
    assert.equal(at(registered.body, 'namespace'), 'Microsoft.Compute');
    assert.equal(at((await provider(BRANCHES, 'Microsoft.Compute')).body, 'registrationState'), 'NotRegistered');
    assert.equal(at((await provider(BRANCHES, 'Microsoft.HybridCompute')).body, 'registrationState'), 'Registered');
    assert.equal((await provider(PRODUCTION, 'Microsoft.Compute', '1999-01-01')).status, 400);
    assert.equal((await provider(HOME_TENANT, 'Microsoft.Compute')).status, 404);
  });

  it('lets the account do everything, and read alone in one, at each scope', async () => {
    const all = await permissions(`/subscriptions/${PRODUCTION}/resourceGroups/rg-web-prod`);
    assert.equal(all.status, 200, all.text);
    assert.deepEqual(at(all.body, 'value', 0, 'actions'), ['*']);
    const machine = `/subscriptions/${FABRIKAM_IT}/resourceGroups/rg/providers/Microsoft.HybridCompute/machines/a`;
    for (const scope of [`/subscriptions/${FABRIKAM_IT}`, machine]) {
      const reader = await permissions(scope, FABRIKAM);
      assert.equal(reader.status, 200, reader.text);
      assert.deepEqual(at(reader.body, 'value', 0, 'actions'), ['*/read']);
    }
    assert.equal((await permissions(`/subscriptions/${PRODUCTION}`, undefined, '2020-01-01')).status, 404);
  });

  it('lists its resource groups in pages', async () => {
    const names: string[] = [];
    let path = `/subscriptions/${PRODUCTION}/resourcegroups?api-version=2021-04-01`;
    for (let page = 0; path !== ''; page += 1) {
      assert.ok(page < 20, 'the pages have no end');
      const answer = await azure.ask(path);
      assert.equal(answer.status, 200, answer.text);
      for (const group of listAt(answer.body, 'value')) {
        names.push(textAt(group, 'name'));
        assert.match(textAt(group, 'location'), /europe/);
      }
      const next = at(answer.body, 'nextLink');
      path = typeof next === 'string' ? next.slice(azure.running.url.length) : '';
    }
    assert.ok(names.length > 3);
    assert.deepEqual(names, [...new Set(names)].sort());
  });
});

describe('a role', () => {
  let azure: SimulatorUnderTest;
  beforeEach(async () => {
    azure = await startGuests([guestRow('app02')]);
  });
  afterEach(() => azure.stop());

  it('that reads alone refuses every write, and no read', async () => {
    await azure.control('behaviours', { subscriptionId: SUBSCRIPTION, actions: ['*/read'] });
    const refused = [
      await put(azure, 'app02', hotpatch('Enable')),
      await patchSettings(azure, 'app02', { enableHotpatching: false }),
      await azure.ask(`${idOf('app02')}/assessPatches?${API}`, { method: 'POST' }),
      await azure.ask(`${idOf('app02')}/runCommands/a?${API}`, { method: 'DELETE' }),
    ];
    for (const answer of refused) {
      assert.equal(answer.status, 403);
      assert.equal(errorOf(answer).code, 'AuthorizationFailed');
    }
    assert.match(errorOf(refused[2] ?? assert.fail()).message, /machines\/assessPatches\/action/);
    assert.equal((await azure.ask(`${idOf('app02')}?${API}`)).status, 200);
    assert.equal(at((await azure.ask('/simulator/effects')).body, 'totals', 'writes'), 0);
  });

  it('may leave out a single action', async () => {
    const notActions = ['Microsoft.HybridCompute/machines/assessPatches/*'];
    await azure.control('behaviours', {
      subscriptionId: SUBSCRIPTION,
      actions: ['Microsoft.HybridCompute/*'],
      notActions,
    });
    assert.equal((await azure.ask(`${idOf('app02')}/assessPatches?${API}`, { method: 'POST' })).status, 403);
    assert.equal((await put(azure, 'app02', hotpatch('Enable'))).status, 200);
    assert.equal((await azure.ask(`/subscriptions/${SUBSCRIPTION}/resourcegroups?api-version=2021-04-01`)).status, 403);
  });

  it('is refused where it is none', async () => {
    for (const wrong of [
      { subscriptionId: SUBSCRIPTION, actions: '*' },
      { subscriptionId: SUBSCRIPTION, role: 'Reader' },
      { subscriptionId: PRODUCTION, actions: ['*'] },
    ]) {
      assert.equal((await azure.control('behaviours', wrong)).status, 400);
    }
  });
});
