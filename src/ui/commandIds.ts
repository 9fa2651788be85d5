/** The ids of all commands. package.json contributes exactly these (a test compares). */
export const COMMANDS = {
  refresh: 'hotpatchFleet.refresh',
  cancelRefresh: 'hotpatchFleet.cancelRefresh',
  groupBy: 'hotpatchFleet.groupBy',
  filter: 'hotpatchFleet.filter',
  editFilter: 'hotpatchFleet.editFilter',
  clearFilter: 'hotpatchFleet.clearFilter',
  showAttentionOnly: 'hotpatchFleet.showAttentionOnly',
  showAll: 'hotpatchFleet.showAll',
  loadMore: 'hotpatchFleet.loadMore',
  retry: 'hotpatchFleet.retry',
  signIn: 'hotpatchFleet.signIn',
  chooseSignIn: 'hotpatchFleet.chooseSignIn',
  chooseTenants: 'hotpatchFleet.chooseTenants',
  chooseSubscriptions: 'hotpatchFleet.chooseSubscriptions',
  tryDemo: 'hotpatchFleet.tryDemo',
  leaveDemo: 'hotpatchFleet.leaveDemo',
  openInPortal: 'hotpatchFleet.openInPortal',
  refreshMachine: 'hotpatchFleet.refreshMachine',
  copyName: 'hotpatchFleet.copyName',
  copyResourceId: 'hotpatchFleet.copyResourceId',
  copyLink: 'hotpatchFleet.copyLink',
  dismissVanished: 'hotpatchFleet.dismissVanished',
  showDashboard: 'hotpatchFleet.showDashboard',
  addReleaseMonth: 'hotpatchFleet.addReleaseMonth',
  enroll: 'hotpatchFleet.enroll',
  disenroll: 'hotpatchFleet.disenroll',
  turnOn: 'hotpatchFleet.turnOn',
  turnOff: 'hotpatchFleet.turnOff',
  checkForUpdates: 'hotpatchFleet.checkForUpdates',
  turnOnPeriodicAssessment: 'hotpatchFleet.turnOnPeriodicAssessment',
  installUpdates: 'hotpatchFleet.installUpdates',
  checkVbs: 'hotpatchFleet.checkVbs',
  enableVbs: 'hotpatchFleet.enableVbs',
  restart: 'hotpatchFleet.restart',
  showScript: 'hotpatchFleet.showScript',
  resumeOperation: 'hotpatchFleet.resumeOperation',
  retryFailed: 'hotpatchFleet.retryFailed',
  revertOperation: 'hotpatchFleet.revertOperation',
  showOperationReport: 'hotpatchFleet.showOperationReport',
  cancelOperation: 'hotpatchFleet.cancelOperation',
  runApprovedPlan: 'hotpatchFleet.runApprovedPlan',
  whyBlocked: 'hotpatchFleet.whyBlocked',
  showBlocked: 'hotpatchFleet.showBlocked',
  showGroupBlocked: 'hotpatchFleet.showGroupBlocked',
  copyDiagnosis: 'hotpatchFleet.copyDiagnosis',
  copyQuery: 'hotpatchFleet.copyQuery',
  copyMachineQuery: 'hotpatchFleet.copyMachineQuery',
  openHotpatchInPortal: 'hotpatchFleet.openHotpatchInPortal',
  openUpdateManager: 'hotpatchFleet.openUpdateManager',
  onboard: 'hotpatchFleet.onboard',
  showLog: 'hotpatchFleet.showLog',
  getStarted: 'hotpatchFleet.getStarted',
} as const;

export type CommandId = (typeof COMMANDS)[keyof typeof COMMANDS];

/** The tree's view id. */
export const FLEET_VIEW = 'hotpatchFleet.fleet';
/** The walkthrough, by VS Code’s name for it. */
export const WALKTHROUGH = 'hotpatch-fleet.hotpatch-fleet#getStarted';
/** Shows the tree; VS Code makes this command for each view. */
export const FOCUS_FLEET_VIEW = `${FLEET_VIEW}.focus`;
