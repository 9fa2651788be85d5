import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { FleetFilter } from '../../../src/core/fleetFilter';
import { NO_FILTER } from '../../../src/core/fleetFilter';
import type { Grouping } from '../../../src/core/grouping';
import { GROUPINGS } from '../../../src/core/grouping';
import { STATE_IDS } from '../../../src/core/stateTable';
import { failed, succeeded } from '../../../src/core/result';
import type { FleetView } from '../../../src/fleet/fleetStore';
import type { FleetRow } from '../../../src/ui/fleetRow';
import { FleetTreeModel, machineRow, PAGE, updateRows } from '../../../src/ui/fleetTreeModel';
import type { MachineDifferences } from '../core/machineBuilder';
import { BUILD } from '../core/machineBuilder';
import {
  CONTOSO,
  FORBIDDEN,
  idIn,
  judged,
  machineIn,
  PRODUCTION,
  reading,
  subscriptionsWith,
  tenantsWith,
  TEST,
  UNREACHABLE,
  WHOLE,
} from '../fleet/fleetBuilder';
import { SAMPLE, storeOf, UNTROUBLED } from './sampleFleet';

const ALL: readonly Grouping[] = GROUPINGS.map((by) => (by === 'tag' ? { by, tag: 'env' } : { by }));
const BY_STATE: Grouping = { by: 'state' };

