import assert from 'node:assert/strict';
import fc from 'fast-check';
import { machineId, tenantId } from '../../../src/core/ids';
import { portalLink } from '../../../src/ui/portalLink';
import { CONTOSO, idIn, PRODUCTION } from '../fleet/fleetBuilder';

describe('portalLink', () => {
  it('leads to the machine, in its tenant', () => {
    assert.equal(
      portalLink('https://portal.azure.us', CONTOSO, idIn(PRODUCTION, 'app01')),
      'https://portal.azure.us/#@00000000-0000-0000-0000-0000000000aa/resource/subscriptions/00000000-0000-0000-0000-000000000001/resourcegroups/rg/providers/microsoft.hybridcompute/machines/app01/overview',
    );
  });

  it('never leads anywhere else, nor out of a Markdown link, whatever the names', () => {
    const names = fc
      .oneof(fc.constantFrom('rg(prod)', 'a)b', ' '), fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }))
      .filter((name) => !name.includes('/'));
    fc.assert(
      fc.property(names, names, names, (group, name, tenant) => {
        const id = machineId(
          `/subscriptions/s/resourceGroups/${group}/providers/Microsoft.HybridCompute/machines/${name}`,
        );
        if (id === undefined) return;
        const link = portalLink('https://portal.azure.com', tenantId(tenant), id);
        const url = new URL(link);
        assert.equal(url.origin, 'https://portal.azure.com');
        assert.equal(url.pathname, '/');
        assert.equal(link.split('/').length, 14);
        assert.doesNotMatch(link, /[\s<>"'\\`()*]/);
      }),
    );
  });

  it('stands a name with half a character', () => {
    const id = machineId('/subscriptions/s/resourceGroups/g/providers/Microsoft.HybridCompute/machines/x\ud83d');
    assert.ok(id !== undefined);
    assert.match(portalLink('https://portal.azure.com', CONTOSO, id), /overview$/);
  });
});
