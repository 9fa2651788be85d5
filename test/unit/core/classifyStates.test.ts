import assert from 'node:assert/strict';
import { isEnrolled } from '../../../src/core/classify';
import { HOUR, instant } from '../../../src/core/instant';
import type { StateId } from '../../../src/core/stateTable';
import { STATE_IDS, stateTable } from '../../../src/core/stateTable';
import type { MachineDifferences } from './machineBuilder';
import { at, BUILD, judge, machine, NOW, reasonIds } from './machineBuilder';

/** What Azure says that makes one condition hold, and which of Azure's fields it takes (two of one field cannot both hold). */
interface Ingredient {
  readonly name: string;
  readonly state: StateId;
  readonly reason: string;
  readonly fields: readonly Field[];
  readonly differs: MachineDifferences;
}

type Field = 'os' | 'feature' | 'switch' | 'enablement' | 'revision';

// In the order of the issue: the first that holds wins.
const ingredients: readonly Ingredient[] = [
  {
    name: 'Windows Server 2022',
    state: 'ineligible',
    reason: 'osNotSupported',
    fields: ['os', 'revision'],
    differs: { osSku: 'Windows Server 2022 Datacenter', osVersion: '10.0.20348.4294' },
  },
  {
    name: 'Essentials',
    state: 'ineligible',
    reason: 'editionNotSupported',
    fields: ['os', 'revision'],
    differs: { osSku: 'Windows Server 2025 Essentials', osEdition: null },
  },
  {
    name: 'a preview build',
    state: 'ineligible',
    reason: 'buildTooOld',
    fields: ['os', 'revision'],
    differs: { osVersion: '10.0.26100.1' },
  },
  {
    name: 'Windows 11',
    state: 'ineligible',
    reason: 'windowsClient',
    fields: ['os', 'revision'],
    differs: { osSku: 'Windows 11 Enterprise', osEdition: 'Enterprise' },
  },
  {
    name: 'Linux',
    state: 'ineligible',
    reason: 'notWindows',
    fields: ['os', 'revision'],
    differs: { osType: 'linux', osSku: 'Ubuntu 24.04.1 LTS', osEdition: null, osVersion: '6.8.0-45-generic' },
  },
  {
    name: 'Azure Edition',
    state: 'builtIn',
    reason: 'azureEdition',
    fields: ['os'],
    differs: { osSku: 'Windows Server 2025 Datacenter Azure Edition' },
  },
  feature('Failed', 'failed', 'enrollmentFailed'),
  feature('Enabling', 'pending', 'enrolling'),
  feature('Disabling', 'pending', 'disenrolling'),
  {
    name: 'an evaluation that has not ended',
    state: 'pending',
    reason: 'evaluating',
    fields: ['feature', 'enablement'],
    differs: {
      hotpatchFeature: { status: 'Enabled', enrolledAt: null },
      patchSettings: { enablementStatus: 'PendingEvaluation' },
    },
  },
  feature('Disabled', 'cancelled', 'enrollmentCancelled'),
  feature('Unknown', 'notEnrolled', 'featureStatusUnknown'),
  { name: 'no feature', state: 'notEnrolled', reason: 'neverEnrolled', fields: ['feature'], differs: withoutFeature() },
  feature('Paused', 'unknown', 'featureStatusUnheardOf'),
  {
    name: 'the opt-in switch off',
    state: 'turnedOff',
    reason: 'optedOut',
    fields: ['switch'],
    differs: { patchSettings: { enableHotpatching: false } },
  },
  {
    name: 'status Disabled',
    state: 'turnedOff',
    reason: 'disabledByAzure',
    fields: ['enablement'],
    differs: { patchSettings: { enablementStatus: 'Disabled' } },
  },
  {
    name: 'status ActionRequired',
    state: 'actionRequired',
    reason: 'actionRequired',
    fields: ['enablement'],
    differs: { patchSettings: { enablementStatus: 'ActionRequired' } },
  },
  revision('a revision below the baseline', 'behindBaseline', 'belowBaseline', BUILD.behindBaseline),
  revision('an ordinary update', 'offTrack', 'ordinaryUpdate', BUILD.offTrack),
];

