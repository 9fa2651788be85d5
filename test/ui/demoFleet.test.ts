import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { inRepository } from '../host/repository';
import { eventually, eventuallyQuiet } from './eventually';
import { CONTAINER, VIEW, message, statusItem, statusTooltip } from './startFleet';
import { type WorkbenchUnderTest, startWorkbench } from './startWorkbench';
import type { Workbench } from './workbench';

describe('a new user tries the demo fleet', () => {
  let started: WorkbenchUnderTest;
  let workbench: Workbench;

  before(async () => {
    started = await startWorkbench({ extensions: [inRepository('test', 'auth-helper')], env: { TZ: 'UTC' } });
    ({ workbench } = started);
    await workbench.openContainer(CONTAINER);
  });

  after(() => started.close());

  it('is welcomed with a way to sign in and a way without an account', async () => {
    const welcome = workbench.viewWelcome(VIEW);
    await welcome.getByRole('button', { name: 'Try the Demo Fleet' }).waitFor();
    await welcome.getByRole('button', { name: 'Sign In to Azure' }).waitFor();
    await eventually(async () => assert.equal(await workbench.badge(CONTAINER).count(), 0));
    await eventually(async () => assert.equal(await statusItem(workbench).isVisible(), false));
  });

  it('gets the whole fleet with one click', async () => {
    await workbench.viewWelcome(VIEW).getByRole('button', { name: 'Try the Demo Fleet' }).click();
    await workbench.row(/^Failed, /).waitFor();
    const rows = await workbench.rows();
    const counted = rows.map(({ label, description }) => ({ label, count: Number(/^[\d,]+/.exec(description)?.[0]) }));
    assert.equal(
      counted.reduce((sum, { count }) => sum + count, 0),
      500,
    );
    assert.deepEqual(
      counted.slice(0, 4).map(({ label }) => label),
      ['Failed', 'Action required', 'Behind baseline', 'Off track'],
    );
    assert.equal(counted.at(-1)?.label, 'Not eligible');
  });

  it('sees how many need a hand on the icon, the same as in the groups', async () => {
    const rows = await workbench.rows();
    const attention = rows.reduce((sum, { name }) => sum + Number(/([\d,]+) needs? attention/.exec(name)?.[1] ?? 0), 0);
    await eventually(async () => assert.equal(await workbench.badge(CONTAINER).innerText(), String(attention)));
    await workbench.page.getByRole('tab', { name: `${CONTAINER} - ${attention} machines need attention` }).waitFor();
  });

  it('sees how old the data are, and that it is a demo', async () => {
    await eventually(async () => assert.match(await message(workbench), /^As of .+ · Demo$/));
  });

  it('sees hotpatched of eligible and pending restarts in the status bar', async () => {
    await eventually(async () =>
      assert.match(await statusItem(workbench).innerText(), /^\s*\d+\/\d+\s+\d+\+?\s+Demo$/),
    );
    const tooltip = await statusTooltip(workbench);
    const text = await tooltip.innerText();
    assert.match(text, /\d+ of \d+ eligible machines are hotpatched/);
    assert.match(text, /\d+ machines have a restart pending/);
    assert.match(text, /\d+ machines need attention/);
    assert.match(text, /left out: their agents have expired or been offline for more than 15 days/);
    assert.match(text, /As of Aug 26, 2026/);
    assert.match(text, /simulated fleet at a simulated date/);
    const label = await statusItem(workbench).getAttribute('aria-label');
    assert.match(
      label ?? '',
      /^Hotpatch Fleet: \d+ of \d+ eligible machines hotpatched, \d+\+? with a restart pending/,
    );
  });

  it('comes to the dashboard by a click on the status bar', async () => {
    await statusItem(workbench).click();
    const tab = workbench.page.locator('.part.editor').getByRole('tab', { name: CONTAINER });
    await tab.waitFor();
    // By the mouse: a key would go to the page, which may still be loading.
    await tab.click({ button: 'middle' });
    await workbench.page.locator('.part.editor').getByRole('tab').waitFor({ state: 'detached' });
  });

  it('meets the same simulated Azure again after the window is reloaded', async () => {
    const before = announcement(started);
    await started.host.open();
    await workbench.openContainer(CONTAINER);
    await workbench.row(/^Failed, /).waitFor();
    await workbench.viewAction('Refresh the Fleet').click();
    await readIsOver(started);
    const after = announcement(started);
    assert.deepEqual(after, before);
    const health = (await (await fetch(`${after.url}/simulator/health`)).json()) as { pid: number };
    assert.equal(health.pid, before.pid);
  });

  describe('whose simulated Azure has been ended', () => {
    before(async () => {
      await workbench.expand(/^Failed, /);
      await endSimulator(started);
    });

    it('can have it started again by a retry of a machine’s updates', async () => {
      const [machine] = (await workbench.rows()).filter(({ level }) => level === 2);
      assert.ok(machine);
      await workbench.expand(machine.name);
      const retry = workbench.row(
        /^The pending updates could not be read: The demo’s simulated Azure cannot be reached/,
      );
      await retry.waitFor();
      assert.match((await retry.getAttribute('aria-label')) ?? '', /Retry starts it again/);
      await retry.click();
      // Starting it may take as long as the extension waits for it.
      await retry.waitFor({ state: 'detached', timeout: 40_000 });
      await workbench.collapse(/^Failed, /);
    });

    it('has it started again by a refresh', async () => {
      const before = await endSimulator(started);
      await workbench.viewAction('Refresh the Fleet').click();
      await eventually(() => assert.notEqual(announcement(started).pid, before.pid));
      await readIsOver(started);
      await workbench.viewAction('Refresh the Fleet').waitFor();
      await eventually(async () => assert.match(await message(workbench), /^As of .+ · Demo$/));
      await workbench.row(/^Failed, /).waitFor();
    });
  });

  describe('in the end', () => {
    it('leaves the demo, and is welcomed again', async () => {
      await workbench.viewMenu('Leave the Demo Fleet');
      await workbench.viewWelcome(VIEW).getByRole('button', { name: 'Try the Demo Fleet' }).waitFor();
      await eventually(async () => assert.equal(await workbench.row(/./).count(), 0));
      await eventually(async () => assert.equal(await statusItem(workbench).isVisible(), false));
    });

    it('has asked nobody outside this machine', () => {
      assert.deepEqual(started.host.refusedRequests, []);
    });
  });
});

/** Waits until the simulated Azure is asked for nothing any more. */
async function readIsOver(started: WorkbenchUnderTest): Promise<void> {
  const { url } = announcement(started);
  await eventuallyQuiet(async () => {
    const answer = await fetch(`${url}/simulator/requests`);
    return ((await answer.json()) as { requests: readonly unknown[] }).requests.length;
  });
}

/** Pulls the plug while nothing is under way, and waits until nobody answers any more. */
async function endSimulator(started: WorkbenchUnderTest): Promise<Announcement> {
  await readIsOver(started);
  const announced = announcement(started);
  await fetch(`${announced.url}/simulator/shutdown`, { method: 'POST' });
  await eventually(() => assert.rejects(fetch(`${announced.url}/simulator/health`)));
  return announced;
}

interface Announcement {
  readonly url: string;
  readonly pid: number;
}

function announcement({ host }: WorkbenchUnderTest): Announcement {
  const storage = path.join(host.profile.folder, 'User', 'globalStorage', 'hotpatch-fleet.hotpatch-fleet');
  const { url, pid } = JSON.parse(
    fs.readFileSync(path.join(storage, 'demo', 'simulator.json'), 'utf8'),
  ) as Announcement;
  return { url, pid };
}
