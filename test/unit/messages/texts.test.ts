import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DAY, HOUR, instant } from '../../../src/core/instant';
import type { MachineFacts } from '../../../src/core/machineFacts';
import type { MachineHistory } from '../../../src/core/machineHistory';
import { Texts } from '../../../src/messages/texts';
import { machineTooltip } from '../../../src/ui/machineTooltip';
import { reasonText } from '../../../src/ui/reasonText';
import { at, BUILD, judge, machine, NOW } from '../core/machineBuilder';

const texts = new Texts('en', undefined, 'UTC');

describe('Texts', () => {
  it('sets values in, numbers and times by the locale', () => {
    assert.equal(texts.text('tree.loadMore.rest', { shown: 200, total: 12_345 }), '200 of 12,345 shown');
    assert.equal(
      texts.text('status.asOf', { at: { instant: at('2026-05-25T12:00:00Z') } }),
      'As of May 25, 2026, 12:00 PM',
    );
    const german = new Texts('de', undefined, 'UTC');
    assert.equal(german.number(12_345), '12.345');
    assert.equal(german.dateTime(at('2026-05-25T12:00:00Z')), '25.05.2026, 12:00');
  });

  it('says a day as the day it is in UTC, whatever the zone of the reader', () => {
    for (const zone of ['Pacific/Kiritimati', 'America/Los_Angeles']) {
      const there = new Texts('en', undefined, zone);
      assert.match(
        there.text('next.awaitBaseline', { until: { day: at('2026-07-14T00:00:00Z') } }),
        /baseline of Jul 14, 2026/,
      );
    }
  });

  it('takes the form that the count asks for', () => {
    const of = (count: number) => texts.text('status.attention', { count });
    assert.deepEqual(
      [of(0), of(1), of(2)],
      ['0 machines need attention', '1 machine needs attention', '2 machines need attention'],
    );
  });

  it('translates, and falls back to English for what is not translated', () => {
    const german = new Texts('de', { 'status.asOf': 'Stand {at}' }, 'UTC');
    assert.equal(german.text('status.asOf', { at: 'heute' }), 'Stand heute');
    assert.equal(german.text('status.demo'), 'Demo');
    assert.equal(texts.text('status.asOf', { at: 'today' }), 'As of today');
  });

  it('keeps to the translation when a bundle brings its English', () => {
    const german = new Texts('de', { 'dash.reading': 'Wird gelesen…' }, 'UTC');
    german.learn({ 'dash.reading': 'Reading the fleet…', 'dash.atLeast': '≥ {amount}' });
    assert.equal(german.text('dash.reading'), 'Wird gelesen…');
    assert.equal(german.open('dash.reading'), 'Wird gelesen…');
    assert.equal(german.text('dash.atLeast', { amount: 5 }), '≥ 5');
  });

  it('takes a translation that has one form for every count', () => {
    const german = new Texts('de', { 'status.attention': '{count} zu prüfen' }, 'UTC');
    assert.deepEqual(
      [1, 2, 1_500].map((count) => german.text('status.attention', { count })),
      ['1 zu prüfen', '2 zu prüfen', '1.500 zu prüfen'],
    );
  });

  it('makes one line of what comes from outside, and does not read it as a message', () => {
    assert.equal(texts.text('filter.text', { text: 'a\nb\u202e {count} $& ' }), '“a b {count} $&”');
    assert.equal(texts.text('filter.text', { text: 'x'.repeat(100_000) }).length, 202);
  });

  it('keeps more of a sentence of Azure’s than of a name', () => {
    const message = 'word '.repeat(150).trim();
    assert.ok(texts.text('reason.azureError', { code: 'E', message }).includes(message));
    assert.ok(texts.text('reason.azureError', { code: 'E', message: 'x'.repeat(100_000) }).length < 1_100);
  });

  it('leaves the date out of a time of the last hours', () => {
    assert.equal(texts.recent(instant(NOW - HOUR), NOW), '11:00 AM');
    assert.equal(texts.recent(instant(NOW - DAY), NOW), 'May 24, 2026, 12:00 PM');
    assert.equal(texts.recent(instant(NOW + HOUR), NOW), 'May 25, 2026, 1:00 PM');
  });

  it('joins what there is to say', () => {
    assert.equal(texts.list(['a', '', 'b']), 'a · b');
    assert.equal(texts.list([]), '');
  });

  it('says an error of Azure’s with what there is of it', () => {
    const say = (code: string, message: string) => reasonText(texts, { id: 'azureError', values: { code, message } });
    assert.equal(say('VbsOff', 'Turn it on.'), 'Azure says: “Turn it on.” (VbsOff)');
    assert.equal(say('', 'Turn it on.'), 'Azure says: “Turn it on.”');
    assert.equal(say('VbsOff', ''), 'Azure names the error VbsOff and says no more.');
  });
});

