import type { PrepareSuite } from '../inHostSuite';

/** A person who has bounded operations in the settings of their own, in whatever kind of window. */
export const prepareSuite: PrepareSuite = () =>
  Promise.resolve({
    userSettings: {
      'hotpatchFleet.offlineDays': 77,
      'hotpatchFleet.operations.readOnly': true,
      'hotpatchFleet.operations.protectedTags': ['env=prod'],
      'hotpatchFleet.operations.maximumMachines': 3,
      'hotpatchFleet.operations.typeCountAbove': 1,
    },
  });
