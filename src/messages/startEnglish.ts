import type { ConnectionId } from '../core/connection';
import type { RateCardIssueId } from '../core/rateCardSettings';
import type { ReasonId } from '../core/reason';
import type { ReleaseIssueId } from '../core/releaseSettings';
import type { NextStepId, StateId } from '../core/stateTable';
import type { TrackId } from '../core/track';
import type { Message } from './message';

const states: Record<`state.${StateId}`, Message> = {
  'state.failed': 'Failed',
  'state.actionRequired': 'Action required',
  'state.behindBaseline': 'Behind baseline',
  'state.offTrack': 'Off track',
  'state.unknown': 'Unknown status',
  'state.pending': 'Pending',
  'state.cancelled': 'Cancelled',
  'state.turnedOff': 'Turned off',
  'state.notEnrolled': 'Not enrolled',
  'state.enabled': 'Enabled',
  'state.builtIn': 'Built in',
  'state.ineligible': 'Not eligible',
};

const reasons: Record<`reason.${ReasonId}`, Message> = {
  'reason.notWindows': 'Hotpatch is for Windows Server 2025; this machine runs {os}.',
  'reason.windowsClient': 'This is a Windows client ({os}); its hotpatches are managed in Intune, not here.',
  'reason.osNotSupported': 'Hotpatch on Azure Arc needs Windows Server 2025; this machine runs {os}.',
  'reason.azureLocalHost':
    'This machine runs {os}, as a host of Azure Local; hotpatch on Azure Arc is for Windows Server 2025.',
  'reason.editionNotSupported': 'Hotpatch needs the Standard or Datacenter edition; this machine runs {os}.',
  'reason.buildTooOld': 'Build {build} is a preview; hotpatch needs 26100.1742 or later.',
  'reason.buildNotReleased':
    'Build {build} is not the released build of Windows Server 2025 (26100) but a preview of what comes after it; hotpatch needs the released one.',
  'reason.azureEdition': '{os} has hotpatch built in; it needs no enrollment.',
  'reason.editionNotKnown': 'Azure does not name the edition; hotpatch needs Standard or Datacenter.',
  'reason.osNotKnown': 'Azure does not name the operating system, so eligibility cannot be told.',
  'reason.evaluationEdition':
    'This is an evaluation edition; Microsoft does not say whether it keeps getting hotpatches.',
  'reason.enrollmentFailed': 'Azure reports that enrollment in hotpatch failed.',
  'reason.enrolling': 'Enrollment is under way; it usually takes 10 to 15 minutes.',
  'reason.disenrolling': 'Disenrollment is under way.',
  'reason.evaluating': 'Enrolled; Azure is still evaluating whether the machine can receive hotpatches.',
  'reason.stuck': 'Stuck: pending since {since}, for more than an hour.',
  'reason.enrollmentCancelled': 'The hotpatch enrollment was cancelled.',
  'reason.neverEnrolled': 'The machine is not enrolled in hotpatch.',
  'reason.featureStatusUnknown': 'Azure does not say that the machine is enrolled (the feature’s status is Unknown).',
  'reason.featureStatusUnheardOf': 'Azure reports the enrollment status “{status}”, which this version does not know.',
  'reason.optedOut': 'Hotpatching is turned off on the machine (enableHotpatching is false).',
  'reason.disabledByAzure': 'Azure reports hotpatching as Disabled on the machine.',
  'reason.actionRequired': 'Azure asks for an action on the machine before it can receive hotpatches.',
  'reason.azureError': 'Azure says: “{message}” ({code})',
  'reason.enablementStatusUnheardOf': 'Azure reports the hotpatch status “{status}”, which this version does not know.',
  'reason.belowBaseline': 'Revision {build} is older than the {month} baseline (revision {baseline}).',
  'reason.needsBaselineFirst':
    'With revision {build}, hotpatches would come only after the next baseline and its restart.',
  'reason.ordinaryUpdate':
    'Revision {build} ({month}) is an ordinary update, not a hotpatch: every update restarts the machine until the baseline of {until}.',
  'reason.revisionAmbiguous':
    'Revision {build} ({month}) can be on or off the hotpatch track: it depends on which update brought it.',
  'reason.revisionNotKnown': 'Track unknown: revision {build} is not in the release data.',
  'reason.releaseDataEnded': 'Track unknown: the release data ends with {until}.',
  'reason.onTrack': 'On the hotpatch track with {build} ({month}).',
  'reason.lostEnrollment': 'It was enrolled before; the loss was noticed on {at}.',
  'reason.leftTrack': 'It was on the hotpatch track before; on {at} it was found to have left it.',
  'reason.vanished': 'It was no longer in Azure’s answer on {at}.',
};

