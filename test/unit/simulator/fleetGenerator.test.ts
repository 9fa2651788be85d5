import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { generateFleet, type FleetRecipe } from '../../../src/simulator/fleetGenerator';
import { FILLED_TABLES, type FleetSource } from '../../../src/simulator/fleetSource';
import { isMachine, rowKey } from '../../../src/simulator/fleetState';
import { objectOf, textOf } from '../../../src/simulator/jsonValues';
import type { Json, JsonRow } from '../../../src/simulator/kql/json';
import { STORIES } from '../../../src/simulator/machineStory';
import { DEFAULT_OPTIONS } from '../../../src/simulator/simulatorOptions';
import { releasedAt, SERVER_2025 } from '../../../src/simulator/releaseHistory';

const NOW = DEFAULT_OPTIONS.now;
const RECIPE: FleetRecipe = { machines: 500, seed: 7, now: NOW, subscriptions: 7 };

function everything(fleet: FleetSource): string {
  return JSON.stringify([fleet.tenants, fleet.subscriptions, FILLED_TABLES.map((name) => fleet.table(name))]);
}

function machinesOf(fleet: FleetSource): readonly JsonRow[] {
  return fleet.table('resources').filter(isMachine);
}

function property(row: JsonRow, ...path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((value, key) => objectOf(value)[key], row['properties']);
}

function hotpatchFeature(row: JsonRow): Readonly<Record<string, Json>> | undefined {
  const features = property(row, 'licenseProfile', 'productProfile', 'productFeatures');
  const list: readonly Json[] = Array.isArray(features) ? features : [];
  return list.map((each) => objectOf(each)).find((each) => each['name'] === 'Hotpatch');
}

