import assert from 'node:assert/strict';
import fc from 'fast-check';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { licenseOfArm, othersOfMachine } from '../../../src/azure/licenseProfile';
import type { OtherLicenseData } from '../../../src/azure/machineWriting';

const HOTPATCH = { name: 'Hotpatch', subscriptionStatus: 'Enabled', enrollmentDate: '2026-06-02T09:14:05.1111111Z' };
const FULL = {
  provisioningState: 'Succeeded',
  softwareAssurance: { softwareAssuranceCustomer: true },
  esuProfile: {
    assignedLicense: '/subscriptions/S/resourceGroups/RG/providers/Microsoft.HybridCompute/licenses/ESU',
    esuEligibility: 'Eligible',
    esuKeyState: 'Active',
    serverType: 'Standard',
    esuKeys: [{ sku: 'one', licenseStatus: 1 }],
  },
  productProfile: {
    subscriptionStatus: 'Enabled',
    productType: 'WindowsServer',
    billingStartDate: '2025-02-01T00:00:00',
    disenrollmentDate: null,
    error: { code: 'X', message: 'x' },
    productFeatures: [HOTPATCH, { name: 'WindowsServerAzureArcMgmt', subscriptionStatus: 'Enabled', error: null }],
  },
};
const FULL_OTHERS = {
  'esuProfile.assignedLicense': '"/subscriptions/s/resourcegroups/rg/providers/microsoft.hybridcompute/licenses/esu"',
  'esuProfile.esuKeys[0].licenseStatus': '1',
  'esuProfile.esuKeys[0].sku': '"one"',
  'productProfile.billingStartDate': '"2025-02-01T00:00:00"',
  'productProfile.productFeatures["windowsserverazurearcmgmt"].name': '"WindowsServerAzureArcMgmt"',
  'productProfile.productFeatures["windowsserverazurearcmgmt"].subscriptionStatus': '"Enabled"',
  'productProfile.productType': '"WindowsServer"',
  'productProfile.subscriptionStatus': '"Enabled"',
  'softwareAssurance.softwareAssuranceCustomer': 'true',
};

function othersOf(properties: unknown): OtherLicenseData {
  const reading = licenseOfArm({ properties });
  assert.ok(reading !== null);
  return reading.kind === 'present' ? reading.others : {};
}

