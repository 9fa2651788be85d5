import assert from 'node:assert/strict';
import { at, errorOf, textAt, type SimulatorUnderTest } from './simulatorUnderTest';
import {
  API,
  effectsOf,
  ESU,
  featureIn,
  graphStatusOf,
  hotpatch,
  idOf,
  patch,
  pollPath,
  profileOf,
  put,
  requestIdOf,
  richLicence,
  row,
  send,
  SOFTWARE_ASSURANCE,
  startWithRows,
  statusOf,
  transitionsOf,
  wait,
} from './writeRequests';

/** Longer than any enrolment, whatever the machine. */
const ENROLMENT = 734 * 1.11;

describe('writes of a license profile', () => {
  let azure: SimulatorUnderTest;
  beforeEach(async () => {
    const enrolled = {
      name: 'Hotpatch',
      subscriptionStatus: 'Enabled',
      enrollmentDate: '2026-06-02T09:14:05.1111111Z',
    };
    azure = await startWithRows({}, [row('enrolled01', { licenseProfile: richLicence(enrolled) })]);
  });
  afterEach(() => azure.stop());

  describe('PUT', () => {
    it('creates: 201 with the whole profile, both URLs and no Retry-After', async () => {
      const answer = await put(azure, 'app01');
      assert.equal(answer.status, 201, answer.text);
      assert.equal(at(answer.body, 'properties', 'provisioningState'), 'Succeeded');
      const feature = featureIn(at(answer.body, 'properties', 'productProfile'));
      assert.equal(at(feature, 'subscriptionStatus'), 'Enabling');
      assert.equal(textAt(feature, 'enrollmentDate'), '2026-08-26T08:00:00.0000000Z');
      assert.equal(at(feature, 'billingStartDate'), undefined);
      assert.match(
        pollPath(azure, answer),
        /\/providers\/Microsoft\.HybridCompute\/locations\/westeurope\/operationstatus\/[0-9a-f-]{36}\?api-version=[^&]+&t=\d+&c=[^&]+&s=[^&]+&h=/,
      );
      assert.match(pollPath(azure, answer, 'location'), /\/operationresults\//);
      assert.equal(answer.headers.get('retry-after'), null);
    });

    it('is 200 where there is a profile', async () => {
      assert.equal((await put(azure, 'rich01')).status, 200);
    });

    it('enables within 734 seconds, ten percent more or less, while provisioningState says Succeeded', async () => {
      await put(azure, 'app01');
      wait(azure, 734 * 0.89);
      assert.equal(await statusOf(azure, 'app01'), 'Enabling');
      wait(azure, 734 * 0.22);
      assert.equal(await statusOf(azure, 'app01'), 'Enabled');
      const machine = await azure.ask(`${idOf('app01')}?${API}`);
      const view = at(machine.body, 'properties', 'licenseProfile');
      assert.equal(at(featureIn(at(view, 'productProfile')), 'subscriptionStatus'), 'Enabled');
      assert.equal(at(view, 'licenseStatus'), 'Licensed');
    });

    it('needs a location', async () => {
      const answer = await send(azure, 'PUT', profileOf('app01'), { properties: hotpatch('Enable') });
      assert.equal(answer.status, 400);
      assert.equal(errorOf(answer).code, 'LocationRequired');
    });
  });

  describe('PATCH', () => {
    it('changes: 202 with the whole profile and both URLs; the other features stay', async () => {
      const answer = await patch(azure, 'rich01', hotpatch('Enable'));
      assert.equal(answer.status, 202, answer.text);
      const properties = at(answer.body, 'properties');
      assert.equal(at(featureIn(at(properties, 'productProfile')), 'subscriptionStatus'), 'Enabling');
      assert.equal(at(properties, 'productProfile', 'productFeatures', 0, 'name'), 'WindowsServerAzureArcMgmt');
      assert.equal(at(properties, 'productProfile', 'subscriptionStatus'), 'Enabled');
      assert.deepEqual(at(properties, 'softwareAssurance'), SOFTWARE_ASSURANCE);
      assert.equal(at(properties, 'esuProfile', 'assignedLicense'), at(ESU, 'assignedLicense', 'id'));
      pollPath(azure, answer);
    });

    it('finds no profile that was never created', async () => {
      const answer = await patch(azure, 'app01', hotpatch('Enable'));
      assert.equal(answer.status, 404);
      assert.match(errorOf(answer).message, /machines\/app01\/licenseProfiles\/default/);
    });

    it('takes a location, which the schema does not have', async () => {
      const body = { location: 'westeurope', properties: hotpatch('Disable') };
      assert.equal((await send(azure, 'PATCH', profileOf('enrolled01'), body)).status, 202);
    });

    it('disables within seconds and dates it', async () => {
      await patch(azure, 'enrolled01', hotpatch('Disable'));
      assert.equal(await statusOf(azure, 'enrolled01'), 'Disabling');
      wait(azure, 40);
      assert.equal(await statusOf(azure, 'enrolled01'), 'Disabled');
      const feature = featureIn(
        at((await azure.ask(`${profileOf('enrolled01')}?${API}`)).body, 'properties', 'productProfile'),
      );
      assert.equal(at(feature, 'disenrollmentDate'), '2026-08-26T08:00:00.0000000Z');
      assert.equal(at(feature, 'enrollmentDate'), '2026-06-02T09:14:05.1111111Z');
    });

    it('of another section leaves an enrolment under way', async () => {
      await put(azure, 'app01');
      wait(azure, 60);
      await patch(azure, 'app01', { softwareAssurance: SOFTWARE_ASSURANCE });
      assert.equal(await statusOf(azure, 'app01'), 'Enabling');
      wait(azure, ENROLMENT);
      const answer = await azure.ask(`${profileOf('app01')}?${API}`);
      assert.deepEqual(at(answer.body, 'properties', 'softwareAssurance'), SOFTWARE_ASSURANCE);
      assert.equal(await statusOf(azure, 'app01'), 'Enabled');
      assert.equal(await transitionsOf(azure, 'app01'), 1);
    });
  });

  it('DELETE drops everything that was set, and is 204 where nothing was', async () => {
    const path = `${profileOf('enrolled01')}?${API}`;
    assert.equal((await azure.ask(path, { method: 'DELETE' })).status, 202);
    assert.equal((await azure.ask(path)).status, 404);
    assert.equal((await azure.ask(path, { method: 'DELETE' })).status, 204);
  });

  describe('are refused', () => {
    const bodies: readonly (readonly [string, string])[] = [
      ['no JSON', '{'],
      ['an array', '[]'],
      ['the state names', JSON.stringify({ location: 'x', properties: hotpatch('Enabled') })],
      ['another case', JSON.stringify({ location: 'x', properties: hotpatch('enable') })],
      [
        'an unknown product',
        JSON.stringify({ location: 'x', properties: { productProfile: { productType: 'Office' } } }),
      ],
      ['an unknown member', JSON.stringify({ location: 'x', properties: { hotpatch: true } })],
      [
        'a text for a boolean',
        JSON.stringify({ location: 'x', properties: { softwareAssurance: { softwareAssuranceCustomer: 'yes' } } }),
      ],
    ];
    for (const [name, body] of bodies) {
      it(`with ${name}`, async () => {
        const headers = { 'content-type': 'application/json' };
        const answer = await azure.ask(`${profileOf('app01')}?${API}`, { method: 'PUT', headers, body });
        assert.equal(answer.status, 400);
        assert.equal(errorOf(answer).code, 'InvalidRequestContent');
        assert.equal(await statusOf(azure, 'app01'), 'absent');
      });
    }

    it('in another media type, and with another api-version', async () => {
      const body = JSON.stringify({ location: 'x', properties: hotpatch('Enable') });
      assert.equal((await azure.ask(`${profileOf('app01')}?${API}`, { method: 'PUT', body })).status, 415);
      const headers = { 'content-type': 'application/json' };
      const old = await azure.ask(`${profileOf('app01')}?api-version=2019-01-01`, { method: 'PUT', headers, body });
      assert.equal(errorOf(old).code, 'NoRegisteredProviderFound');
    });

    it('of a machine that is not there', async () => {
      const answer = await put(azure, 'gone01');
      assert.equal(answer.status, 404);
      assert.equal(errorOf(answer).code, 'ParentResourceNotFound');
      assert.match(errorOf(answer).message, /^Failed to perform 'write' .*machines\/gone01'/);
    });
  });

  describe('have effects, which are counted', () => {
    it('once for an enrolment, whatever is repeated', async () => {
      const first = await put(azure, 'app01');
      await put(azure, 'app01');
      await patch(azure, 'app01', hotpatch('Enable'));
      wait(azure, ENROLMENT);
      const again = await patch(azure, 'app01', hotpatch('Enable'));
      const effects = await effectsOf(azure, 'app01');
      assert.equal(at(effects, 'transitions'), 1);
      assert.equal(at(effects, 'writes'), 4);
      assert.deepEqual(at(effects, 'effects', 0), {
        at: '2026-08-26T08:00:00.000Z',
        kind: 'enroll',
        from: 'NotEnrolled',
        to: 'Enabling',
        requestId: requestIdOf(first),
      });
      const poll = pollPath(azure, again);
      wait(azure, 31);
      assert.equal(at((await azure.ask(poll)).body, 'status'), 'Succeeded');
    });

    it('and a purchase of pay-as-you-go is one', async () => {
      const properties = { productProfile: { productType: 'WindowsServer', subscriptionStatus: 'Enable' } };
      const answer = await put(azure, 'app01', properties);
      const product = at(answer.body, 'properties', 'productProfile');
      assert.equal(at(product, 'subscriptionStatus'), 'Enabled');
      assert.equal(at(product, 'billingStartDate'), '2026-09-02T08:00:00.0000000Z');
      assert.equal(at(product, 'productFeatures', 0, 'name'), 'WindowsServerAzureArcMgmt');
      await put(azure, 'app01', properties);
      assert.equal(at((await azure.ask('/simulator/effects')).body, 'payAsYouGoPurchases'), 1);
    });

    it('and none is one of an enrolment alone', async () => {
      await put(azure, 'app01');
      assert.equal(at((await azure.ask('/simulator/effects')).body, 'payAsYouGoPurchases'), 0);
    });
  });

  it('show in Resource Graph after its lag, and in ARM at once', async () => {
    await put(azure, 'app01');
    assert.equal(await graphStatusOf(azure, 'app01'), undefined);
    wait(azure, 29);
    assert.equal(await graphStatusOf(azure, 'app01'), undefined);
    wait(azure, 1);
    assert.equal(await graphStatusOf(azure, 'app01'), 'Enabling');
    wait(azure, ENROLMENT - 30);
    assert.equal(await statusOf(azure, 'app01'), 'Enabled');
    wait(azure, 30);
    assert.equal(await graphStatusOf(azure, 'app01'), 'Enabled');
  });

  it('go by the simulated clock, which can be set', async () => {
    await put(azure, 'app01');
    await azure.control('clock', { now: '2026-08-26T09:00:00Z' });
    assert.equal(await statusOf(azure, 'app01'), 'Enabled');
    assert.equal(await graphStatusOf(azure, 'app01'), 'Enabled');
    await azure.control('clock', { now: '2026-08-26T08:01:00Z' });
    assert.equal(await statusOf(azure, 'app01'), 'Enabling');
    assert.equal(await graphStatusOf(azure, 'app01'), 'Enabling');
  });
});
