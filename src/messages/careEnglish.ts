import type { CauseId, FixId, RequirementId, SayingId, Standing } from '../core/requirement';
import type { OnboardingFaultId } from '../core/onboardingFields';
import type { OnboardingSignIn } from '../core/onboardingChoice';
import type { Message } from './message';

const requirements: Record<`diagnosis.requirement.${RequirementId}`, Message> = {
  'diagnosis.requirement.edition': 'Operating system and edition',
  'diagnosis.requirement.build': 'Build',
  'diagnosis.requirement.agentConnected': 'Arc agent connected',
  'diagnosis.requirement.agentVersion': 'Arc agent version',
  'diagnosis.requirement.extensions': 'Extensions allowed',
  'diagnosis.requirement.license': 'Enrollment (license feature)',
  'diagnosis.requirement.optIn': 'Hotpatching turned on',
  'diagnosis.requirement.vbs': 'Virtualization-based security running',
  'diagnosis.requirement.secureBoot': 'Secure Boot, UEFI, Generation 2',
  'diagnosis.requirement.track': 'Baseline and hotpatch track',
  'diagnosis.requirement.licenseService': 'License service reachable',
};

const standings: Record<`diagnosis.standing.${Standing}`, Message> = {
  'diagnosis.standing.met': 'Met',
  'diagnosis.standing.notMet': 'Not met',
  'diagnosis.standing.notKnown': 'Not known from Azure',
  'diagnosis.standing.notNeeded': 'Not needed',
};

const causes: Record<`diagnosis.cause.${CauseId}`, Message> = {
  'diagnosis.cause.edition': 'Operating system or edition without hotpatch',
  'diagnosis.cause.build': 'Preview build of Windows Server 2025',
  'diagnosis.cause.agentDisconnected': 'Arc agent offline',
  'diagnosis.cause.agentExpired': 'Arc agent’s credential expired',
  'diagnosis.cause.agentError': 'Arc agent reports an error',
  'diagnosis.cause.agentAwaiting': 'Arc agent has not connected yet',
  'diagnosis.cause.agentOld': 'Arc agent old',
  'diagnosis.cause.extensionsOff': 'Extensions not allowed, or their service does not run',
  'diagnosis.cause.notEnrolled': 'Not enrolled',
  'diagnosis.cause.cancelled': 'Enrollment cancelled',
  'diagnosis.cause.enrollmentFailed': 'Enrollment failed',
  'diagnosis.cause.enrolling': 'Enrollment or disenrollment under way',
  'diagnosis.cause.stuck': 'Pending for more than an hour',
  'diagnosis.cause.turnedOff': 'Hotpatching turned off',
  'diagnosis.cause.evaluating': 'Azure still evaluates the machine',
  'diagnosis.cause.actionRequired': 'Action required, and Azure does not name it',
  'diagnosis.cause.vbs': 'VBS not running',
  'diagnosis.cause.secureBoot': 'Secure Boot off, or BIOS firmware',
  'diagnosis.cause.behindBaseline': 'Behind the baseline',
  'diagnosis.cause.offTrack': 'Off the hotpatch track',
  'diagnosis.cause.licenseService': 'License service not reached',
};