describe('licenseOfArm', () => {
  it('finds the Hotpatch feature in any casing, and everything that is not it', () => {
    const reading = licenseOfArm({ id: 'x', properties: FULL });
    assert.ok(reading?.kind === 'present');
    assert.equal(reading.feature?.status, 'Enabled');
    assert.deepEqual(reading.others, FULL_OTHERS);
    const shouted = licenseOfArm({
      properties: {
        productProfile: { productFeatures: [{ name: ' HOTPATCH ', subscriptionStatus: 'Never heard of' }] },
      },
    });
    assert.ok(shouted?.kind === 'present');
    assert.equal(shouted.feature?.status, 'Never heard of');
    assert.deepEqual(shouted.others, {});
  });

  it('takes a profile in which nothing was ever set for none, and one with anything in it for one', () => {
    const kindOf = (properties: unknown, more: object = {}): unknown =>
      licenseOfArm({ id: 'x', properties, ...more })?.kind;
    assert.equal(kindOf(undefined), 'absent');
    assert.equal(kindOf({ provisioningState: 'Succeeded' }), 'absent');
    assert.equal(kindOf({ productProfile: { subscriptionStatus: 'Unknown', productFeatures: [] } }), 'absent');
    assert.equal(kindOf({ esuProfile: { esuEligibility: 'Ineligible', assignedLicense: null } }), 'absent');
    assert.equal(kindOf({}, { tags: { owner: 'somebody' } }), 'present');
    assert.equal(kindOf({ softwareAssurance: { softwareAssuranceCustomer: false } }), 'present');
    assert.equal(kindOf({ productProfile: { productType: 'WindowsServer' } }), 'present');
    assert.equal(kindOf({ productProfile: { productFeatures: [{ name: 'hotpatch' }] } }), 'present');
    assert.equal(licenseOfArm('text'), null);
  });

  it('reads the instance view of a machine to the same data', () => {
    const licenseProfile = {
      ...FULL,
      licenseStatus: 'Licensed',
      licenseChannel: 'PGS',
      esuProfile: {
        ...FULL.esuProfile,
        licenseAssignmentState: 'Assigned',
        assignedLicense: { id: FULL.esuProfile.assignedLicense.toUpperCase(), properties: { assignedLicenses: 8 } },
      },
    };
    assert.deepEqual(othersOfMachine({ properties: { licenseProfile } }), FULL_OTHERS);
    assert.deepEqual(othersOfMachine(null), {});
    assert.deepEqual(othersOfMachine({ properties: {} }), {});
  });

  it('shows every loss and every change, pay-as-you-go above all', () => {
    const { subscriptionStatus, ...rest } = FULL.productProfile;
    assert.equal(subscriptionStatus, 'Enabled');
    assert.equal(othersOf({ ...FULL, productProfile: rest })['productProfile.subscriptionStatus'], undefined);
    const unknown = { productProfile: { subscriptionStatus: 'Unknown' } };
    assert.deepEqual(othersOf(unknown), {});
    assert.deepEqual(othersOf({ productProfile: { subscriptionStatus: 'Enabling' } }), {
      'productProfile.subscriptionStatus': '"Enabling"',
    });
    assert.notDeepEqual(othersOf({ ...FULL, softwareAssurance: { softwareAssuranceCustomer: false } }), FULL_OTHERS);
  });

  it('gives equal data for equal data, in whatever order', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.integer(), (value, seed) => {
        assert.deepEqual(othersOf({ ...FULL, more: shuffled(value, seed) }), othersOf({ more: value, ...FULL }));
        assert.deepEqual(othersOf(shuffled(FULL, seed)), FULL_OTHERS);
      }),
    );
  });

  it('tells different data apart', () => {
    const leaf = fc.oneof(fc.boolean(), fc.integer(), fc.string({ minLength: 1 }));
    fc.assert(
      fc.property(fc.dictionary(fc.string(), leaf), fc.string(), leaf, leaf, (object, key, one, other) => {
        fc.pre(one !== other && key.toLowerCase() !== 'error' && key !== '__proto__');
        fc.pre(!['provisioningstate', 'systemdata'].includes(key.toLowerCase()));
        assert.notDeepEqual(
          othersOf({ more: { ...object, [key]: one } }),
          othersOf({ more: { ...object, [key]: other } }),
        );
      }),
    );
  });

  it('takes whatever comes without throwing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (body, properties, features) => {
        licenseOfArm(body);
        othersOfMachine(body);
        licenseOfArm({ properties });
        licenseOfArm({ properties: { productProfile: { productFeatures: features }, esuProfile: properties } });
        othersOfMachine({ properties: { licenseProfile: properties } });
      }),
      { numRuns: 1000 },
    );
    const deep: unknown = JSON.parse(`${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`);
    assert.equal(Object.keys(othersOf({ deep })).length, 1);
    const deepList: unknown = JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`);
    assert.equal(Object.keys(othersOf({ deepList })).length, 1);
    assert.deepEqual(othersOf(JSON.parse('{"__proto__":{"a":1}}')), { '__proto__.a': '1' });
  });

  it('reads the examples of the contract', function () {
    const folder = join(import.meta.dirname, '../../../../shared/contracts/examples/hybridcompute-2025-01-13');
    if (!existsSync(folder)) {
      console.log('      ../shared is not there: skipped');
      this.skip();
    }
    const bodyOf = (name: string): unknown => {
      const example = JSON.parse(readFileSync(join(folder, name), 'utf8')) as {
        responses: Record<string, { body: unknown }>;
      };
      return example.responses['200']?.body;
    };
    const profile = licenseOfArm(bodyOf('LicenseProfile_Get.json'));
    assert.ok(profile?.kind === 'present');
    assert.equal(profile.feature?.status, 'Enabled');
    const { 'esuProfile.assignedLicense': ofProfile, ...others } = profile.others;
    const { 'esuProfile.assignedLicense': ofMachine, ...view } = othersOfMachine(
      bodyOf('Machines_Get_LicenseProfileInstanceView.json'),
    );
    assert.ok(ofProfile !== undefined && ofMachine !== undefined);
    assert.deepEqual(others, view);
  });
});

/** The same value with the keys of its objects in another order. */
function shuffled(value: unknown, seed: number): unknown {
  if (Array.isArray(value)) return value.map((each) => shuffled(each, seed));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, each]) => [key, shuffled(each, seed)] as const);
  return Object.fromEntries(seed % 2 === 0 ? entries.reverse() : [...entries.slice(1), ...entries.slice(0, 1)]);
}