function feature(status: string, state: StateId, reason: string): Ingredient {
  const differs = { hotpatchFeature: { status, enrolledAt: null } };
  return { name: `feature ${status}`, state, reason, fields: ['feature'], differs };
}

function withoutFeature(): MachineDifferences {
  return { hotpatchFeature: null };
}

function revision(name: string, state: StateId, reason: string, osVersion: string): Ingredient {
  return { name, state, reason, fields: ['revision'], differs: { osVersion } };
}

function together(first: MachineDifferences, second: MachineDifferences): MachineDifferences {
  const patchSettings = { ...first.patchSettings, ...second.patchSettings };
  return { ...first, ...second, patchSettings };
}

/** How the loser of a pair shows: by its own reason, or by what it means for the winner. undefined = it does not hold at all. */
function expectedReason(winner: Ingredient, loser: Ingredient): string | undefined {
  const needsNoEnrollment = winner.state === 'ineligible' || winner.state === 'builtIn';
  if (needsNoEnrollment && loser.state === 'notEnrolled') return undefined;
  // The switch is off and Azure says so: one cause, named once.
  if (winner.state === loser.state) return undefined;
  const isOutside = winner.state === 'cancelled' || winner.state === 'notEnrolled';
  const isOffBaseline = loser.state === 'behindBaseline' || loser.state === 'offTrack';
  return isOutside && isOffBaseline ? 'needsBaselineFirst' : loser.reason;
}

describe('state of a machine', () => {
  it('has a case for each of the twelve states', () => {
    const covered = new Set([...ingredients.map((ingredient) => ingredient.state), 'enabled']);
    assert.deepEqual([...covered].sort(), [...STATE_IDS].sort());
    assert.equal(covered.size, 12);
  });

  it('is enabled when nothing speaks against it', () => {
    const verdict = judge(machine());
    assert.equal(verdict.state, 'enabled');
    assert.deepEqual(reasonIds(verdict), ['onTrack']);
    assert.deepEqual(verdict.nextStep, { id: 'nothing', values: {} });
    assert.equal(verdict.isHotpatched, true);
    assert.equal(verdict.needsAttention, false);
  });

  for (const { name, state, reason, differs } of ingredients) {
    it(`is ${state} by ${name}`, () => {
      const verdict = judge(machine(differs));
      assert.equal(verdict.state, state);
      assert.equal(verdict.reasons[0]?.id, reason);
      assert.equal(verdict.isEligible, state !== 'ineligible' && state !== 'builtIn');
      assert.equal(verdict.isHotpatched, state === 'builtIn');
      assert.equal(verdict.needsAttention, stateTable[state].attention);
    });
  }

  ingredients.forEach((winner, index) => {
    for (const loser of ingredients.slice(index + 1)) {
      if (winner.fields.some((field) => loser.fields.includes(field))) continue;
      const expected = expectedReason(winner, loser);
      const fate = expected === undefined ? 'says nothing of' : 'keeps as a reason';
      it(`is ${winner.state} by ${winner.name}, and ${fate} ${loser.name}`, () => {
        const verdict = judge(machine(together(winner.differs, loser.differs)));
        assert.equal(verdict.state, winner.state);
        const ids = reasonIds(verdict);
        assert.equal(ids[0], winner.reason);
        if (expected === undefined) assert.equal(ids.includes(loser.reason), false);
        else assert.ok(ids.includes(expected), `${expected} is missing from ${ids.join(', ')}`);
        assert.equal(new Set(ids).size, ids.length, `said twice: ${ids.join(', ')}`);
      });
    }
  });
});

