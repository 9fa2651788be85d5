import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Texts } from '../../../src/messages/texts';
import type { Settings, SettingsReading } from '../../../src/ui/settings';
import { readSettings, SETTINGS } from '../../../src/ui/settings';

const texts = new Texts('en', undefined, 'UTC');

describe('settings', () => {
  it('have their defaults where nothing is set', () => {
    const { settings, issues } = read({});
    assert.deepEqual(issues, []);
    const expected: Partial<Settings> = {
      cloud: 'AzureCloud',
      loopbackEndpoint: null,
      signIn: 'vscode',
      tenants: [],
      subscriptions: [],
      refreshInterval: 10,
      offlineDays: 15,
      releaseGraceDays: 7,
      releases: [],
      releaseFile: '',
      showStatusBar: true,
      demoMachines: 500,
      costAssumptions: { basis: 'day', cores: 'byKind' },
      updateManager: null,
    };
    assert.deepEqual({ ...settings, ...expected }, settings);
  });

  it('are taken as they are set', () => {
    const { settings, issues } = read({
      cloud: 'AzureUSGovernment',
      signIn: 'azureCli',
      tenants: [' 00000000-0000-0000-0000-0000000000AA '],
      subscriptions: ['00000000-0000-0000-0000-000000000001'],
      refreshInterval: 0,
      offlineDays: 365,
      releaseGraceDays: 60,
      releases: [{ month: '2026-10', type: 'baseline', build: '26100.33600' }],
      releaseFile: ' /share/releases.json ',
      'statusBar.visible': false,
      'demo.machines': 100_000,
      'cost.basis': 'month',
      'cost.cores': 'logical',
      'cost.updateManager': true,
      'cost.updateManagerExempt': ['AA', 'aa'],
    });
    assert.deepEqual(issues, []);
    assert.equal(settings.cloud, 'AzureUSGovernment');
    assert.deepEqual(settings.tenants, ['00000000-0000-0000-0000-0000000000aa']);
    assert.equal(settings.releases[0]?.revision, 33_600);
    assert.equal(settings.releaseFile, '/share/releases.json');
    assert.equal(settings.showStatusBar, false);
    assert.equal(settings.demoMachines, 100_000);
    assert.deepEqual(settings.costAssumptions, { basis: 'month', cores: 'logical' });
    assert.deepEqual(settings.updateManager, { exemptSubscriptions: ['aa'] });
  });

  it('name a tenant once that is chosen twice', () => {
    const { settings } = read({ tenants: ['AA', 'aa', ' Aa'], subscriptions: ['b', 'B'] });
    assert.deepEqual([settings.tenants, settings.subscriptions], [['aa'], ['b']]);
  });

  const wrong: Readonly<Record<string, readonly unknown[]>> = {
    cloud: ['', 'azurecloud', 'AzureGermanCloud', 7, {}, [], true],
    signIn: ['', 'VSCODE', 'password', 1, {}],
    tenants: ['aa', [7], [''], [' '], [null], {}, 1],
    subscriptions: ['aa', [7], [''], {}, 1],
    refreshInterval: [-1, 1441, 0.5, '10', Number.NaN, Infinity, [], true],
    offlineDays: [0, 366, 1.5, '15', {}],
    releaseGraceDays: [-1, 61, 0.1, '7'],
    releases: ['x', 7, {}, [7], [{}], [{ month: '2026-13', type: 'baseline' }]],
    releaseFile: [7, true, [], {}],
    'statusBar.visible': ['false', 0, 1, {}],
    'demo.machines': [0, 100_001, 2.5, '500'],
    'cost.rateCard': ['x', 7, [], { periods: 7 }, { periods: [{ from: 'x', price: 1 }] }],
    'cost.basis': ['', 'days', 1, {}],
    'cost.cores': ['', 'all', 1, {}],
    'cost.updateManager': ['yes', 1, {}],
    'cost.updateManagerExempt': ['aa', [7], [''], {}],
    'operations.readOnly': ['yes', 1, {}, []],
    'operations.protectedTags': ['env', [7], [''], [' '], [null], {}, 1],
    'operations.maximumMachines': [-1, 100_001, 0.5, '10', {}],
    'operations.typeCountAbove': [-1, 100_001, 0.5, '10', {}],
    'operations.retentionDays': [0, 29, 36_501, '400'],
    'restart.waveSize': [0, 1_001, 2.5, '5', {}],
    'restart.wavePause': [-1, 1_441, '5', []],
    'restart.mostFailures': [-1, 10_001, '0', false],
    'restart.freeze': ['2026-12-24', ['24.12.2026'], ['2026-12-25/2026-12-24'], [7], ['2026-12-24', ''], {}],
    'restart.windows': ['Sat 22:00-04:00 UTC', ['Sat 22:00-04:00'], [7], ['daily 01:00-02:00 UTC', 'x'], {}],
    'restart.domainControllers': ['DC*', [7], [''], [' '], {}, 1],
    'restart.clusters': ['tag:cluster', [7], [''], {}, 1],
  };

  for (const [name, values] of Object.entries(wrong)) {
    it(`that are wrong are named: ${name}`, () => {
      for (const value of values) {
        const { issues } = read({ [name]: value });
        assert.ok(issues.length > 0, JSON.stringify(value));
        for (const issue of issues) {
          assert.equal(issue.setting, `hotpatchFleet.${name}`);
          const sentence = texts.text(issue.problem.id, issue.problem.values);
          assert.match(sentence, /^(?:must be|is|has|names) /);
          assert.doesNotMatch(sentence, /[{}]/);
        }
      }
    });
  }

  it('say which entry of the release data is wrong, and take the others', () => {
    const good = { month: '2026-10', type: 'baseline', build: '26100.33600' };
    const { settings, issues } = read({ releases: [good, { month: 'October' }] });
    assert.equal(settings.releases.length, 1);
    assert.deepEqual(
      issues.map(({ problem }) => texts.text(problem.id, problem.values)),
      ['has an entry (number 2) that needs a month such as 2026-10'],
    );
  });

  it('stop all reading where a wrong one could send a token elsewhere or read something else', () => {
    for (const name of ['cloud', 'signIn', 'tenants', 'subscriptions']) {
      for (const value of wrong[name] ?? []) {
        assert.ok(
          read({ [name]: value }).issues.some(({ isFatal }) => isFatal),
          `${name} ${JSON.stringify(value)}`,
        );
      }
    }
  });

  it('go on with the default where a wrong one does no harm', () => {
    const { settings, issues } = read({ refreshInterval: 'often', offlineDays: -3, 'statusBar.visible': 'no' });
    assert.deepEqual([settings.refreshInterval, settings.offlineDays, settings.showStatusBar], [10, 15, true]);
    assert.ok(issues.every(({ isFatal }) => !isFatal));
  });

  it('that keep operations in bounds have safe defaults', () => {
    assert.deepEqual(read({}).settings.operations, {
      isReadOnly: false,
      protectedTags: [],
      maximumMachines: 5_000,
      typeCountAbove: 100,
      retentionDays: 400,
    });
    const set = {
      'operations.readOnly': true,
      'operations.protectedTags': ['env=prod'],
      'operations.maximumMachines': 0,
      'operations.typeCountAbove': 0,
    };
    assert.deepEqual(read(set).settings.operations, {
      isReadOnly: true,
      protectedTags: ['env=prod'],
      maximumMachines: 0,
      typeCountAbove: 0,
      retentionDays: 400,
    });
  });

  it('that say how machines restart are taken as they are set', () => {
    assert.deepEqual(read({}).settings.restart, {
      waveSize: 5,
      wavePause: 5,
      mostFailures: 0,
      calendar: { freeze: [], windows: [] },
      domainControllers: ['DC*', '*-DC*', 'tag:role=dc'],
      clusters: ['tag:cluster'],
    });
    const { settings, issues } = read({
      'restart.waveSize': 1,
      'restart.wavePause': 0,
      'restart.mostFailures': 2,
      'restart.freeze': ['2026-12-20/2027-01-04'],
      'restart.windows': ['Sat 22:00-04:00 UTC'],
      'restart.domainControllers': [],
      'restart.clusters': ['tag:cluster', 'sql-*'],
    });
    assert.deepEqual(issues, []);
    const { calendar, ...others } = settings.restart;
    assert.deepEqual([calendar.freeze.length, calendar.windows], [1, [{ days: [6], begin: 1_320, length: 360 }]]);
    assert.deepEqual(others, {
      ...{ waveSize: 1, wavePause: 0, mostFailures: 2 },
      ...{ domainControllers: [], clusters: ['tag:cluster', 'sql-*'] },
    });
  });

  it('that are wrong do not keep a loopback endpoint from being read', () => {
    const { settings } = read({ cloud: 'Loopback', loopbackEndpoint: 'http://127.0.0.1:8080', 'restart.waveSize': 0 });
    assert.equal(settings.loopbackEndpoint?.port, '8080');
    assert.equal(settings.operations.isReadOnly, true);
  });

  it('stop every operation, and no reading, where a bound cannot be read', () => {
    const bounds = Object.entries(wrong).filter(
      ([name]) => /^(?:operations|restart)\./.test(name) && name !== 'operations.retentionDays',
    );
    assert.equal(bounds.length, 11);
    for (const [name, values] of bounds) {
      for (const value of values) {
        const { settings, issues } = read({ [name]: value });
        assert.equal(settings.operations.isReadOnly, true, `${name} ${JSON.stringify(value)}`);
        assert.deepEqual(
          issues.map(({ isFatal, stopsOperations }) => [isFatal, stopsOperations]),
          [[false, true]],
        );
      }
    }
    assert.equal(read({ refreshInterval: 'often' }).settings.operations.isReadOnly, false);
  });

  describe('the loopback endpoint', () => {
    for (const url of ['http://127.0.0.1:8080', 'http://localhost:1/', ' http://LOCALHOST:65535 ']) {
      it(`may be “${url}”`, () => {
        const { settings, issues } = read({ cloud: 'Loopback', loopbackEndpoint: url });
        assert.deepEqual(issues, []);
        assert.equal(settings.loopbackEndpoint?.protocol, 'http:');
      });
    }

    const refused: readonly unknown[] = [
      undefined,
      '',
      7,
      {},
      'localhost:8080',
      'http://localhost',
      'http://127.0.0.1:0',
      'http://127.0.0.1:99999',
      'https://127.0.0.1:8080',
      'http://example.com:8080',
      'http://127.0.0.1.example.com:8080',
      'http://localhost.example.com:80',
      'http://user@127.0.0.1:8080',
      'http://127.0.0.1:8080@example.com',
      'http://user:secret@localhost:8080',
      'http://127.0.0.1:8080/path',
      'http://127.0.0.1:8080/?a=b',
      'http://127.0.0.1:8080/#x',
      'http://127.0.0.1:8080\\@example.com',
      'http://[::1]:8080',
      'http://0.0.0.0:8080',
      'http://127.0.0.2:8080',
      'http://127.1:8080',
      'http://2130706433:8080',
      'http://0x7f000001:8080',
      'http://0177.0.0.1:8080',
      'http://127.0.0.1\n:8080',
      'http://127。0。0。1:8080',
      'file:///127.0.0.1:8080',
    ];
    for (const url of refused) {
      it(`may not be ${url === undefined ? 'missing' : JSON.stringify(url)}`, () => {
        const { settings, issues } = read({ cloud: 'Loopback', loopbackEndpoint: url });
        assert.equal(settings.loopbackEndpoint, null);
        assert.deepEqual(
          issues.map(({ setting, isFatal }) => [setting, isFatal]),
          [['hotpatchFleet.loopbackEndpoint', true]],
        );
      });
    }

    it('does not matter with another cloud', () => {
      const { settings, issues } = read({ cloud: 'Demo', loopbackEndpoint: 'http://127.0.0.1:8080' });
      assert.equal(settings.loopbackEndpoint, null);
      assert.deepEqual(issues, []);
    });
  });

  it('never throw, whatever is in the file', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(SETTINGS)), fc.anything(), (name, value) => {
        read({ [name]: value });
      }),
    );
  });
});

function read(values: Readonly<Record<string, unknown>>): SettingsReading {
  return readSettings((name) => values[name]);
}
