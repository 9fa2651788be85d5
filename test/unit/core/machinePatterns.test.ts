import assert from 'node:assert/strict';
import { canRunCommands } from '../../../src/core/agentVersion';
import { groupsBy } from '../../../src/core/machinePatterns';

describe('patterns of machines', () => {
  const groupsOf = groupsBy(['DC*', ' *-dc-? ', 'tag:role=dc', 'tag: cluster ', 'sql.(1)', '']);
  const groups = (name: string, tags: Readonly<Record<string, string>> = {}) => groupsOf({ name, tags });

  it('tell names, whatever the case, as a whole', () => {
    assert.deepEqual(groups('dc01'), ['dc*']);
    assert.deepEqual(groups('HQ-DC-1'), ['*-dc-?']);
    assert.deepEqual(groups('HQ-DC-12'), []);
    assert.deepEqual(groups('appdc'), []);
    assert.deepEqual(groups('sql.(1)'), ['sql.(1)']);
    assert.deepEqual(groups('sqlx(1)'), []);
  });

  it('take a name that nearly fits no longer than others', () => {
    // Going back over all ways to share the dashes out would not end before the test’s own time is over.
    assert.deepEqual(groupsBy(['*-*-*-*-DC*'])({ name: '-'.repeat(20_000), tags: {} }), []);
  });

  it('tell tags by name and value, or by name alone, where each value is a group', () => {
    assert.deepEqual(groups('app', { Role: ' DC ' }), ['role=dc']);
    assert.deepEqual(groups('app', { role: 'web' }), []);
    assert.deepEqual(groups('app', { Cluster: 'A' }), groups('db', { cluster: 'a' }));
    assert.notDeepEqual(groups('app', { cluster: 'a' }), groups('app', { cluster: 'b' }));
  });

  it('tell every group that a machine is in, each once', () => {
    assert.deepEqual(groups('DC-dc-1', { role: 'dc', cluster: 'a' }), ['dc*', '*-dc-?', 'role=dc', 'cluster=a']);
    assert.deepEqual(groupsBy(['sql*', 'SQL*', 'tag:c=a', 'tag:c'])({ name: 'sql1', tags: { c: 'A' } }), [
      'sql*',
      'c=a',
    ]);
  });

  it('are none where there are none', () => {
    assert.deepEqual(groupsBy([])({ name: 'dc1', tags: {} }), []);
  });
});

describe('an agent', () => {
  it('runs commands from 1.33 on; of one without a version Azure will say', () => {
    for (const old of ['1.32.02501.1', '0.99', '1.4']) assert.equal(canRunCommands(old), false, old);
    for (const fit of ['1.33', '1.33.02399.1', '1.100.1', '2.0', null, '', 'preview'])
      assert.equal(canRunCommands(fit), true);
  });
});
