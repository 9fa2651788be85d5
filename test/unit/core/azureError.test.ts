import assert from 'node:assert/strict';
import fc from 'fast-check';
import { stepOfErrors } from '../../../src/core/azureError';
import type { NextStepId } from '../../../src/core/stateTable';
import { BUILD, judge, machine } from './machineBuilder';

const ON_TRACK = judge(machine({})).track;

const BASELINE = { code: 'BaselineRequired', message: 'A baseline update must be installed first.' };

const TELLING: readonly (readonly [code: string, message: string, step: NextStepId | undefined])[] = [
  [BASELINE.code, BASELINE.message, 'installLatestBaseline'],
  ['VbsNotRunning', 'Virtualization-based security is not running.', 'enableVbs'],
  ['', 'Turn on Secure Boot.', 'turnSecureBootOn'],
  ['UnsupportedBuild', 'The installed build must be the latest baseline.', 'installSupportedBuild'],
  ['BadRequest', 'This OS build is not supported.', 'installSupportedBuild'],
  ['LicenseCheckFailed', 'The licensing service did not answer.', 'reachLicenseService'],
  ['Failed', 'The machine cannot reach dls.microsoft.com.', 'reachLicenseService'],
  ['InternalError', 'The operation could not be completed. Try again later.', undefined],
];

describe('The step that Azure’s own words ask for', () => {
  for (const [code, message, step] of TELLING) {
    it(`of “${code}: ${message}” is ${step ?? 'none'}`, () => {
      assert.equal(stepOfErrors([{ code, message }], ON_TRACK)?.id, step);
    });

    it(`of a failed or wanting machine with “${code}: ${message}” is ${step ?? 'the general one'}`, () => {
      const error = { code, message };
      const failed = judge(machine({ hotpatchFeature: { status: 'Failed', error } }));
      assert.equal(failed.nextStep.id, step ?? 'fixFailure');
      const wanting = judge(machine({ patchSettings: { enablementStatus: 'ActionRequired', error } }));
      assert.equal(wanting.nextStep.id, step ?? 'fixActionRequired');
    });
  }

  it('names the baseline where the revision tells which', () => {
    const wanting = { enablementStatus: 'ActionRequired', error: BASELINE };
    const behind = judge(machine({ patchSettings: wanting, osVersion: BUILD.behindBaseline }));
    assert.equal(behind.nextStep.id, 'installBaseline');
    assert.ok(behind.nextStep.values['month']);
    const off = judge(machine({ patchSettings: wanting, osVersion: BUILD.offTrack }));
    assert.equal(off.nextStep.id, 'awaitBaseline');
  });

  it('is of the first error that tells', () => {
    assert.equal(stepOfErrors([null, { code: 'x', message: '' }, BASELINE], ON_TRACK)?.id, 'installLatestBaseline');
    assert.equal(stepOfErrors([], ON_TRACK), null);
  });

  it('never throws, whatever the words', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('baseline', 'vbs', 'build not supported', 'uefi', 'license check'),
    );
    const error = fc.option(fc.record({ code: text, message: text }));
    fc.assert(
      fc.property(fc.array(error), (errors) => {
        const step = stepOfErrors(errors, ON_TRACK);
        assert.ok(step === null || step.id.length > 0);
      }),
    );
  });
});