const sayings: Record<`diagnosis.says.${SayingId}`, Message> = {
  'diagnosis.says.editionRight': '{os} can receive hotpatches through Azure Arc.',
  'diagnosis.says.buildRight': 'Version {build} is a released build.',
  'diagnosis.says.buildNotSaid': 'Azure does not say the build.',
  'diagnosis.says.buildReported': 'Azure does not take this build.',
  'diagnosis.says.connected': 'The agent is connected.',
  'diagnosis.says.disconnected': 'Azure does not hear from the agent; what is known may be out of date.',
  'diagnosis.says.disconnectedSince':
    'Azure has not heard from the agent since about {since}; what is known may be out of date.',
  'diagnosis.says.expired': 'The agent’s credential has expired after weeks without contact.',
  'diagnosis.says.agentError': 'The agent reports an error.',
  'diagnosis.says.awaiting': 'The resource exists, but the agent has not connected yet.',
  'diagnosis.says.connectionNotSaid': 'Azure does not say whether the agent is connected.',
  'diagnosis.says.connectionNotKnown': 'Azure reports the connection as “{status}”, which this version does not know.',
  'diagnosis.says.agentVersion': 'Version {version}.',
  'diagnosis.says.agentOld':
    'Version {version} is older than 1.47. No minimum for hotpatch is documented, so this alone blocks nothing.',
  'diagnosis.says.agentVersionNotKnown': 'Azure does not say the agent’s version.',
  'diagnosis.says.extensionsAllowed': 'The agent may run extensions.',
  'diagnosis.says.monitorMode':
    'The agent is in monitor mode: checking and installing updates from Azure, and Run Command, do not work. Hotpatches can come through Windows Update.',
  'diagnosis.says.extensionsOff':
    'Extensions are turned off on the agent: checking and installing updates from Azure, and Run Command, do not work. Hotpatches can come through Windows Update.',
  'diagnosis.says.extensionServiceNotRunning':
    'The agent’s extension service is “{status}”: checking and installing updates from Azure, and Run Command, do not work.',
  'diagnosis.says.extensionsNotKnown': 'Azure does not say whether the agent may run extensions.',
  'diagnosis.says.enrolled': 'The Hotpatch feature of the machine’s license is Enabled.',
  'diagnosis.says.switchOn': 'Hotpatching is turned on (enableHotpatching is true).',
  'diagnosis.says.switchNeverSet': 'Hotpatching was never turned off (enableHotpatching is not set).',
  'diagnosis.says.switchStatusNotKnown':
    'Azure reports the hotpatch status “{status}”, which this version does not know.',
  'diagnosis.says.vbsRunning': 'It runs, as read on the machine on {at}.',
  'diagnosis.says.vbsSetHere': 'VBS is turned on; it runs after a restart, which is still owed.',
  'diagnosis.says.vbsConfigured': 'It is configured but does not run, as read on the machine on {at}.',
  'diagnosis.says.vbsOff': 'It is off, as read on the machine on {at}.',
  'diagnosis.says.vbsNotInAzure': 'Azure’s data do not have it; only the machine itself knows.',
  'diagnosis.says.vbsEnabledInAzure':
    'Azure’s data do not have it. Azure reports hotpatching as Enabled, so it was running when Azure last looked.',
  'diagnosis.says.vbsReported': 'Azure names it as what is missing.',
  'diagnosis.says.azureStillAsks': 'Azure has not looked again since, and still asks for it.',
  'diagnosis.says.secureBootOn': 'Secure Boot is on, as read on the machine on {at}.',
  'diagnosis.says.secureBootOff': 'Secure Boot is off, as read on the machine on {at}.',
  'diagnosis.says.firmwareBios':
    'The machine starts by BIOS, not UEFI, as read on it on {at}: Secure Boot is not possible (on Hyper-V: Generation 1).',
  'diagnosis.says.secureBootNotInAzure': 'Azure’s data do not have it; only the machine itself knows.',
  'diagnosis.says.secureBootReported': 'Azure names it as what is missing.',
  'diagnosis.says.baselineReported': 'Azure asks for a baseline first.',
  'diagnosis.says.trackNotSaid': 'Azure does not say the revision that the machine has.',
  'diagnosis.says.serviceNotInAzure':
    'Azure’s data do not have it: only the machine itself knows whether it reaches dls.microsoft.com.',
  'diagnosis.says.serviceDoubtful':
    'Azure’s data do not have it. That the machine is pending for so long is a sign that it may not reach dls.microsoft.com.',
  'diagnosis.says.serviceReported': 'Azure names it as the cause.',
  'diagnosis.says.builtIn': 'Azure Edition has hotpatch built in: it needs no Arc and no enrollment.',
  'diagnosis.says.otherSystem': 'Hotpatch is not for this operating system, so it does not matter.',
};

