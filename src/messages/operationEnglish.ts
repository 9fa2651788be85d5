/**
 * The texts of a plan, before anything is sent. “Enrollment” is the license feature, “hotpatching on or off” the patch
 * setting; no sentence may use one word for the other.
 */
export const operations = {
  'plan.title.enroll': { one: 'Enroll {count} machine in hotpatch', other: 'Enroll {count} machines in hotpatch' },
  'plan.title.disenroll': {
    one: 'Disenroll {count} machine from hotpatch',
    other: 'Disenroll {count} machines from hotpatch',
  },
  'plan.title.turnOn': {
    one: 'Turn hotpatching on for {count} machine',
    other: 'Turn hotpatching on for {count} machines',
  },
  'plan.title.turnOff': {
    one: 'Turn hotpatching off for {count} machine',
    other: 'Turn hotpatching off for {count} machines',
  },
  'plan.title.assess': { one: 'Check {count} machine for updates', other: 'Check {count} machines for updates' },
  'plan.title.periodicAssessment': {
    one: 'Turn periodic assessment on for {count} machine',
    other: 'Turn periodic assessment on for {count} machines',
  },
  'plan.title.install': { one: 'Install updates on {count} machine', other: 'Install updates on {count} machines' },
  'plan.title.checkVbs': { one: 'Check VBS on {count} machine', other: 'Check VBS on {count} machines' },
  'plan.title.enableVbs': { one: 'Enable VBS on {count} machine', other: 'Enable VBS on {count} machines' },
  'plan.title.restart': { one: 'Restart {count} machine', other: 'Restart {count} machines' },
  'plan.question': '{title}?',
  'plan.button.enroll': { one: 'Enroll {count} Machine', other: 'Enroll {count} Machines' },
  'plan.button.disenroll': { one: 'Disenroll {count} Machine', other: 'Disenroll {count} Machines' },
  'plan.button.turnOn': {
    one: 'Turn Hotpatching On for {count} Machine',
    other: 'Turn Hotpatching On for {count} Machines',
  },
  'plan.button.turnOff': {
    one: 'Turn Hotpatching Off for {count} Machine',
    other: 'Turn Hotpatching Off for {count} Machines',
  },
  'plan.button.assess': { one: 'Check {count} Machine', other: 'Check {count} Machines' },
  'plan.button.periodicAssessment': {
    one: 'Turn It On for {count} Machine',
    other: 'Turn It On for {count} Machines',
  },
  'plan.button.install': { one: 'Install on {count} Machine', other: 'Install on {count} Machines' },
  'plan.button.checkVbs': { one: 'Check VBS on {count} Machine', other: 'Check VBS on {count} Machines' },
  'plan.button.enableVbs': { one: 'Enable VBS on {count} Machine', other: 'Enable VBS on {count} Machines' },
  'plan.button.restart': { one: 'Restart {count} Machine', other: 'Restart {count} Machines' },

  'plan.changes.enroll': 'Turns on the Hotpatch feature of the machine’s license (its enrollment).',
  'plan.changes.disenroll':
    'Turns off the Hotpatch feature of the machine’s license (its enrollment): from the next Patch Tuesday, ordinary updates with restarts.',
  'plan.changes.turnOn':
    'Turns hotpatching on in the machine’s patch settings (enableHotpatching), so that an enrolled machine receives hotpatches.',
  'plan.changes.turnOff':
    'Turns hotpatching off in the machine’s patch settings (enableHotpatching): from the next Patch Tuesday, ordinary updates with restarts.',
  'plan.changes.alsoTurnOn': {
    one: 'It also turns hotpatching on (enableHotpatching) for {count} machine where it is explicitly off.',
    other: 'It also turns hotpatching on (enableHotpatching) for {count} machines where it is explicitly off.',
  },
  'plan.changes.assess': 'Has each machine look for updates now. Nothing is installed and nothing is restarted.',
  'plan.changes.periodicAssessment':
    'Sets assessmentMode to AutomaticByPlatform, so that Azure has each machine look for updates every day.',
  'plan.changes.install': 'Has each machine install the updates that the plan lists for it.',
  'plan.changes.checkVbs':
    'Runs a script on each machine through Arc Run Command (a preview) that only reads: whether virtualization-based security (VBS) runs, Secure Boot, and the kind of firmware.',
  'plan.changes.enableVbs':
    'Runs a script on each machine through Arc Run Command (a preview) that sets the documented registry value for virtualization-based security (VBS). A restart is owed afterwards; this does not restart.',
  'plan.changes.enableVbs.mayFail':
    'On old virtual hardware (BIOS, generation 1, no Secure Boot) VBS may not start, or the machine may fail to.',
  'plan.changes.restart':
    'Runs a script on each machine through Arc Run Command (a preview) that looks again whether a restart is pending and restarts it only then.',
  'plan.leaves.action': 'Left alone: the enrollment, and whether hotpatching is on or off.',
  'plan.leaves.periodicAssessment': 'Left alone: the patch mode. Nothing is installed by it.',
  'plan.unregistered':
    'The resource provider Microsoft.Compute is not registered in: {subscriptions}. Periodic assessment silently does nothing there until it is.',
  'plan.waves': {
    one: 'In {count} wave of up to {size}, {pause} apart; stops when more than {failures} do not come back',
    other: 'In {count} waves of up to {size}, {pause} apart; stops when more than {failures} do not come back',
  },
  'plan.wave': 'Wave {number}: {message}',
  'plan.waves.install':
    'In {count} waves, so that no two domain controllers, or two machines of one cluster, may restart together; the next begins {pause} after the last machine of the one before is done, and none after more than {failures} failures',
  'plan.waves.groups': 'Never two domain controllers, or two machines of one cluster, in one wave',
  'plan.notAfter': 'No machine restarts after {at}, whatever happens',
  'plan.install.beginBy': 'Nothing is begun after {at}',
  'plan.names': 'Machines: {message}',
  'plan.install.never': 'No machine is restarted',
  'plan.install.noReboot': 'Updates that need a restart, or may, are left out',
  'plan.install.owing': 'Updates that need a restart leave it pending',
  'plan.install.ifRequired': 'Machines restart by themselves where an update needs it',
  'plan.install.always': 'Every machine restarts by itself afterwards',
  'plan.install.open': {
    one: '{count} machine that is not enrolled may also get what is published of these kinds meanwhile',
    other: '{count} machines that are not enrolled may also get what is published of these kinds meanwhile',
  },
  'plan.install.duration': 'No update begins later than {time} after the start',
  'plan.install.count': {
    one: '{count} installation of an update in all',
    other: '{count} installations of updates in all',
  },
  'plan.install.guarded': {
    one: '{count} cumulative update is left out, because it would take an enrolled machine off the hotpatch track',
    other: '{count} cumulative updates are left out, because they would take enrolled machines off the hotpatch track',
  },
  'plan.install.staysBehind': {
    one: '{count} machine stays behind its baseline, because this installs no baseline on it: {message}',
    other: '{count} machines stay behind their baseline, because this installs no baseline on them: {message}',
  },
  'plan.install.leavesTrack': {
    one: 'KB{kb} takes {count} machine off the hotpatch track until the baseline of {day}: {message}',
    other: 'KB{kb} takes {count} machines off the hotpatch track until the baseline of {day}: {message}',
  },
  'plan.install.leavesTrack.notKnown': {
    one: 'KB{kb} takes {count} machine off the hotpatch track until the next baseline: {message}',
    other: 'KB{kb} takes {count} machines off the hotpatch track until the next baseline: {message}',
  },

  'plan.leaves.enroll': 'Left alone: whether hotpatching is on or off (enableHotpatching).',
  'plan.leaves.enroll.some': 'Left alone: whether hotpatching is on or off on the other machines.',
  'plan.leaves.disenroll': 'Left alone: whether hotpatching is on or off (enableHotpatching).',
  'plan.leaves.turnOn': 'Left alone: the enrollment, and the assessment and patch modes.',
  'plan.leaves.turnOff': 'Left alone: the enrollment (the machine stays enrolled), and the assessment and patch modes.',
  'plan.untouched':
    'Not touched either: Software Assurance, Extended Security Updates (ESU) and pay-as-you-go licensing.',

  'plan.bucket.ready': 'Ready',
  'plan.bucket.explicitlyOff': 'Hotpatching turned off',
  'plan.bucket.failedBefore': 'Enrollment failed before',
  'plan.bucket.disenrolledBefore': 'Disenrolled on purpose',
  'plan.bucket.offline': 'Offline',
  'plan.bucket.licensePending': 'Enrollment under way',
  'plan.bucket.domainController': 'Domain controllers',
  'plan.bucket.clusterMember': 'Cluster members',
  'plan.bucket.domainController.detail':
    'By name or tag (the setting hotpatchFleet.restart.domainControllers); never two of them in one wave',
  'plan.bucket.clusterMember.detail':
    'By name or tag (the setting hotpatchFleet.restart.clusters), or Azure has them on Azure Local; never two of one cluster in one wave',
  'plan.bucket.ready.detail': 'Connected, and nothing speaks against it',
  'plan.bucket.explicitlyOff.detail':
    'enableHotpatching is false: enrolled, they receive no hotpatches until it is turned on',
  'plan.bucket.failedBefore.detail': 'Azure reports that the last enrollment failed; what caused it may still be there',
  'plan.bucket.disenrolledBefore.detail': 'Somebody ended their enrollment; enrolling them goes against that',
  'plan.bucket.offline.detail': 'Azure takes the change, and it waits until the machine’s agent is back',
  'plan.bucket.licensePending.detail': 'Azure is still enrolling them; it may refuse a second change meanwhile',

  'plan.exclusion.alreadyThere.enroll': 'Already enrolled',
  'plan.exclusion.alreadyThere.disenroll': 'Not enrolled',
  'plan.exclusion.alreadyThere.turnOn': 'Hotpatching is on already',
  'plan.exclusion.alreadyThere.turnOff': 'Hotpatching is off already',
  'plan.exclusion.alreadyThere': 'So already',
  'plan.exclusion.alreadyThere.periodicAssessment': 'Periodic assessment is on already',
  'plan.exclusion.notWindowsServer': 'Not a Windows Server',
  'plan.exclusion.azureLocalHost':
    'A host of Azure Local: update and restart it with Azure Local’s own update orchestration',
  'plan.exclusion.notServer2025': 'Not Windows Server 2025',
  'plan.exclusion.notConnected': 'Not connected to Azure, so nothing can be done on it now',
  'plan.exclusion.extensionsOff': 'Its agent allows no extensions (monitor mode, or extensions turned off)',
  'plan.exclusion.agentTooOld': 'Its agent is too old for Run Command (1.33 or later)',
  'plan.exclusion.neverAssessed': 'Never assessed, so it is not known; check for updates first',
  'plan.exclusion.noRestartPending': 'No restart is pending',
  'plan.exclusion.updatesNotKnown': 'Its updates could not be read',
  'plan.exclusion.nothingToInstall': 'Nothing to install by this choice',
  'plan.exclusion.notEnrolled': 'Not enrolled, so the patch setting would do nothing',
  'plan.exclusion.inProgress': 'Another change is in progress',
  'plan.exclusion.protected': 'Protected by a tag',
  'plan.exclusion.readOnly':
    'The account may only read there; the role Azure Connected Machine Resource Administrator may write',
  'plan.exclusion.agentExpired': 'The agent’s credential has expired',
  'plan.exclusion.statusNotKnown': 'Azure reports an enrollment status that this version does not know',
  'plan.exclusion.eligibilityNotKnown': 'Azure does not name the operating system',
  'plan.exclusion.builtIn': 'Azure Edition has hotpatch built in and needs no enrollment and no setting',
  'plan.exclusion.notEligible': 'Not eligible',
  'plan.exclusion.drifted': 'Changed since the plan was approved',
  'plan.exclusion.vanished': 'No longer in Azure',
  'plan.exclusion.missing': 'Not in the fleet that is read',
  'plan.protectedBy': 'Protected by the tag “{pattern}”',

  'plan.expectation.fromNextRelease': {
    one: '{count} machine can receive hotpatches from the next release',
    other: '{count} machines can receive hotpatches from the next release',
  },
  'plan.expectation.afterNextBaseline': {
    one: '{count} machine receives hotpatches only after the next baseline and its restart',
    other: '{count} machines receive hotpatches only after the next baseline and its restart',
  },
  'plan.expectation.afterBaselineInstall': {
    one: '{count} machine receives hotpatches only after it has installed the current baseline and restarted',
    other: '{count} machines receive hotpatches only after they have installed the current baseline and restarted',
  },
  'plan.expectation.afterAction': {
    one: 'Azure asks for an action on {count} machine first, most often virtualization-based security',
    other: 'Azure asks for an action on {count} machines first, most often virtualization-based security',
  },
  'plan.expectation.staysOff': {
    one: '{count} machine receives none: hotpatching stays off there',
    other: '{count} machines receive none: hotpatching stays off there',
  },
  'plan.expectation.notKnown': {
    one: 'Of {count} machine it cannot be told: its revision cannot be placed on the calendar',
    other: 'Of {count} machines it cannot be told: their revisions cannot be placed on the calendar',
  },
  'plan.expectation.ordinaryUpdates': {
    one: '{count} machine gets ordinary updates with restarts from the next Patch Tuesday',
    other: '{count} machines get ordinary updates with restarts from the next Patch Tuesday',
  },
  'plan.expectation.none': {
    one: '{count} machine receives no hotpatches today, so its updates stay as they are',
    other: '{count} machines receive no hotpatches today, so their updates stay as they are',
  },
  'plan.expectation.assessed': {
    one: '{count} machine is assessed anew; its row shows the result',
    other: '{count} machines are assessed anew; their rows show the result',
  },
  'plan.expectation.assessedDaily': {
    one: '{count} machine is assessed every day from now on',
    other: '{count} machines are assessed every day from now on',
  },
  'plan.expectation.lookedInto': {
    one: '{count} machine is looked into; its diagnosis shows the result',
    other: '{count} machines are looked into; their diagnoses show the result',
  },
  'plan.expectation.vbsAfterRestart': {
    one: '{count} machine can run VBS after its next restart, if its hardware can',
    other: '{count} machines can run VBS after their next restart, if their hardware can',
  },
  'plan.expectation.installsWithoutRestart': {
    one: '{count} machine gets updates and needs no restart',
    other: '{count} machines get updates and need no restart',
  },
  'plan.expectation.installsOwingRestart': {
    one: '{count} machine gets updates and may owe a restart',
    other: '{count} machines get updates and may owe a restart',
  },
  'plan.expectation.installsWithRestart': {
    one: '{count} machine gets updates and may restart by itself',
    other: '{count} machines get updates and may restart by themselves',
  },
  'plan.expectation.leavesTrack': {
    one: '{count} machine leaves the hotpatch track until the next baseline',
    other: '{count} machines leave the hotpatch track until the next baseline',
  },
  'plan.expectation.restarts': {
    one: '{count} machine restarts, if a restart is still pending',
    other: '{count} machines restart, if a restart is still pending',
  },
  'plan.expects.assessed': 'assessed anew',
  'plan.expects.assessedDaily': 'assessed every day',
  'plan.expects.lookedInto': 'looked into',
  'plan.expects.vbsAfterRestart': 'VBS after the next restart, if the hardware can',
  'plan.expects.installsWithoutRestart': 'updates without a restart',
  'plan.expects.installsOwingRestart': 'updates, and maybe a restart owed',
  'plan.expects.installsWithRestart': 'updates, and maybe a restart',
  'plan.expects.leavesTrack': 'off the hotpatch track until the next baseline',
  'plan.expects.restarts': 'a restart, if still pending',
  'plan.expects.fromNextRelease': 'hotpatches from the next release',
  'plan.expects.afterNextBaseline': 'hotpatches after the next baseline and its restart',
  'plan.expects.afterBaselineInstall': 'hotpatches after the current baseline is installed, with a restart',
  'plan.expects.afterAction': 'an action on the machine is needed first',
  'plan.expects.staysOff': 'no hotpatches, hotpatching stays off',
  'plan.expects.notKnown': 'cannot be told',
  'plan.expects.ordinaryUpdates': 'ordinary updates with restarts',
  'plan.expects.none': 'updates as before',
  'plan.vbs':
    'Whether virtualization-based security (VBS) runs is not in Azure’s data; without it no hotpatch is installed.',

  'plan.cost.none': 'No enrollment changes, so the cost stays as it is.',
  'plan.cost.now': 'Price in force: {formula} = {amount} a month',
  'plan.cost.list': 'List price: {formula} = {amount} a month',
  'plan.cost.formula': '{cores} × {price}',
  'plan.cost.cores': { one: '{count} core', other: '{count} cores' },
  'plan.cost.estimate': 'An estimate of what a whole month changes by, not a bill.',
  'plan.cost.short': '{amount} a month, {list} at list price',
  'plan.cost.rise.enroll': {
    one: 'From {day} a core costs {price} a month instead of {before}: {amount} a month for the {count} machine to be enrolled. Source: {source}.',
    other:
      'From {day} a core costs {price} a month instead of {before}: {amount} a month for the {count} machines to be enrolled. Source: {source}.',
  },
  'plan.cost.rise.disenroll': {
    one: 'From {day} a core costs {price} a month instead of {before}: {amount} a month that disenrolling {count} machine saves. Source: {source}.',
    other:
      'From {day} a core costs {price} a month instead of {before}: {amount} a month that disenrolling {count} machines saves. Source: {source}.',
  },

  'plan.updateManager': {
    one: 'Azure Update Manager may charge for {count} machine: {day} for a day on which this runs, {month} a month at most',
    other:
      'Azure Update Manager may charge for {count} machines: {day} for a day on which this runs, {month} a month at most',
  },
  'plan.updateManager.assumption':
    'An assumption, at USD 5 per Arc server and month. Free as well, which Azure’s machine data does not tell: Defender for Servers Plan 2, Software Assurance, pay-as-you-go, Extended Security Updates, Azure Local.',
  'plan.updateManager.daily': {
    one: '{count} machine is assessed daily already, so a day more changes nothing',
    other: '{count} machines are assessed daily already, so a day more changes nothing',
  },
  'plan.updateManager.exempt': {
    one: '{count} machine is exempt (Azure Edition, or its subscription by your settings)',
    other: '{count} machines are exempt (Azure Edition, or their subscriptions by your settings)',
  },
  'plan.updateManager.neverAssessed': {
    one: '{count} of these machines has never been assessed',
    other: '{count} of these machines have never been assessed',
  },
  'plan.updateManager.short': 'Update Manager: up to {day} a run',

  'plan.duration': 'Sending takes {sending} by Azure’s limits, then {settling} until Azure has done the last',
  'plan.duration.seconds': { one: 'about {count} second', other: 'about {count} seconds' },
  'plan.duration.minutes': { one: 'about {count} minute', other: 'about {count} minutes' },
  'plan.duration.hours': { one: 'about {count} hour', other: 'about {count} hours' },
  'plan.duration.offline': 'Machines that are offline take until their agents are back',

  'plan.obstacle.readOnly':
    'Nothing is sent: the setting hotpatchFleet.operations.readOnly is on, or a setting that keeps operations in bounds cannot be read',
  'plan.obstacle.frozen': 'Freeze until {until} (the setting hotpatchFleet.restart.freeze)',
  'plan.obstacle.tooLong':
    'May restart machines after {until}, when restarts are no longer allowed: choose a shorter time, or fewer machines',
  'plan.obstacle.outsideWindow':
    'Outside the maintenance windows (the setting hotpatchFleet.restart.windows); the next opens at {opensAt}',
  'plan.obstacle.outsideWindow.never':
    'Outside the maintenance windows (the setting hotpatchFleet.restart.windows), and none opens before a freeze',
  'plan.obstacle.tooMany':
    'Not more than {maximum} machines at once (the setting hotpatchFleet.operations.maximumMachines)',
  'plan.obstacle.nothingToDo': 'No machine is left to be changed',

  'plan.count': { one: '{count} machine', other: '{count} machines' },
  'plan.countOf': '{name} ({count})',
  'plan.count.deselected': { one: '{count} not ticked', other: '{count} not ticked' },
  'plan.count.leftOut': { one: '{count} left out', other: '{count} left out' },
  'plan.more': { one: 'and {count} more', other: 'and {count} more' },
  'plan.line': '{label}: {message}',
  'plan.label.tenants': 'Tenant',
  'plan.label.subscription': 'Subscription',
  'plan.label.subscriptions': 'Subscriptions',
  'plan.label.account': 'Account',
  'plan.label.dataAsOf': 'Data as of',
  'plan.label.madeAt': 'Made at',
  'plan.label.ticket': 'Ticket',
  'plan.label.approved': 'Approved plan',
  'plan.account.notKnown': 'not known',
  'plan.demo': 'Demo: a simulated fleet. Nothing real is changed.',
  'plan.approved.of': 'made {at}, hash {hash}',

  'plan.document.name': 'Plan',
  'plan.document.heading': 'Plan: {title}',
  'plan.document.nothingSent': 'Nothing has been sent.',
  'plan.document.effect': 'What it does',
  'plan.document.where': 'Where, and as whom',
  'plan.document.expect': 'What to expect',
  'plan.document.cost': 'Cost',
  'plan.document.duration': 'How long it takes',
  'plan.document.machines': 'Machines to be changed ({count})',
  'plan.document.deselected': 'Not ticked ({count})',
  'plan.document.leftOut': 'Left out ({count})',
  'plan.document.none': 'None',

  'plan.column.outcome': 'Outcome',
  'plan.column.group': 'Group or cause',
  'plan.column.name': 'Machine',
  'plan.column.state': 'State',
  'plan.column.before': 'Enrollment before',
  'plan.column.beforeOn': 'enableHotpatching before',
  'plan.column.wanted': 'Enrollment wanted',
  'plan.column.wantedOn': 'enableHotpatching wanted',
  'plan.column.expectation': 'To expect',
  'plan.column.restart': 'Restart pending',
  'plan.column.assessedAt': 'Assessed at',
  'plan.column.wave': 'Wave',
  'plan.column.installs': 'Installs',
  'plan.column.leavesOut': 'Leaves out',
  'plan.column.update': 'Update',
  'plan.column.kb': 'KB',
  'plan.column.fate': 'What becomes of it',
  'plan.column.machines': 'Machines',
  'plan.reboot.pending': 'yes',
  'plan.reboot.notPending': 'no',
  'plan.reboot.neverAssessed': 'never assessed',
  'plan.fate.install': 'installed',
  'plan.fate.offTrack': 'left out: takes enrolled machines off the hotpatch track',
  'plan.fate.unclassified':
    'left out: a cumulative update of which it is not known whether it keeps machines on the track',
  'plan.fate.needsRestart': 'left out: it needs a restart, or may',
  'plan.fate.excluded': 'left out by choice',
  'plan.fate.notChosen': 'not of the chosen kinds',
  'plan.fate.noKb': 'left out: it has no KB, by which enrolled machines are asked for updates',
  'plan.document.updates': 'Updates ({count})',
  'plan.document.waves': 'Waves',
  'plan.column.dataAsOf': 'Data as of',
  'plan.column.subscription': 'Subscription',
  'plan.column.subscriptionId': 'Subscription id',
  'plan.column.tenantId': 'Tenant id',
  'plan.column.resourceGroup': 'Resource group',
  'plan.column.location': 'Region',
  'plan.column.reasons': 'Why',
  'plan.column.resourceId': 'Resource id',
  'plan.outcome.change': 'change',
  'plan.outcome.deselected': 'not ticked',
  'plan.outcome.leftOut': 'left out',

  'plan.pick.groups': 'Machines',
  'plan.pick.subscriptions': 'Subscriptions',
  'plan.pick.options': 'Also',
  'plan.pick.leftOut': 'Left out whatever is ticked',
  'plan.pick.alsoTurnOn': 'Turn hotpatching on where it is explicitly off',
  'plan.pick.alsoTurnOn.detail': 'Sets enableHotpatching to true there; unticked, an explicit false stays',
  'plan.pick.showList': 'Show Full List',
  'plan.pick.showScript': 'Show Script',
  'plan.script.name': '{name} script',
  'plan.install.reading': {
    one: 'Reading the updates of {count} machine…',
    other: 'Reading the updates of {count} machines…',
  },
  'plan.install.title': 'Install Updates: what?',
  'plan.install.placeholder': 'Nothing is installed yet: the plan comes next, with each machine’s updates',
  'plan.install.preset.noRestart': 'No Restart',
  'plan.install.preset.noRestart.detail':
    'Only updates that need no restart: hotpatches, definitions, and what else is marked so',
  'plan.install.preset.security': 'Security, Restart If Required',
  'plan.install.preset.security.detail': 'Critical and security updates; machines restart by themselves where needed',
  'plan.install.preset.custom': 'Choose…',
  'plan.install.preset.custom.detail': 'Classifications, KBs, restart, longest duration',
  'plan.install.preset.gives': { one: '{count} update', other: '{count} updates' },
  'plan.install.step.classifications': 'Which classifications?',
  'plan.install.step.include': 'Also these KBs, whatever their classification?',
  'plan.install.step.exclude': 'Without which KBs?',
  'plan.install.step.reboot': 'And restarts?',
  'plan.install.step.duration': 'For how long at most?',
  'plan.install.step.kbDetail': { one: 'on {count} machine', other: 'on {count} machines' },
  'plan.install.step.leavesTrack': {
    one: 'on {count} machine; takes it off the hotpatch track and is asked about by itself',
    other: 'on {count} machines; takes enrolled ones off the hotpatch track and is asked about by itself',
  },
  'plan.install.reboot.none': 'No Restart, and No Update That Needs One',
  'plan.install.reboot.never': 'No Restart; It Stays Pending',
  'plan.install.reboot.ifRequired': 'Restart If Required',
  'plan.install.reboot.always': 'Always Restart',
  'plan.install.none': 'No update that can be installed waits on these machines.',
  'plan.install.notRead': {
    one: 'The updates of {count} machine could not be read: {fault}',
    other: 'The updates of {count} machines could not be read: {fault}',
  },
  'plan.offTrack.title': {
    one: 'Take {count} machine off the hotpatch track with KB{kb}?',
    other: 'Take {count} machines off the hotpatch track with KB{kb}?',
  },
  'plan.offTrack.until': {
    one: '{count} machine gets ordinary updates with restarts until the baseline of {day}; there is no way back before.',
    other:
      '{count} machines get ordinary updates with restarts until the baseline of {day}; there is no way back before.',
  },
  'plan.offTrack.untilNotKnown': {
    one: '{count} machine gets ordinary updates with restarts until the next baseline; there is no way back before.',
    other: '{count} machines get ordinary updates with restarts until the next baseline; there is no way back before.',
  },
  'plan.offTrack.unclassified':
    'Release data does not say which update this is. If it is the baseline, the machines stay on the track; add the month with “Add a Release Month…”, and it is taken without this question.',
  'plan.offTrack.button': 'Install KB{kb} Nevertheless',
  'plan.pick.export': 'Export as Dry Run…',
  'plan.typeCount': 'Type {count}, the number of machines, to go on',
  'plan.typeCount.wrong': 'Type {count}, the number of machines',

  'plan.export.json': 'JSON',
  'plan.export.json.detail': 'To be approved elsewhere and run later: with a hash, a ticket and an expiry after 7 days',
  'plan.export.csv': 'CSV',
  'plan.export.csv.detail': 'Every machine in a row, for a spreadsheet',
  'plan.export.md': 'Markdown',
  'plan.export.md.detail': 'The whole plan to be read, for a ticket or a repository',
  'plan.export.ticket': 'The change ticket under which it is to be approved (may be empty)',
  'plan.export.done': 'The plan was written to {name}. Nothing has been sent.',
  'plan.export.open': 'Open',

  'plan.fault.tooLarge': 'The file is larger than a plan can be.',
  'plan.fault.notJson': 'The file is not JSON, or it was cut short.',
  'plan.fault.notAPlan': 'The file is not a plan of this extension.',
  'plan.fault.wrongVersion': 'The plan was written by another version of this extension that this one does not read.',
  'plan.fault.damaged': 'The plan is damaged: a field is missing, wrong, or one too many. Export it anew.',
  'plan.fault.hashWrong': 'The plan was changed after it was exported: its hash does not fit. Export it anew.',
  'plan.fault.notYetMade': 'The plan says that it was made at {at}, which lies ahead. Check this computer’s clock.',
  'plan.fault.expired': 'The plan expired at {at}. Export it anew and have it approved again.',
  'plan.fault.otherCloud': 'The plan was made for another Azure ({cloud}, {endpoint}) than the one that is open here.',
} as const;
