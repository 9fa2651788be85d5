import assert from 'node:assert/strict';
import type { Eligibility } from '../../../src/core/eligibility';
import { eligibilityOf } from '../../../src/core/eligibility';
import { judge, machine } from './machineBuilder';

type Row = readonly [
  osSku: string | null,
  osEdition: string | null,
  osVersion: string | null,
  kind: Eligibility['kind'],
  reasons: readonly string[],
  nextStep?: string,
];

const GA = '10.0.26100.32772';

// Texts as osSku has them on real machines.
const windows: readonly Row[] = [
  ['Windows Server 2025 Standard', 'Standard', GA, 'eligible', []],
  ['Windows Server 2025 Datacenter', 'Datacenter', GA, 'eligible', []],
  ['WINDOWS SERVER 2025 DATACENTER', null, GA, 'eligible', []],
  ['Microsoft Windows Server 2025 Standard', null, GA, 'eligible', []],
  ['Windows Server 2025 Standard Core', null, GA, 'eligible', []],
  ['Windows Server 2025 Datacenter (Server Core installation)', null, GA, 'eligible', []],
  ['Windows Server 2025 Standard Evaluation', 'Standard', GA, 'eligible', ['evaluationEdition']],
  ['Windows Server 2025 Datacenter Evaluation', null, GA, 'eligible', ['evaluationEdition']],
  ['Windows Server 2025', 'Standard', GA, 'eligible', []],
  ['Windows Server 2025', 'ServerDatacenter', GA, 'eligible', []],
  ['Windows Server 2025', null, GA, 'eligible', ['editionNotKnown']],
  ['Windows Server', 'Datacenter', GA, 'eligible', []],
  ['Windows Server 2025 Datacenter', 'Datacenter', null, 'eligible', []],
  ['Windows Server 2025 Datacenter', 'Datacenter', '', 'eligible', []],
  ['Windows Server 2025 Datacenter', 'Datacenter', '10.0.26100', 'eligible', []],
  ['Windows Server 2025 Datacenter', 'Datacenter', '10.0.26100.1742', 'eligible', []],
  ['Windows Server 2025 Datacenter', 'Datacenter', '10.0.26100.1741', 'ineligible', ['buildTooOld'], 'updateBuild'],
  ['Windows Server 2025 Datacenter', 'Datacenter', '10.0.26100.1', 'ineligible', ['buildTooOld'], 'updateBuild'],
  ['Windows Server 2025 Datacenter', 'Datacenter', '10.0.26040.1000', 'ineligible', ['buildTooOld'], 'updateBuild'],
  [
    'Windows Server 2025 Datacenter',
    'Datacenter',
    '10.0.26280.5000',
    'ineligible',
    ['buildNotReleased'],
    'updateBuild',
  ],
  ['Windows Server 2025 Standard', 'Standard', '10.0.26101', 'ineligible', ['buildNotReleased'], 'updateBuild'],
  ['Windows Server Datacenter', 'Datacenter', '10.0.27744.1000', 'ineligible', ['buildNotReleased'], 'updateBuild'],
  ['Windows Server vNext Datacenter', null, '10.0.29500.1000', 'ineligible', ['buildNotReleased'], 'updateBuild'],
  ['Windows Server 2028 Datacenter', 'Datacenter', '10.0.29500.1000', 'ineligible', ['osNotSupported'], 'nothing'],
  ['Windows Server 2025 Essentials', 'Essentials', GA, 'ineligible', ['editionNotSupported'], 'changeEdition'],
  ['Windows Server 2025 Web Server', null, GA, 'ineligible', ['editionNotSupported'], 'changeEdition'],
  [
    'Windows Server 2025 Essentials',
    null,
    '10.0.26040.1000',
    'ineligible',
    ['editionNotSupported', 'buildTooOld'],
    'changeEdition',
  ],

  ['Windows Server 2025 Datacenter Azure Edition', 'Datacenter', GA, 'builtIn', ['azureEdition']],
  ['Windows Server 2025 Datacenter: Azure Edition', null, GA, 'builtIn', ['azureEdition']],
  ['Windows Server 2025 Datacenter Azure Edition Core', null, GA, 'builtIn', ['azureEdition']],
  ['Windows Server 2025 Datacenter Azure Edition Evaluation', null, GA, 'builtIn', ['azureEdition']],
  ['Windows Server 2022 Datacenter Azure Edition', null, '10.0.20348.5074', 'builtIn', ['azureEdition']],
  ['Windows Server 2022 Datacenter: Azure Edition Core', null, '10.0.20348.5074', 'builtIn', ['azureEdition']],
  ['Windows Server 2022 Datacenter Azure Edition', null, null, 'builtIn', ['azureEdition']],

  ['Azure Stack HCI', null, '10.0.25398.1189', 'ineligible', ['azureLocalHost'], 'nothing'],
  ['Azure Local', null, '10.0.26100.4946', 'ineligible', ['azureLocalHost'], 'nothing'],
  ['Windows Server 2022 Standard', 'Standard', '10.0.20348.4294', 'ineligible', ['osNotSupported'], 'upgradeOs'],
  ['Windows Server 2022 Datacenter', null, '10.0.20348.4294', 'ineligible', ['osNotSupported'], 'upgradeOs'],
  ['Windows Server 2022 Datacenter', null, null, 'ineligible', ['osNotSupported'], 'upgradeOs'],
  ['Windows Server 2019 Datacenter', null, '10.0.17763.8027', 'ineligible', ['osNotSupported'], 'upgradeOs'],
  ['Windows Server 2016 Standard', null, '10.0.14393.8594', 'ineligible', ['osNotSupported'], 'upgradeOs'],
  ['Windows Server 2012 R2 Standard', null, '6.3.9600.22824', 'ineligible', ['osNotSupported'], 'upgradeOs'],
  ['Windows Server 2008 R2 Enterprise', null, '6.1.7601.27929', 'ineligible', ['osNotSupported'], 'upgradeOs'],
  ['Windows Server, version 23H2', null, '10.0.25398.1900', 'ineligible', ['osNotSupported'], 'upgradeOs'],
  ['Hyper-V Server', null, '10.0.17763.8027', 'ineligible', ['osNotSupported'], 'upgradeOs'],
  [null, null, '10.0.17763.8027', 'ineligible', ['osNotSupported'], 'upgradeOs'],

  ['Windows 10 Enterprise', 'Enterprise', '10.0.19045.6456', 'ineligible', ['windowsClient'], 'useIntune'],
  ['Windows 10 Pro', 'Professional', '10.0.19045.6456', 'ineligible', ['windowsClient'], 'useIntune'],
  ['Windows 11 Enterprise', 'Enterprise', '10.0.26100.4946', 'ineligible', ['windowsClient'], 'useIntune'],
  ['Windows 11 Enterprise multi-session', null, '10.0.26200.7092', 'ineligible', ['windowsClient'], 'useIntune'],
  ['Microsoft Windows 8.1 Pro', null, '6.3.9600.1', 'ineligible', ['windowsClient'], 'useIntune'],

  [null, null, null, 'notKnown', ['osNotKnown']],
  ['', '', '', 'notKnown', ['osNotKnown']],
  [null, null, GA, 'notKnown', ['osNotKnown']],
  [null, 'Datacenter', '10.0.20348.5074', 'notKnown', ['osNotKnown']],
  ['Windows', null, null, 'notKnown', ['osNotKnown']],
  ['Windows Server', null, null, 'notKnown', ['osNotKnown']],
];