describe('enrollment', () => {
  it('is not enrolled where the status is empty', () => {
    assert.deepEqual(reasonIds(judge(machine({ hotpatchFeature: { status: '' } }))), ['featureStatusUnknown']);
  });

  for (const status of ['Enabled', 'enabled', 'ENABLED', 'eNaBlEd']) {
    it(`reads ${status} in any casing`, () => {
      const facts = machine({ hotpatchFeature: { status } });
      assert.equal(isEnrolled(facts), true);
      assert.equal(judge(facts).state, 'enabled');
    });
  }

  const casings: readonly (readonly [string, StateId])[] = [
    ['FAILED', 'failed'],
    ['enabling', 'pending'],
    ['DISABLING', 'pending'],
    ['disabled', 'cancelled'],
    ['unknown', 'notEnrolled'],
  ];
  for (const [status, state] of casings) {
    it(`reads ${status} as ${state}`, () => {
      const facts = machine({ hotpatchFeature: { status } });
      assert.equal(judge(facts).state, state);
      assert.equal(isEnrolled(facts), false);
    });
  }

  it('is not enrolled where the feature has no status', () => {
    const verdict = judge(machine({ hotpatchFeature: { status: null } }));
    assert.equal(verdict.state, 'notEnrolled');
    assert.deepEqual(reasonIds(verdict), ['featureStatusUnknown']);
  });

  it('quotes a status that it does not know', () => {
    const verdict = judge(machine({ hotpatchFeature: { status: 'Paused' } }));
    assert.equal(verdict.state, 'unknown');
    assert.deepEqual(verdict.reasons[0], { id: 'featureStatusUnheardOf', values: { status: 'Paused' } });
  });

  it('has no opinion on billing dates', () => {
    const billing = { billingStartsAt: at('2025-02-01T00:00:00'), billingEndsAt: at('2026-05-15') };
    assert.equal(judge(machine({ hotpatchFeature: billing })).state, 'enabled');
  });

  it('says when an enrollment was cancelled, where Azure says so', () => {
    const disenrolledAt = at('2026-05-01T10:00:00Z');
    const verdict = judge(machine({ hotpatchFeature: { status: 'Disabled', disenrolledAt } }));
    assert.deepEqual(verdict.reasons[0], { id: 'enrollmentCancelled', values: { at: { instant: disenrolledAt } } });
    assert.equal(verdict.nextStep.id, 'enrollAgain');
  });

  for (const status of ['Failed', 'Enabling', 'Disabling', 'Disabled', 'Enabled', 'Unknown', 'Paused']) {
    it(`keeps Azure's own error of the feature when it is ${status}`, () => {
      const error = { code: 'LicenseServiceUnreachable', message: 'dls.microsoft.com did not answer' };
      const verdict = judge(machine({ hotpatchFeature: { status, error } }));
      assert.deepEqual(
        verdict.reasons.find((reason) => reason.id === 'azureError'),
        { id: 'azureError', values: error },
      );
    });
  }
});

describe('the opt-in switch and what Azure makes of it', () => {
  for (const enablementStatus of [null, '', 'Unknown', 'Enabled', 'ENABLED']) {
    it(`does not take ${String(enablementStatus)} for Disabled`, () => {
      assert.equal(judge(machine({ patchSettings: { enablementStatus } })).state, 'enabled');
    });
  }

  for (const enableHotpatching of [null, true]) {
    it(`does not take a switch that is ${String(enableHotpatching)} for off`, () => {
      assert.equal(judge(machine({ patchSettings: { enableHotpatching } })).state, 'enabled');
    });
  }

  for (const [status, state] of [
    ['DISABLED', 'turnedOff'],
    ['actionrequired', 'actionRequired'],
    ['pendingEVALUATION', 'pending'],
  ] as const) {
    it(`reads ${status} in any casing`, () => {
      assert.equal(judge(machine({ patchSettings: { enablementStatus: status } })).state, state);
    });
  }

  it('judges by the rest where it does not know the status, and quotes it', () => {
    const enabled = judge(machine({ patchSettings: { enablementStatus: 'NotReady' } }));
    assert.equal(enabled.state, 'enabled');
    const quote = { id: 'enablementStatusUnheardOf', values: { status: 'NotReady' } };
    assert.deepEqual(enabled.reasons[0], quote);

    const offTrack = judge(machine({ patchSettings: { enablementStatus: 'NotReady' }, osVersion: BUILD.offTrack }));
    assert.equal(offTrack.state, 'offTrack');
    assert.ok(reasonIds(offTrack).includes('enablementStatusUnheardOf'));

    const outside = judge(machine({ patchSettings: { enablementStatus: 'NotReady' }, hotpatchFeature: null }));
    assert.equal(outside.state, 'notEnrolled');
    assert.ok(reasonIds(outside).includes('enablementStatusUnheardOf'));
  });

  const error = { code: 'VbsNotRunning', message: 'Virtualization-based security is not running.' };

  it('keeps code and message of an action that Azure asks for', () => {
    const verdict = judge(machine({ patchSettings: { enablementStatus: 'ActionRequired', error } }));
    assert.deepEqual(verdict.reasons.slice(0, 2), [
      { id: 'actionRequired', values: {} },
      { id: 'azureError', values: error },
    ]);
    assert.equal(verdict.nextStep.id, 'enableVbs');
  });

  it('keeps an error whatever the status and the enrollment', () => {
    for (const differs of [{}, { hotpatchFeature: null }, { hotpatchFeature: { status: 'Failed' } }]) {
      const verdict = judge(machine({ ...differs, patchSettings: { error } }));
      assert.deepEqual(
        verdict.reasons.filter((reason) => reason.id === 'azureError'),
        [{ id: 'azureError', values: error }],
      );
    }
  });

  it('keeps both errors where feature and patch settings have one', () => {
    const other = { code: 'EnrollmentFailed', message: 'Try again later.' };
    const verdict = judge(machine({ hotpatchFeature: { status: 'Failed', error: other }, patchSettings: { error } }));
    const errors = verdict.reasons.filter((reason) => reason.id === 'azureError').map((reason) => reason.values);
    assert.deepEqual(errors, [other, error]);
  });
});

