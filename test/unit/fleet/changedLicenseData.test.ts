import assert from 'node:assert/strict';
import { licenseOfArm, othersOfMachine } from '../../../src/azure/licenseProfile';
import { changedLicenseData } from '../../../src/fleet/changedLicenseData';

const ASSURANCE = 'softwareAssurance.softwareAssuranceCustomer';

/** What a write changed, by the machine's view of the profile before it and the profile after it. */
function changed(before: object, after: object): readonly string[] {
  const license = licenseOfArm({ properties: { productProfile: { productType: 'WindowsServer' }, ...after } });
  if (license?.kind !== 'present') return assert.fail();
  return changedLicenseData(othersOfMachine({ properties: { licenseProfile: before } }), license.others);
}

const assured = (softwareAssuranceCustomer: unknown) => ({ softwareAssurance: { softwareAssuranceCustomer } });

describe('what a write of the license changed beside it', () => {
  it('is nothing where false became absent, or absent false: both say that there is none', () => {
    for (const none of [assured(false), assured(null), { softwareAssurance: {} }, {}])
      for (const after of [assured(false), assured(null), { softwareAssurance: {} }, {}])
        assert.deepEqual(changed(none, after), [], JSON.stringify([none, after]));
  });

  it('is what was true and is gone, or false', () => {
    for (const after of [assured(false), assured(null), { softwareAssurance: {} }, {}])
      assert.deepEqual(changed(assured(true), after), [ASSURANCE], JSON.stringify(after));
    assert.deepEqual(changed(assured(true), assured(true)), []);
  });

  it('is what was false and is true, which no write of ours asks for', () => {
    assert.deepEqual(changed(assured(false), assured(true)), [ASSURANCE]);
  });

  it('is a text that says false and is gone', () => {
    assert.deepEqual(changed({ note: 'false' }, {}), ['note']);
  });
});
