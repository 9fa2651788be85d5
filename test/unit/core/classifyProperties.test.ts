import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bundledReleases } from '../../../src/core/bundledReleases';
import type { Classification } from '../../../src/core/classify';
import { classifier } from '../../../src/core/classify';
import { eligibilityOf } from '../../../src/core/eligibility';
import type { Instant } from '../../../src/core/instant';
import { instant } from '../../../src/core/instant';
import type { MachineFacts } from '../../../src/core/machineFacts';
import type { MachineHistory } from '../../../src/core/machineHistory';
import type { ReasonId } from '../../../src/core/reason';
import { STATE_IDS, stateTable } from '../../../src/core/stateTable';
import { at, BUILD, judge, machine } from './machineBuilder';

// Every id of a reason; the compiler keeps the list whole.
const REASON_IDS: Readonly<Record<ReasonId, true>> = {
  notWindows: true,
  windowsClient: true,
  osNotSupported: true,
  azureLocalHost: true,
  editionNotSupported: true,
  buildTooOld: true,
  buildNotReleased: true,
  azureEdition: true,
  editionNotKnown: true,
  osNotKnown: true,
  evaluationEdition: true,
  enrollmentFailed: true,
  enrolling: true,
  disenrolling: true,
  evaluating: true,
  stuck: true,
  enrollmentCancelled: true,
  neverEnrolled: true,
  featureStatusUnknown: true,
  featureStatusUnheardOf: true,
  optedOut: true,
  disabledByAzure: true,
  actionRequired: true,
  azureError: true,
  enablementStatusUnheardOf: true,
  belowBaseline: true,
  needsBaselineFirst: true,
  ordinaryUpdate: true,
  revisionAmbiguous: true,
  revisionNotKnown: true,
  releaseDataEnded: true,
  onTrack: true,
  lostEnrollment: true,
  leftTrack: true,
  vanished: true,
};

/** Text as Azure may send it: words that mean something, in any casing, and anything at all. */
function textOf(...words: readonly string[]): fc.Arbitrary<string | null> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...words, ...words.map((word) => word.toUpperCase())) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
    { weight: 1, arbitrary: fc.constantFrom(null, '', ' ', '\u0000\u202e', '__proto__', 'x'.repeat(300)) },
  );
}

const moment: fc.Arbitrary<Instant> = fc
  .date({ min: new Date('2024-01-01T00:00:00Z'), max: new Date('2028-01-01T00:00:00Z'), noInvalidDate: true })
  .map((date) => instant(date.getTime()));
const moments = fc.option(moment);
const truth = fc.constantFrom(true, false, null);
const anyText = fc.string({ unit: 'binary' });
const error = fc.option(fc.record({ code: anyText, message: anyText }));

const REVISIONS = bundledReleases.months.flatMap((month) =>
  [month.revision, month.ordinaryRevision, ...month.outOfBand.map((update) => update.revision)].filter(
    (revision) => revision !== null,
  ),
);

const osVersion = fc.oneof(
  textOf(...Object.values(BUILD), '10.0.26100.1', '10.0.26040.1000', '10.0.20348.5074', '10.0.29500.1', '6.3.9600'),
  fc.constantFrom(...REVISIONS).map((revision) => `10.0.26100.${revision}`),
  fc.nat(40_000).map((revision) => `10.0.26100.${revision}`),
);

const osSku = textOf(
  'Windows Server 2025 Datacenter',
  'Windows Server 2025 Standard Evaluation',
  'Windows Server 2025 Essentials',
  'Windows Server 2025 Datacenter Azure Edition',
  'Windows Server 2022 Datacenter Azure Edition',
  'Windows Server 2019 Standard',
  'Windows 11 Enterprise multi-session',
  'Ubuntu 24.04.1 LTS',
);

