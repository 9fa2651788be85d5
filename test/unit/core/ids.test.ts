import assert from 'node:assert/strict';
import fc from 'fast-check';
import { machineId, machineIdParts, subscriptionId, tenantId } from '../../../src/core/ids';

const ID =
  '/subscriptions/00000000-0000-0000-0000-00000000000A/resourceGroups/RG-Prod/providers/Microsoft.HybridCompute/machines/APP01';

describe('the id of a machine', () => {
  it('is the same in any casing', () => {
    assert.equal(machineId(ID), ID.toLowerCase());
    assert.equal(machineId(ID.toUpperCase()), machineId(ID.toLowerCase()));
  });

  const none: readonly string[] = [
    '',
    '/',
    'APP01',
    ID.slice(1),
    `${ID}/`,
    `${ID}/licenseProfiles/default`,
    `${ID}/patchAssessmentResults/latest`,
    `x${ID}`,
    ID.replace('Microsoft.HybridCompute', 'Microsoft.Compute'),
    ID.replace('machines', 'virtualMachines'),
    ID.replace('/resourceGroups/RG-Prod', ''),
    ID.replace('APP01', ''),
    ID.replace('RG-Prod', ''),
    ID.replace('.', 'x'),
  ];
  for (const text of none) {
    it(`is not ${JSON.stringify(text)}`, () => {
      assert.equal(machineId(text), undefined);
    });
  }

  it('is none with a part that leads upwards', () => {
    for (const part of ['RG-Prod', 'APP01', '00000000-0000-0000-0000-00000000000A']) {
      for (const dots of ['.', '..']) assert.equal(machineId(ID.replace(part, dots)), undefined, `${dots} for ${part}`);
    }
  });

  it('is taken apart into lower-case parts', () => {
    const id = machineId(ID);
    assert.ok(id);
    assert.deepEqual(machineIdParts(id), {
      subscriptionId: subscriptionId('00000000-0000-0000-0000-00000000000a'),
      resourceGroup: 'rg-prod',
      name: 'app01',
    });
  });

  it('is put together from its parts again', () => {
    const segment = fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => !/\/|^\.{1,2}$/.test(text));
    fc.assert(
      fc.property(segment, segment, (group, name) => {
        const id = machineId(
          `/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/${group}/providers/Microsoft.HybridCompute/machines/${name}`,
        );
        assert.ok(id);
        const parts = machineIdParts(id);
        assert.equal(parts.resourceGroup, group.toLowerCase());
        assert.equal(parts.name, name.toLowerCase());
      }),
    );
  });
});

describe('the ids of tenants and subscriptions', () => {
  it('are lower case and without blanks around them', () => {
    assert.equal(tenantId(' 0000AAAA-0000-0000-0000-000000000001 '), '0000aaaa-0000-0000-0000-000000000001');
    assert.equal(subscriptionId('0000AAAA-0000-0000-0000-000000000001\n'), '0000aaaa-0000-0000-0000-000000000001');
  });
});
