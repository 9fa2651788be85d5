import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bundledReleases } from '../../../src/core/bundledReleases';
import type { InstallOrder } from '../../../src/core/installSelection';
import {
  INSTALL_CLASSIFICATIONS,
  installPresets,
  installSelection,
  staysBehind,
} from '../../../src/core/installSelection';
import { kbDigits } from '../../../src/core/updateKind';
import type { JudgedMachine } from '../../../src/core/judgedMachine';
import type { InstallChoice } from '../../../src/core/machineAction';
import type { PendingUpdate } from '../../../src/core/machineFacts';
import { BUILD } from './machineBuilder';
import { FRESH, judgedMachine } from './planBuilder';

const HOTPATCH = update(
  'KB5087423',
  '2026-05 Hotpatch for Microsoft server operating system version 24H2',
  'NeverReboots',
);
const ORDINARY = update('5087539', '2026-05 Cumulative Update for Microsoft server operating system version 24H2');
const BASELINE = update('KB5082063', '2026-04 Cumulative Update for Microsoft server operating system version 24H2');
const OFF_TRACK_OOB = update(
  'KB5070881',
  '2025-10 Cumulative Update for Microsoft server operating system version 24H2',
);
const ON_TRACK_OOB = update(
  'KB5070893',
  '2025-10 Cumulative Update for Microsoft server operating system version 24H2',
);
const DOUBTFUL_OOB = update(
  'KB5091157',
  '2026-04 Cumulative Update for Microsoft server operating system version 24H2',
);
const UNKNOWN_LCU = update('KB5199999', '2026-06 Cumulative Update for Windows Server 2025 for x64-based Systems');
const NEW_STYLE = update('KB5199998', '2026-06 Security Update (KB5199998) (26100.33000)');
const DOT_NET = update(
  'KB5087001',
  '2026-05 Cumulative Update for .NET Framework 4.8.1 for Microsoft server operating system version 24H2',
  'CanRequestReboot',
);
const DEFENDER = update(
  'KB2267602',
  'Security Intelligence Update for Microsoft Defender Antivirus',
  'NeverReboots',
  'Definition',
);
const DRIVER = update(null, 'Contoso network driver', 'CanRequestReboot', 'Updates');
const LCU_IN_TITLE = update(
  null,
  '2026-05 Cumulative Update for Microsoft server operating system version 24H2 (KB5087539)',
);

const ALL = [
  HOTPATCH,
  ORDINARY,
  BASELINE,
  OFF_TRACK_OOB,
  ON_TRACK_OOB,
  DOUBTFUL_OOB,
  UNKNOWN_LCU,
  NEW_STYLE,
  DOT_NET,
  DEFENDER,
  DRIVER,
  LCU_IN_TITLE,
];

function update(
  kb: string | null,
  title: string,
  rebootBehavior = 'AlwaysRequiresReboot',
  classification = 'Security',
): PendingUpdate {
  return { kb, title, rebootBehavior, classifications: [classification] };
}

const ENROLLED = judgedMachine('enrolled');
const ENABLING = judgedMachine('enabling', { hotpatchFeature: { status: 'Enabling' } });
const BUILT_IN = judgedMachine('built-in', { ...FRESH, osSku: 'Windows Server 2025 Datacenter: Azure Edition' });
const NOT_ENROLLED = judgedMachine('plain', FRESH);

function fates(machine: JudgedMachine, order: InstallOrder, updates = ALL): readonly string[] {
  return installSelection(machine, updates, order, bundledReleases).updates.map(({ fate }) => fate);
}

/** Whether Azure would install an update by a request. */
function installs({ kbsToInclude, kbsToExclude, classifications }: InstallChoice, one: PendingUpdate): boolean {
  const kb = kbDigits(one) ?? one.title;
  const classes = classifications.map((name) => name.toLowerCase());
  const isWanted =
    kbsToInclude.includes(kb) || one.classifications.some((name) => classes.includes(name.toLowerCase()));
  return isWanted && !kbsToExclude.includes(kb);
}