const facts: fc.Arbitrary<MachineFacts> = fc
  .record({
    name: anyText,
    location: anyText,
    tags: fc.dictionary(anyText, anyText, { maxKeys: 3 }),
    status: textOf('Connected', 'Disconnected', 'Expired', 'Error', 'AwaitingConnection'),
    statusSince: moments,
    agentVersion: textOf('1.64.03200.2400'),
    osType: textOf('windows', 'linux'),
    osSku,
    osEdition: textOf('Standard', 'Datacenter', 'Essentials', 'Azure Edition'),
    osVersion,
    cores: fc.record({ physical: fc.option(fc.nat()), logical: fc.option(fc.nat()) }),
    manufacturer: textOf('VMware, Inc.'),
    model: textOf('Virtual Machine'),
    patchSettings: fc.record({
      enableHotpatching: truth,
      enablementStatus: textOf('Unknown', 'PendingEvaluation', 'Disabled', 'ActionRequired', 'Enabled'),
      error,
      assessmentMode: textOf('AutomaticByPlatform', 'ImageDefault'),
      patchMode: textOf('Manual'),
    }),
    hotpatchFeature: fc.option(
      fc.record({
        status: textOf('Unknown', 'Enabling', 'Enabled', 'Disabled', 'Disabling', 'Failed'),
        enrolledAt: moments,
        disenrolledAt: moments,
        billingStartsAt: moments,
        billingEndsAt: moments,
        error,
      }),
    ),
    assessment: fc.option(
      fc.record({
        status: textOf('Succeeded', 'Failed', 'InProgress'),
        rebootPending: truth,
        at: moments,
        availableCount: fc.option(fc.nat()),
      }),
    ),
    installation: fc.option(
      fc.record({
        status: textOf('Succeeded', 'Failed', 'InProgress'),
        rebootStatus: textOf('Unknown', 'NotNeeded', 'Required', 'Started', 'Failed', 'Completed'),
        at: moments,
      }),
    ),
  })
  .map((differs) => ({ ...machine(), ...differs }));

const history: fc.Arbitrary<MachineHistory> = fc.record(
  {
    pendingSince: moments,
    pendingBeganInSight: fc.boolean(),
    worsened: fc.option(
      fc.record({ kind: fc.constantFrom('lostEnrollment' as const, 'leftTrack' as const), at: moment }),
    ),
  },
  { noNullPrototype: true },
);

const graceDays = fc.constantFrom(0, 7, 30);

function forAll(check: (given: Given, verdict: Classification) => void): void {
  fc.assert(
    fc.property(facts, history, moment, graceDays, (ofMachine, past, now, grace) => {
      const classify = classifier({ releases: bundledReleases, now, graceDays: grace });
      check({ facts: ofMachine, history: past, now, graceDays: grace }, classify(ofMachine, past));
    }),
    { numRuns: 400 },
  );
}

interface Given {
  readonly facts: MachineFacts;
  readonly history: MachineHistory;
  readonly now: Instant;
  readonly graceDays: number;
}

