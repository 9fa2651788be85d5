import assert from 'node:assert/strict';
import { createPipelineRequest } from '@azure/core-rest-pipeline';
import fc from 'fast-check';
import { armPipeline } from '../../../src/azure/armPipeline';
import { systemClock } from '../../../src/azure/clock';
import { loopbackCloud } from '../../../src/azure/clouds';
import { FaultError } from '../../../src/azure/faultError';
import { buysPayAsYouGo, GUARD_CODE } from '../../../src/azure/payAsYouGoGuard';
import { placeholderTokenSource } from '../../../src/azure/placeholderTokenSource';
import { silentRequestLog } from '../../../src/azure/requestLog';
import { licenseChangeBody, newLicenseBody, patchSettingsBody } from '../../../src/azure/writeBodies';
import { CONTOSO, NEVER_ABORTED } from './fixtures';
import { AzureServer } from './azureServer';
import { clientsAt, OPEN, targetOf } from './writerFixtures';

const WISH = fc.constantFrom('Enable' as const, 'Disable' as const);
const MODE = fc.option(fc.oneof(fc.constantFrom('AutomaticByPlatform', 'ImageDefault', 'Manual'), fc.string()));

describe('pay-as-you-go is never bought', () => {
  it('by no body that there is a function for, whatever it is given', () => {
    fc.assert(
      fc.property(WISH, fc.string(), fc.boolean(), MODE, MODE, (wish, location, on, assessmentMode, patchMode) => {
        const bodies = [
          newLicenseBody(location, wish),
          licenseChangeBody(wish),
          patchSettingsBody({ enableHotpatching: on, assessmentMode, patchMode }),
        ];
        for (const body of bodies) {
          const sent: unknown = JSON.parse(JSON.stringify(body));
          assert.equal(buysPayAsYouGo(sent), false);
          assert.deepEqual(productStatusOf(sent), undefined);
        }
      }),
    );
  });

  it('by no request of the writer, whatever it is asked for', async () => {
    const server = await AzureServer.start(() => ({ status: 202, body: '{}' }));
    const clients = clientsAt(server.url);
    const target = fc.record({
      name: fc.constantFrom('app01', "o'brien", 'subscriptionStatus'),
      location: fc.string(),
    });
    await fc.assert(
      fc.asyncProperty(target, WISH, fc.boolean(), MODE, MODE, async (machine, wish, on, assessmentMode, patchMode) => {
        const to = { ...targetOf(machine.name), location: machine.location };
        const settings = { enableHotpatching: on, assessmentMode, patchMode };
        const before = server.requests.length;
        await clients.writer.createLicense(to, wish, OPEN, NEVER_ABORTED);
        await clients.writer.updateLicense(to, wish, OPEN, NEVER_ABORTED);
        await clients.writer.updatePatchSettings(to, settings, OPEN, NEVER_ABORTED);
        assert.equal(server.requests.length - before, 3);
      }),
      { numRuns: 50 },
    );
    for (const { body } of server.requests) assert.equal(productStatusOf(body), undefined);
    clients.dispose();
    await server.stop();
  });

  it('because the pipeline lets no such body out, in whatever casing, however wrapped', async () => {
    const server = await AzureServer.start(() => ({ status: 202, body: '{}' }));
    const pipeline = armPipeline({
      cloud: loopbackCloud('Loopback', server.url),
      tokenSource: placeholderTokenSource(),
      tenantId: CONTOSO,
      userAgent: 'test',
      requestLog: silentRequestLog,
      clock: systemClock,
    });
    const sent: unknown[] = [];
    const wire = {
      sendRequest: (request: { readonly body?: unknown }): Promise<never> => {
        sent.push(request.body);
        return Promise.reject(new Error('sent'));
      },
    };
    const outcome = async (body: string | Uint8Array, method: 'PUT' | 'PATCH' | 'POST'): Promise<unknown> => {
      const url = `${server.url.origin}/x`;
      const request = createPipelineRequest({ url, method, body, allowInsecureConnection: true });
      try {
        return await pipeline.sendRequest(wire, request);
      } catch (error) {
        if (!(error instanceof FaultError)) return 'sent';
        assert.equal(error.mayHaveArrived, false);
        return error.fault.kind === 'rejected' ? error.fault.code : error.fault.kind;
      }
    };
    const bodies = [
      { properties: { productProfile: { subscriptionStatus: 'Enable' } } },
      { properties: { productProfile: { productType: 'WindowsServer', subscriptionStatus: null } } },
      { Properties: { ProductProfile: { SubscriptionStatus: 'Enable' } } },
      { value: [{ properties: { productprofile: [{ SUBSCRIPTIONSTATUS: 'Enable' }] } }] },
    ].map((body) => JSON.stringify(body));
    for (const body of [...bodies, 'not JSON', new Uint8Array([123, 125])]) {
      for (const method of ['PUT', 'PATCH', 'POST'] as const) assert.equal(await outcome(body, method), GUARD_CODE);
    }
    assert.deepEqual(sent, []);
    assert.equal(await outcome(JSON.stringify(licenseChangeBody('Enable')), 'PATCH'), 'sent');
    assert.equal(await outcome(JSON.stringify({ query: "where x == 'subscriptionStatus'" }), 'POST'), 'sent');
    await server.stop();
  });

  it('because the guard finds it wherever it stands', () => {
    const hidden = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 6 },
        fc.constant({ productProfile: { subscriptionStatus: 'Enable' } }),
        fc.record({ a: fc.jsonValue({ maxDepth: 2 }), b: tie('value') }),
        fc.tuple(fc.jsonValue({ maxDepth: 2 }), tie('value')),
      ),
    })).value;
    fc.assert(fc.property(hidden, (value) => assert.equal(buysPayAsYouGo(value), true)));
    assert.equal(buysPayAsYouGo(licenseChangeBody('Disable')), false);
  });
});

/** properties.productProfile.subscriptionStatus, read without the code under test. */
function productStatusOf(body: unknown): unknown {
  const { properties } = body as { properties: { productProfile?: { subscriptionStatus?: unknown } } };
  return properties.productProfile?.subscriptionStatus;
}