describe('Azure Edition', () => {
  const azureEdition = { osSku: 'Windows Server 2025 Datacenter Azure Edition', hotpatchFeature: null } as const;

  it('is hotpatched without an enrollment', () => {
    const verdict = judge(machine(azureEdition));
    assert.equal(verdict.state, 'builtIn');
    assert.deepEqual(reasonIds(verdict), ['azureEdition', 'onTrack']);
    assert.equal(verdict.isHotpatched, true);
    assert.equal(verdict.needsAttention, false);
    assert.equal(verdict.nextStep.id, 'nothing');
  });

  const holding: readonly (readonly [string, MachineDifferences, string, string, boolean])[] = [
    ['off track', { osVersion: BUILD.offTrack }, 'ordinaryUpdate', 'awaitBaseline', true],
    ['behind its baseline', { osVersion: BUILD.behindBaseline }, 'belowBaseline', 'installBaseline', true],
    ['turned off', { patchSettings: { enableHotpatching: false } }, 'optedOut', 'turnOn', false],
    [
      'asked for an action',
      { patchSettings: { enablementStatus: 'ActionRequired' } },
      'actionRequired',
      'fixActionRequired',
      true,
    ],
  ];
  for (const [name, differs, reason, nextStep, needsAttention] of holding) {
    it(`keeps its state when ${name}, and says so in reason, next step and counts`, () => {
      const verdict = judge(machine({ ...azureEdition, ...differs }));
      assert.equal(verdict.state, 'builtIn');
      assert.ok(reasonIds(verdict).includes(reason));
      assert.equal(verdict.nextStep.id, nextStep);
      assert.equal(verdict.isHotpatched, false);
      assert.equal(verdict.isEligible, false);
      assert.equal(verdict.needsAttention, needsAttention);
    });
  }

  it('of Windows Server 2022 is read by its own releases', () => {
    const facts = machine({ osSku: 'Windows Server 2022 Datacenter: Azure Edition', osVersion: '10.0.20348.5139' });
    const verdict = judge(facts);
    assert.equal(verdict.state, 'builtIn');
    assert.equal(verdict.track.track, 'offTrack');
    assert.equal(verdict.track.release?.product, 'ws2022AzureEdition');
  });
});

