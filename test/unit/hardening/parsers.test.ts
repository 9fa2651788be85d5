import assert from 'node:assert/strict';
import fc from 'fast-check';
import { accountOfToken } from '../../../src/azure/accessTokenAccount';
import { machineOfArm } from '../../../src/azure/armMachine';
import { assessmentOfRow } from '../../../src/azure/assessmentRow';
import { claimsOf } from '../../../src/azure/claimsChallenge';
import { realCloud } from '../../../src/azure/clouds';
import { bodyOf, faultOfError, faultOfResponse } from '../../../src/azure/faultOfResponse';
import { installationOfRow } from '../../../src/azure/installationRow';
import { InstalledRunRows } from '../../../src/azure/installedRunRows';
import { Interner } from '../../../src/azure/intern';
import { machineRowContext } from '../../../src/azure/machineRow';
import { trackedStatusOf, trackingScope } from '../../../src/azure/operationTracking';
import { durationMilliseconds } from '../../../src/azure/quota';
import { retryAfterOf } from '../../../src/azure/retry';
import { softwarePatchOfRow } from '../../../src/azure/softwarePatchRow';
import { switchRowOf } from '../../../src/azure/switchesQuery';
import { canRunCommands } from '../../../src/core/agentVersion';
import { instant } from '../../../src/core/instant';
import { bounded } from '../../../src/core/withoutSecrets';
import { readGuestOutput, readRestartOutput, readVbsSet } from '../../../src/fleet/guestOutput';
import { isJournalEntry } from '../../../src/fleet/journalShape';
import { readOperationId } from '../../../src/fleet/operationId';
import { isAzureFault, isMachineRecord, isSnapshotHead } from '../../../src/fleet/snapshotShape';
import { assessmentRow, CONTOSO, InstantClock, installationRow, machineIdText, sub } from '../azure/fixtures';
import { HOSTILE_TEXTS } from './mutations';

const CLOUD = realCloud('AzureCloud');
const AT = instant(Date.UTC(2026, 10, 22));
const someText = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...HOSTILE_TEXTS), fc.lorem());
const json = fc.oneof(fc.jsonValue(), someText);

/** A row that is right but for what stands in some of its fields. */
function spoiled(row: Readonly<Record<string, unknown>>): fc.Arbitrary<unknown> {
  const [first = '', ...rest] = Object.keys(row);
  const field = fc.constantFrom(first, ...rest);
  return fc
    .array(fc.tuple(field, json), { maxLength: 4 })
    .map((changes) => ({ ...row, ...Object.fromEntries(changes) }));
}

