import assert from 'node:assert/strict';
import type { Json } from '../../../src/simulator/kql/json';
import { at, errorOf, textAt, type SimulatorUnderTest } from './simulatorUnderTest';
import {
  API,
  ESU,
  featureIn,
  hotpatch,
  patch,
  profileOf,
  put,
  SOFTWARE_ASSURANCE,
  startWithRows,
  statusOf,
  wait,
} from './writeRequests';

describe('the switches for what is not known', () => {
  let azure: SimulatorUnderTest;
  beforeEach(async () => {
    azure = await startWithRows();
  });
  afterEach(() => azure.stop());

  async function turn(switches: Json): Promise<void> {
    const answer = await azure.control('switches', switches);
    assert.equal(answer.status, 200, answer.text);
  }

  async function profile(name: string): Promise<unknown> {
    const answer = await azure.ask(`${profileOf(name)}?${API}`);
    assert.equal(answer.status, 200, answer.text);
    return at(answer.body, 'properties');
  }

  it('are shown, and refuse what they do not know', async () => {
    await turn({ putOmits: 'clears' });
    const shown = await azure.ask('/simulator/switches');
    assert.equal(at(shown.body, 'switches', 'putOmits'), 'clears');
    assert.equal(at(shown.body, 'switches', 'patchMerges'), 'deep');
    for (const wrong of [{ putOmits: 'maybe' }, { other: 'x' }, [], 'x']) {
      assert.equal((await azure.control('switches', wrong)).status, 400);
    }
  });

  it('absentProfile: 404, or 200 with nothing set', async () => {
    const missing = await azure.ask(`${profileOf('app01')}?${API}`);
    assert.equal(missing.status, 404);
    assert.equal(errorOf(missing).code, 'ResourceNotFound');
    await turn({ absentProfile: 'emptyAnswer' });
    assert.deepEqual(await profile('app01'), { provisioningState: 'Succeeded' });
    assert.equal((await put(azure, 'app01')).status, 201);
  });

  it('putOmits: keeps what a PUT leaves out', async () => {
    await put(azure, 'rich01');
    const properties = await profile('rich01');
    assert.deepEqual(at(properties, 'softwareAssurance'), SOFTWARE_ASSURANCE);
    assert.equal(at(properties, 'esuProfile', 'assignedLicense'), at(ESU, 'assignedLicense', 'id'));
    assert.equal(at(properties, 'productProfile', 'subscriptionStatus'), 'Enabled');
    assert.equal(at(properties, 'productProfile', 'productFeatures', 0, 'name'), 'WindowsServerAzureArcMgmt');
  });

  it('putOmits: clears it', async () => {
    await turn({ putOmits: 'clears' });
    await put(azure, 'rich01');
    const properties = await profile('rich01');
    assert.equal(at(properties, 'softwareAssurance'), undefined);
    assert.equal(at(properties, 'esuProfile', 'assignedLicense'), undefined);
    assert.equal(at(properties, 'productProfile', 'subscriptionStatus'), undefined);
    assert.equal(at(properties, 'productProfile', 'productFeatures', 0, 'name'), 'Hotpatch');
    assert.equal(at((await azure.ask('/simulator/effects')).body, 'payAsYouGoCancellations'), 1);
  });

  it("putOmits: clears an enrolment by someone else's PUT of Software Assurance", async () => {
    await put(azure, 'app01');
    wait(azure, 900);
    await turn({ putOmits: 'clears' });
    await put(azure, 'app01', { softwareAssurance: SOFTWARE_ASSURANCE });
    assert.notEqual(await statusOf(azure, 'app01'), 'Enabled');
  });

  for (const [billingDates, expected] of [
    ['none', undefined],
    ['past', '2026-08-26T08:00:00'],
    ['future', '2026-09-15T00:00:00'],
  ] as const) {
    it(`billingDates: ${billingDates}`, async () => {
      await turn({ billingDates });
      const answer = await put(azure, 'app01');
      assert.equal(at(featureIn(at(answer.body, 'properties', 'productProfile')), 'billingStartDate'), expected);
    });
  }

  it('the rate card dates the billing in the months that were paid, whatever the switch says', async () => {
    await azure.control('clock', { now: '2026-02-03T04:05:06Z' });
    const answer = await put(azure, 'app01');
    const feature = featureIn(at(answer.body, 'properties', 'productProfile'));
    assert.equal(at(feature, 'billingStartDate'), '2026-02-03T04:05:06');
    await patch(azure, 'app01', hotpatch('Disable'));
    wait(azure, 60);
    assert.match(textAt(featureIn(at(await profile('app01'), 'productProfile')), 'billingEndDate'), /^2026-02-03T/);
  });

  it('goneMachine: by the code of the parent, or of a resource', async () => {
    assert.equal(errorOf(await put(azure, 'gone01')).code, 'ParentResourceNotFound');
    await turn({ goneMachine: 'resourceNotFound' });
    const answer = await put(azure, 'gone01');
    assert.equal(errorOf(answer).code, 'ResourceNotFound');
    assert.match(errorOf(answer).message, /^The Resource 'Microsoft\.HybridCompute\/machines\/gone01' under/);
  });
});