const nextSteps: Record<`next.${NextStepId}`, Message> = {
  'next.nothing': 'Nothing to do.',
  'next.wait': 'Wait for Azure; it usually takes 10 to 15 minutes.',
  'next.checkStuck':
    'Check that the Arc agent is connected, that the machine reaches dls.microsoft.com, and that the licensing fix of October 2025 is installed.',
  'next.fixFailure':
    'Find the cause (Azure’s message, or the machine’s activity log in the portal), mend it, then enroll again.',
  'next.fixActionRequired':
    'Azure does not say what is missing. Most often virtualization-based security (VBS) is not running: see with “Check VBS…” under Maintain, or on the machine; if it is off, “Enable VBS…” and then “Restart…” turn it on.',
  'next.enableVbs':
    'Turn virtualization-based security (VBS) on: “Enable VBS…”, then “Restart…”, both under Maintain; or set the registry value by hand and restart. It needs UEFI, Secure Boot and, on Hyper-V, Generation 2.',
  'next.turnSecureBootOn':
    'Turn Secure Boot on in the machine’s firmware, or in the settings of the virtual machine; it needs UEFI and, on Hyper-V, Generation 2.',
  'next.installLatestBaseline':
    'Install the latest baseline and restart once. If it is not enrolled after that, enroll it again.',
  'next.installSupportedBuild':
    'Update it to a supported build of Windows Server 2025, with the latest baseline, and restart. If it is not enrolled after that, enroll it again.',
  'next.reachLicenseService':
    'Let the machine reach the license service, dls.microsoft.com on port 443, in firewall and proxy. If it is not enrolled after that, enroll it again.',
  'next.installBaseline':
    'Install the baseline ({update}) and restart once; hotpatches follow. “Install Updates…” under Maintain brings it where Azure offers it to this machine; otherwise install it on the machine.',
  'next.awaitBaseline':
    'Install the baseline of {until} when it is out and restart; there is no supported way back before then.',
  'next.enroll': 'Enroll it in hotpatch; it has been free since 15 May 2026.',
  'next.enrollAgain': 'Enroll it again if it should receive hotpatches.',
  'next.turnOn': 'Turn hotpatching on if it should receive hotpatches.',
  'next.useIntune': 'Manage its hotpatches in Intune (Windows Autopatch).',
  'next.upgradeOs': 'Upgrade to Windows Server 2025 Standard or Datacenter.',
  'next.changeEdition': 'Use Windows Server 2025 Standard or Datacenter.',
  'next.updateBuild': 'Install the released build of Windows Server 2025 (26100.1742 or later).',
  'next.readStatus': 'Look at the machine in the Azure portal, and update this extension.',
  'next.reconnect':
    'Its agent’s credential has expired: run azcmagent disconnect and azcmagent connect on the machine, if it is still there.',
  'next.checkRevision': 'Check on the machine which update brought this revision.',
};

const tracks: Record<`track.${TrackId}`, Message> = {
  'track.onTrack': 'on track',
  'track.offTrack': 'off track',
  'track.behindBaseline': 'behind baseline',
  'track.ambiguous': 'track ambiguous',
  'track.unknown': 'track unknown',
  'track.notApplicable': 'no hotpatch track',
};

const connections: Record<`connection.${ConnectionId}`, Message> = {
  'connection.connected': 'connected',
  'connection.disconnected': 'offline',
  'connection.expired': 'expired',
  'connection.error': 'agent error',
  'connection.awaiting': 'awaiting connection',
  'connection.unknown': 'connection unknown',
};

