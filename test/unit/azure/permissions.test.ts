import assert from 'node:assert/strict';
import fc from 'fast-check';
import { matchesAction, permissionEntryOf, permissionsOf } from '../../../src/azure/permissions';

/** Says the same, letter by letter and far slower. */
function oracle(pattern: string, action: string): boolean {
  if (pattern === '') return action === '';
  if (pattern.startsWith('*'))
    return oracle(pattern.slice(1), action) || (action !== '' && oracle(pattern, action.slice(1)));
  return action.startsWith(pattern.charAt(0)) && oracle(pattern.slice(1), action.slice(1));
}

const few = { maxLength: 8 };
const pattern = fc.string({ ...few, unit: fc.constantFrom('a', 'b', 'B', '/', '*') });
const action = fc.string({ ...few, unit: fc.constantFrom('a', 'A', 'b', '/') });
const entry = fc.record({
  actions: fc.array(pattern, { maxLength: 3 }),
  notActions: fc.array(pattern, { maxLength: 3 }),
});

describe('permissions', () => {
  const RUN = 'Microsoft.HybridCompute/machines/runCommands/write';
  const cases: readonly (readonly [string, string, boolean])[] = [
    ['*', RUN, true],
    ['*/read', RUN, false],
    ['*/write', RUN, true],
    ['Microsoft.HybridCompute/*', RUN, true],
    ['microsoft.hybridcompute/MACHINES/*/write', RUN, true],
    ['Microsoft.HybridCompute/machines/*/read', RUN, false],
    ['Microsoft.HybridCompute/machines', RUN, false],
    [RUN.toUpperCase(), RUN, true],
    // A dot is a dot.
    ['MicrosoftxHybridCompute/*', RUN, false],
    ['', RUN, false],
    // The two stars must not use the same letters.
    ['Microsoft.HybridCompute/*write*write', RUN, false],
  ];
  for (const [wanted, given, expected] of cases) {
    it(`${wanted === '' ? 'nothing' : wanted} ${expected ? 'fits' : 'does not fit'} ${given}`, () => {
      assert.equal(matchesAction(wanted, given), expected);
    });
  }

  it('matches as a plain matcher does', () => {
    fc.assert(
      fc.property(pattern, action, (wanted, given) => {
        assert.equal(matchesAction(wanted, given), oracle(wanted.toLowerCase(), given.toLowerCase()));
      }),
      { numRuns: 5000 },
    );
  });

  it('takes notActions off their own entry only, and allows what any entry allows', () => {
    const fits = (patterns: readonly string[], given: string): boolean =>
      patterns.some((each) => oracle(each.toLowerCase(), given.toLowerCase()));
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 4 }), action, (entries, given) => {
        const expected = entries.some((each) => fits(each.actions, given) && !fits(each.notActions, given));
        assert.equal(permissionsOf(entries).may(given), expected);
      }),
      { numRuns: 2000 },
    );
    const contributor = { actions: ['*'], notActions: ['Microsoft.HybridCompute/machines/runCommands/*'] };
    assert.equal(permissionsOf([contributor]).may(RUN), false);
    assert.equal(permissionsOf([contributor, { actions: [RUN], notActions: [] }]).may(RUN), true);
  });

  it('takes no time on a pattern made to take much', () => {
    const hostile = `${'*a'.repeat(2000)}*b`;
    const before = performance.now();
    assert.equal(matchesAction(hostile, 'a'.repeat(10_000)), false);
    assert.ok(performance.now() - before < 1000);
  });

  it('understands an item wholly or not at all', () => {
    assert.deepEqual(permissionEntryOf({ actions: ['*'], notActions: null }), { actions: ['*'], notActions: [] });
    assert.deepEqual(permissionEntryOf({}), { actions: [], notActions: [] });
    for (const item of [null, 'x', [], { actions: '*' }, { actions: ['*'], notActions: [1] }, { actions: [null] }]) {
      assert.equal(permissionEntryOf(item), null, JSON.stringify(item));
    }
  });
});
