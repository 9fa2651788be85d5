import assert from 'node:assert/strict';
import { type WorkbenchUnderTest, startWorkbench } from './startWorkbench';

describe('the Fleet view on the demo fleet', () => {
  let started: WorkbenchUnderTest;

  before(async () => {
    started = await startWorkbench({ machineSettings: { 'hotpatchFleet.cloud': 'Demo' } });
    await started.workbench.openContainer('Hotpatch Fleet');
    await started.workbench.row(/^Failed, /).waitFor();
  });

  after(() => started.close());

  it('shows the groups by state, those that need a hand first', async () => {
    const rows = await started.workbench.rows();
    assert.ok(rows.length > 1);
    assert.ok(rows.every(({ level, expanded }) => level === 1 && expanded === false));
    assert.match(rows[0]?.name ?? '', /need attention/);
  });

  it('shows the machines of a group that is opened', async () => {
    const { workbench } = started;
    const [first] = await workbench.rows();
    assert.ok(first);
    await workbench.expand(first.name);
    const machines = (await workbench.rows()).filter(({ level }) => level === 2);
    assert.ok(machines.length > 0);
    await workbench.collapse(first.name);
    assert.ok((await workbench.rows()).every(({ level }) => level === 1));
  });
});
