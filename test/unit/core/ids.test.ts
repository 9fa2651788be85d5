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
    ...['..', '.', 'a/b', 'a?b', 'a#b', 'a\\b', 'a%2e', 'a b', 'a\n', ' ', 'x'.repeat(129)].flatMap((part) => [
      ID.replace('APP01', part),
      ID.replace('RG-Prod', part),
      ID.replace('00000000-0000-0000-0000-00000000000A', part),
    ]),
    ID.replace('00000000-', ''),
  ];
  for (const text of none) {
    it(`is not ${JSON.stringify(text)}`, () => {
      assert.equal(machineId(text), undefined);
    });
  }

  it('is taken apart into lower-case parts', () => {
    const id = machineId(ID);
    assert.ok(id);
    assert.deepEqual(machineIdParts(id), {
      subscriptionId: subscriptionId('00000000-0000-0000-0000-00000000000a'),
      resourceGroup: 'rg-prod',
      name: 'app01',
    });
  });

  it('has names of letters of any language', () => {
    for (const name of ['máy-chủ', 'máy-chủ'.normalize('NFD'), '服务器01', 'a..b', '...', '(x)_1.']) {
      assert.ok(machineId(ID.replace('APP01', name)), name);
      assert.ok(machineId(ID.replace('RG-Prod', name)), name);
    }
  });

  const segment = fc.oneof(
    fc.string({ minLength: 1, maxLength: 8, unit: 'grapheme' }),
    fc.string({
      minLength: 1,
      maxLength: 3,
      unit: fc.constantFrom('.', '%', '2', 'e', '?', '#', '\\', '/', 'é', '\ud800'),
    }),
  );
  const anyId = fc
    .tuple(fc.oneof(fc.constant('00000000-0000-0000-0000-000000000001'), segment), segment, segment)
    .map(
      ([subscription, group, name]) =>
        `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.HybridCompute/machines/${name}`,
    );

  it('is put together from its parts again', () => {
    fc.assert(
      fc.property(anyId, (text) => {
        const id = machineId(text);
        if (id === undefined) return;
        const { subscriptionId: subscription, resourceGroup, name } = machineIdParts(id);
        assert.equal(
          id,
          `/subscriptions/${subscription}/resourcegroups/${resourceGroup}/providers/microsoft.hybridcompute/machines/${name}`,
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it('leads nowhere else in an address, whatever is taken for one', () => {
    fc.assert(
      fc.property(anyId, (text) => {
        const id = machineId(text);
        if (id === undefined) return;
        const url = new URL(
          `https://example.com${id.split('/').map(encodeURIComponent).join('/')}/below?api-version=1`,
        );
        assert.equal(decodeURIComponent(url.pathname), `${id}/below`);
        assert.equal(url.search, '?api-version=1');
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('the ids of tenants and subscriptions', () => {
  it('are lower case and without blanks around them', () => {
    assert.equal(tenantId(' 0000AAAA-0000-0000-0000-000000000001 '), '0000aaaa-0000-0000-0000-000000000001');
    assert.equal(subscriptionId('0000AAAA-0000-0000-0000-000000000001\n'), '0000aaaa-0000-0000-0000-000000000001');
  });
});