describe('next step', () => {
  it('has the values of its own sentence', () => {
    const behind = judge(machine({ osVersion: BUILD.behindBaseline })).nextStep;
    assert.deepEqual(behind, {
      id: 'installBaseline',
      values: { build: '26100.32463', month: '2026-04', baseline: '26100.32690', update: '2026-04, KB5082063' },
    });
    const off = judge(machine({ osVersion: BUILD.offTrack })).nextStep;
    assert.deepEqual(off, {
      id: 'awaitBaseline',
      values: { build: '26100.32860', month: '2026-05', until: { day: at('2026-06-09') } },
    });
  });

  it('of a revision that can be on or off the track is to check it', () => {
    for (const osSku of ['Windows Server 2025 Datacenter', 'Windows Server 2025 Datacenter Azure Edition']) {
      const verdict = judge(machine({ osSku, osVersion: BUILD.ambiguous }));
      assert.equal(verdict.track.track, 'ambiguous');
      assert.equal(verdict.isHotpatched, true);
      assert.equal(verdict.needsAttention, false);
      assert.deepEqual(verdict.nextStep, {
        id: 'checkRevision',
        values: { build: '26100.32698', month: '2026-04' },
      });
    }
  });
});

describe('pending', () => {
  const began = instant(NOW - HOUR);

  for (const status of ['Enabling', 'Disabling']) {
    it(`is not stuck at one hour of ${status}, and is a millisecond later`, () => {
      const facts = machine({ hotpatchFeature: { status, enrolledAt: null } });
      const history = { pendingSince: began, pendingBeganInSight: true, worsened: null };
      const fresh = judge(facts, { history });
      assert.equal(fresh.nextStep.id, 'wait');
      assert.equal(fresh.needsAttention, false);
      const stuck = judge(facts, { history, now: instant(NOW + 1) });
      assert.equal(stuck.state, 'pending');
      assert.deepEqual(stuck.reasons[0], { id: 'stuck', values: { since: { instant: began } } });
      assert.deepEqual(stuck.nextStep, { id: 'checkStuck', values: { since: { instant: began } } });
      assert.equal(stuck.needsAttention, true);
      assert.equal(stuck.reasons.length, 2);
    });
  }

  it('counts from the enrollment date where we did not see it begin', () => {
    const enrolledAt = instant(NOW - HOUR - 1);
    const evaluating = { enablementStatus: 'PendingEvaluation' };
    const verdict = judge(machine({ hotpatchFeature: { enrolledAt }, patchSettings: evaluating }));
    assert.deepEqual(reasonIds(verdict).slice(0, 2), ['stuck', 'evaluating']);
    const enrolling = judge(machine({ hotpatchFeature: { status: 'Enabling', enrolledAt } }));
    assert.deepEqual(reasonIds(enrolling).slice(0, 2), ['stuck', 'enrolling']);
  });

  it('trusts what we saw over an old enrollment date', () => {
    const history = { pendingSince: instant(NOW - 10 * 60_000), pendingBeganInSight: true, worsened: null };
    const evaluating = { enablementStatus: 'PendingEvaluation' };
    const verdict = judge(machine({ patchSettings: evaluating }), { history });
    assert.deepEqual(reasonIds(verdict).slice(0, 1), ['evaluating']);
  });

  it('does not count a disenrollment from the date of the enrollment', () => {
    const verdict = judge(machine({ hotpatchFeature: { status: 'Disabling', enrolledAt: at('2026-02-02') } }));
    assert.deepEqual(reasonIds(verdict).slice(0, 1), ['disenrolling']);
    assert.equal(verdict.needsAttention, false);
  });

  it('counts a disenrollment from its own date', () => {
    const disenrolledAt = instant(NOW - 2 * HOUR);
    const verdict = judge(machine({ hotpatchFeature: { status: 'Disabling', disenrolledAt } }));
    assert.deepEqual(verdict.reasons[0], { id: 'stuck', values: { since: { instant: disenrolledAt } } });
  });

  it('does not count an enrollment from the one that was cancelled before it', () => {
    const dates = { enrolledAt: at('2026-02-02'), disenrolledAt: at('2026-05-01') };
    const verdict = judge(machine({ hotpatchFeature: { status: 'Enabling', ...dates } }));
    assert.deepEqual(reasonIds(verdict).slice(0, 1), ['enrolling']);
  });

  it('counts from when we first saw it where nothing else is known', () => {
    const history = { pendingSince: instant(NOW - 2 * HOUR), pendingBeganInSight: false, worsened: null };
    const verdict = judge(machine({ hotpatchFeature: { status: 'Enabling', enrolledAt: null } }), { history });
    assert.deepEqual(reasonIds(verdict).slice(0, 1), ['stuck']);
  });

  it('is never stuck in the future', () => {
    const enrolledAt = instant(NOW + 5 * HOUR);
    const verdict = judge(machine({ hotpatchFeature: { status: 'Enabling', enrolledAt } }));
    assert.equal(verdict.needsAttention, false);
  });
});