describe('what is installed on a machine', () => {
  it('is by default only what needs no restart', () => {
    assert.deepEqual(
      installSelection(ENROLLED, ALL, installPresets.noRestart, bundledReleases)
        .updates.filter(({ fate }) => fate === 'install')
        .map((one) => one.update),
      [HOTPATCH, DEFENDER],
    );
    const { wish } = installSelection(ENROLLED, ALL, installPresets.noRestart, bundledReleases);
    assert.equal(wish?.rebootSetting, 'Never');
    assert.equal(wish.excludeKbsRequiringReboot, true);
  });

  it('says of each update why it is left out', () => {
    assert.deepEqual(fates(ENROLLED, installPresets.security), [
      ...['install', 'offTrack', 'install', 'offTrack', 'install', 'unclassified', 'unclassified', 'unclassified'],
      ...['install', 'notChosen', 'noKb', 'offTrack'],
    ]);
    assert.deepEqual(fates(NOT_ENROLLED, installPresets.security), [
      ...['install', 'install', 'install', 'install', 'install', 'install', 'install', 'install'],
      ...['install', 'notChosen', 'notChosen', 'install'],
    ]);
    assert.deepEqual(fates(NOT_ENROLLED, { ...installPresets.security, kbsToExclude: ['5087539'] }, [ORDINARY]), [
      'excluded',
    ]);
  });

  it('is asked for by KB alone where ordinary updates would do harm, and by classification elsewhere', () => {
    const { wish } = installSelection(ENROLLED, ALL, installPresets.security, bundledReleases);
    assert.deepEqual(wish?.classifications, []);
    assert.deepEqual(wish.kbsToInclude, ['5087423', '5082063', '5070893', '5087001']);
    assert.deepEqual(wish.kbsToExclude, ['5087539', '5070881', '5091157', '5199999', '5199998']);
    const plain = installSelection(NOT_ENROLLED, ALL, installPresets.security, bundledReleases).wish;
    assert.deepEqual([plain?.classifications, plain?.kbsToInclude], [['Critical', 'Security'], []]);
  });

  it('can be a baseline, which lifts a machine that is behind; nothing else does', () => {
    const july = update('KB5099536', '2026-07 Cumulative Update for Microsoft server operating system version 24H2');
    const behind = judgedMachine('behind', { osVersion: BUILD.behindBaseline });
    const chosen = (updates: readonly PendingUpdate[], order = installPresets.security) =>
      installSelection(behind, updates, order, bundledReleases);
    const lifting = chosen([july, DEFENDER]);
    assert.deepEqual(
      lifting.updates.map(({ kind, fate }) => [kind, fate]),
      [
        ['baseline', 'install'],
        ['other', 'notChosen'],
      ],
    );
    assert.deepEqual(lifting.wish?.kbsToInclude, ['5099536']);
    assert.equal(staysBehind(behind, lifting), false);
    assert.equal(staysBehind(behind, chosen([july, DEFENDER], installPresets.noRestart)), true);
    assert.equal(staysBehind(behind, chosen([DOT_NET])), true);
    assert.equal(staysBehind(ENROLLED, chosen([DOT_NET])), false);
  });

  it('treats machines that are being enrolled, and Azure Edition, as enrolled', () => {
    for (const machine of [ENABLING, BUILT_IN, judgedMachine('odd', { hotpatchFeature: { status: 'Paused' } })]) {
      assert.deepEqual(fates(machine, installPresets.security, [ORDINARY, UNKNOWN_LCU]), ['offTrack', 'unclassified']);
    }
  });

  it('has an off-track update where a person allowed that very one, and says so', () => {
    const order = { ...installPresets.security, allowedOffTrack: ['5087539'] };
    const { wish, leavesTrackBy, updates } = installSelection(
      ENROLLED,
      [ORDINARY, OFF_TRACK_OOB],
      order,
      bundledReleases,
    );
    assert.deepEqual(
      updates.map(({ fate }) => fate),
      ['install', 'offTrack'],
    );
    assert.deepEqual(leavesTrackBy, ['5087539']);
    assert.deepEqual([wish?.kbsToInclude, wish?.kbsToExclude], [['5087539'], ['5070881']]);
    assert.deepEqual(installSelection(NOT_ENROLLED, [ORDINARY], order, bundledReleases).leavesTrackBy, []);
    // Without a restart it is not installed, whatever is allowed.
    assert.deepEqual(fates(ENROLLED, { ...installPresets.noRestart, allowedOffTrack: ['5087539'] }, [ORDINARY]), [
      'needsRestart',
    ]);
  });

  it('is nothing where nothing is left', () => {
    assert.equal(installSelection(ENROLLED, [ORDINARY], installPresets.security, bundledReleases).wish, null);
    assert.equal(installSelection(NOT_ENROLLED, [], installPresets.security, bundledReleases).wish, null);
  });

  it('bars a KB that two updates have where one of them would do harm', () => {
    const twin = update('KB5199999', 'Something harmless', 'NeverReboots');
    assert.deepEqual(fates(ENROLLED, installPresets.security, [twin, UNKNOWN_LCU]), ['unclassified', 'unclassified']);
  });
});

const OFF_TRACK_KBS = new Set(
  bundledReleases.months.flatMap(({ ordinaryKb, outOfBand }) => [
    ...(ordinaryKb === null ? [] : [ordinaryKb]),
    ...outOfBand.flatMap(({ kb, staysOnTrack }) => (kb !== null && staysOnTrack !== true ? [kb] : [])),
  ]),
);
const KNOWN_KBS = bundledReleases.months.flatMap(({ kb }) => kb ?? []);

