import assert from 'node:assert/strict';
import { canRunCommands } from '../../../src/core/agentVersion';
import { groupsBy } from '../../../src/core/machinePatterns';

describe('patterns of machines', () => {
  const groupOf = groupsBy(['DC*', ' *-dc-? ', 'tag:role=dc', 'tag: cluster ', 'sql.(1)', '']);
  const group = (name: string, tags: Readonly<Record<string, string>> = {}) => groupOf({ name, tags });

  it('tell names, whatever the case, as a whole', () => {
    assert.equal(group('dc01'), 'dc*');
    assert.equal(group('HQ-DC-1'), '*-dc-?');
    assert.equal(group('HQ-DC-12'), null);
    assert.equal(group('appdc'), null);
    assert.equal(group('sql.(1)'), 'sql.(1)');
    assert.equal(group('sqlx(1)'), null);
  });

  it('take a name that nearly fits no longer than others', () => {
    const start = performance.now();
    assert.equal(groupsBy(['*-*-*-*-DC*'])({ name: '-'.repeat(1_500), tags: {} }), null);
    assert.ok(performance.now() - start < 1_000);
  });

  it('tell tags by name and value, or by name alone, where each value is a group', () => {
    assert.equal(group('app', { Role: ' DC ' }), 'role=dc');
    assert.equal(group('app', { role: 'web' }), null);
    assert.equal(group('app', { Cluster: 'A' }), group('db', { cluster: 'a' }));
    assert.notEqual(group('app', { cluster: 'a' }), group('app', { cluster: 'b' }));
  });

  it('are none where there are none', () => {
    assert.equal(groupsBy([])({ name: 'dc1', tags: {} }), null);
  });
});

describe('an agent', () => {
  it('runs commands from 1.33 on; of one without a version Azure will say', () => {
    for (const old of ['1.32.02501.1', '0.99', '1.4']) assert.equal(canRunCommands(old), false, old);
    for (const fit of ['1.33', '1.33.02399.1', '1.100.1', '2.0', null, '', 'preview'])
      assert.equal(canRunCommands(fit), true);
  });
});
