import assert from 'node:assert/strict';
import fs from 'node:fs';
import {
  type MachineRowOptions,
  SMALL_FLEET,
  actionRequired,
  assessmentRow,
  machineId,
  machineRow,
  osVersion,
  REVISION,
  smallFleet,
  updateRow,
} from '../simulatedAzure/fleetRows';
import { eventually } from './eventually';
import { FleetUnderTest, labels, names } from './startFleet';
import type { TreeRow, Workbench } from './workbench';

const UPDATES = 'softwarepatches';

describe('the machines of a fleet', () => {
  let fleet: FleetUnderTest;
  let workbench: Workbench;

  before(async () => {
    fleet = await FleetUnderTest.start({ rows: [...smallFleet(), ...hostileRows()] });
    ({ workbench } = fleet);
    await workbench.expand(/^Enabled, /);
  });

  after(() => fleet.close());

  async function updateQueries(): Promise<readonly string[]> {
    return (await fleet.azure.queries()).filter((query) => query.includes(UPDATES));
  }

  describe('pending updates', () => {
    it('are listed below a machine, with what they are and whether they restart it', async () => {
      await workbench.expand(/^app01, /);
      const rows = (await workbench.rows()).filter(({ level }) => level === 3);
      assert.deepEqual(
        rows.map(({ label, description }) => [label, description]),
        [
          ['KB5120199', 'Security · no restart'],
          ['KB5126052', 'Security · may restart'],
        ],
      );
      assert.match(rows[0]?.name ?? '', /^Pending update 2026-08 Hotpatch for Windows Server 2025 .*, no restart$/);
    });

    it('say so where there are none, and where nobody has looked', async () => {
      await workbench.expand(/^app10, /);
      await workbench.row('No assessment in the last 7 days').waitFor();
    });

    it('are read in one query when VS Code opens several machines again', async () => {
      await workbench.expand(/^app02, /);
      // A machine that comes into the group makes VS Code ask for all rows anew.
      await fleet.azure.merge(SMALL_FLEET.offTrack, { properties: { osVersion: osVersion(REVISION.onTrack) } });
      await fleet.refresh();
      await workbench.row(/^app03, Enabled/).waitFor();
      await eventually(async () => assert.equal((await updateQueries()).length, 1));
      const [query = ''] = await updateQueries();
      for (const name of ['app01', 'app02', 'app10']) assert.ok(query.includes(`/machines/${name}'`), name);
      assert.equal((await names(workbench)).filter((name) => name.startsWith('Pending update')).length, 3);
      await fleet.azure.merge(SMALL_FLEET.offTrack, { properties: { osVersion: osVersion(REVISION.offTrack) } });
      await fleet.refresh();
      await workbench.row(/^app03, /).waitFor({ state: 'detached' });
    });

    it('are read anew once the machine has been assessed anew', async () => {
      await fleet.azure.merge(`${SMALL_FLEET.enabled}/patchAssessmentResults/latest`, {
        properties: { lastModifiedDateTime: '2026-08-26T07:50:00Z' },
      });
      await fleet.azure.remove(`${SMALL_FLEET.enabled}/patchAssessmentResults/latest/softwarePatches/update-1`);
      await fleet.refresh();
      await workbench.row(/^Pending update .*Hotpatch/).waitFor({ state: 'detached' });
    });

    it('that cannot be read leave one row to retry, which works', async () => {
      await fleet.azure.addFault({ query: UPDATES }, { kind: 'forbidden' });
      await workbench.collapse(/^Enabled, /);
      await workbench.expand(/^Behind baseline, /);
      await fleet.azure.forgetRequests();
      await workbench.expand(/^br-file1, /);
      const retry = workbench.row(/^The pending updates could not be read: Azure refused access/);
      await retry.waitFor();
      await retry.click();
      await eventually(async () => assert.equal((await updateQueries()).length, 2));
      await retry.waitFor();
      await fleet.azure.clearFaults();
      await retry.click();
      await workbench.row('No assessment in the last 7 days').waitFor();
      await eventually(async () => assert.equal(await retry.count(), 0));
      await workbench.collapse(/^br-file1, /);
    });
  });

  describe('a tooltip', () => {
    before(async () => {
      for (const group of [/^Action required, /, /^Off track, /, /^Not enrolled, /, /^Enabled, /]) {
        await workbench.expand(group);
      }
    });

    it('says what the state is, why, and what to do next, with the facts', async () => {
      const text = await (await workbench.rowTooltip(/^br-dc1, /)).innerText();
      assert.match(text, /Action required — br-dc1/);
      assert.match(text, /Azure asks for an action on the machine before it can receive hotpatches\./);
      assert.match(text, /Azure says: .*Virtualization-based security is not running\..*VbsNotRunning/);
      assert.match(text, /What to do next: Turn virtualization-based security \(VBS\) on: “Enable VBS…”/);
      assert.match(text, /Build\s+26100\.33222, on track/);
      assert.match(text, /Cores\s+8 physical, 16 logical/);
      assert.match(text, /Enrolled since\s+Jun 2, 2026, 9:14 AM/);
      assert.match(text, /Last assessed\s+never \(Azure keeps assessments for 7 days\)/);
      assert.match(text, /Restart\s+not known, never assessed/);
      assert.match(text, /Connection\s+connected since Aug 20, 2026, 6:11 AM/);
      assert.match(text, /Subscription\s+Branch offices/);
      assert.match(text, /Data as of Aug 26, 2026, 8:0\d AM · Open in Azure Portal/);
    });

    it('says of one off the track until when, and of one offline since when', async () => {
      const offTrack = await (await workbench.rowTooltip(/^app03, /)).innerText();
      assert.match(
        offTrack,
        /26100\.33296 \(2026-08\) is an ordinary update, not a hotpatch: .* until the baseline of/,
      );
      const offline = await (await workbench.rowTooltip(/^file02, /)).innerText();
      assert.match(offline, /Not enrolled — file02/);
      assert.match(offline, /Connection\s+offline since Aug 19, 2026, 5:40 PM/);
      assert.match(offline, /What to do next: Enroll it in hotpatch/);
    });

    it('of a hostile machine shows everything as text', async () => {
      const tooltip = await workbench.rowTooltip(/^<img src=x /);
      const text = await tooltip.innerText();
      assert.ok(
        text.includes('<img src=x onerror="window.injected=1"> **bold** $(trash) [click](command:workbench'),
        text,
      );
      assert.ok(text.includes('<script>window.injected=1</script>'), text);
      assert.ok(text.includes('[a](https://evil.example) | x | y | # big'), text);
      assert.ok(text.includes('# head `code` <b>b</b>'), text);
      assert.deepEqual(await tooltip.getByRole('link').allInnerTexts(), ['Open in Azure Portal']);
      assert.equal(await tooltip.locator('img, script, b, h1, code, .codicon-trash').count(), 0);
      assert.equal(await tooltip.locator('tr').count(), 11, 'a | in a value begins no cell and no row');
    });

    it('of a machine with a name of 100,000 characters stays on the screen', async () => {
      const tooltip = await workbench.rowTooltip(/^long-/);
      const box = await tooltip.boundingBox();
      assert.ok(box && box.x >= 0 && box.y >= 0 && box.x + box.width <= 1280 && box.y + box.height <= 800);
      assert.ok((await tooltip.innerText()).length < 3_000);
    });
  });

  describe('hostile names and tags', () => {
    it('stand in the rows as they are, cut and without control or direction characters', async () => {
      const shown = (await labels(workbench, 2)).filter((label) => /img|long-|controls/.test(label));
      assert.ok(
        shown.includes(
          '<img src=x onerror="window.injected=1"> **bold** $(trash) [click](command:workbench.action.quit)',
        ),
      );
      assert.ok(shown.includes('controls [31m here gpj.exe'));
      const long = shown.find((label) => label.startsWith('long-'));
      assert.ok(long !== undefined && long.length <= 200 && long.endsWith('…'));
    });

    it('stand in the groups as they are', async () => {
      await workbench.viewAction('Group By…').click();
      await workbench.pick('Tag…');
      await workbench.pick(/^<b>env/);
      await workbench
        .row(/^<b>env<\/b> \$\(flame\): \$\(zap\) \[t\]\(command:workbench.action.quit\), 1 machine/)
        .waitFor();
      assert.equal(await workbench.sideBar.locator('.codicon-flame, .codicon-zap, .monaco-list-row b').count(), 0);
      await workbench.viewAction('Group By…').click();
      await workbench.pick(/^Hotpatch state/);
      await workbench.row(/^Enabled, /).waitFor();
    });

    it('have run nothing and added nothing to the page', async () => {
      assert.equal(await workbench.page.evaluate('window.injected'), undefined);
      assert.equal(
        await workbench.page.locator('img[src="x"], a[href*="evil.example"], a[href^="command:"]').count(),
        0,
      );
      assert.deepEqual(fleet.started.host.refusedRequests, []);
    });
  });

  describe('for a screen reader', () => {
    it('have a name on every row', async () => {
      for (const { name, label } of await workbench.rows()) {
        assert.ok(name.startsWith(label) || name.startsWith('Pending update'), `${label}: ${name}`);
      }
    });

    it('have no fault that axe-core finds', async () => {
      assert.deepEqual(await violations(workbench), []);
    });
  });

  describe('that change', () => {
    before(async () => {
      await workbench.expand(/^Enabled, /);
      await workbench.expand(/^Off track, /);
    });

    it('move to their new group with their selection, and no group closes', async () => {
      await workbench.collapse(/^app01, /);
      await workbench.select(/^app01, /);
      const openBefore = openGroups(await workbench.rows());
      assert.ok(openBefore.length > 2);
      await fleet.azure.merge(SMALL_FLEET.enabled, { properties: { osVersion: osVersion(REVISION.offTrack) } });
      await fleet.refresh();
      await workbench.row(/^app01, Off track/).waitFor();
      const rows = await workbench.rows();
      const moved = rows.findIndex(({ label }) => label === 'app01');
      assert.equal(rows.slice(0, moved).findLast(({ level }) => level === 1)?.label, 'Off track');
      assert.deepEqual(
        rows.filter(({ selected }) => selected).map(({ label }) => label),
        ['app01'],
      );
      assert.deepEqual(openGroups(rows), openBefore);
    });

    it('without leaving their group are drawn anew where they stand', async () => {
      await fleet.azure.merge(`${SMALL_FLEET.rebootPending}/patchAssessmentResults/latest`, {
        properties: { rebootPending: false, lastModifiedDateTime: '2026-08-26T07:55:00Z' },
      });
      await workbench.row(/^app02, Enabled, restart pending/).waitFor();
      await fleet.refresh();
      await workbench.row('app02, Enabled').waitFor();
    });

    it('by vanishing from Azure are named apart, until they are dismissed', async () => {
      await fleet.azure.remove(machineId('app10'));
      await fleet.refresh();
      const vanished = workbench.row(/^No longer in Azure, 1 machine/);
      await vanished.waitFor();
      await workbench.expand(/^No longer in Azure/);
      await workbench.row(/^app10, It was no longer in Azure’s answer on Aug 26, 2026/).waitFor();
      await workbench.inlineAction(/^No longer in Azure/, 'Forget Machines No Longer in Azure');
      await vanished.waitFor({ state: 'detached' });
    });
  });
});