/** Updates as Azure may write them: KBs with and without letters, or in the title alone; any title, class and behaviour. */
const anyUpdate: fc.Arbitrary<PendingUpdate> = fc
  .record({
    kb: fc.constantFrom(...OFF_TRACK_KBS, ...KNOWN_KBS, 'KB5199999', 'KB5199998', 'KB2267602'),
    form: fc.constantFrom('letters', 'digits', 'title'),
    title: fc.constantFrom(
      '2026-06 Cumulative Update for Microsoft server operating system version 24H2',
      '2026-06 Hotpatch for Microsoft server operating system version 24H2',
      '2026-06 Cumulative Update for .NET Framework 4.8.1',
      '2026-06 Security Update',
      'Windows Malicious Software Removal Tool',
    ),
    rebootBehavior: fc.constantFrom('NeverReboots', 'AlwaysRequiresReboot', 'CanRequestReboot', null),
    classification: fc.constantFrom(...INSTALL_CLASSIFICATIONS, 'Other'),
  })
  .map(({ kb, form, title, rebootBehavior, classification }) => ({
    kb: form === 'title' ? null : form === 'digits' ? kb.slice(2) : kb,
    title: form === 'title' ? `${title} (${kb})` : title,
    rebootBehavior,
    classifications: [classification],
  }));

const anyOrder: fc.Arbitrary<InstallOrder> = fc.oneof(
  fc.constantFrom(...Object.values(installPresets)),
  fc.record({
    maximumDuration: fc.constantFrom('PT1H', 'PT4H'),
    rebootSetting: fc.constantFrom('Never', 'IfRequired', 'Always'),
    excludeKbsRequiringReboot: fc.boolean(),
    classifications: fc.subarray([...INSTALL_CLASSIFICATIONS]),
    kbsToInclude: fc.subarray([...OFF_TRACK_KBS, ...KNOWN_KBS, 'KB5199999']).map((kbs) => kbs.map((kb) => kb.slice(2))),
    kbsToExclude: fc.subarray(KNOWN_KBS).map((kbs) => kbs.map((kb) => kb.slice(2))),
    allowedOffTrack: fc.constant([]),
  }),
);

describe('any installation', () => {
  const machines = fc.constantFrom(
    ENROLLED,
    ENABLING,
    BUILT_IN,
    judgedMachine('off', { patchSettings: { enableHotpatching: false } }),
  );

  it('never takes a machine that receives hotpatches off the track without an override', () => {
    fc.assert(
      fc.property(
        machines,
        fc.array(anyUpdate, { maxLength: 12 }),
        fc.array(anyUpdate),
        anyOrder,
        (machine, updates, later, order) => {
          const { wish, updates: selected, leavesTrackBy } = installSelection(machine, updates, order, bundledReleases);
          assert.deepEqual(leavesTrackBy, []);
          for (const { update: one, fate } of selected) {
            const kb = kbDigits(one);
            if (OFF_TRACK_KBS.has(`KB${kb ?? ''}`)) assert.notEqual(fate, 'install');
            if (wish !== null && fate !== 'install' && fate !== 'needsRestart') {
              const twinIsInstalled = selected.some(
                (other) => other.fate === 'install' && kbDigits(other.update) === kb,
              );
              assert.ok(!installs(wish, one) || twinIsInstalled);
            }
          }
          // Also what is published between the assessment and the installation.
          for (const one of [...updates, ...later]) {
            if (wish !== null && OFF_TRACK_KBS.has(`KB${kbDigits(one) ?? ''}`))
              assert.equal(installs(wish, one), false);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('lets no cumulative update of Windows through that release data does not know', () => {
    fc.assert(
      fc.property(machines, anyOrder, (machine, order) => {
        const unknown = [UNKNOWN_LCU, NEW_STYLE, DOUBTFUL_OOB, HOTPATCH];
        const { wish } = installSelection(machine, unknown, order, bundledReleases);
        for (const one of unknown.slice(0, 3)) assert.ok(wish === null || !installs(wish, one));
      }),
    );
  });

  it('says the same of each update as Azure does with the request', () => {
    fc.assert(
      fc.property(fc.array(anyUpdate, { maxLength: 8 }), anyOrder, (updates, order) => {
        const { wish, updates: selected } = installSelection(NOT_ENROLLED, updates, order, bundledReleases);
        for (const { update: one, fate } of selected) {
          if (wish === null) assert.notEqual(fate, 'install');
          else if (fate === 'install' || fate === 'needsRestart') assert.equal(installs(wish, one), true);
          else assert.equal(installs(wish, one), false);
        }
      }),
    );
  });
});
