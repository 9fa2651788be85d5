import type { Diagnosis } from '../core/diagnosis';
import type { RequirementReading } from '../core/requirement';
import type { CauseCount, DiagnosedMachine, FleetDiagnosis } from '../core/diagnosisSummary';
import type { SubscriptionId } from '../core/ids';
import type { Instant } from '../core/instant';
import type { MessageId } from '../messages/english';
import type { Texts } from '../messages/texts';
import { causeText, fixText, furtherCauses, sayingText, verdictText } from './diagnosisTexts';
import { markdownCell } from './exportText';
import { shownName } from './shownName';

/** What a diagnosis is written with. */
export interface DiagnosisView {
  readonly texts: Texts;
  readonly isDemo: boolean;
  readonly subscriptionName: (id: SubscriptionId) => string;
}

/** A preview of Markdown grows slow with long tables; the copied text has all machines. */
const MOST_ROWS = 1_000;

/** One machine: what blocks it, what to do and how to find out the rest, then every requirement with what is known. */
export function diagnosisMarkdown(diagnosed: DiagnosedMachine, view: DiagnosisView): string {
  const { machine, diagnosis } = diagnosed;
  const { texts } = view;
  const head = [
    `# ${markdownCell(titleOf(diagnosed, texts))}`,
    demoLine(view),
    `**${markdownCell(verdictText(diagnosis, texts))}** ${markdownCell(stateText(diagnosed, texts))}`,
    fixList('diagnosis.toDo', diagnosis, 'notMet', texts),
    fixList('diagnosis.toFindOut', diagnosis, 'notKnown', texts),
    requirementTable(diagnosis, texts),
    markdownCell(texts.text('diagnosis.resourceId', { id: machine.facts.id })),
    markdownCell(agesText(machine.asOf, diagnosis, texts)),
  ];
  return joined(head);
}

/** Many machines: the causes counted, what to do about each, then the machines, each with the first cause. */
export function fleetDiagnosisMarkdown(fleet: FleetDiagnosis, asOf: Instant | null, view: DiagnosisView): string {
  const { texts } = view;
  return joined([
    `# ${markdownCell(texts.text('diagnosis.title.fleet'))}`,
    demoLine(view),
    markdownCell(countLines(fleet, asOf, texts).join(' ')),
    causesTable('diagnosis.fleet.causes', fleet.causes, texts),
    fleetFixList(fleet, texts),
    hindranceTable(fleet, texts),
    notKnownTable(fleet, texts),
    machinesTable(fleet, view),
  ]);
}

/** One machine or several as plain text, for a ticket or a mail. */
export function diagnosisText(diagnosed: DiagnosedMachine, texts: Texts): string {
  const { machine, diagnosis } = diagnosed;
  const lines = diagnosis.requirements.map((reading, place) => {
    const name = texts.text(`diagnosis.requirement.${reading.requirement}`);
    const standing = texts.text(`diagnosis.standing.${reading.standing}`);
    const says = saysText(reading, texts);
    const fix =
      reading.fix === null ? '' : ` ${texts.text('diagnosis.next', { message: fixText(reading.fix, texts) })}`;
    return `${place + 1}. ${name}: ${standing}. ${says}${fix}`.trimEnd();
  });
  return [
    titleOf(diagnosed, texts),
    `${verdictText(diagnosis, texts)} ${stateText(diagnosed, texts)}`,
    ...lines,
    texts.text('diagnosis.resourceId', { id: machine.facts.id }),
    agesText(machine.asOf, diagnosis, texts),
  ].join('\n');
}