describe('the generated fleet', () => {
  const fleet = generateFleet(RECIPE);
  const machines = machinesOf(fleet);

  it('is the same for the same seed, and another one for another seed', () => {
    assert.equal(everything(generateFleet(RECIPE)), everything(fleet));
    assert.notEqual(everything(generateFleet({ ...RECIPE, seed: 8 })), everything(fleet));
  });

  it('does not depend on the order in which its tables are asked for', () => {
    const other = generateFleet(RECIPE);
    for (const name of [...FILLED_TABLES].reverse()) other.table(name);
    assert.equal(everything(other), everything(fleet));
  });

  it('is the same on every machine and Node version', () => {
    const small = generateFleet({ ...RECIPE, machines: 40 });
    // Changes only when the generator is changed on purpose: then write the new one here.
    assert.equal(createHash('sha256').update(everything(small)).digest('hex').slice(0, 16), '17a7528716077fb8');
  });

  it('gives machine n the same facts in a small fleet and in a large one', () => {
    const small = machinesOf(generateFleet({ ...RECIPE, machines: 20 }));
    assert.deepEqual(small, machines.slice(0, 20));
  });

  it('has as many machines as asked for, each with an id of its own', () => {
    assert.equal(machines.length, 500);
    assert.equal(new Set(machines.map(rowKey)).size, 500);
    assert.equal(machinesOf(generateFleet({ ...RECIPE, machines: 1 })).length, 1);
  });

  it('spreads over two tenants and at least five subscriptions', () => {
    assert.equal(new Set(machines.map((row) => row['tenantId'])).size, 2);
    assert.ok(new Set(machines.map((row) => row['subscriptionId'])).size >= 5);
    assert.ok(new Set(machines.map((row) => row['location'])).size >= 4);
    assert.ok(fleet.subscriptions.some((each) => !machines.some((row) => row['subscriptionId'] === each.id)));
  });

  it('has many more subscriptions when asked for', () => {
    assert.equal(generateFleet({ ...RECIPE, machines: 1, subscriptions: 1203 }).subscriptions.length, 1203);
  });

  it('tells nothing of the future', () => {
    const times = everything(fleet).match(/"20\d\d-\d\d-\d\dT[^"]*"/g) ?? [];
    assert.ok(times.length > 1000);
    for (const text of times) {
      const value = text.slice(1, -1);
      const at = Date.parse(value.endsWith('Z') ? value : `${value}Z`);
      assert.ok(at <= NOW, `${value} is after ${new Date(NOW).toISOString()}`);
    }
  });

  it('runs builds that were out at its time', () => {
    const past = Date.parse('2026-03-20T00:00:00Z');
    const unlisted = STORIES.filter(({ build }) => build === 'unlisted').reduce((sum, { weight }) => sum + weight, 0);
    const known = new Set(
      SERVER_2025.filter((release) => releasedAt(release) <= past).flatMap((release) => [
        release.revision,
        release.ordinaryRevision ?? release.revision,
        ...(release.unclearRevisions ?? []),
      ]),
    );
    const revisions = machinesOf(generateFleet({ ...RECIPE, now: past }))
      .filter((row) => textOf(property(row, 'osSku')).includes('Server 2025'))
      .map((row) => textOf(property(row, 'osVersion')).split('.'))
      .filter(([, , build]) => build === '26100')
      .map(([, , , revision]) => Number(revision));
    assert.ok(revisions.length > 200);
    const strange = revisions.filter((revision) => !known.has(revision));
    assert.ok(strange.length > 0 && strange.length <= unlisted * 3, `unknown: ${strange.join()}`);
  });

  it('offers the newest baseline, not the month’s ordinary update, to enrolled servers that are behind it', () => {
    const august = generateFleet({ ...RECIPE, machines: 1500, now: Date.parse('2026-08-24T00:00:00Z') });
    const behind = new Set(
      machinesOf(august)
        .filter((row) => textOf(hotpatchFeature(row)?.['subscriptionStatus']) === 'Enabled')
        .filter((row) => Number(/^10\.0\.26100\.(\d+)$/.exec(textOf(property(row, 'osVersion')))?.[1]) < 33158)
        .map(rowKey),
    );
    const monthly = august
      .table('patchassessmentresources')
      .filter((row) => behind.has(rowKey(row).split('/patchassessmentresults/')[0] ?? ''))
      .map((row) => textOf(property(row, 'patchName')))
      .filter((name) => name.includes('Cumulative Update for Microsoft server'));
    assert.ok(monthly.length > 5, String(monthly.length));
    assert.deepEqual(new Set(monthly.map((name) => name.slice(0, 7))), new Set(['2026-07']));
  });

  it('writes ids of one machine in more than one casing', () => {
    const patchIds = fleet.table('patchassessmentresources').map((row) => textOf(row['id']));
    const machineIds = new Set(machines.map((row) => textOf(row['id'])));
    const lowerIds = new Set(machines.map(rowKey));
    const ownerOf = (id: string): string => id.split(/\/patchassessmentresults\//i)[0] ?? '';
    assert.ok(patchIds.some((id) => !machineIds.has(ownerOf(id))));
    for (const id of patchIds) assert.ok(lowerIds.has(ownerOf(id).toLowerCase()), `${id} belongs to no machine`);
  });

  it('counts the updates of each assessment right', () => {
    const rows = fleet.table('patchassessmentresources');
    const counted = new Map<string, number>();
    for (const row of rows) {
      const [owner = '', rest] = rowKey(row).split('/softwarepatches/');
      if (rest !== undefined) counted.set(owner, (counted.get(owner) ?? 0) + 1);
    }
    const summaries = rows.filter((row) => !rowKey(row).includes('/softwarepatches/'));
    assert.ok(summaries.length > 300);
    for (const row of summaries) {
      const counts = Object.values(objectOf(property(row, 'availablePatchCountByClassification')));
      const sum = counts.reduce<number>((total, count) => total + Number(count), 0);
      assert.equal(sum, counted.get(rowKey(row)) ?? 0, textOf(row['id']));
    }
  });

  it('has several installation runs of some machines, with a newest one', () => {
    const runs = new Map<string, number>();
    for (const row of fleet.table('patchinstallationresources')) {
      if (row['type'] !== 'microsoft.hybridcompute/machines/patchinstallationresults') continue;
      const owner = rowKey(row).split('/patchinstallationresults/')[0] ?? '';
      runs.set(owner, (runs.get(owner) ?? 0) + 1);
    }
    assert.ok([...runs.values()].some((count) => count >= 3));
  });

  it('lists each update that an installation of a user has installed, as of its end', () => {
    const rows = fleet.table('patchinstallationresources');
    const runs = rows.filter((row) => property(row, 'startedBy') === 'User');
    assert.ok(runs.length > 30);
    for (const run of runs) {
      const updates = rows.filter((row) => rowKey(row).startsWith(`${rowKey(run)}/softwarepatches/`));
      assert.ok(updates.length > 0, textOf(run['id']));
      assert.equal(property(run, 'installedPatchCount'), updates.length);
      for (const update of updates) {
        assert.equal(property(update, 'installationState'), 'Installed');
        assert.equal(property(update, 'lastModifiedDateTime'), property(run, 'lastModifiedDateTime'));
      }
    }
  });

  it('has listed every update after its release', () => {
    for (const now of [NOW, Date.parse('2026-07-14T18:00:00Z'), Date.parse('2026-03-20T00:00:00Z')]) {
      const listed = generateFleet({ ...RECIPE, now })
        .table('patchinstallationresources')
        .filter((row) => /^20\d\d-\d\d /.test(textOf(property(row, 'patchName'))));
      assert.ok(listed.length > 0);
      for (const row of listed) {
        const month = textOf(property(row, 'patchName')).slice(0, 7);
        const release = SERVER_2025.find(({ day }) => day.startsWith(month));
        assert.ok(release, month);
        assert.ok(Date.parse(textOf(property(row, 'lastModifiedDateTime'))) > releasedAt(release));
      }
    }
  });

  it('has machines that were hotpatched without a restart, and updates that have restarted one', () => {
    const rows = fleet.table('patchinstallationresources');
    const endOf = (title: RegExp): readonly (Json | undefined)[] =>
      rows
        .filter((row) => title.test(textOf(property(row, 'patchName'))))
        .map((update) => rows.find((run) => rowKey(run) === rowKey(update).split('/softwarepatches/')[0]))
        .map((run) => run && property(run, 'rebootStatus'));
    assert.deepEqual([...new Set(endOf(/^2026-08 Hotpatch/))], ['NotNeeded']);
    assert.ok(endOf(/\.NET/).includes('Completed'));
  });

  describe('has, among 500 machines, the raw material of', () => {
    const feature = (status: string) => (row: JsonRow) => hotpatchFeature(row)?.['subscriptionStatus'] === status;
    const patching = (status: string) => (row: JsonRow) =>
      property(row, 'osProfile', 'windowsConfiguration', 'patchSettings', 'status', 'hotpatchEnablementStatus') ===
      status;
    const opted = (value: Json) => (row: JsonRow) =>
      property(row, 'osProfile', 'windowsConfiguration', 'patchSettings', 'enableHotpatching') === value;
    const sku = (pattern: RegExp) => (row: JsonRow) => pattern.test(textOf(property(row, 'osSku')));
    const status = (value: string) => (row: JsonRow) => property(row, 'status') === value;
    const revision = (test: (value: number) => boolean) => (row: JsonRow) => {
      const [, , build, last] = textOf(property(row, 'osVersion')).split('.');
      return build === '26100' && test(Number(last));
    };
    const wanted: Readonly<Record<string, (row: JsonRow) => boolean>> = {
      'enrolled and on': (row) => feature('Enabled')(row) && opted(true)(row) && patching('Enabled')(row),
      enabling: feature('Enabling'),
      'enabling for days': (row) =>
        feature('Enabling')(row) && NOW - Date.parse(textOf(hotpatchFeature(row)?.['enrollmentDate'])) > 86_400_000,
      'enabling without a date': (row) =>
        feature('Enabling')(row) && hotpatchFeature(row)?.['enrollmentDate'] === undefined,
      disabling: feature('Disabling'),
      'failed, with an error': (row) =>
        feature('Failed')(row) && objectOf(hotpatchFeature(row)?.['error'])['code'] !== undefined,
      cancelled: (row) => feature('Disabled')(row) && hotpatchFeature(row)?.['disenrollmentDate'] !== undefined,
      'feature Unknown': feature('Unknown'),
      'feature status never heard of': feature('Suspended'),
      'no productProfile': (row) =>
        property(row, 'licenseProfile') !== undefined &&
        property(row, 'licenseProfile', 'productProfile') === undefined,
      'productProfile null': (row) => property(row, 'licenseProfile', 'productProfile') === null,
      'productFeatures null': (row) => property(row, 'licenseProfile', 'productProfile', 'productFeatures') === null,
      'switched off': opted(false),
      'switch as text': opted('true'),
      'switch null': opted(null),
      'patch status Disabled': patching('Disabled'),
      'patch status PendingEvaluation': patching('PendingEvaluation'),
      'patch status ActionRequired': patching('ActionRequired'),
      'patch status Unknown': patching('Unknown'),
      'patch status never heard of': patching('EnabledWithWarnings'),
      'osProfile null': (row) => property(row, 'osProfile') === null,
      'the newest hotpatch': revision((value) => value === 33222),
      'an ordinary update of a hotpatch month': revision((value) => value === 33296),
      'an update that leaves the track unclear': revision((value) => value === 32698),
      'a baseline missed': revision((value) => value === 32995 || value === 32772),
      'a year behind': revision((value) => value < 8000),
      'a revision of no list': revision((value) => value > 33222 && value < 33290),
      'pay as you go beside hotpatch': (row) =>
        property(row, 'licenseProfile', 'productProfile', 'subscriptionStatus') === 'Enabled',
      'Server 2022': sku(/^Windows Server 2022 (Standard|Datacenter)$/),
      'Server 2019': sku(/2019/),
      'Server 2016': sku(/2016/),
      'Server 2012 with extended updates': (row) =>
        property(row, 'licenseProfile', 'esuProfile', 'licenseAssignmentState') === 'Assigned',
      Essentials: sku(/Essentials/),
      Evaluation: sku(/Evaluation/),
      'a preview build': (row) => textOf(property(row, 'osVersion')).startsWith('10.0.26040.'),
      'Windows 11': sku(/^Windows 11/),
      'Azure Edition 2025': sku(/2025 Datacenter:? Azure Edition/),
      'Azure Edition 2022': sku(/2022 Datacenter Azure Edition/),
      Ubuntu: sku(/^Ubuntu/),
      'Red Hat': sku(/^Red Hat/),
      SUSE: sku(/^SUSE/),
      Debian: sku(/^Debian/),
      connected: status('Connected'),
      disconnected: status('Disconnected'),
      'disconnected for long': (row) =>
        status('Disconnected')(row) && NOW - Date.parse(textOf(property(row, 'lastStatusChange'))) > 15 * 86_400_000,
      expired: status('Expired'),
      error: status('Error'),
      awaiting: status('AwaitingConnection'),
      'connection never heard of': status('Hibernated'),
      VMware: (row) => property(row, 'detectedProperties', 'manufacturer') === 'VMware, Inc.',
      'Hyper-V': (row) => property(row, 'detectedProperties', 'model') === 'Virtual Machine',
      physical: (row) => /PowerEdge|ProLiant/.test(textOf(property(row, 'detectedProperties', 'model'))),
      'cores as a number': (row) => typeof property(row, 'detectedProperties', 'coreCount') === 'number',
      'logical cores missing': (row) =>
        property(row, 'detectedProperties') !== undefined &&
        property(row, 'detectedProperties', 'logicalCoreCount') === undefined,
      'tags null': (row) => row['tags'] === null,
      'tags empty': (row) => JSON.stringify(row['tags']) === '{}',
      'markup in a tag': (row) => JSON.stringify(row['tags']).includes('<b>'),
      'osEdition missing': (row) => property(row, 'osEdition') === undefined,
      'osType missing': (row) => property(row, 'osName') === 'windows' && property(row, 'osType') === undefined,
      'a time of seven digits': (row) => /\.\d{7}Z$/.test(textOf(property(row, 'lastStatusChange'))),
      'a time without a zone': (row) => /\d$/.test(textOf(property(row, 'lastStatusChange'))),
    };
    for (const [name, test] of Object.entries(wanted)) {
      it(name, () => assert.ok(machines.some(test)));
    }

    const assessments = fleet.table('patchassessmentresources');
    const assessmentTests: Readonly<Record<string, (row: JsonRow) => boolean>> = {
      'a reboot pending': (row) => property(row, 'rebootPending') === true,
      'no reboot pending': (row) => property(row, 'rebootPending') === false,
      'an assessment that failed': (row) => property(row, 'status') === 'Failed',
      'a KB number with KB': (row) => /^KB\d+$/.test(textOf(property(row, 'kbId'))),
      'a KB number without KB': (row) => /^\d+$/.test(textOf(property(row, 'kbId'))),
      'classifications as an array': (row) => Array.isArray(property(row, 'classifications')),
      'classifications as text': (row) => textOf(property(row, 'classifications')).startsWith('['),
      'an update without KB number': (row) =>
        property(row, 'patchName') !== undefined && property(row, 'kbId') === undefined,
    };
    for (const [name, test] of Object.entries(assessmentTests)) {
      it(name, () => assert.ok(assessments.some(test)));
    }

    it('machines that were never assessed', () => {
      const assessed = new Set(assessments.map((row) => rowKey(row).split('/patchassessmentresults/')[0]));
      assert.ok(machines.filter((row) => !assessed.has(rowKey(row))).length >= 5);
    });

    it('every way in which an installation ends', () => {
      const runs = fleet.table('patchinstallationresources');
      const ends = new Set(runs.map((row) => property(row, 'rebootStatus')));
      for (const end of ['Required', 'Completed', 'NotNeeded', 'Unknown']) assert.ok(ends.has(end), end);
    });
  });

  it('is a well-run shop: most of what can be hotpatched is, and is connected', () => {
    const servers = machines.filter((row) =>
      /^Windows Server 2025 (Standard|Datacenter)$/.test(textOf(property(row, 'osSku'))),
    );
    const enrolled = servers.filter((row) => hotpatchFeature(row)?.['subscriptionStatus'] === 'Enabled');
    assert.ok(enrolled.length / servers.length > 0.75);
    assert.ok(machines.filter((row) => property(row, 'status') === 'Connected').length / machines.length > 0.9);
  });
});
