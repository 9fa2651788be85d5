import assert from 'node:assert/strict';
import type { PlanFileFault } from '../../../src/fleet/planFile';
import { planFaultText } from '../../../src/ui/planFaultText';
import { at } from '../core/machineBuilder';
import { assertGolden } from './golden';
import { texts } from './planFixture';

const FAULTS: readonly PlanFileFault[] = [
  { kind: 'tooLarge' },
  { kind: 'notJson' },
  { kind: 'notAPlan' },
  { kind: 'wrongVersion' },
  { kind: 'damaged' },
  { kind: 'hashWrong' },
  { kind: 'notYetMade', createdAt: at('2026-05-26T00:00:00Z') },
  { kind: 'expired', expiresAt: at('2026-05-01T12:30:00Z') },
  { kind: 'otherCloud', cloud: 'AzureUSGovernment', endpoint: 'https://management.usgovcloudapi.net' },
  { kind: 'unknownCloud' },
];

describe('a plan that is not run', () => {
  it('says why, and what to do', () => {
    const sentences = FAULTS.map((fault) => planFaultText(fault, texts));
    assert.equal(new Set(sentences).size, FAULTS.length);
    assertGolden('plan-faults', sentences.join('\n'));
  });
});