/** Many machines as plain text: the counts, then one line for each machine that is blocked. */
export function fleetDiagnosisText(fleet: FleetDiagnosis, asOf: Instant | null, texts: Texts): string {
  const counts = (causes: readonly CauseCount[]): readonly string[] =>
    causes.map(({ cause, all }) =>
      texts.text('diagnosis.fleet.count', { count: all, cause: texts.text(`diagnosis.cause.${cause}`) }),
    );
  return [
    texts.text('diagnosis.title.fleet'),
    ...countLines(fleet, asOf, texts),
    ...section(texts.text('diagnosis.fleet.causes'), counts(fleet.causes)),
    ...section(texts.text('diagnosis.fleet.hindrances'), counts(fleet.hindrances)),
    ...section(
      texts.text('diagnosis.fleet.machines'),
      fleet.blocked.map(({ machine, diagnosis }) => {
        const all = [causeText(diagnosis.blocking, texts), ...furtherCauses(diagnosis, texts)];
        return `${shownName(machine.facts.name, texts)}: ${all.join('; ')}`;
      }),
    ),
  ].join('\n');
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines];
}

function titleOf({ machine }: DiagnosedMachine, texts: Texts): string {
  return texts.text('diagnosis.title', { name: shownName(machine.facts.name, texts) });
}

function stateText({ machine }: DiagnosedMachine, texts: Texts): string {
  return texts.text('diagnosis.state', { state: texts.text(`state.${machine.verdict.state}`) });
}

/** Each thing to do once, with the requirements that it is for. */
function fixList(
  title: MessageId,
  { requirements }: Diagnosis,
  standing: RequirementReading['standing'],
  texts: Texts,
): string {
  const fixes = new Map<string, string[]>();
  for (const { requirement, standing: its, fix } of requirements) {
    if (fix === null || its !== standing) continue;
    const text = fixText(fix, texts);
    const names = fixes.get(text) ?? [];
    names.push(texts.text(`diagnosis.requirement.${requirement}`));
    fixes.set(text, names);
  }
  return list(
    title,
    [...fixes].map(([fix, names]) => ({ name: names.join('; '), fix })),
    texts,
  );
}

/** What to do about the first cause of each machine, each once, in the order of the causes. */
function fleetFixList({ causes, blocked }: FleetDiagnosis, texts: Texts): string {
  const items = causes.flatMap(({ cause }) => {
    const name = texts.text(`diagnosis.cause.${cause}`);
    const readings = blocked.flatMap(({ diagnosis: { blocking } }) => (blocking?.cause === cause ? [blocking] : []));
    const fixes = new Set(readings.flatMap(({ fix }) => (fix === null ? [] : [fixText(fix, texts)])));
    return [...fixes].map((fix) => ({ name, fix }));
  });
  return list('diagnosis.toDo', items, texts);
}

function list(
  title: MessageId,
  items: readonly { readonly name: string; readonly fix: string }[],
  texts: Texts,
): string {
  if (items.length === 0) return '';
  const lines = items.map(
    ({ name, fix }) => `- ${markdownCell(texts.text('diagnosis.fixFor', { name, message: fix }))}`,
  );
  return joinedSection(texts.text(title), lines.join('\n'));
}

function demoLine({ texts, isDemo }: DiagnosisView): string {
  return isDemo ? `**${markdownCell(texts.text('diagnosis.demo'))}**` : '';
}

function agesText(asOf: Instant, { guest }: Diagnosis, texts: Texts): string {
  const ofAzure = texts.text('diagnosis.asOf', { at: { instant: asOf } });
  return guest === null ? ofAzure : `${ofAzure} ${texts.text('diagnosis.asOf.guest', { at: { instant: guest.at } })}`;
}

function countLines(fleet: FleetDiagnosis, asOf: Instant | null, texts: Texts): readonly string[] {
  const { blocked, otherSystems, machineCount } = fleet;
  return [
    texts.text('diagnosis.fleet.blocked', { count: blocked.length, total: machineCount - otherSystems }),
    ...(otherSystems === 0 ? [] : [texts.text('diagnosis.fleet.otherSystems', { count: otherSystems })]),
    ...(blocked.length === 0 ? [texts.text('diagnosis.fleet.none')] : []),
    ...(asOf === null ? [] : [texts.text('diagnosis.asOf', { at: { instant: asOf } })]),
  ];
}