const releaseIssues: Record<`releaseIssue.${ReleaseIssueId}`, Message> = {
  'releaseIssue.notAnObject': 'has an entry (number {entry}) that is not an object',
  'releaseIssue.monthInvalid': 'has an entry (number {entry}) that needs a month such as 2026-10',
  'releaseIssue.dateInvalid': 'has an entry (number {entry}) whose date does not exist, or is not in its month',
  'releaseIssue.typeInvalid': 'has an entry (number {entry}) that needs the type baseline or hotpatch',
  'releaseIssue.buildInvalid':
    'has an entry (number {entry}) with a build that is not one of its product, such as 26100.33438',
  'releaseIssue.productInvalid': 'has an entry (number {entry}) that needs the product ws2025 or ws2022AzureEdition',
  'releaseIssue.outOfBandInvalid': 'has an entry (number {entry}) with an out-of-band update without a date or build',
  'releaseIssue.notAList': 'is not a list of months',
};

const rateCardIssues: Record<`rateCardIssue.${RateCardIssueId}`, Message> = {
  'rateCardIssue.notAnObject': 'is not an object',
  'rateCardIssue.extendInvalid': 'has an extend that is neither true nor false',
  'rateCardIssue.currencyInvalid': 'has a currency that is not a code such as USD',
  'rateCardIssue.currencyDiffers': 'has another currency than the bundled prices, which only extend: false can replace',
  'rateCardIssue.listPriceInvalid': 'has a listPrice that is not a price with at most four decimals',
  'rateCardIssue.listPriceMissing': 'has no listPrice and no period with a price',
  'rateCardIssue.periodsNotAList': 'has periods that are not a list',
  'rateCardIssue.periodsMissing': 'has no periods although it replaces the bundled ones',
  'rateCardIssue.periodNotAnObject': 'has a period (number {entry}) that is not an object',
  'rateCardIssue.dateInvalid': 'has a period (number {entry}) whose from is not a day such as 2027-01-01',
  'rateCardIssue.dateTwice': 'has a period (number {entry}) from the same day as another',
  'rateCardIssue.priceInvalid': 'has a period (number {entry}) whose price is not one with at most four decimals',
  'rateCardIssue.whyInvalid': 'has a period (number {entry}) whose why is not a text',
};

const tree = {
  'name.none': '(no name)',
  'tree.loadMore': 'Load {count} more…',
  'tree.loadMore.rest': '{shown} of {total} shown',
  'tree.group.attention': { one: '{count} needs attention', other: '{count} need attention' },
  'tree.group.label': { one: '{name}, {count} machine', other: '{name}, {count} machines' },
  'tree.group.noLocation': 'No location',
  'tree.group.noOs': 'OS not known',
  'tree.group.noTag': 'Without tag {tag}',
  'tree.group.emptyTag': '{tag}: (empty)',
  'tree.group.tag': '{tag}: {value}',
  'tree.group.vanished': 'No longer in Azure',
  'tree.group.vanished.tooltip':
    'Machines that an earlier read saw and the last complete one did not. They are forgotten after 30 days, or when you dismiss them.',
  'tree.machine.rebootPending': 'restart pending',
  'tree.machine.stuck': 'stuck',
  'tree.machine.lostEnrollment': 'enrollment lost',
  'tree.machine.label.notAssessed': 'never assessed',
  'tree.machine.label.attention': 'needs attention',
  'tree.machine.stale': 'as of {at}',
  'tree.updates.none': 'No pending updates',
  'tree.updates.none.stale': 'No assessment in the last 7 days',
  'tree.updates.failed': 'The pending updates could not be read',
  'tree.updates.reboots': 'restarts',
  'tree.updates.mayReboot': 'may restart',
  'tree.updates.noReboot': 'no restart',
  'tree.updates.rebootNotKnown': 'restart not known',
  'tree.updates.label': 'Pending update {title}, {facts}',
  'tree.retry.signIn': 'Sign in to {name}',
  'tree.retry.subscription': 'Retry subscription {name}',
  'tree.retry.tenant': 'Retry tenant {name}',
  'tree.retry.patchData': 'Retry patch data of {name}',
  'tree.retry.fleet': 'Retry reading the fleet',
  'tree.retry.missing': {
    one: '{count} row is missing from Azure’s answer',
    other: '{count} rows are missing from Azure’s answer',
  },
  'tree.retry.missing.says': 'What is shown is not all there is. Retry to read it again.',
  'tree.retry.label': '{label}: {fault}',
  'tree.description': 'As of {at}',
  'tree.description.partial': 'Partial, as of {at}',
  'tree.description.offline': 'Not current: as of {at}',
  'tree.description.demo': '{rest} · Demo',
  'tree.message.filtered': '{shown} of {total} machines match: {filter}',
  'tree.badge': { one: '{count} machine needs attention', other: '{count} machines need attention' },
} as const;