const fixes: Record<`diagnosis.fix.${FixId}`, Message> = {
  'diagnosis.fix.startAgent':
    'Start the machine, look at its network and at the service himds, and run azcmagent check on it.',
  'diagnosis.fix.mendAgent': 'Run azcmagent show and azcmagent check on the machine.',
  'diagnosis.fix.awaitAgent': 'Finish the onboarding: run azcmagent connect on the machine.',
  'diagnosis.fix.updateAgent':
    'Update the Azure Connected Machine agent; only versions of the last year are supported.',
  'diagnosis.fix.allowExtensions':
    'On the machine: azcmagent config set config.mode full, and azcmagent config set extensions.enabled true.',
  'diagnosis.fix.startExtensionService': 'Start the service ExtensionService on the machine.',
  'diagnosis.fix.runVbs':
    'Turn VBS on: “Enable VBS…”, then “Restart…”, both under Maintain; by hand, set EnableVirtualizationBasedSecurity to 1 under HKLM\\System\\CurrentControlSet\\Control\\DeviceGuard and restart. It needs UEFI, Secure Boot and, on Hyper-V, Generation 2.',
  'diagnosis.fix.restartForVbs':
    'Restart the machine (“Restart…” under Maintain, or by hand). If VBS still does not run, its firmware or its host does not allow it: look at UEFI, Secure Boot, Generation 2, or the VBS setting of VMware.',
  'diagnosis.fix.checkVbs':
    '“Check VBS…” under Maintain reads it; by hand, on the machine: Get-CimInstance Win32_DeviceGuard (namespace root\\Microsoft\\Windows\\DeviceGuard) must say 2 for VirtualizationBasedSecurityStatus, and Confirm-SecureBootUEFI must say True.',
  'diagnosis.fix.turnSecureBootOn':
    'Turn Secure Boot on in the machine’s firmware, or in the settings of the virtual machine.',
  'diagnosis.fix.useUefi':
    'Convert the disk to GPT and the firmware to UEFI, or move the workload to a Generation 2 virtual machine.',
  'diagnosis.fix.openLicenseService': 'Allow the machine to reach dls.microsoft.com on port 443 in firewall and proxy.',
  'diagnosis.fix.testLicenseService': 'Test on the machine: Test-NetConnection dls.microsoft.com -Port 443.',
  'diagnosis.fix.awaitEvaluation': 'Wait for Azure; it usually takes 10 to 15 minutes.',
};

const document = {
  'diagnosis.title': 'Why Is {name} Blocked?',
  'diagnosis.title.fleet': 'What Blocks Hotpatches',
  'diagnosis.demo': 'Demo: a simulated fleet',
  'diagnosis.blockedBy': 'Blocked by: {cause}.',
  'diagnosis.notBlocked': 'Nothing that is known blocks hotpatches on this machine.',
  'diagnosis.notBlocked.open': {
    one: 'Nothing that is known blocks hotpatches on this machine; {count} requirement cannot be known from Azure.',
    other: 'Nothing that is known blocks hotpatches on this machine; {count} requirements cannot be known from Azure.',
  },
  'diagnosis.next': 'Next: {message}',
  'diagnosis.toDo': 'What to do',
  'diagnosis.toFindOut': 'How to find out what Azure does not say',
  'diagnosis.fixFor': '{name}: {message}',
  'diagnosis.requirements': 'Requirements',
  'diagnosis.state': 'State: {state}.',
  'diagnosis.column.requirement': 'Requirement',
  'diagnosis.column.standing': 'Standing',
  'diagnosis.column.says': 'What is known',
  'diagnosis.column.cause': 'Cause',
  'diagnosis.column.first': 'Machines blocked by it first',
  'diagnosis.column.all': 'Machines that have it',
  'diagnosis.column.machines': 'Machines',
  'diagnosis.column.machine': 'Machine',
  'diagnosis.column.others': 'Further causes',
  'diagnosis.column.subscription': 'Subscription',
  'diagnosis.asOf': 'As of {at}.',
  'diagnosis.asOf.guest': 'Read on the machine itself on {at}.',
  'diagnosis.resourceId': 'Resource ID: {id}',
  'diagnosis.fleet.blocked': {
    one: '{count} of {total} machines is blocked.',
    other: '{count} of {total} machines are blocked.',
  },
  'diagnosis.fleet.otherSystems': {
    one: '{count} more machine runs a system that hotpatch is not for; it is left out below.',
    other: '{count} more machines run a system that hotpatch is not for; they are left out below.',
  },
  'diagnosis.fleet.causes': 'Causes',
  'diagnosis.fleet.hindrances': 'What hinders, and blocks no hotpatch',
  'diagnosis.fleet.notKnown': 'What cannot be known from Azure',
  'diagnosis.fleet.machines': 'Blocked machines',
  'diagnosis.fleet.more': {
    one: '{count} more machine is not listed. Copy Diagnosis has all.',
    other: '{count} more machines are not listed. Copy Diagnosis has all.',
  },
  'diagnosis.fleet.count': { one: '{count} machine: {cause}', other: '{count} machines: {cause}' },
  'diagnosis.fleet.none': 'No machine is blocked by anything that is known.',
  'diagnosis.empty': 'There is no machine to look at: the fleet has not been read, or no machine passes the filter.',
  'diagnosis.query.title': 'Copy Query',
  'diagnosis.query.placeholder': 'Which of the three queries behind the view?',
  'diagnosis.query.machines': 'Machines',
  'diagnosis.query.machines.detail': 'State, enrollment and version of each Arc machine',
  'diagnosis.query.assessments': 'Assessments',
  'diagnosis.query.assessments.detail': 'The newest check for updates, and whether a restart is pending',
  'diagnosis.query.installations': 'Installations',
  'diagnosis.query.installations.detail': 'The newest installation of updates, and whether it asked for a restart',
  'diagnosis.query.narrowed': { one: 'For {count} machine', other: 'For {count} machines' },
  'diagnosis.query.tooMany': {
    one: 'A query can name at most {count} machine. Select fewer.',
    other: 'A query can name at most {count} machines. Select fewer.',
  },
} satisfies Record<string, Message>;

