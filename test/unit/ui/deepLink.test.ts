import assert from 'node:assert/strict';
import fc from 'fast-check';
import { NO_FILTER } from '../../../src/core/fleetFilter';
import { machineId } from '../../../src/core/ids';
import { STATE_IDS } from '../../../src/core/stateTable';
import type { DeepLinkFault } from '../../../src/ui/deepLink';
import { readDeepLink } from '../../../src/ui/deepLink';
import { machineLink } from '../../../src/ui/machineLink';

const ID =
  '/subscriptions/00000000-0000-0000-0000-00000000000a/resourceGroups/rg-Contoso_(1).west/providers/Microsoft.HybridCompute/machines/CON-APP-708';

describe('links into the extension', () => {
  it('lead to the dashboard', () => {
    assert.deepEqual(readDeepLink('/dashboard', ''), { ok: true, value: { kind: 'dashboard' } });
  });

  it('lead to a machine, in any casing of its id', () => {
    const expected = { ok: true, value: { kind: 'machine', id: ID.toLowerCase() } };
    assert.deepEqual(readDeepLink('/machine', `id=${ID}`), expected);
    assert.deepEqual(readDeepLink('/machine', `id=${ID.toUpperCase()}`), expected);
  });

  it('lead to a filter by text, states or both', () => {
    const filtered = (query: string) => {
      const link = readDeepLink('/filter', query);
      assert.ok(link.ok && link.value.kind === 'filter', query);
      return link.value.filter;
    };
    assert.deepEqual(filtered('text=sql west'), { ...NO_FILTER, text: 'sql west' });
    assert.deepEqual(filtered('text=env=prod'), { ...NO_FILTER, text: 'env=prod' });
    assert.deepEqual(filtered('state=failed,offTrack,failed'), { ...NO_FILTER, states: ['failed', 'offTrack'] });
    assert.deepEqual(filtered('state=pending&text=x'), { ...NO_FILTER, text: 'x', states: ['pending'] });
  });

  /** One of each kind, in the form of the property below. */
  const LINKS: readonly [string, string[]][] = [
    ['/dashboard', []],
    ['/machine', [`id=${ID}`]],
    ['/filter', ['text=sql']],
  ];

  const refused: readonly (readonly [string, string, DeepLinkFault['id']])[] = [
    ['', '', 'path'],
    ['/', '', 'path'],
    ['/Dashboard', '', 'path'],
    ['/dashboard/', '', 'path'],
    ['/constructor', '', 'path'],
    ['/__proto__', '', 'path'],
    ['/command', 'id=workbench.action.quit', 'path'],
    ['/dashboard', 'x=1', 'parameter'],
    ['/dashboard', '#x', 'parameter'],
    ['/machine', '', 'machineId'],
    ['/machine', 'id=', 'machineId'],
    ['/machine', 'id', 'parameter'],
    ['/machine', `id=${ID}&id=${ID}`, 'parameter'],
    ['/machine', `id=${ID}&state=failed`, 'parameter'],
    ['/machine', `id=${ID}/`, 'machineId'],
    ['/machine', `id=${ID}/licenseProfiles/default`, 'machineId'],
    ['/machine', `id= ${ID}`, 'machineId'],
    ['/machine', `id=${ID.replace('00000000-', '')}`, 'machineId'],
    ['/machine', `id=${ID.replace('CON-APP-708', '..%2f')}`, 'machineId'],
    ['/machine', `id=${ID.replace('CON-APP-708', 'a'.repeat(65))}`, 'machineId'],
    ['/machine', `id=${ID}\u202e`, 'machineId'],
    ['/machine', `id=${ID}\n`, 'machineId'],
    ['/machine', `id=${ID}#x`, 'machineId'],
    ['/machine', `id=${encodeURIComponent(ID)}`, 'machineId'],
    ['/filter', '', 'empty'],
    ['/filter', 'text=', 'text'],
    ['/filter', 'text= x', 'text'],
    ['/filter', 'text=a\u0000b', 'text'],
    ['/filter', 'text=a\u202eb', 'text'],
    ['/filter', `text=${'a'.repeat(201)}`, 'text'],
    ['/filter', 'text=a&b', 'parameter'],
    ['/filter', 'state=', 'state'],
    ['/filter', 'state=Failed', 'state'],
    ['/filter', 'state=failed,', 'state'],
    ['/filter', 'state=toString', 'state'],
    ['/filter', 'tag=env', 'parameter'],
    ['/filter', `text=${'a'.repeat(1_000)}`, 'tooLong'],
    [`/${'a'.repeat(1_000)}`, '', 'tooLong'],
  ];

  for (const [path, query, id] of refused) {
    it(`are refused where they are not exactly right: ${JSON.stringify(`${path}?${query}`).slice(0, 90)} (${id})`, () => {
      const link = readDeepLink(path, query);
      assert.ok(!link.ok, 'it was taken');
      assert.equal(link.fault.id, id);
    });
  }

  it('are quoted by their beginning alone where they are refused', () => {
    const sentence = 'this machine is lost; call +1 555 0100 at once and give the password that you are asked for';
    for (const [path, query] of [
      [`/${sentence}`, ''],
      ['/dashboard', `${sentence}=1`],
      ['/machine', `id=${sentence}`],
      ['/filter', `state=${sentence}`],
    ] as const) {
      const link = readDeepLink(path, query);
      assert.ok(!link.ok);
      assert.match(link.fault.value, /^\/?this machine is lost; call .*…$/);
      assert.ok(link.fault.value.length <= 40, link.fault.value);
    }
  });

  it('never throw, and never give more than they may, whatever they hold', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom(`id=${ID}`, 'id=', 'text=', 'state=', '&', '=', ',', '#', '%', '+', ...STATE_IDS),
    );
    const paths = fc.oneof(
      fc.constantFrom('/dashboard', '/machine', '/filter'),
      fc.string({ unit: 'binary', maxLength: 12 }),
    );
    const taken = new Map<string, number>();
    fc.assert(
      fc.property(paths, fc.array(piece, { maxLength: 8 }), (path, pieces) => {
        const query = pieces.join('');
        const link = readDeepLink(path, query);
        if (!link.ok) return;
        taken.set(link.value.kind, (taken.get(link.value.kind) ?? 0) + 1);
        assert.equal(path, `/${link.value.kind}`);
        if (link.value.kind === 'machine') {
          assert.equal(machineId(link.value.id), link.value.id);
          assert.match(link.value.id, /^[\p{L}\p{N}/_().-]{90,300}$/u);
        }
        if (link.value.kind === 'filter') {
          const { text, states, tag, attentionOnly } = link.value.filter;
          assert.doesNotMatch(text, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
          assert.ok(text.length <= 200 && states.every((state) => STATE_IDS.includes(state)));
          assert.ok(text !== '' || states.length > 0);
          assert.deepEqual([tag, attentionOnly], [null, false]);
        }
      }),
      { numRuns: 1_000, examples: [...LINKS] },
    );
    // The property is worth something only where links were taken.
    assert.deepEqual([...taken.keys()].toSorted(), ['dashboard', 'filter', 'machine']);
  });

  it('to a machine are read as they are written, through an address and back', () => {
    const leadsNowhereElse = (text: string): boolean => text !== '.' && text !== '..';
    const name = fc.stringMatching(/^[a-z0-9_.-]{1,64}$/).filter(leadsNowhereElse);
    const group = fc.stringMatching(/^[a-z0-9_().-]{1,90}$/).filter(leadsNowhereElse);
    fc.assert(
      fc.property(fc.uuid(), group, name, (subscription, resourceGroup, machine) => {
        const id = machineId(
          `/subscriptions/${subscription}/resourcegroups/${resourceGroup}/providers/microsoft.hybridcompute/machines/${machine}`,
        );
        assert.ok(id);
        const url = new URL(machineLink('vscode', id));
        assert.equal(url.host, 'hotpatch-fleet.hotpatch-fleet');
        const link = readDeepLink(url.pathname, decodeURIComponent(url.search.slice(1)));
        assert.deepEqual(link, { ok: true, value: { kind: 'machine', id } });
      }),
    );
  });
});