describe('judgement of any machine', () => {
  it('has a state, reasons and a next step that are known', () => {
    forAll((_given, verdict) => {
      assert.ok(STATE_IDS.includes(verdict.state));
      for (const reason of verdict.reasons) assert.ok(Object.hasOwn(REASON_IDS, reason.id), reason.id);
      assert.equal(typeof verdict.nextStep.id, 'string');
      if (verdict.state !== 'enabled') assert.notEqual(verdict.reasons.length, 0);
    });
  });

  it('is ineligible whatever else holds, where the OS is', () => {
    forAll((given, verdict) => {
      const isIneligible = eligibilityOf(given.facts).kind === 'ineligible';
      assert.equal(verdict.state === 'ineligible', isIneligible);
      assert.equal(verdict.isEligible, !isIneligible && verdict.state !== 'builtIn');
      if (!isIneligible) return;
      assert.equal(verdict.isHotpatched, false);
      assert.equal(verdict.track.track, 'notApplicable');
    });
  });

  it('needs a hand where the table of states says so', () => {
    forAll((_given, verdict) => {
      if (stateTable[verdict.state].attention) assert.equal(verdict.needsAttention, true);
    });
  });

  it('never calls a machine hotpatched that is held back', () => {
    forAll((_given, verdict) => {
      if (!verdict.isHotpatched) return;
      assert.ok(verdict.state === 'enabled' || verdict.state === 'builtIn');
      assert.ok(verdict.track.track !== 'offTrack' && verdict.track.track !== 'behindBaseline');
    });
  });

  it('says no reason twice, but for errors of two places', () => {
    forAll((_given, verdict) => {
      const ids = verdict.reasons.map((reason) => reason.id).filter((id) => id !== 'azureError');
      assert.equal(new Set(ids).size, ids.length, ids.join(', '));
    });
  });

  it('is the same again, by the same judge and by another, and changes nothing that it was given', () => {
    forAll((given, verdict) => {
      const before = JSON.stringify([given.facts, given.history]);
      const classify = classifier({ releases: bundledReleases, now: given.now, graceDays: given.graceDays });
      assert.deepEqual(classify(given.facts, given.history), verdict);
      classify(machine(), given.history);
      assert.deepEqual(classify(given.facts, given.history), verdict);
      assert.equal(JSON.stringify([given.facts, given.history]), before);
    });
  });

  it('gives nothing for huge and hostile text but text', () => {
    for (const text of ['x'.repeat(100_000), '\u0000\u202e\n', '__proto__', '<img src=x onerror=alert(1)>', '%s {0}']) {
      const error = { code: text, message: text };
      const facts = machine({
        ...{ name: text, location: text, tags: { [text]: text }, status: text, agentVersion: text },
        ...{ osType: null, osSku: text, osEdition: text, osVersion: text, manufacturer: text, model: text },
        patchSettings: { enablementStatus: text, error },
        hotpatchFeature: { status: text, error },
        assessment: { status: text },
        installation: { status: text, rebootStatus: text },
      });
      const verdict = judge(facts);
      assert.ok(STATE_IDS.includes(verdict.state));
      assert.equal(verdict.connection, 'unknown');
    }
  });
});

describe('time passing', () => {
  it('never makes a machine current that is behind its baseline', () => {
    fc.assert(
      fc.property(fc.constantFrom(...REVISIONS), moment, moment, graceDays, (revision, one, other, grace) => {
        const facts = machine({ osVersion: `10.0.26100.${revision}` });
        const [earlier, later] = one < other ? [one, other] : [other, one];
        const before = judge(facts, { now: earlier, graceDays: grace }).track;
        const after = judge(facts, { now: later, graceDays: grace }).track;
        if (before.track === 'behindBaseline') assert.equal(after.track, 'behindBaseline');
        assert.ok((after.currency.releasesBehind ?? Infinity) >= (before.currency.releasesBehind ?? 0));
      }),
      { numRuns: 300 },
    );
  });

  it('brings no more releases behind to a higher revision of the track', () => {
    const onTrack = bundledReleases.months.flatMap((month) =>
      month.product === 'ws2025' && month.revision !== null ? [month.revision] : [],
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...onTrack),
        fc.constantFrom(...onTrack),
        moment,
        graceDays,
        (one, other, now, grace) => {
          const behind = (revision: number) =>
            judge(machine({ osVersion: `10.0.26100.${revision}` }), { now, graceDays: grace }).track.currency
              .releasesBehind ?? 0;
          assert.ok(behind(Math.max(one, other)) <= behind(Math.min(one, other)));
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('equal OS versions', () => {
  it('of different products are not taken for each other', () => {
    const classify = classifier({ releases: bundledReleases, now: at('2026-05-25'), graceDays: 7 });
    const none = { pendingSince: null, pendingBeganInSight: false, worsened: null };
    const eligible = classify(machine({ osVersion: BUILD.offTrack }), none);
    const client = classify(machine({ osVersion: BUILD.offTrack, osSku: 'Windows 11 Enterprise' }), none);
    assert.equal(eligible.track.track, 'offTrack');
    assert.equal(client.track.track, 'notApplicable');
  });
});
