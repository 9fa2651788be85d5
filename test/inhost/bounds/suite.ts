import type { PrepareSuite } from '../inHostSuite';

/**
 * A person who has bounded operations in the settings of their own, in whatever kind of window; and a remote machine
 * whose settings would loosen them, as a repository can bring them with a dev container.
 */
export const prepareSuite: PrepareSuite = () =>
  Promise.resolve({
    userSettings: {
      'hotpatchFleet.offlineDays': 77,
      'hotpatchFleet.releases': [],
      'hotpatchFleet.releaseFile': '',
      'hotpatchFleet.cost.rateCard': {},
      'hotpatchFleet.operations.readOnly': true,
      'hotpatchFleet.operations.protectedTags': ['env=prod'],
      'hotpatchFleet.operations.maximumMachines': 3,
      'hotpatchFleet.operations.typeCountAbove': 1,
      'hotpatchFleet.restart.waveSize': 1,
      'hotpatchFleet.restart.wavePause': 30,
      'hotpatchFleet.restart.mostFailures': 2,
      'hotpatchFleet.restart.freeze': ['2026-08-01/2026-12-31'],
      'hotpatchFleet.restart.windows': ['Sat 22:00-23:00 UTC'],
      'hotpatchFleet.restart.domainControllers': ['MYDC*'],
      'hotpatchFleet.restart.clusters': ['tag:pair'],
    },
    machineSettings: {
      'hotpatchFleet.offlineDays': 33,
      'hotpatchFleet.releases': [{ month: '2026-10', type: 'baseline', build: '26100.33600', kb: 'KB5000000' }],
      'hotpatchFleet.releaseFile': '/from/the/container.json',
      'hotpatchFleet.cost.rateCard': { extend: false, currency: 'USD', listPrice: 0.01 },
      'hotpatchFleet.operations.readOnly': false,
      'hotpatchFleet.operations.maximumMachines': 0,
      'hotpatchFleet.restart.waveSize': 1000,
      'hotpatchFleet.restart.freeze': [],
      'hotpatchFleet.restart.windows': [],
      'hotpatchFleet.restart.domainControllers': [],
      'hotpatchFleet.restart.clusters': [],
    },
  });