const filter = {
  'filter.text': '“{text}”',
  'filter.tag': 'tag {name}',
  'filter.tagValue': 'tag {name} = {value}',
  'filter.attention': 'needs attention',
} as const;

const groupBy = {
  'groupBy.current': 'current',
} as const;

const tooltip = {
  'azureError.withoutCode': 'Azure says: “{message}”',
  'azureError.withoutMessage': 'Azure names the error {code} and says no more.',
  'tooltip.next': 'What to do next',
  'tooltip.build': 'Build',
  'tooltip.build.value': '{build}, {track}',
  'tooltip.build.behind': { one: '{track}, {count} release behind', other: '{track}, {count} releases behind' },
  'tooltip.build.atLeastBehind': {
    one: '{track}, at least {count} release behind',
    other: '{track}, at least {count} releases behind',
  },
  'tooltip.os': 'OS',
  'tooltip.cores': 'Cores',
  'tooltip.cores.value': '{physical} physical, {logical} logical',
  'tooltip.enrolledSince': 'Enrolled since',
  'tooltip.assessed': 'Last assessed',
  'tooltip.assessed.never': 'never (Azure keeps assessments for 7 days)',
  'tooltip.reboot': 'Restart',
  'tooltip.reboot.pending': 'pending',
  'tooltip.reboot.notPending': 'none pending',
  'tooltip.reboot.neverAssessed': 'not known, never assessed',
  'tooltip.reboot.byAssessment': '{reboot}, by the assessment of {at}',
  'tooltip.reboot.byInstallation': '{reboot}, by the installation of {at}',
  'tooltip.connection': 'Connection',
  'tooltip.connection.since': '{connection} since {at}',
  'tooltip.agent': 'Agent',
  'tooltip.resourceGroup': 'Resource group',
  'tooltip.subscription': 'Subscription',
  'tooltip.dataAsOf': 'Data as of {at}',
  'tooltip.openInPortal': 'Open in Azure Portal',
  'tooltip.notKnown': 'not known',
} as const;

const statusBar = {
  'status.name': 'Hotpatch Fleet',
  'status.demo': 'Demo',
  'status.demo.explained': 'Demo: a simulated fleet at a simulated date. No Azure account is used.',
  'status.text': '$(shield) {hotpatched}/{eligible} $(debug-restart) {reboots}',
  'status.label':
    'Hotpatch Fleet: {hotpatched} of {eligible} eligible machines hotpatched, {reboots} with a restart pending',
  'status.label.moreReboots': {
    one: 'more may be pending, as {count} was never assessed',
    other: 'more may be pending, as {count} were never assessed',
  },
  'status.headline': '{hotpatched} of {eligible} eligible machines are hotpatched',
  'status.trackUnknown': {
    one: 'The track of {count} of them is unknown: the release data does not have its revision',
    other: 'The track of {count} of them is unknown: the release data does not have their revisions',
  },
  'status.builtIn': {
    one: '{count} Azure Edition machine has hotpatch built in',
    other: '{count} Azure Edition machines have hotpatch built in',
  },
  'status.reboots': { one: '{count} machine has a restart pending', other: '{count} machines have a restart pending' },
  'status.neverAssessed': { one: '{count} machine was never assessed', other: '{count} machines were never assessed' },
  'status.attention': { one: '{count} machine needs attention', other: '{count} machines need attention' },
  'status.outOfSight': {
    one: '{count} machine is left out: its agent has expired or been offline for more than {days} days',
    other: '{count} machines are left out: their agents have expired or been offline for more than {days} days',
  },
  'status.asOf': 'As of {at}',
  'status.partial': 'This is a part of the fleet: some of it could not be read.',
  'status.failed': 'The last read failed: {fault}',
} as const;

