import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { MachineActor, Permissions } from '../../../src/azure/machineActing';
import { subscriptionsWithoutRight } from '../../../src/fleet/subscriptionRights';
import { CONTOSO, PRODUCTION, TEST } from './fleetBuilder';

const LICENSE_WRITE = 'Microsoft.HybridCompute/machines/licenseProfiles/write';
const NEVER = new AbortController().signal;

/** Answers by the end of the scope; what is not named could not be found out. */
function actorWith(rights: Readonly<Record<string, readonly string[]>>) {
  const asked: string[] = [];
  const readPermissions = (_tenant: unknown, scope: string): Promise<Permissions> => {
    asked.push(scope);
    const found = Object.entries(rights).find(([end]) => scope.endsWith(end));
    return Promise.resolve(found ? { may: (action) => found[1].includes(action) } : null);
  };
  // Nothing else of the port is asked for.
  return { asked, actor: { readPermissions } as Partial<MachineActor> as MachineActor };
}

const place = (subscriptionId: typeof PRODUCTION, resourceGroup: string) => ({
  tenantId: CONTOSO,
  subscriptionId,
  resourceGroup,
});

describe('Rights, before anything is sent', () => {
  it('are read once a subscription where they are there', async () => {
    const { actor, asked } = actorWith({ [PRODUCTION]: [LICENSE_WRITE], [TEST]: [LICENSE_WRITE] });
    const places = [place(PRODUCTION, 'a'), place(PRODUCTION, 'b'), place(TEST, 'a')];
    assert.deepEqual([...(await subscriptionsWithoutRight(actor, 'enroll', places, NEVER))], []);
    assert.equal(asked.length, 2);
  });

  it('are missing where neither the subscription nor any of its groups has them', async () => {
    const { actor } = actorWith({ [PRODUCTION]: [], '/a': [], '/b': [] });
    const places = [place(PRODUCTION, 'A'), place(PRODUCTION, 'b')];
    assert.deepEqual([...(await subscriptionsWithoutRight(actor, 'enroll', places, NEVER))], [PRODUCTION]);
  });

  it('are not called missing where one group has them', async () => {
    const { actor } = actorWith({ [PRODUCTION]: [], '/a': [], '/b': [LICENSE_WRITE] });
    const places = [place(PRODUCTION, 'a'), place(PRODUCTION, 'b')];
    assert.deepEqual([...(await subscriptionsWithoutRight(actor, 'enroll', places, NEVER))], []);
  });

  it('are not called missing where they could not be found out', async () => {
    const { actor } = actorWith({});
    assert.deepEqual([...(await subscriptionsWithoutRight(actor, 'enroll', [place(TEST, 'a')], NEVER))], []);
  });
});