const signIns: Record<
  `onboarding.signIn.${OnboardingSignIn['kind']}` | `onboarding.signIn.${OnboardingSignIn['kind']}.detail`,
  Message
> = {
  'onboarding.signIn.interactive': 'Interactive',
  'onboarding.signIn.interactive.detail': 'A browser opens on the server; for one or a few servers',
  'onboarding.signIn.deviceCode': 'Device code',
  'onboarding.signIn.deviceCode.detail': 'The server shows a code to enter in a browser elsewhere; for Server Core',
  'onboarding.signIn.servicePrincipal': 'Service principal',
  'onboarding.signIn.servicePrincipal.detail':
    'For many servers; the script asks for the secret when it runs and never holds it',
};

const faults: Record<`onboarding.fault.${OnboardingFaultId}`, Message> = {
  'onboarding.fault.character': 'A script cannot hold the character {character}, which cannot be seen or ends a line.',
  'onboarding.fault.guid': 'This is not an ID such as 00000000-0000-0000-0000-000000000000.',
  'onboarding.fault.resourceGroup':
    'A resource group’s name has at most 90 letters, digits, underscores, hyphens, dots and parentheses, and no dot at its end.',
  'onboarding.fault.location': 'A region’s name has only small letters and digits, such as westeurope.',
  'onboarding.fault.proxy': 'A proxy is given as http://name:port or https://name:port.',
  'onboarding.fault.proxyCredentials':
    'A proxy with a user name and password would write the password into the script. Give it without.',
  'onboarding.fault.gatewayId':
    'This is not the ID of an Arc gateway: /subscriptions/…/providers/Microsoft.HybridCompute/gateways/NAME.',
  'onboarding.fault.privateLinkScopeId':
    'This is not the ID of a private link scope: /subscriptions/…/providers/Microsoft.HybridCompute/privateLinkScopes/NAME.',
  'onboarding.fault.tagForm': 'The tag “{name}” has no value. Write name=value, name=value.',
  'onboarding.fault.tagName':
    'A tag cannot be named “{name}”: a name is not empty and has none of the signs <>%&\\?/ and no quote.',
  'onboarding.fault.tagValue':
    'The value of the tag “{name}” is too long, or has a double quote, or a backslash at its end.',
  'onboarding.fault.tagTwice': 'The tag “{name}” is given twice.',
  'onboarding.fault.tagCount': 'A machine can have at most 50 tags.',
};