const faults = {
  'fault.signInNeeded': 'You are not signed in, or the session has ended. Sign in to go on.',
  'fault.signInNeeded.challenge':
    'Azure asks for a further sign-in step (multi-factor or conditional access). Sign in again to go on.',
  'fault.signInNeeded.because': 'No token from the chosen sign-in method: {message}',
  'fault.forbidden': 'Azure refused access ({code}). The account needs the Reader role there.',
  'fault.notFound': 'Azure does not find it, or does not show it to this account ({code}).',
  'fault.throttled': 'Azure is limiting requests. Wait a minute, then retry.',
  'fault.tooLarge':
    'Azure’s answer is larger than can be read, even in small pages. Choose fewer tenants or subscriptions; if it stays, see the log.',
  'fault.rejected': 'Azure refused the request with status {status} ({code}). Retry; if it stays, see the log.',
  'fault.rejected.server': 'Azure has a fault of its own (status {status}). Retry in a few minutes.',
  'fault.unreachable': 'Azure cannot be reached ({code}). Check the network and the proxy settings.',
  'fault.unreachable.demo': 'The demo’s simulated Azure cannot be reached ({code}). Retry starts it again.',
  'fault.timedOut': 'Azure did not answer within {seconds} seconds. Check the network, then retry.',
  'fault.unreadable': 'Azure’s answer could not be read. Retry; if it stays, see the log.',
  'fault.hostRefused': 'A request to {host} was stopped: no token goes to a host outside the chosen cloud.',
  'fault.proxyUnreadable':
    'The proxy in the environment variable {variable} cannot be read, and nothing was sent. Write http://host:port, then start VS Code again.',
  'fault.cancelled': 'Cancelled.',
} as const;

const actions = {
  'language.changed': 'The language changes when the window is reloaded.',
  'language.reload': 'Reload Window',
  'action.signIn': 'Sign In',
  'error.settings': 'The setting {setting} {problem}. {consequence}',
  'error.settings.default': 'What is wrong is ignored until it is corrected.',
  'error.settings.refused': 'Nothing is read until it is corrected.',
  'error.setting.notOneOf': 'must be one of {values}',
  'error.setting.notNumber': 'must be a whole number from {min} to {max}',
  'error.setting.notText': 'must be a text',
  'error.setting.notFlag': 'must be true or false',
  'error.setting.notList': 'must be a list of ids',
  'error.setting.loopback':
    'must be a base URL such as http://127.0.0.1:8080 or http://localhost:8080, and nothing else',
  'error.setting.file': 'names a file that cannot be read: {message}',
  'error.signIn': 'Signing in failed: {message}',
  'progress.readingMachines': { one: 'Reading {count} machine…', other: 'Reading {count} machines…' },
  'error.machinesNotRead': {
    one: '{count} machine could not be read: {name}. {fault}',
    other: '{count} machines could not be read, {name} among them. {fault}',
  },
  'action.showLog': 'Show Log',
  'error.command': 'The command failed: {message}',
  'scope.tenants.title': 'Choose Tenants',
  'scope.tenants.placeholder': 'Tick the tenants to read; none means all that the account sees',
  'scope.subscriptions.title': 'Choose Subscriptions',
  'scope.subscriptions.placeholder': 'Tick the subscriptions to read; none means all that the account sees',
  'unread.signedOut': 'Nobody is signed in to Azure, so no fleet has been read.',
  'unread.notRead': 'No fleet has been read yet.',
  'unread.signIn': 'Sign In',
  'unread.tryDemo': 'Try the Demo Fleet',
  'credential.title': 'Choose How to Sign In',
  'credential.vscode': 'VS Code account',
  'credential.vscode.detail': 'The Microsoft account that VS Code is signed in with',
  'credential.azureCli': 'Azure CLI',
  'credential.azureCli.detail': 'The account of “az login” on this machine',
  'credential.environment': 'Environment',
  'credential.environment.detail':
    'A service principal from AZURE_TENANT_ID, AZURE_CLIENT_ID and a secret or certificate',
  'credential.managedIdentity': 'Managed identity',
  'credential.managedIdentity.detail': 'The identity of the Azure machine that the extension runs on',
  'credential.default': 'Default chain',
  'credential.default.detail': 'The first of environment, managed identity, Azure CLI and others that works',
  'release.added': '{month} is now part of the release data ({type}, {build}).',
} as const;

