import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Diagnosis } from '../../../src/core/diagnosis';
import type { RequirementId, RequirementReading } from '../../../src/core/requirement';
import { diagnose } from '../../../src/core/diagnosis';
import { REQUIREMENT_IDS } from '../../../src/core/requirement';
import { subjectOf } from '../../../src/core/azureError';
import { diagnoseFleet } from '../../../src/core/diagnosisSummary';
import type { Instant } from '../../../src/core/instant';
import type { GuestFacts } from '../../../src/core/machineAction';
import type { MachineHistory } from '../../../src/core/machineHistory';
import { NO_HISTORY } from '../../../src/core/machineHistory';
import type { MachineDifferences } from './machineBuilder';
import { at, BUILD, judge, machine, NOW } from './machineBuilder';

const VBS_OFF = {
  code: 'VirtualizationBasedSecurityNotRunning',
  message: 'Virtualization-based security must be running before hotpatching can be enabled on this machine.',
};

const ALLOWED = { mode: 'full', extensionsEnabled: true, extensionService: 'running' };

function diagnosed(differs: MachineDifferences = {}, guest: GuestFacts | null = null): Diagnosis {
  const facts = machine({ agent: ALLOWED, ...differs });
  return diagnose({ facts, asOf: NOW, verdict: judge(facts) }, guest);
}

function reading(diagnosis: Diagnosis, requirement: RequirementId): RequirementReading {
  return diagnosis.requirements.find((one) => one.requirement === requirement) ?? assert.fail(requirement);
}

/** Each requirement's standing, with its cause: “vbs notMet vbs”. */
function standings(diagnosis: Diagnosis): readonly string[] {
  return diagnosis.requirements.map(({ requirement, standing, cause }) =>
    [requirement, standing, cause ?? ''].join(' ').trim(),
  );
}

function says({ says: all }: RequirementReading): readonly string[] {
  return all.map((saying) => (saying.of === 'reason' ? saying.reason.id : saying.id));
}

function fixOf({ fix }: RequirementReading): string | null {
  return fix === null ? null : fix.of === 'next' ? fix.step.id : fix.id;
}

function guestFacts(differs: Partial<GuestFacts>): GuestFacts {
  return { vbsStatus: 2, secureBoot: true, firmware: 'Uefi', lastBootAt: null, at: NOW, ...differs };
}

const ACTION_REQUIRED = { patchSettings: { enablementStatus: 'ActionRequired', error: VBS_OFF } };

