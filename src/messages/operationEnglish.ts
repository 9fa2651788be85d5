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
  'plan.exclusion.notEnrolled': 'Not enrolled, so the patch setting would do nothing',
  'plan.exclusion.inProgress': 'Another change is in progress',
  'plan.exclusion.protected': 'Protected by a tag',
  'plan.exclusion.readOnly': 'The account may only read there',
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
  'plan.cost.withoutCores': {
    one: 'The cores of {count} machine are not known and not counted.',
    other: 'The cores of {count} machines are not known and not counted.',
  },
  'plan.cost.estimate': 'An estimate of what a whole month changes by, not a bill.',
  'plan.cost.short': '{amount} a month, {list} at list price',
  'plan.cost.rise': {
    one: 'From {day} a core costs {price} a month instead of {before}: {amount} a month for {count} enrolled machine. Source: {source}.',
    other:
      'From {day} a core costs {price} a month instead of {before}: {amount} a month for {count} enrolled machines. Source: {source}.',
  },
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
  'plan.cost.source.bundled': 'the bundled rate card',
  'plan.cost.source.settings': 'the rate card in the settings',
  'plan.cost.source.why': 'the rate card in the settings (“{why}”)',
  'plan.cost.billingDates': {
    one: 'Azure has a billing start on {day} or later written on {count} machine. The date alone does not say that anything will be charged; check with Microsoft before then.',
    other:
      'Azure has a billing start on {day} or later written on {count} machines. The date alone does not say that anything will be charged; check with Microsoft before then.',
  },

  'plan.duration': 'Sending takes {sending} by Azure’s limits, then {settling} until Azure has done the last',
  'plan.duration.seconds': { one: 'about {count} second', other: 'about {count} seconds' },
  'plan.duration.minutes': { one: 'about {count} minute', other: 'about {count} minutes' },
  'plan.duration.hours': { one: 'about {count} hour', other: 'about {count} hours' },
  'plan.duration.offline': 'Machines that are offline take until their agents are back',

  'plan.obstacle.readOnly':
    'Nothing is sent: the setting hotpatchFleet.operations.readOnly is on, or a setting that keeps operations in bounds cannot be read',
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