/** Of dashboard and operations, what is needed before their own code is loaded. */
const early = {
  'dash.title': 'Hotpatch Fleet',
  'plan.cost.withoutCores': {
    one: 'The cores of {count} machine are not known and not counted.',
    other: 'The cores of {count} machines are not known and not counted.',
  },
  'plan.cost.rise': {
    one: 'From {day} a core costs {price} a month instead of {before}: {amount} a month for {count} enrolled machine. Source: {source}.',
    other:
      'From {day} a core costs {price} a month instead of {before}: {amount} a month for {count} enrolled machines. Source: {source}.',
  },
  'plan.cost.source.bundled': 'the bundled rate card',
  'plan.cost.source.settings': 'the rate card in the settings',
  'plan.cost.source.why': 'the rate card in the settings (“{why}”)',
  'plan.cost.billingDates': {
    one: 'Azure has a billing start on {day} or later written on {count} machine. The date alone does not say that anything will be charged; check with Microsoft before then.',
    other:
      'Azure has a billing start on {day} or later written on {count} machines. The date alone does not say that anything will be charged; check with Microsoft before then.',
  },
  'tree.priceWarning': 'Hotpatch costs money from {day}',
  'tree.priceWarning.billing': 'Azure has billing dates ahead',
  'tree.priceWarning.amount': '{amount} a month',
  'tree.priceWarning.label': '{label}. {says} Activate to plan a disenrollment.',
  'operation.settings.notTags': 'must be a list of tags such as env=prod',
  'operation.settings.notFreeze': 'must be a list of UTC days or ranges of days such as 2026-12-20/2027-01-04',
  'operation.settings.notWindow': 'must be a list of times in UTC such as Sat 22:00-04:00 UTC or daily 02:00-04:00 UTC',
  'operation.settings.notPatterns': 'must be a list of names such as DC* or tags such as tag:role=dc',
  'operation.settings.stopped': 'No machine is changed until it is corrected.',
  'run.row.queued': 'waiting to be sent',
  'run.row.held': 'waiting for a sign-in',
  'run.row.enroll': 'enrolling…',
  'run.row.disenroll': 'disenrolling…',
  'run.row.turnOn': 'turning hotpatching on…',
  'run.row.turnOff': 'turning hotpatching off…',
  'run.row.revert': 'reverting…',
  'run.row.assess': 'checking for updates…',
  'run.row.periodicAssessment': 'turning periodic assessment on…',
  'run.row.install': 'installing updates…',
  'run.row.checkVbs': 'checking VBS…',
  'run.row.enableVbs': 'enabling VBS…',
  'run.row.restart': 'restarting…',
  'run.row.unfit': 'left alone',
  'run.row.done': 'done',
  'run.row.alreadyThere': 'was so already',
  'run.row.stillPending': 'still pending',
  'run.row.failed': 'failed',
  'run.row.drifted': 'changed meanwhile, left alone',
  'run.row.notSent': 'cancelled, nothing sent',
  'run.row.outcomeUnknown': 'outcome unknown',
} as const;

/** The texts that are there from the start: tree, status bar, settings, faults. */
export const startEnglish = {
  ...states,
  ...reasons,
  ...nextSteps,
  ...tracks,
  ...connections,
  ...releaseIssues,
  ...rateCardIssues,
  ...tree,
  ...filter,
  ...groupBy,
  ...tooltip,
  ...statusBar,
  ...faults,
  ...actions,
  ...early,
} satisfies Record<string, Message>;