describe('a change for the worse', () => {
  const noticed = at('2026-05-24T08:00:00Z');

  it('that is a lost enrollment is a reason and needs a hand', () => {
    const worsened = { kind: 'lostEnrollment', at: noticed } as const;
    const history = { pendingSince: null, pendingBeganInSight: false, worsened };
    const verdict = judge(machine({ hotpatchFeature: null }), { history });
    assert.equal(verdict.state, 'notEnrolled');
    assert.ok(reasonIds(verdict).includes('lostEnrollment'));
    assert.equal(verdict.needsAttention, true);
    assert.equal(verdict.nextStep.id, 'enroll');
  });

  it('says first what decides the state, and only then what else is not known', () => {
    const verdict = judge(machine({ osSku: null, osEdition: null, hotpatchFeature: null }));
    assert.equal(verdict.state, 'notEnrolled');
    assert.deepEqual(reasonIds(verdict).slice(0, 2), ['neverEnrolled', 'osNotKnown']);
  });

  it('no longer asks for a hand two weeks after it was noticed, but stays a reason', () => {
    const worsened = { kind: 'lostEnrollment', at: at('2026-05-10T08:00:00Z') } as const;
    const history = { pendingSince: null, pendingBeganInSight: false, worsened };
    const verdict = judge(machine({ hotpatchFeature: null }), { history });
    assert.ok(reasonIds(verdict).includes('lostEnrollment'));
    assert.equal(verdict.needsAttention, false);
  });

  it('that left the track is a reason beside the state', () => {
    const worsened = { kind: 'leftTrack', at: noticed } as const;
    const history = { pendingSince: null, pendingBeganInSight: false, worsened };
    const verdict = judge(machine({ osVersion: BUILD.offTrack }), { history });
    assert.equal(verdict.state, 'offTrack');
    assert.deepEqual(verdict.reasons.at(-1), { id: 'leftTrack', values: { at: { instant: noticed } } });
  });
});

describe('facts that do not hide the state', () => {
  it('stand beside it', () => {
    const facts = machine({
      status: 'Expired',
      assessment: { rebootPending: true },
      hotpatchFeature: { status: 'Failed' },
    });
    const verdict = judge(facts);
    assert.equal(verdict.state, 'failed');
    assert.equal(verdict.connection, 'expired');
    assert.equal(verdict.reboot.reboot, 'pending');
    assert.equal(verdict.track.track, 'onTrack');
  });

  it('leave a machine enabled whose revision release data does not know', () => {
    const verdict = judge(machine({ osVersion: BUILD.notInData }));
    assert.equal(verdict.state, 'enabled');
    assert.equal(verdict.track.track, 'unknown');
    assert.deepEqual(reasonIds(verdict), ['revisionNotKnown']);
    assert.equal(verdict.isHotpatched, true);
    assert.equal(verdict.needsAttention, false);
  });

  it('leave a machine enabled after the end of release data', () => {
    const verdict = judge(machine({ osVersion: '10.0.26100.33438' }), { now: at('2026-11-22') });
    assert.equal(verdict.state, 'enabled');
    assert.equal(verdict.track.track, 'unknown');
    assert.equal(verdict.isHotpatched, true);
    assert.equal(verdict.needsAttention, false);
  });

  it('give an ineligible machine no track', () => {
    const verdict = judge(machine({ osSku: 'Windows Server 2019 Datacenter', osVersion: '10.0.17763.8027' }));
    assert.equal(verdict.track.track, 'notApplicable');
    assert.equal(verdict.track.build, '17763.8027');
    assert.equal(verdict.track.currency.releasesBehind, null);
  });
});