function requirementTable({ requirements }: Diagnosis, texts: Texts): string {
  const rows = requirements.map((reading, place) => [
    texts.number(place + 1),
    texts.text(`diagnosis.requirement.${reading.requirement}`),
    `${MARKS[reading.standing]} ${texts.text(`diagnosis.standing.${reading.standing}`)}`,
    saysText(reading, texts),
  ]);
  const titles = ['', ...columns(['requirement', 'standing', 'says'], texts)];
  return joinedSection(texts.text('diagnosis.requirements'), table(titles, rows));
}

/** Beside the word, so that a glance finds what is not met; the word says the same. */
const MARKS: Readonly<Record<RequirementReading['standing'], string>> = {
  met: '✓',
  notMet: '✗',
  notKnown: '?',
  notNeeded: '–',
};

function saysText({ says }: RequirementReading, texts: Texts): string {
  return says.map((saying) => sayingText(saying, texts)).join(' ');
}

function causesTable(title: MessageId, causes: readonly CauseCount[], texts: Texts): string {
  if (causes.length === 0) return '';
  const rows = causes.map(({ cause, first, all }) => [
    texts.text(`diagnosis.cause.${cause}`),
    texts.number(first),
    texts.number(all),
  ]);
  return joinedSection(texts.text(title), table(columns(['cause', 'first', 'all'], texts), rows, 2));
}

function hindranceTable({ hindrances }: FleetDiagnosis, texts: Texts): string {
  if (hindrances.length === 0) return '';
  const rows = hindrances.map(({ cause, all }) => [texts.text(`diagnosis.cause.${cause}`), texts.number(all)]);
  return joinedSection(texts.text('diagnosis.fleet.hindrances'), table(columns(['cause', 'machines'], texts), rows, 1));
}

function notKnownTable({ notKnown }: FleetDiagnosis, texts: Texts): string {
  if (notKnown.length === 0) return '';
  const rows = notKnown.map(({ requirement, count }) => [
    texts.text(`diagnosis.requirement.${requirement}`),
    texts.number(count),
  ]);
  return joinedSection(
    texts.text('diagnosis.fleet.notKnown'),
    table(columns(['requirement', 'machines'], texts), rows, 1),
  );
}

function machinesTable({ blocked }: FleetDiagnosis, { texts, subscriptionName }: DiagnosisView): string {
  if (blocked.length === 0) return '';
  const rows = blocked
    .slice(0, MOST_ROWS)
    .map(({ machine, diagnosis }) => [
      shownName(machine.facts.name, texts),
      causeText(diagnosis.blocking, texts),
      furtherCauses(diagnosis, texts).join('; '),
      shownName(subscriptionName(machine.facts.subscriptionId), texts),
    ]);
  const count = blocked.length - rows.length;
  const more = count > 0 ? `\n\n${markdownCell(texts.text('diagnosis.fleet.more', { count }))}` : '';
  const titles = columns(['machine', 'cause', 'others', 'subscription'], texts);
  return joinedSection(texts.text('diagnosis.fleet.machines'), table(titles, rows) + more);
}

type ColumnId =
  'requirement' | 'standing' | 'says' | 'cause' | 'first' | 'all' | 'machines' | 'machine' | 'others' | 'subscription';

function columns(ids: readonly ColumnId[], texts: Texts): readonly string[] {
  return ids.map((id) => texts.text(`diagnosis.column.${id}`));
}

/** `numbers`: how many of the last columns hold numbers, which stand on the right. */
function table(titles: readonly string[], rows: readonly (readonly string[])[], numbers = 0): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(markdownCell).join(' | ')} |`;
  const rule = titles.map((_, place) => (place >= titles.length - numbers ? '---:' : '---'));
  return [line(titles), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n');
}

function joinedSection(title: string, body: string): string {
  return `## ${markdownCell(title)}\n\n${body}`;
}

function joined(sections: readonly string[]): string {
  return `${sections.filter((one) => one !== '').join('\n\n')}\n`;
}
