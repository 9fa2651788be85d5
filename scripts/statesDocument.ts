import { STATE_IDS, stateTable } from '../src/core/stateTable';
import { Texts } from '../src/messages/texts';

const MEANING: Readonly<Record<(typeof STATE_IDS)[number], string>> = {
  failed: 'The license feature’s status is Failed.',
  actionRequired: 'Enrolled, and Azure’s hotpatch status is ActionRequired; its code and message are kept.',
  behindBaseline: 'Enrolled, and the revision is below the baseline in force.',
  offTrack: 'Enrolled, and the revision is that of an ordinary update of a month since the baseline in force.',
  unknown: 'The license feature has a status that this version does not know.',
  pending: 'The feature is Enabling or Disabling, or Enabled while Azure evaluates. Over an hour: stuck.',
  cancelled: 'The feature is Disabled.',
  turnedOff:
    'Enrolled, and `enableHotpatching` is false or Azure’s status is Disabled. An absent status is not Disabled.',
  notEnrolled: 'There is no Hotpatch feature, or its status is Unknown.',
  enabled: 'Enrolled, with nothing in the way. Also where the track cannot be told.',
  builtIn:
    'Azure Edition. Where it is behind its baseline, off track or asked for an action, it needs a hand, and that state’s next step holds.',
  ineligible: 'The operating system, edition or build cannot be hotpatched through Arc.',
};

/** docs/states.md: the state table with its texts. */
export function statesDocument(): string {
  const texts = new Texts('en');
  const rows = STATE_IDS.map((id) => {
    const { icon, attention, hotpatched, eligible, nextStep } = stateTable[id];
    const flags = [attention ? 'needs a hand' : '', hotpatched ? 'hotpatched' : '', eligible ? '' : 'not counted'];
    const next = texts.text(`next.${nextStep}`).replaceAll(/\{(\w+)\}/g, '*$1*');
    return `| \`${id}\` | ${texts.text(`state.${id}`)} | \`$(${icon})\` | ${MEANING[id]} | ${texts.list(flags)} | ${next} |`;
  });
  return [
    '# Hotpatch states',
    '',
    'Written by `npm run docs` from `src/core/stateTable.ts`; do not edit. In the order in which the tree lists them.',
    'Which state wins where several hold: [decision 3](decisions/0003-state-order.md).',
    '',
    '| Id | Name | Icon | When | Counts | Next step |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}