describe('what is said of a machine', () => {
  // One of the two may be missing; where both are, Azure names no error.
  const error = fc.constantFrom(
    null,
    { code: 'E', message: 'It failed.' },
    { code: '', message: 'It failed.' },
    { code: 'E', message: '' },
  );
  const moment = fc.option(fc.integer({ min: -400 * 24, max: 24 }).map((hours) => instant(NOW + hours * HOUR)));
  const facts = fc
    .record({
      osType: fc.constantFrom(null, 'windows', 'linux'),
      osSku: fc.constantFrom(
        null,
        'Windows Server 2025 Datacenter',
        'Windows Server 2025 Standard Evaluation',
        'Windows Server 2025 Datacenter: Azure Edition',
        'Windows Server 2022 Datacenter: Azure Edition',
        'Windows Server 2019 Standard',
        'Windows Server 2025 Essentials',
        'Windows Server 2025',
        'Windows 11 Enterprise',
        'Ubuntu 24.04',
      ),
      osEdition: fc.constantFrom(null, 'Datacenter'),
      osVersion: fc.constantFrom(null, ...Object.values(BUILD), '10.0.26100', '10.0.26100.1', '10.0.20348.4711', 'x'),
      feature: fc.option(
        fc.record({
          status: fc.constantFrom(null, 'Unknown', 'Enabling', 'Enabled', 'Disabling', 'Disabled', 'Failed', 'Other'),
          enrolledAt: moment,
          disenrolledAt: moment,
          error,
        }),
      ),
      patchSettings: fc.record({
        enableHotpatching: fc.constantFrom(null, true, false),
        enablementStatus: fc.constantFrom(
          null,
          'Unknown',
          'PendingEvaluation',
          'Disabled',
          'ActionRequired',
          'Enabled',
          'Other',
        ),
        error,
      }),
      status: fc.constantFrom(null, 'Connected', 'Disconnected', 'Expired', 'Error', 'AwaitingConnection', 'Other'),
      statusSince: moment,
      assessment: fc.option(fc.record({ rebootPending: fc.constantFrom(null, true, false), at: moment })),
    })
    .map(({ feature, assessment, ...rest }): MachineFacts =>
      machine({ ...rest, hotpatchFeature: feature, assessment }),
    );
  const histories = fc.record<MachineHistory>({
    pendingSince: moment,
    pendingBeganInSight: fc.boolean(),
    worsened: fc.option(
      fc.record({
        kind: fc.constantFrom('lostEnrollment', 'leftTrack'),
        at: moment.map((value) => value ?? NOW),
      }),
    ),
  });

  it('leaves no place of a sentence empty', () => {
    const said = new Set<string>();
    fc.assert(
      fc.property(facts, histories, fc.constantFrom(NOW, at('2027-06-01T00:00:00Z')), (one, history, now) => {
        const verdict = judge(one, { history, now });
        const {
          why,
          next,
          facts: rows,
          state,
          dataAsOf,
        } = machineTooltip({ facts: one, asOf: NOW, verdict }, texts, (id) => id);
        for (const { id } of verdict.reasons) said.add(`reason.${id}`);
        said.add(`next.${verdict.nextStep.id}`);
        for (const text of [...why, next, state, dataAsOf, ...rows.flatMap(({ label, value }) => [label, value])]) {
          assert.doesNotMatch(text, /[{}]|undefined|NaN|\(\)|“”|: \.|\s\s/);
          assert.notEqual(text, '');
        }
      }),
      { numRuns: 3_000, seed: 7 },
    );
    // The fleet was varied enough for the test to mean something.
    assert.ok(said.size > 40, `${said.size} kinds of sentences`);
  });
});