function openGroups(rows: readonly TreeRow[]): readonly string[] {
  return rows.filter(({ level, expanded }) => level === 1 && expanded === true).map(({ label }) => label);
}

/** Machines whose texts try to be more than text. */
function hostileRows(): readonly object[] {
  const markup: MachineRowOptions = {
    displayedName: '<img src=x onerror="window.injected=1"> **bold** $(trash) [click](command:workbench.action.quit)',
    tags: { '<b>env</b> $(flame)': '$(zap) [t](command:workbench.action.quit)' },
    properties: {
      agentVersion: '# head `code` <b>b</b> | c |',
      osProfile: actionRequired('<script>window.injected=1</script>', '[a](https://evil.example) | x | y |\n\n# big'),
    },
  };
  return [
    machineRow('hostile1', markup),
    machineRow('hostile2', { displayedName: 'controls\u0000\u001b[31m\nhere \u202egpj.exe\u2066' }),
    machineRow('hostile3', { displayedName: `long-${'x'.repeat(100_000)}`, tags: { note: 'y'.repeat(100_000) } }),
    assessmentRow(machineId('hostile2'), {}),
    updateRow(machineId('hostile2'), 1, { patchName: '<i>u</i> $(bug) [u](https://evil.example)', kbId: null }),
  ];
}

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** What axe-core finds wrong with our rows: those of VS Code's own frame around them are not ours. */
async function violations(workbench: Workbench): Promise<readonly string[]> {
  await workbench.page.evaluate(fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
  // What a row's columns show stands in another order in its name, which is one sentence.
  const options = { resultTypes: ['violations'], rules: { 'label-content-name-mismatch': { enabled: false } } };
  const result = await workbench.page.evaluate<{ violations: readonly Violation[] }>(
    `axe.run('.part.sidebar .pane-body', ${JSON.stringify(options)})`,
  );
  return result.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 300)).join('\n')}`);
}