const onboarding = {
  'onboarding.title': 'Onboard Servers to Arc',
  'onboarding.title.demo': 'Demo: Onboard Servers to Arc',
  'onboarding.signIn': 'How does the script sign in on the server?',
  'onboarding.applicationId':
    'Application (client) ID of the service principal; it needs the role Azure Connected Machine Onboarding',
  'onboarding.tenant': 'Tenant',
  'onboarding.subscription': 'Subscription',
  'onboarding.resourceGroup': 'Resource group: choose one, or type the name of one that exists',
  'onboarding.resourceGroup.failed': 'The resource groups could not be read; those of the fleet’s machines are shown.',
  'onboarding.location': 'Region: choose one, or type its name, such as westeurope',
  'onboarding.typed': 'as typed',
  'onboarding.inFleet': { one: '{count} machine of the fleet', other: '{count} machines of the fleet' },
  'onboarding.options': 'Further options, then create the script',
  'onboarding.create': 'Create the Script',
  'onboarding.create.detail': '{group}, {location}, {subscription}',
  'onboarding.tags': 'Tags',
  'onboarding.tags.prompt': 'Tags as name=value, name=value; empty: none',
  'onboarding.proxy': 'Proxy',
  'onboarding.proxy.prompt': 'Proxy as http://name:port; empty: none',
  'onboarding.gateway': 'Arc gateway',
  'onboarding.gateway.prompt': 'Resource ID of the Arc gateway; empty: none',
  'onboarding.privateLink': 'Private link scope',
  'onboarding.privateLink.prompt': 'Resource ID of the private link scope; empty: none',
  'onboarding.upgrade': 'Automatic upgrade of the agent',
  'onboarding.upgrade.detail': 'A preview of Azure Arc',
  'onboarding.cloud': 'Cloud',
  'onboarding.on': 'on',
  'onboarding.off': 'off',
  'onboarding.none': 'none',
  'onboarding.cloud.AzureCloud': 'Azure (global)',
  'onboarding.cloud.AzureUSGovernment': 'Azure US Government',
  'onboarding.cloud.AzureChinaCloud': 'Azure China',
  'onboarding.notRead': 'Tenants and subscriptions are not known yet: the fleet has not been read.',
  'onboarding.notRead.refresh': 'Refresh',
  'onboarding.made':
    'The script holds no secret. Review it, save it as a PowerShell file, and run it as administrator on each server. The account that it signs in with needs the role Azure Connected Machine Onboarding on {group}.',
  'onboarding.arrived': {
    one: '{count} new machine appeared in {group}. Enroll it in hotpatch?',
    other: '{count} new machines appeared in {group}. Enroll them in hotpatch?',
  },
  'onboarding.arrived.enroll': 'Enroll…',
} satisfies Record<string, Message>;

const issue = {
  'issue.title': 'Hotpatch Fleet: Issue Report',
  'issue.about':
    'This text was made on this computer and has been sent nowhere. It has versions, settings, counts and the latest errors, and no name, address or ID of a machine, tenant, subscription or account. Read it, take out what you do not want to give away, and pass it on yourself.',
  'issue.log':
    'The log of Hotpatch Fleet has the request IDs that Azure’s support asks for. It has names as well, so nothing of it is copied here.',
  'issue.happened': 'What happened',
  'issue.happened.prompt': 'Write here what you did, what you expected, and what you saw instead.',
  'issue.made':
    'The report has no names in it. Read it, write what happened, and copy it for the people who maintain the extension where you got it from.',
  'issue.copy': 'Copy Report',
  'issue.copied': 'The report was copied.',
  'issue.page': 'Open the Page for Issues',
} as const satisfies Record<string, Message>;

/** The texts of diagnosis, onboarding and issue reports. */
export const care = {
  ...requirements,
  ...standings,
  ...causes,
  ...sayings,
  ...fixes,
  ...document,
  ...signIns,
  ...faults,
  ...onboarding,
  ...issue,
};
