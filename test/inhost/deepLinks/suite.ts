import type { PrepareSuite } from '../inHostSuite';

/** The demo fleet on a fixed day. */
export const prepareSuite: PrepareSuite = () =>
  Promise.resolve({
    machineSettings: { 'hotpatchFleet.cloud': 'Demo', 'hotpatchFleet.demo.machines': 60 },
    env: { HOTPATCH_FLEET_NOW: '2026-05-20T08:00:00Z' },
  });