const otherSystems: readonly (readonly [osType: string | null, osSku: string | null])[] = [
  ['linux', 'Ubuntu 24.04.1 LTS'],
  ['linux', 'Red Hat Enterprise Linux 9.4 (Plow)'],
  ['Linux', 'SUSE Linux Enterprise Server 15 SP5'],
  ['linux', 'Debian GNU/Linux 12 (bookworm)'],
  ['linux', 'CentOS Linux 7 (Core)'],
  ['linux', null],
  ['linux', 'Windows Server 2025 Datacenter'],
  [null, 'Ubuntu 24.04.1 LTS'],
  [null, 'Rocky Linux 9.4 (Blue Onyx)'],
  [null, 'SUSE Linux Enterprise Server 15 SP5'],
  [null, 'Oracle Linux Server 9.4'],
  ['', 'Red Hat Enterprise Linux Server 7.9 (Maipo)'],
];

function ids(eligibility: Eligibility): readonly string[] {
  return eligibility.reasons.map((reason) => reason.id);
}

describe('eligibility', () => {
  for (const [osSku, osEdition, osVersion, kind, reasons, nextStep] of windows) {
    it(`of ${String(osSku)} (${String(osEdition)}) at ${String(osVersion)} is ${kind}`, () => {
      const facts = machine({ osSku, osEdition, osVersion });
      const eligibility = eligibilityOf(facts);
      assert.equal(eligibility.kind, kind);
      assert.deepEqual(ids(eligibility), reasons);
      if (eligibility.kind === 'ineligible') assert.equal(eligibility.nextStep, nextStep);
    });
  }

  for (const [osType, osSku] of otherSystems) {
    it(`of ${String(osSku)} (${String(osType)}) is none`, () => {
      const eligibility = eligibilityOf(machine({ osType, osSku, osEdition: null, osVersion: '6.8.0-45-generic' }));
      assert.equal(eligibility.kind, 'ineligible');
      assert.deepEqual(ids(eligibility), ['notWindows']);
    });
  }

  it('does not need the OS type where the SKU says Windows Server', () => {
    assert.equal(eligibilityOf(machine({ osType: null })).kind, 'eligible');
    assert.equal(eligibilityOf(machine({ osType: 'WINDOWS' })).kind, 'eligible');
  });

  it('does not hold silence against a machine', () => {
    const facts = machine({ osType: null, osSku: null, osEdition: null, osVersion: null });
    assert.equal(eligibilityOf(facts).kind, 'notKnown');
    const verdict = judge(facts);
    assert.equal(verdict.state, 'enabled');
    assert.equal(verdict.isEligible, true);
    assert.equal(verdict.track.track, 'notApplicable');
  });

  it('names the product by which a revision is read', () => {
    const products = [
      [{ osSku: 'Windows Server 2025 Datacenter' }, 'ws2025'],
      [{ osSku: null, osEdition: null }, 'ws2025'],
      [{ osSku: 'Windows Server 2022 Datacenter Azure Edition', osVersion: '10.0.20348.5074' }, 'ws2022AzureEdition'],
      [{ osSku: 'Windows Server 2025 Datacenter Azure Edition', osVersion: '10.0.26100.32772' }, 'ws2025'],
      [{ osSku: 'Windows Server 2025 Datacenter Azure Edition', osVersion: '10.0.29000.1000' }, null],
      [{ osSku: 'Windows Server 2025 Datacenter Azure Edition', osVersion: null }, null],
    ] as const;
    for (const [differs, product] of products) {
      const eligibility = eligibilityOf(machine(differs));
      assert.notEqual(eligibility.kind, 'ineligible');
      if (eligibility.kind !== 'ineligible') assert.equal(eligibility.product, product);
    }
  });

  it('does not read the revision of another build by the releases of Windows Server 2025', () => {
    for (const osSku of ['Windows Server 2025 Datacenter', 'Windows Server 2025 Datacenter Azure Edition', null]) {
      const { track } = judge(machine({ osSku, osVersion: '10.0.29500.1000' }));
      assert.equal(track.currency.releasesBehind, null, String(osSku));
      assert.notEqual(track.track, 'onTrack');
    }
  });
});
