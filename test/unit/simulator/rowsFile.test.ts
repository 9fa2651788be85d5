import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TENANT_OF_ROWS } from '../../../src/simulator/rowsFile';
import { SimulatorRefusal } from '../../../src/simulator/startSimulator';
import { sharedFile } from './sharedFile';
import { at, listAt, SimulatorUnderTest, textAt } from './simulatorUnderTest';

const SUBSCRIPTION = '00000000-0000-0000-0000-00000000000a';
const MACHINE_ID = `/subscriptions/${SUBSCRIPTION}/resourcegroups/rg-a/providers/microsoft.hybridcompute/machines/one`;

function machine(extra: object = {}): object {
  return {
    _provenance: 'made up',
    id: MACHINE_ID,
    name: 'ONE',
    type: 'microsoft.hybridcompute/machines',
    location: 'westeurope',
    properties: {
      coreCount: 8,
      odd: { deep: [null, 1.5, 'ü'] },
      licenseProfile: { productProfile: { productType: 'WindowsServer', productFeatures: [{ name: 'Hotpatch' }] } },
    },
    ...extra,
  };
}

describe('rows from a file', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'simulator-rows-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  function file(content: unknown): string {
    const path = join(folder, 'rows.json');
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  }

  async function withRows(content: unknown, test: (azure: SimulatorUnderTest) => Promise<void>): Promise<void> {
    const azure = await SimulatorUnderTest.start({ rows: file(content), quota: null });
    try {
      await test(azure);
    } finally {
      await azure.stop();
    }
  }

  it('are served as they are', async () => {
    await withRows([machine()], async (azure) => {
      const answer = await azure.query('resources | project id, name, properties | order by id asc');
      assert.deepEqual(at(answer.body, 'data'), [
        { id: MACHINE_ID, name: 'ONE', properties: at(machine(), 'properties') },
      ]);
    });
  });

  it('go to the table that their type names', async () => {
    const child = (type: string, id: string): object => ({
      id: `${MACHINE_ID}/${id}`,
      type: `microsoft.hybridcompute/machines/${type}`,
    });
    const rows = [
      machine(),
      child('patchassessmentresults', 'patchAssessmentResults/latest'),
      child('patchassessmentresults/softwarepatches', 'patchAssessmentResults/latest/softwarePatches/1'),
      child('patchinstallationresults', 'patchInstallationResults/1'),
      child('extensions', 'extensions/x'),
    ];
    await withRows(rows, async (azure) => {
      const count = async (table: string): Promise<unknown> =>
        at((await azure.query(`${table} | project id | order by id asc`)).body, 'count');
      assert.equal(await count('resources'), 2);
      assert.equal(await count('patchassessmentresources'), 2);
      assert.equal(await count('patchinstallationresources'), 1);
      assert.equal(await count('resourcecontainers'), 1);
      assert.equal(at((await azure.ask('/simulator/health')).body, 'machines'), 1);
    });
  });

  it('bring their tenants and subscriptions', async () => {
    const other = '00000000-0000-0000-0000-0000000000b0';
    const rows = [
      machine({ tenantId: other }),
      machine({ id: MACHINE_ID.replace(SUBSCRIPTION, SUBSCRIPTION.replace('a', 'b')) }),
    ];
    await withRows(rows, async (azure) => {
      const tenants = await azure.ask('/tenants?api-version=2022-12-01');
      assert.deepEqual(
        listAt(tenants.body, 'value').map((each) => at(each, 'tenantId')),
        [other, TENANT_OF_ROWS],
      );
      const subscriptions = await azure.ask('/subscriptions?api-version=2022-12-01', {}, `x;tenant=${TENANT_OF_ROWS}`);
      assert.equal(listAt(subscriptions.body, 'value').length, 1);
      assert.equal(textAt(subscriptions.body, 'value', 0, 'displayName'), 'Subscription 000b');
    });
  });

  it('are named by the subscriptions among them', async () => {
    const container = { id: `/subscriptions/${SUBSCRIPTION}`, name: 'Lab', type: 'microsoft.resources/subscriptions' };
    await withRows([machine(), container], async (azure) => {
      const list = await azure.ask('/subscriptions?api-version=2022-12-01');
      assert.equal(textAt(list.body, 'value', 0, 'displayName'), 'Lab');
      const rows = await azure.query('resourcecontainers | project id | order by id asc');
      assert.equal(at(rows.body, 'count'), 1);
    });
  });

  it("serve the license profile out of the machine's own properties", async () => {
    await withRows([machine()], async (azure) => {
      const profile = await azure.ask(`${MACHINE_ID}/licenseProfiles/default?api-version=2025-01-13`);
      assert.equal(at(profile.body, 'properties', 'productProfile', 'productFeatures', 0, 'name'), 'Hotpatch');
    });
  });

  it('that are none are skipped, each with a sentence', async () => {
    await withRows(
      [7, { type: 'x/y' }, { id: '/subscriptions/s/x' }, { id: '/x', type: 'x/y' }, machine()],
      async (azure) => {
        assert.equal(azure.notes.length, 4);
        assert.match(azure.notes[0] ?? '', /^Row 1 is skipped: .+\.$/);
        assert.equal(at((await azure.ask('/simulator/health')).body, 'machines'), 1);
      },
    );
  });

  it('may be none at all', async () => {
    await withRows([], async (azure) => {
      assert.equal((await azure.ask('/subscriptions?api-version=2022-12-01')).status, 200);
      assert.equal(at((await azure.query('resources | project id | order by id asc')).body, 'count'), 0);
    });
  });

  for (const [name, content] of [
    ['no JSON', '{'],
    ['no array', {}],
  ] as const) {
    it(`are refused in one sentence when there is ${name}`, async () => {
      await assert.rejects(SimulatorUnderTest.start({ rows: file(content) }), (error) => {
        assert.ok(error instanceof SimulatorRefusal);
        assert.match(error.message, /^The rows file '[^\n]+\.$/);
        return true;
      });
    });
  }

  it('are refused in one sentence when there is no such file', async () => {
    await assert.rejects(SimulatorUnderTest.start({ rows: join(folder, 'none.json') }), /cannot be read: ENOENT\.$/);
  });

  it('can be the sample rows of the project', async function () {
    const samples = sharedFile('facts/samples.json');
    if (samples === undefined) {
      console.log('      (skipped: the folder of shared facts is absent)');
      this.skip();
    }
    const azure = await SimulatorUnderTest.start({ rows: samples.path, quota: null });
    try {
      assert.equal(azure.notes.length, 2, azure.notes.join(' '));
      const machines = await azure.query(
        "resources | where type =~ 'microsoft.hybridcompute/machines' | project id, properties | order by id asc",
      );
      assert.equal(at(machines.body, 'count'), 3);
      const given: unknown = JSON.parse(samples.text);
      assert.deepEqual(at(machines.body, 'data', 1, 'properties'), at(given, 2, 'properties'));
      assert.equal(at((await azure.query('patchassessmentresources | project id | order by id asc')).body, 'count'), 3);
      assert.equal(
        at((await azure.query('patchinstallationresources | project id | order by id asc')).body, 'count'),
        1,
      );
    } finally {
      await azure.stop();
    }
  });
});