describe('FleetTreeModel', () => {
  let model: FleetTreeModel;

  beforeEach(() => {
    model = newModel();
  });

  it('has no rows before anything is known', () => {
    assert.deepEqual(model.roots(), []);
    model.update(storeOf(null).view, NO_FILTER, BY_STATE);
    assert.deepEqual(model.roots(), []);
    assert.deepEqual(model.children('group:state:enabled'), []);
    assert.equal(model.shown, 0);
  });

  describe('pages', () => {
    const group = 'group:state:enabled';

    function show(count: number, differs: MachineDifferences = {}): void {
      const machines = Array.from({ length: count }, (_, index) => machineIn(PRODUCTION, `m${index}`, differs));
      model.update(viewOf(machines), NO_FILTER, BY_STATE);
    }

    it('shows a page as a whole without asking for more', () => {
      show(PAGE);
      assert.equal(model.children(group).length, PAGE);
      assert.ok(model.children(group).every(({ kind }) => kind === 'machine'));
    });

    it('shows 200 and a row to load more, which says how many there are', () => {
      show(PAGE + 1);
      const rows = model.children(group);
      assert.equal(rows.length, PAGE + 1);
      assert.deepEqual(rows.at(-1), {
        kind: 'loadMore',
        id: `more:${group}`,
        groupId: group,
        shown: PAGE,
        total: PAGE + 1,
      });
    });

    it('shows one page more each time, and keeps them when the fleet changes', () => {
      show(3 * PAGE + 50);
      model.loadMore(group);
      assert.equal(machinesIn(group), 2 * PAGE);
      show(3 * PAGE + 60);
      assert.equal(machinesIn(group), 2 * PAGE);
      model.loadMore(group);
      model.loadMore(group);
      assert.equal(machinesIn(group), 3 * PAGE + 60);
      assert.equal(
        model.children(group).some(({ kind }) => kind === 'loadMore'),
        false,
      );
    });

    it('keeps the pages of a group that was gone in between', () => {
      show(2 * PAGE);
      model.loadMore(group);
      show(5, { hotpatchFeature: null });
      assert.deepEqual(model.children(group), []);
      show(2 * PAGE);
      assert.equal(machinesIn(group), 2 * PAGE);
    });

    function machinesIn(id: string): number {
      return model.children(id).filter(({ kind }) => kind === 'machine').length;
    }
  });

  describe('what failed', () => {
    it('stands first, one row for each', () => {
      model.update(storeOf(SAMPLE, UNREACHABLE).view, NO_FILTER, BY_STATE);
      const rows = model.roots();
      const problems = rows.filter(({ kind }) => kind === 'problem');
      assert.deepEqual(rows.slice(0, problems.length), problems);
      assert.deepEqual(
        problems.map((row) => (row.kind === 'problem' ? row.scope.kind : '')),
        ['fleet', 'patchData', 'tenant', 'subscription', 'missingRows'],
      );
    });

    it('has one row for a tenant that failed as a whole, not one for each subscription too', () => {
      const subscriptions = subscriptionsWith(TEST, { problem: UNREACHABLE });
      const tenants = tenantsWith(CONTOSO, { problem: UNREACHABLE });
      model.update(viewOf([], { tenants, subscriptions }), NO_FILTER, BY_STATE);
      assert.deepEqual(ids(model.roots()), [`problem:tenant:${CONTOSO}`]);
    });

    it('is shown though the filter hides every machine', () => {
      const view = viewOf([machineIn(PRODUCTION, 'app01')], {
        subscriptions: subscriptionsWith(TEST, { problem: FORBIDDEN }),
      });
      model.update(view, { ...NO_FILTER, text: 'nowhere' }, BY_STATE);
      assert.deepEqual(ids(model.roots()), [`problem:subscription:${TEST}`]);
      assert.equal(model.shown, 0);
    });
  });

  describe('a filter', () => {
    const machines = [
      machineIn(PRODUCTION, 'app01'),
      machineIn(PRODUCTION, 'app02', { osVersion: BUILD.offTrack }),
      machineIn(TEST, 'db01', { osVersion: BUILD.offTrack }),
    ];

    it('leaves only what passes, and counts it', () => {
      model.update(viewOf(machines), { ...NO_FILTER, text: 'app' }, BY_STATE);
      assert.equal(model.shown, 2);
      assert.deepEqual(ids(model.roots()), ['group:state:offTrack', 'group:state:enabled']);
      assert.deepEqual(ids(model.children('group:state:offTrack')), [`machine:${idIn(PRODUCTION, 'app02')}`]);
    });

    it('hides a machine from who asks for its group', () => {
      const id = idIn(TEST, 'db01');
      model.update(viewOf(machines), NO_FILTER, BY_STATE);
      assert.equal(model.groupIdOf(id), 'group:state:offTrack');
      model.update(viewOf(machines), { ...NO_FILTER, text: 'app' }, BY_STATE);
      assert.equal(model.groupIdOf(id), undefined);
      model.update(viewOf(machines), NO_FILTER, { by: 'subscription' });
      assert.equal(model.groupIdOf(id), `group:subscription:${TEST}`);
    });
  });

  it('lists the machines that have gone last', () => {
    model.update(storeOf(SAMPLE).view, NO_FILTER, BY_STATE);
    const last = model.roots().at(-1);
    assert.deepEqual(last, { kind: 'vanishedGroup', id: 'vanished', count: 2 });
    assert.deepEqual(
      model.children('vanished').map(({ kind }) => kind),
      ['vanished', 'vanished'],
    );
    model.update(storeOf(UNTROUBLED).view, NO_FILTER, BY_STATE);
    assert.ok(model.roots().every(({ kind }) => kind === 'group'));
  });

  it('gives a machine the same id in every grouping, and whatever its state', () => {
    const seen = ALL.map((grouping) => {
      model.update(storeOf(SAMPLE).view, NO_FILTER, grouping);
      return ids(allRows(model))
        .filter((id) => id.startsWith('machine:'))
        .toSorted();
    });
    for (const other of seen) assert.deepEqual(other, seen[0]);
    assert.equal(machineRow(judged(machineIn(TEST, 'a', { hotpatchFeature: null }))).id, `machine:${idIn(TEST, 'a')}`);
  });

  it('never gives two rows the same id, however the fleet is filtered and grouped', () => {
    const filters = fc.record<FleetFilter>({
      text: fc.constantFrom('', 'a', 'not', 'windows 2025'),
      states: fc.subarray([...STATE_IDS], { maxLength: 3 }),
      tag: fc.constantFrom(null, { name: 'env', value: null }, { name: 'ENV', value: 'TEST' }),
      attentionOnly: fc.boolean(),
    });
    const views = [storeOf(SAMPLE).view, storeOf(SAMPLE, UNREACHABLE).view, storeOf(UNTROUBLED).view];
    const groupings = fc.oneof(
      fc.constantFrom(...ALL),
      fc.record({ by: fc.constant('tag' as const), tag: fc.constantFrom('Env', 'missing', 'constructor') }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...views), filters, groupings, (view, filter, grouping) => {
        model.update(view, filter, grouping);
        const all = ids(allRows(model));
        assert.equal(new Set(all).size, all.length);
        assert.equal(all.filter((id) => id.startsWith('machine:')).length, model.shown);
      }),
      { numRuns: 60 },
    );
  });

  describe('the rows below a machine', () => {
    const machine = judged(machineIn(PRODUCTION, 'app01'));
    const update = { kb: 'KB5087423', title: 'Update', classifications: [], rebootBehavior: null };

    it('are its updates, though one is listed twice', () => {
      const rows = updateRows(machine, succeeded([update, update]));
      assert.equal(new Set(ids(rows)).size, 2);
      assert.ok(rows.every(({ kind }) => kind === 'update'));
    });

    it('say that there are none, or that nobody has looked', () => {
      const bare = judged(machineIn(PRODUCTION, 'app01', { assessment: null }));
      assert.deepEqual(
        [machine, bare].map((one) =>
          updateRows(one, succeeded([])).map((row) => row.kind === 'noUpdates' && row.isAssessed),
        ),
        [[true], [false]],
      );
    });

    it('say that they could not be read', () => {
      const [row] = updateRows(machine, failed(FORBIDDEN));
      assert.ok(row?.kind === 'updatesFailed');
      assert.deepEqual(row.fault, FORBIDDEN);
    });
  });
});

function newModel(): FleetTreeModel {
  return new FleetTreeModel((key) => Object.values(key).join(' '));
}

function viewOf(machines: Parameters<typeof reading>[0], differs: Parameters<typeof reading>[1] = {}): FleetView {
  const store = storeOf(null);
  store.apply(reading(machines, differs), WHOLE);
  return store.view;
}

function allRows(model: FleetTreeModel): readonly FleetRow[] {
  return model.roots().flatMap((row) => [row, ...model.children(row.id)]);
}

function ids(rows: readonly FleetRow[]): readonly string[] {
  return rows.map(({ id }) => id);
}
