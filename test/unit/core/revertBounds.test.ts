import assert from 'node:assert/strict';
import type { MachineId } from '../../../src/core/ids';
import { boundRevert } from '../../../src/core/revertBounds';
import type { RevertContext } from '../../../src/core/revertBounds';
import { idOf } from './costBuilder';

const [APP, DB, GONE, BUSY] = ['app01', 'db01', 'gone01', 'busy01'].map((name) => ({ id: idOf(name), name }));
assert.ok(APP && DB && GONE && BUSY);
const ALL = [APP, DB, GONE, BUSY];

const TAGS: ReadonlyMap<MachineId, Readonly<Record<string, string>>> = new Map([
  [APP.id, { env: 'test' }],
  [DB.id, { Env: 'Prod' }],
  [BUSY.id, {}],
]);

function context(differs: Partial<RevertContext> = {}): RevertContext {
  return {
    protectedTags: [],
    isReadOnly: false,
    maximumMachines: 0,
    inProgress: new Set(),
    tagsOf: (id) => TAGS.get(id) ?? null,
    ...differs,
  };
}

describe('the limits of operations on a revert', () => {
  it('leave all its machines where nothing limits it', () => {
    assert.deepEqual(boundRevert(ALL, context()), {
      included: ALL,
      protectedByTag: 0,
      inProgress: 0,
      tagsNotKnown: 0,
      obstacle: null,
    });
  });

  it('leave out what a tag protects; a machine whose tags nobody can read is not protected, and counted', () => {
    const bounded = boundRevert(ALL, context({ protectedTags: ['env=prod'] }));
    assert.deepEqual(bounded.included, [APP, GONE, BUSY]);
    assert.deepEqual([bounded.protectedByTag, bounded.tagsNotKnown], [1, 1]);
  });

  it('leave out machines that another operation has not settled, and count each machine once', () => {
    const protectedTags = ['env'];
    const bounded = boundRevert(ALL, context({ protectedTags, inProgress: new Set([BUSY.id, DB.id]) }));
    assert.deepEqual(bounded.included, [GONE]);
    assert.deepEqual([bounded.protectedByTag, bounded.inProgress, bounded.tagsNotKnown], [1, 2, 1]);
  });

  it('are obstacles as of a plan: more machines than the most, changes forbidden, nothing left', () => {
    const obstacleOf = (differs: Partial<RevertContext>): unknown => boundRevert(ALL, context(differs)).obstacle;
    assert.deepEqual(obstacleOf({ maximumMachines: 3 }), { id: 'tooMany', maximum: 3 });
    assert.equal(obstacleOf({ maximumMachines: 4 }), null);
    assert.equal(obstacleOf({ maximumMachines: 3, protectedTags: ['env=prod'] }), null, 'counted are those left');
    assert.deepEqual(obstacleOf({ isReadOnly: true }), { id: 'readOnly' });
    assert.deepEqual(obstacleOf({ inProgress: new Set(ALL.map(({ id }) => id)) }), { id: 'nothingToDo' });
  });
});