/** Parsers of texts and bodies that had no property test where they are tested otherwise; the fuzz run meets them too. */
describe('parsers, whatever comes', () => {
  it('an assessment, an installation, an update: each field is of its kind or not known', () => {
    const interner = new Interner();
    const patch = {
      id: `${machineIdText(sub(1), 'app')}/patchassessmentresults/latest/softwarepatches/1`,
      properties: { patchName: 'x', kbId: '5', classifications: ['Security'], rebootBehavior: 'NeverReboots' },
    };
    fc.assert(
      fc.property(spoiled(assessmentRow('app')), spoiled(installationRow('app')), spoiled(patch), (one, two, three) => {
        const assessed = assessmentOfRow(one, interner);
        if (assessed !== null) {
          const { availableCount, at, rebootPending } = assessed.facts;
          assert.ok(availableCount === null || (Number.isInteger(availableCount) && availableCount >= 0));
          assert.ok(at === null || Number.isSafeInteger(at));
          assert.ok([true, false, null].includes(rebootPending));
        }
        const installed = installationOfRow(two, interner);
        if (installed !== null) assert.ok(installed.facts.at === null || Number.isSafeInteger(installed.facts.at));
        const update = softwarePatchOfRow(three);
        if (update !== null) assert.equal(typeof update.update.title, 'string');
        const runs = new InstalledRunRows();
        for (const row of [one, two, three]) assert.ok(runs.add([row]) >= 0);
      }),
      { numRuns: 500 },
    );
  });

  it('a count beyond all counting is not known, rather than infinite', () => {
    const row = assessmentRow('app', sub(1), { counts: { security: 1e308, critical: 1e308, other: '9'.repeat(20) } });
    assert.equal(assessmentOfRow(row, new Interner())?.facts.availableCount, null);
  });

  it('a machine of ARM and a row of switches', () => {
    const context = machineRowContext(() => CONTOSO);
    const machine = {
      id: machineIdText(sub(1), 'app'),
      name: 'app',
      location: 'x',
      tags: {},
      properties: {
        status: 'Connected',
        osProfile: {},
        licenseProfile: { productProfile: {} },
        detectedProperties: {},
      },
    };
    fc.assert(
      fc.property(spoiled(machine), (body) => {
        const facts = machineOfArm(body, context);
        if (facts !== null) for (const value of Object.values(facts.tags)) assert.equal(typeof value, 'string');
        switchRowOf(body);
      }),
      { numRuns: 500 },
    );
  });

  it('faults: of one line, bounded, and never thrown', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 999 }), someText, json, fc.anything(), (status, text, value, thrown) => {
        for (const body of [bodyOf(text), value, { error: value }, { error: { code: value, message: text } }]) {
          const fault = faultOfResponse({ status, body });
          for (const said of Object.values(fault)) {
            if (typeof said === 'string') assert.ok(said.length <= 500 && !/[\r\n\u2028]/.test(said));
          }
        }
        assert.notEqual(faultOfError(thrown).kind, '');
        assert.ok(bounded(text, 20).length <= 20);
      }),
    );
  });

  it('headers: how long to wait is never negative, nor no number', () => {
    const clock = new InstantClock();
    const header = fc.oneof(
      someText,
      fc.double().map(String),
      fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
    );
    fc.assert(
      fc.property(header, header, (one, other) => {
        const headers: Readonly<Record<string, string>> = { 'retry-after': one, 'retry-after-ms': other, date: other };
        for (const wait of [
          retryAfterOf((name) => headers[name], clock),
          retryAfterOf((name) => (name === 'retry-after-ms' ? undefined : headers[name]), clock),
          durationMilliseconds(one),
        ]) {
          assert.ok(wait === null || wait >= 0, `${String(wait)} of ${one}`);
        }
      }),
    );
  });

  it('challenges and tokens: claims are a JSON object, an account has an id', () => {
    const base64 = someText.map((text) => Buffer.from(text).toString('base64url'));
    const claims = json.map((value) => Buffer.from(JSON.stringify(value)).toString('base64url'));
    fc.assert(
      fc.property(someText, fc.oneof(base64, claims), someText, (text, part, rest) => {
        for (const challenge of [text, `Bearer claims="${part}"`, `Bearer error="x", claims=${part}`]) {
          const found = claimsOf(challenge);
          if (found !== null) assert.equal(typeof JSON.parse(found), 'object');
        }
        for (const token of [text, `a.${part}.b`, `${part}.${part}.${rest}`]) {
          const account = accountOfToken(token);
          if (account !== null) assert.ok(account.id !== '' && account.name !== '');
        }
      }),
    );
  });

  it('an operation’s status, and the place in its URL', () => {
    const polled = { url: `${CLOUD.endpoint}/subscriptions/x/providers/y/locations/z/operationStatus/1` };
    fc.assert(
      fc.property(
        fc.constantFrom(200, 202, 500),
        fc.oneof(
          someText,
          json.map((value) => JSON.stringify(value)),
        ),
        someText,
        (status, text, location) => {
          const read = trackedStatusOf(
            { status, text, header: (name) => (name === 'location' ? location : undefined) },
            polled,
            CLOUD,
          );
          if (read !== null) assert.ok(read.status !== '');
          trackingScope({ url: location });
        },
      ),
    );
  });

  it('what a script wrote inside a machine', () => {
    const lines = fc.array(
      fc.oneof(
        someText,
        json.map((value) => JSON.stringify(value)),
        fc
          .record(
            {
              vbsStatus: json,
              secureBoot: json,
              firmware: json,
              lastBootUtc: json,
              set: json,
              restarting: json,
              reason: json,
            },
            { requiredKeys: [] },
          )
          .map((value) => JSON.stringify(value)),
      ),
    );
    fc.assert(
      fc.property(lines, (written) => {
        const output = written.join('\n');
        const guest = readGuestOutput(output, AT);
        if (guest !== undefined) {
          assert.ok(guest.vbsStatus === null || Number.isSafeInteger(guest.vbsStatus));
          assert.ok((guest.firmware ?? '').length <= 40);
        }
        assert.ok([true, false, undefined].includes(readVbsSet(output)?.set));
        assert.ok((readRestartOutput(output)?.reason ?? '').length <= 500);
      }),
      { numRuns: 300 },
    );
  });

  it('what is read from disk is known or refused; ids and versions too', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withBigInt: true }), someText, (value, text) => {
        assert.equal(isJournalEntry(value), false);
        assert.equal(isSnapshotHead(value), false);
        assert.equal(isMachineRecord(value), false);
        assert.equal(isAzureFault(value), false);
        const id = readOperationId(text);
        assert.ok(id === undefined || /^[\d-]+[0-9a-f]{12}$/.test(id));
        assert.equal(typeof canRunCommands(text), 'boolean');
      }),
    );
  });
});
