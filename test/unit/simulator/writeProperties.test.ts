import assert from 'node:assert/strict';
import fc from 'fast-check';
import { at, type SimulatorUnderTest } from './simulatorUnderTest';
import {
  API,
  ESU,
  featureIn,
  graphPropertiesOf,
  hotpatch,
  idOf,
  patch,
  patchSettings,
  profileOf,
  put,
  richLicence,
  row,
  SOFTWARE_ASSURANCE,
  startWithRows,
  wait,
} from './writeRequests';

type Step =
  | { readonly kind: 'put' | 'patch'; readonly change: 'Enable' | 'Disable' }
  | { readonly kind: 'switch'; readonly on: boolean }
  | { readonly kind: 'wait'; readonly seconds: number };

const STEP: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('put' as const, 'patch' as const),
    change: fc.constantFrom('Enable' as const, 'Disable' as const),
  }),
  fc.record({ kind: fc.constant('switch' as const), on: fc.boolean() }),
  fc.record({ kind: fc.constant('wait' as const), seconds: fc.constantFrom(1, 29, 31, 400, 900) }),
);

const NAMES = ['a', 'b', 'c', 'd', 'e'];

describe('any sequence of writes and waits', () => {
  let azure: SimulatorUnderTest;
  beforeEach(async () => {
    azure = await startWithRows(
      {},
      NAMES.map((name) => row(name, { licenseProfile: richLicence(null) })),
    );
  });
  afterEach(() => azure.stop());

  async function take(name: string, step: Step): Promise<void> {
    if (step.kind === 'wait') wait(azure, step.seconds);
    else if (step.kind === 'switch') await patchSettings(azure, name, { enableHotpatching: step.on });
    else if (step.kind === 'put') await put(azure, name, hotpatch(step.change));
    else await patch(azure, name, hotpatch(step.change));
  }

  /** How many transitions the writes ask for, worked out from the asked-for changes alone. */
  function transitionsWanted(steps: readonly Step[]): number {
    let isOn = false;
    let count = 0;
    for (const step of steps) {
      if (step.kind !== 'put' && step.kind !== 'patch') continue;
      if ((step.change === 'Enable') !== isOn) count += 1;
      isOn = step.change === 'Enable';
    }
    return count;
  }

  it('keeps SA, ESU and PAYG, has no transition too many, and ARM and Resource Graph agree after the lag', async () => {
    let run = 0;
    const property = async (steps: readonly Step[]): Promise<void> => {
      // A machine of its own for each run, back to where it began.
      const name = NAMES[run % NAMES.length] ?? 'a';
      run += 1;
      await azure.control('machines', { rows: [row(name, { licenseProfile: richLicence(null) })] });
      await azure.ask('/simulator/effects', { method: 'DELETE' });
      for (const step of steps) await take(name, step);
      const profile = at((await azure.ask(`${profileOf(name)}?${API}`)).body, 'properties');
      assert.deepEqual(at(profile, 'softwareAssurance'), SOFTWARE_ASSURANCE);
      assert.deepEqual(at(profile, 'esuProfile', 'assignedLicense'), at(ESU, 'assignedLicense', 'id'));
      assert.equal(at(profile, 'productProfile', 'subscriptionStatus'), 'Enabled');
      assert.equal(at(profile, 'productProfile', 'billingStartDate'), '2026-01-09T03:04:05.0000000Z');
      assert.equal(at(profile, 'productProfile', 'productFeatures', 0, 'name'), 'WindowsServerAzureArcMgmt');
      const effects = (await azure.ask('/simulator/effects')).body;
      const transitions = at(effects, 'machines', idOf(name).toLowerCase(), 'transitions') ?? 0;
      assert.equal(transitions, transitionsWanted(steps));
      assert.equal(at(effects, 'payAsYouGoPurchases'), 0);
      wait(azure, 10_000);
      const later = at((await azure.ask(`${idOf(name)}?${API}`)).body, 'properties');
      assert.deepEqual(await graphPropertiesOf(azure, name), later);
      const status = at(featureIn(at(later, 'licenseProfile', 'productProfile')), 'subscriptionStatus') ?? 'none';
      assert.ok(status === 'none' || status === 'Enabled' || status === 'Disabled', JSON.stringify(status));
    };
    await fc.assert(fc.asyncProperty(fc.array(STEP, { maxLength: 12 }), property), { numRuns: 60 });
  }).timeout(30_000);
});
