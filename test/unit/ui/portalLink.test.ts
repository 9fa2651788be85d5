import assert from 'node:assert/strict';
import fc from 'fast-check';
import { machineId, tenantId } from '../../../src/core/ids';
import { hotpatchLink, portalLink, updateManagerLink } from '../../../src/ui/portalLink';
import { CONTOSO, idIn, PRODUCTION } from '../fleet/fleetBuilder';

describe('portalLink', () => {
  it('leads to the machine, in its tenant', () => {
    assert.equal(
      portalLink('https://portal.azure.us', CONTOSO, idIn(PRODUCTION, 'app01')),
      'https://portal.azure.us/#@00000000-0000-0000-0000-0000000000aa/resource/subscriptions/00000000-0000-0000-0000-000000000001/resourcegroups/rg/providers/microsoft.hybridcompute/machines/app01/overview',
    );
  });

  it('leads to the machine’s hotpatch page', () => {
    const id = idIn(PRODUCTION, 'app01');
    const overview = portalLink('https://portal.azure.cn', CONTOSO, id);
    assert.equal(hotpatchLink('https://portal.azure.cn', CONTOSO, id), overview.replace(/overview$/, 'hotpatch'));
  });

  it('leads to Update Manager, in the tenant where there is one', () => {
    const page = 'view/Microsoft_Azure_Automation/UpdateCenterMenuBlade/~/machines';
    assert.equal(updateManagerLink('https://portal.azure.us', CONTOSO), `https://portal.azure.us/#@${CONTOSO}/${page}`);
    assert.equal(updateManagerLink('https://portal.azure.com', null), `https://portal.azure.com/#${page}`);
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