describe('the diagnosis of a machine', () => {
  it('of one that is well: all met but what only the machine knows', () => {
    const diagnosis = diagnosed();
    assert.equal(diagnosis.blocking, null);
    assert.deepEqual(standings(diagnosis), [
      'edition met',
      'build met',
      'agentConnected met',
      'agentVersion met',
      'extensions met',
      'license met',
      'optIn met',
      'vbs notKnown',
      'secureBoot notKnown',
      'track met',
      'licenseService notKnown',
    ]);
  });

  it('finds VBS where Azure asks for an action and names it, and quotes Azure word for word', () => {
    const diagnosis = diagnosed(ACTION_REQUIRED);
    assert.equal(diagnosis.blocking?.cause, 'vbs');
    const vbs = reading(diagnosis, 'vbs');
    assert.deepEqual([vbs.standing, says(vbs), fixOf(vbs)], ['notMet', ['vbsReported', 'azureError'], 'runVbs']);
    const quote = vbs.says[1];
    assert.deepEqual(quote?.of === 'reason' ? quote.reason.values : null, VBS_OFF);
    assert.deepEqual(diagnosis.azureErrors, [VBS_OFF]);
    assert.equal(reading(diagnosis, 'optIn').standing, 'met');
  });

  it('says that an action is required where Azure does not name it', () => {
    for (const error of [null, { code: 'E17', message: 'Something is wrong.' }]) {
      const diagnosis = diagnosed({ patchSettings: { enablementStatus: 'ActionRequired', error } });
      assert.equal(diagnosis.blocking?.cause, 'actionRequired');
      assert.equal(fixOf(diagnosis.blocking), 'fixActionRequired');
      assert.equal(reading(diagnosis, 'vbs').standing, 'notKnown');
    }
  });

  it('takes an old error for the past where Azure reports Enabled', () => {
    assert.equal(diagnosed({ patchSettings: { enablementStatus: 'Enabled', error: VBS_OFF } }).blocking, null);
  });

  for (const [vbsStatus, standing, saying] of [
    [0, 'notMet', 'vbsOff'],
    [1, 'notMet', 'vbsConfigured'],
    [2, 'met', 'vbsRunning'],
  ] as const) {
    it(`believes the machine about VBS: ${vbsStatus} is ${standing}`, () => {
      const vbs = reading(diagnosed({}, guestFacts({ vbsStatus })), 'vbs');
      assert.equal(vbs.standing, standing);
      assert.equal(says(vbs)[0], saying);
      assert.equal(vbs.blocks, standing === 'notMet');
    });
  }

  it('says that Azure still asks for VBS after it has been turned on', () => {
    const diagnosis = diagnosed(ACTION_REQUIRED, guestFacts({ vbsStatus: 2 }));
    assert.deepEqual(says(reading(diagnosis, 'vbs')), ['vbsRunning', 'azureStillAsks', 'azureError']);
    assert.equal(diagnosis.blocking, null);
  });

  it('finds on the machine what Azure asks for without naming it', () => {
    const differs = { patchSettings: { enablementStatus: 'ActionRequired', error: null } };
    assert.equal(diagnosed(differs, guestFacts({ vbsStatus: 1 })).blocking?.cause, 'vbs');
  });

  it('knows Secure Boot and firmware from the machine, which block nothing while VBS runs', () => {
    const of = (differs: Partial<GuestFacts>) => reading(diagnosed({}, guestFacts(differs)), 'secureBoot');
    assert.equal(of({}).standing, 'met');
    assert.deepEqual([fixOf(of({ secureBoot: false })), of({ secureBoot: false }).blocks], ['turnSecureBootOn', false]);
    const bios = of({ firmware: 'Bios', secureBoot: false, vbsStatus: 0 });
    assert.deepEqual([says(bios), fixOf(bios), bios.blocks], [['firmwareBios'], 'useUefi', true]);
    assert.equal(of({ secureBoot: null, firmware: null }).standing, 'notKnown');
  });

  for (const [status, cause, fix] of [
    ['Disconnected', 'agentDisconnected', 'startAgent'],
    ['Expired', 'agentExpired', 'reconnect'],
    ['Error', 'agentError', 'mendAgent'],
    ['AwaitingConnection', 'agentAwaiting', 'awaitAgent'],
  ] as const) {
    it(`says that the agent is ${status}`, () => {
      const { blocking } = diagnosed({ status });
      assert.ok(blocking);
      assert.deepEqual([blocking.requirement, blocking.cause, fixOf(blocking)], ['agentConnected', cause, fix]);
    });
  }

  it('does not know a connection that Azure does not say, or says by a word never heard of', () => {
    for (const status of [null, 'Dormant']) {
      const connection = reading(diagnosed({ status }), 'agentConnected');
      assert.deepEqual([connection.standing, connection.blocks], ['notKnown', false]);
    }
  });

  it('warns of an old agent and never takes it for a block', () => {
    const versions = ['1.46.99999.1', '1.47.0.0', '2.0.1', '0.99.1', 'x', null].map((agentVersion) => {
      const { standing, blocks } = reading(diagnosed({ agentVersion }), 'agentVersion');
      return [standing, blocks];
    });
    const [old, enough, unknown] = [
      ['notMet', false],
      ['met', false],
      ['notKnown', false],
    ];
    assert.deepEqual(versions, [old, enough, enough, old, unknown, unknown]);
  });

  it('says what monitor mode and extensions that are off hinder, and that they block no hotpatch', () => {
    for (const agent of [
      { ...ALLOWED, mode: 'monitor' },
      { ...ALLOWED, extensionsEnabled: false },
      { ...ALLOWED, extensionService: 'stopped' },
    ]) {
      const diagnosis = diagnosed({ agent });
      const extensions = reading(diagnosis, 'extensions');
      assert.deepEqual([extensions.standing, extensions.blocks, diagnosis.blocking], ['notMet', false, null]);
    }
    assert.equal(reading(diagnosed({ agent: null }), 'extensions').standing, 'notKnown');
    const facts = machine();
    assert.equal('agent' in facts, false);
    const kept = diagnose({ facts, asOf: NOW, verdict: judge(facts) }, null);
    assert.equal(reading(kept, 'extensions').standing, 'notKnown');
  });

  for (const [status, cause, fix] of [
    ['Disabled', 'cancelled', 'enrollAgain'],
    ['Unknown', 'notEnrolled', 'enroll'],
    ['Failed', 'enrollmentFailed', 'fixFailure'],
  ] as const) {
    it(`says that the license feature is ${status}`, () => {
      const { blocking } = diagnosed({ hotpatchFeature: { status } });
      assert.ok(blocking);
      assert.deepEqual([blocking.requirement, blocking.cause, fixOf(blocking)], ['license', cause, fix]);
    });
  }

  it('says that a machine was never enrolled', () => {
    const diagnosis = diagnosed({ hotpatchFeature: null });
    assert.deepEqual(
      [diagnosis.blocking?.cause, says(reading(diagnosis, 'license'))],
      ['notEnrolled', ['neverEnrolled']],
    );
  });

  it('tells an enrollment under way from one that is stuck', () => {
    const fresh = diagnosed({ hotpatchFeature: { status: 'Enabling', enrolledAt: NOW } });
    assert.deepEqual([fresh.blocking?.cause, reading(fresh, 'licenseService').standing], ['enrolling', 'notKnown']);
    const stuck = diagnosed({ hotpatchFeature: { status: 'Enabling', enrolledAt: at('2026-05-24T12:00:00Z') } });
    assert.equal(stuck.blocking?.cause, 'stuck');
    assert.deepEqual(says(reading(stuck, 'licenseService')), ['serviceDoubtful']);
  });

  it('tells an evaluation under way from one that is stuck', () => {
    const evaluating = machine({ agent: ALLOWED, patchSettings: { enablementStatus: 'PendingEvaluation' } });
    const since = (pendingSince: Instant): MachineHistory => ({
      ...NO_HISTORY,
      pendingSince,
      pendingBeganInSight: true,
    });
    const optIn = (history: MachineHistory): RequirementReading =>
      reading(diagnose({ facts: evaluating, asOf: NOW, verdict: judge(evaluating, { history }) }, null), 'optIn');
    const fresh = optIn(since(NOW));
    assert.deepEqual([fresh.cause, says(fresh)], ['evaluating', ['evaluating']]);
    const stuck = optIn(since(at('2026-05-24T12:00:00Z')));
    assert.deepEqual([stuck.cause, says(stuck), fixOf(stuck)], ['stuck', ['stuck', 'evaluating'], 'checkStuck']);
  });

  it('says that a restart is owed where VBS was enabled here, until a look shows that it runs', () => {
    const facts = machine({ agent: ALLOWED, patchSettings: { enablementStatus: 'ActionRequired', error: VBS_OFF } });
    const vbs = (vbsStatus: number | null, isOwed: boolean): RequirementReading => {
      const guest = { vbsStatus, secureBoot: true, firmware: 'Uefi', lastBootAt: null, at: NOW };
      return reading(diagnose({ facts, asOf: NOW, verdict: judge(facts) }, guest, isOwed), 'vbs');
    };
    for (const status of [null, 0, 1]) {
      assert.deepEqual(
        [fixOf(vbs(status, true)), says(vbs(status, true))],
        ['restartForVbs', ['vbsSetHere', 'azureError']],
      );
    }
    assert.equal(vbs(2, true).standing, 'met');
    assert.equal(fixOf(vbs(0, false)), 'runVbs');
  });

  it('finds the license service where Azure names it', () => {
    const error = {
      code: 'LicenseCheckFailed',
      message: 'The licensing service did not answer. Check that the machine can reach dls.microsoft.com.',
    };
    const differs = { hotpatchFeature: { status: 'Failed', error }, patchSettings: { enablementStatus: 'Unknown' } };
    const service = reading(diagnosed(differs), 'licenseService');
    assert.deepEqual([service.standing, fixOf(service)], ['notMet', 'openLicenseService']);
  });

  it('says that hotpatching is turned off, by whom', () => {
    const own = diagnosed({ patchSettings: { enableHotpatching: false } });
    const azures = diagnosed({ patchSettings: { enablementStatus: 'Disabled' } });
    for (const [diagnosis, reason] of [
      [own, 'optedOut'],
      [azures, 'disabledByAzure'],
    ] as const) {
      assert.equal(diagnosis.blocking?.cause, 'turnedOff');
      assert.deepEqual(says(diagnosis.blocking), [reason]);
    }
  });

  for (const [osVersion, standing, cause, fix] of [
    [BUILD.offTrack, 'notMet', 'offTrack', 'awaitBaseline'],
    [BUILD.behindBaseline, 'notMet', 'behindBaseline', 'installBaseline'],
    [BUILD.ambiguous, 'notKnown', null, 'checkRevision'],
    [BUILD.notInData, 'notKnown', null, null],
    ['10.0.26100', 'notKnown', null, null],
  ] as const) {
    it(`reads the track of ${osVersion}: ${standing}`, () => {
      const track = reading(diagnosed({ osVersion }), 'track');
      assert.deepEqual([track.standing, track.cause, fixOf(track)], [standing, cause, fix]);
    });
  }

  it('takes Azure’s word for a missing baseline', () => {
    const error = { code: 'BaselineRequired', message: 'A baseline update must be installed first.' };
    const { blocking } = diagnosed({ patchSettings: { enablementStatus: 'ActionRequired', error } });
    assert.deepEqual([blocking?.cause, fixOf(blocking ?? assert.fail())], ['behindBaseline', 'installLatestBaseline']);
  });

  it('names an enrollment’s build that Azure does not take, and what mends it', () => {
    const error = { code: 'UnsupportedBuild', message: 'The installed build must be the latest baseline.' };
    const diagnosis = diagnosed({
      hotpatchFeature: { status: 'Failed', error },
      patchSettings: { enablementStatus: '' },
    });
    assert.deepEqual(
      [diagnosis.blocking?.requirement, fixOf(diagnosis.blocking ?? assert.fail())],
      ['build', 'installSupportedBuild'],
    );
    assert.equal(fixOf(reading(diagnosis, 'license')), 'installSupportedBuild');
  });

  it('goes no further where the system never gets hotpatches', () => {
    for (const differs of [
      { osType: 'linux', osSku: 'Ubuntu 24.04 LTS', osVersion: '6.8' },
      { osSku: 'Windows Server 2019 Datacenter', osVersion: '10.0.17763.1' },
      { osSku: 'Windows Server 2025 Essentials', osEdition: 'Essentials' },
    ]) {
      const diagnosis = diagnosed(differs);
      assert.equal(diagnosis.blocking?.cause, 'edition');
      assert.deepEqual(
        new Set(diagnosis.requirements.slice(1).map(({ standing }) => standing)),
        new Set(['notNeeded']),
      );
    }
  });

  it('tells a build after the released one from a wrong edition', () => {
    const diagnosis = diagnosed({ osVersion: '10.0.27744.1000' });
    assert.equal(reading(diagnosis, 'build').standing, 'notMet');
    assert.equal(reading(diagnosis, 'edition').standing, 'met');
  });

  it('tells a preview build from a wrong edition', () => {
    const diagnosis = diagnosed({ osVersion: '10.0.26100.1' });
    assert.deepEqual(
      [diagnosis.blocking?.requirement, fixOf(diagnosis.blocking ?? assert.fail())],
      ['build', 'updateBuild'],
    );
    assert.equal(reading(diagnosis, 'edition').standing, 'met');
  });

  it('asks an Azure Edition for VBS and baseline alone', () => {
    const sku = {
      osSku: 'Windows Server 2025 Datacenter: Azure Edition',
      hotpatchFeature: null,
      status: 'Disconnected',
    };
    const diagnosis = diagnosed({ ...sku, osVersion: BUILD.behindBaseline });
    assert.equal(diagnosis.blocking?.cause, 'behindBaseline');
    const open = diagnosis.requirements.filter(({ standing }) => standing !== 'notNeeded');
    assert.deepEqual(
      open.map(({ requirement }) => requirement),
      ['edition', 'build', 'vbs', 'secureBoot', 'track'],
    );
  });

  it('knows nothing of a machine of which Azure says nothing, and blames nothing', () => {
    const diagnosis = diagnosed({
      osSku: null,
      osEdition: null,
      osVersion: null,
      status: null,
      agentVersion: null,
      agent: null,
    });
    assert.equal(diagnosis.blocking, null);
    assert.equal(reading(diagnosis, 'edition').standing, 'notKnown');
    assert.equal(reading(diagnosis, 'build').standing, 'notKnown');
  });

  it('reads the code of an error before its words', () => {
    assert.equal(subjectOf({ code: 'BaselineRequired', message: 'VBS is fine.' }), 'track');
    assert.equal(subjectOf({ code: '', message: 'VBS needs Secure Boot.' }), 'vbs');
    assert.equal(subjectOf({ code: 'E', message: 'Turn on Secure Boot.' }), 'secureBoot');
    assert.equal(subjectOf({ code: 'InternalError', message: 'Try again later.' }), null);
  });

  it('has each requirement once and in order; what is not met has a cause, and what is met has none, whatever the machine', () => {
    const text = fc.constantFrom(
      null,
      '',
      'Enabled',
      'Disabled',
      'ActionRequired',
      'PendingEvaluation',
      'Failed',
      'monitor',
      'x',
    );
    const error = fc.constantFrom(null, VBS_OFF, { code: 'x', message: 'uefi' }, { code: 'baseline', message: '' });
    const guests = fc.option(
      fc.record({
        vbsStatus: fc.constantFrom(null, 0, 1, 2, 7),
        secureBoot: fc.constantFrom(null, true, false),
        firmware: fc.constantFrom(null, 'Bios', 'Uefi', 'x'),
        lastBootAt: fc.constant(null),
        at: fc.constant(NOW),
      }),
    );
    const differences = fc.record({
      status: fc.constantFrom(null, 'Connected', 'Disconnected', 'Expired', 'x'),
      agentVersion: fc.constantFrom(null, '1.2.3', '1.60', 'x'),
      agent: fc.option(
        fc.record({ mode: text, extensionsEnabled: fc.constantFrom(null, true, false), extensionService: text }),
      ),
      osSku: fc.constantFrom(
        null,
        'Windows Server 2025 Standard',
        'Windows Server 2025 Datacenter: Azure Edition',
        'Linux',
      ),
      osVersion: fc.constantFrom(null, ...Object.values(BUILD), '10.0.26100.1', 'x'),
      patchSettings: fc.record({
        enableHotpatching: fc.constantFrom(null, true, false),
        enablementStatus: text,
        error,
      }),
      hotpatchFeature: fc.option(fc.record({ status: text, error })),
    });
    fc.assert(
      fc.property(differences, guests, (differs, guest) => {
        const diagnosis = diagnosed(differs, guest);
        assert.deepEqual(
          diagnosis.requirements.map(({ requirement }) => requirement),
          REQUIREMENT_IDS,
        );
        for (const { standing, cause, blocks, says: all, requirement } of diagnosis.requirements) {
          assert.equal(cause !== null, standing === 'notMet', requirement);
          assert.ok(!blocks || standing === 'notMet', requirement);
          assert.ok(all.length > 0, requirement);
        }
        assert.equal(diagnosis.blocking, diagnosis.requirements.find(({ blocks }) => blocks) ?? null);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('the diagnosis of a fleet', () => {
  const one = (differs: MachineDifferences) => {
    const facts = machine({ agent: ALLOWED, ...differs });
    return { facts, asOf: NOW, verdict: judge(facts) };
  };
  const fleet = [
    one({}),
    one(ACTION_REQUIRED),
    one(ACTION_REQUIRED),
    one({ ...ACTION_REQUIRED, status: 'Disconnected' }),
    one({ osVersion: BUILD.offTrack, agentVersion: '1.40.1.1' }),
    one({ osType: 'linux', osSku: 'Ubuntu' }),
  ];

  it('counts causes, first ones and all, and what only hinders by itself', () => {
    const { blocked, otherSystems, causes, hindrances, machineCount } = diagnoseFleet(fleet, () => null);
    assert.deepEqual([machineCount, blocked.length, otherSystems], [6, 4, 1]);
    assert.deepEqual(causes, [
      { cause: 'vbs', first: 2, all: 3 },
      { cause: 'agentDisconnected', first: 1, all: 1 },
      { cause: 'offTrack', first: 1, all: 1 },
    ]);
    assert.deepEqual(hindrances, [{ cause: 'agentOld', first: 0, all: 1 }]);
    assert.equal(
      causes.reduce((sum, { first }) => sum + first, 0),
      blocked.length,
    );
  });

  it('says how much cannot be known, and less after a look into the machines', () => {
    const count = (guest: GuestFacts | null) =>
      diagnoseFleet(fleet, () => guest).notKnown.find(({ requirement }) => requirement === 'vbs')?.count ?? 0;
    assert.deepEqual([count(null), count(guestFacts({}))], [2, 0]);
  });

  it('of nothing is empty', () => {
    const { blocked, causes, notKnown } = diagnoseFleet([], () => null);
    assert.deepEqual([blocked, causes, notKnown], [[], [], []]);
  });
});
