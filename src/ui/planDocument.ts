import type { JudgedMachine } from '../core/judgedMachine';
import type { Instant } from '../core/instant';
import { toIso } from '../core/instant';
import { isSwitchKind } from '../core/operation';
import type { ExclusionId, LeftOut, Plan, PlannedMachine } from '../core/plan';
import type { ApprovedMachine } from '../core/planApproved';
import { plainText } from '../core/plainText';
import { switchesOf } from '../core/switchesOf';
import type { MessageId } from '../messages/english';
import {
  actionColumns,
  actionRow,
  installsText,
  leavesOutText,
  updateTable,
  waveOf,
  wavesText,
} from './actionDocument';
import type { ExportValue } from './exportText';
import { csvCell, markdownCell } from './exportText';
import type { PlanView } from './planView';
import {
  approvalLines,
  bucketName,
  costLines,
  durationLines,
  effectLines,
  exclusionName,
  expectationLines,
  obstacleText,
  planTitle,
} from './planTexts';
import { reasonText } from './reasonText';
import { shownName } from './shownName';

/** The whole plan to be read: what it does, where, what to expect, its cost, and every machine. `missing`: of an approved plan. */
export function planMarkdown(plan: Plan, view: PlanView, missing: readonly ApprovedMachine[] = []): string {
  const { texts } = view;
  const lines = [`# ${markdownCell(texts.text('plan.document.heading', { title: planTitle(plan, view) }))}`, ''];
  if (view.isDemo) lines.push(`**${markdownCell(texts.text('plan.demo'))}**`, '');
  lines.push(markdownCell(texts.text('plan.document.nothingSent')), '');
  if (plan.obstacle !== null) lines.push(`> ${markdownCell(obstacleText(plan.obstacle, texts))}`, '');
  const section = (title: MessageId, items: readonly string[]): void => {
    if (items.length === 0) return;
    lines.push(`## ${markdownCell(texts.text(title))}`, '', ...items.map((item) => `- ${markdownCell(item)}`), '');
  };
  section('plan.document.effect', effectLines(plan, view));
  section('plan.document.where', [...placeLines(plan, view), ...approvalLines(view), ...timeLines(plan, view)]);
  section('plan.document.expect', expectationLines(plan, view));
  const isSwitch = isSwitchKind(plan.kind);
  section('plan.document.cost', [...costLines(plan, view), ...(isSwitch ? [texts.text('plan.cost.estimate')] : [])]);
  section('plan.document.duration', durationLines(plan, view));
  section('plan.document.waves', wavesText(plan, texts));
  // In one piece each: a call takes about 125,000 arguments at most, and a fleet has more machines.
  lines.push(plannedTable('plan.document.machines', plan.included, plan, view).join('\n'));
  lines.push(plannedTable('plan.document.deselected', plan.deselected, plan, view).join('\n'));
  const updates = updateTable(plan.included, texts);
  if (updates.length > 0) {
    lines.push(`## ${markdownCell(texts.text('plan.document.updates', { count: updates.length }))}`, '');
    const columns = ['kb', 'update', 'fate', 'machines'] as const;
    lines.push(
      ...table(
        columns.map((column): MessageId => `plan.column.${column}`),
        updates,
        view,
      ),
      '',
    );
  }
  lines.push(leftOutTables(plan, view, missing).join('\n'));
  return `${lines.join('\n').trimEnd()}\n`;
}

/** Every tenant with its account, and every subscription, with their ids. */
function placeLines({ scope }: Plan, view: PlanView): readonly string[] {
  const { texts } = view;
  const line = (label: MessageId, message: string): string =>
    texts.text('plan.line', { label: texts.text(label), message });
  return [
    ...scope.tenants.flatMap((id) => [
      line('plan.label.tenants', `${shownName(view.tenantName(id), texts)} (${id})`),
      line('plan.label.account', view.accountOf(id) ?? texts.text('plan.account.notKnown')),
    ]),
    ...scope.subscriptions.map(({ id, count }) => {
      const machines = texts.text('plan.count', { count });
      return line('plan.label.subscription', `${shownName(view.subscriptionName(id), texts)} (${id}), ${machines}`);
    }),
  ];
}

function timeLines({ scope, madeAt }: Plan, { texts }: PlanView): readonly string[] {
  const line = (label: MessageId, message: string): string =>
    texts.text('plan.line', { label: texts.text(label), message });
  const made = line('plan.label.madeAt', texts.dateTime(madeAt));
  return scope.dataAsOf === null ? [made] : [line('plan.label.dataAsOf', texts.dateTime(scope.dataAsOf)), made];
}

/** Nothing known, or never set. */
const NOTHING = '–';

function plannedTable(
  title: MessageId,
  machines: readonly PlannedMachine[],
  plan: Plan,
  view: PlanView,
): readonly string[] {
  const { texts } = view;
  const heading = `## ${markdownCell(texts.text(title, { count: machines.length }))}`;
  if (machines.length === 0) return [heading, '', markdownCell(texts.text('plan.document.none')), ''];
  if (!isSwitchKind(plan.kind)) {
    const rows = machines.map((one) => [...actionRow(one, plan, view), plainText(one.machine.facts.resourceGroup)]);
    const columns = [...actionColumns(plan), 'plan.column.resourceGroup'] as const;
    return [heading, '', ...table(columns, rows, view), ''];
  }
  return [
    heading,
    '',
    ...table(
      [
        'plan.column.name',
        'plan.column.group',
        'plan.column.state',
        'plan.column.before',
        'plan.column.wanted',
        'plan.column.beforeOn',
        'plan.column.wantedOn',
        'plan.column.expectation',
        'plan.column.subscription',
        'plan.column.resourceGroup',
      ],
      machines.map(({ machine, bucket, before, wanted, expectation }) => [
        shownName(machine.facts.name, texts),
        bucketName(bucket, texts),
        texts.text(`state.${machine.verdict.state}`),
        plainText(before.license ?? NOTHING),
        wanted.license ?? NOTHING,
        String(before.hotpatching ?? NOTHING),
        String(wanted.hotpatching ?? NOTHING),
        texts.text(`plan.expects.${expectation}`),
        shownName(view.subscriptionName(machine.facts.subscriptionId), texts),
        plainText(machine.facts.resourceGroup),
      ]),
      view,
    ),
    '',
  ];
}

/** Grouped by cause, so that the causes can be read before the machines. */
function leftOutTables(plan: Plan, view: PlanView, missing: readonly ApprovedMachine[]): readonly string[] {
  const { texts } = view;
  const count = plan.leftOut.length + missing.length;
  const lines = [`## ${markdownCell(texts.text('plan.document.leftOut', { count }))}`, ''];
  if (count === 0) return [...lines, markdownCell(texts.text('plan.document.none')), ''];
  for (const { id } of plan.exclusions) {
    const machines = plan.leftOut.filter(({ exclusion }) => exclusion === id);
    lines.push(causeTable(id, machines, plan, view).join('\n'));
  }
  if (missing.length > 0) {
    const name = texts.text('plan.exclusion.missing');
    const rows = missing.map((one) => [
      shownName(one.name, texts),
      shownName(view.subscriptionName(one.subscriptionId), texts),
    ]);
    lines.push(causeHeading(name, missing.length, view), '');
    lines.push(table(['plan.column.name', 'plan.column.subscription'], rows, view).join('\n'), '');
  }
  return lines;
}

function causeTable(id: ExclusionId, machines: readonly LeftOut[], plan: Plan, view: PlanView): readonly string[] {
  const { texts } = view;
  const rows = machines.map((one) => {
    const { facts, verdict } = one.machine;
    const subscription = shownName(view.subscriptionName(facts.subscriptionId), texts);
    const state = texts.text(`state.${verdict.state}`);
    return [shownName(facts.name, texts), state, whyLeftOut(one, view), subscription, plainText(facts.resourceGroup)];
  });
  const columns = ['name', 'state', 'reasons', 'subscription', 'resourceGroup'] as const;
  return [
    causeHeading(exclusionName(id, plan, texts), machines.length, view),
    '',
    ...table(
      columns.map((column): MessageId => `plan.column.${column}`),
      rows,
      view,
    ),
    '',
  ];
}

function causeHeading(name: string, count: number, { texts }: PlanView): string {
  return `### ${markdownCell(texts.text('plan.countOf', { name, count }))}`;
}

function whyLeftOut({ reasons, protectedBy }: LeftOut, { texts }: PlanView): string {
  if (protectedBy !== null) return texts.text('plan.protectedBy', { pattern: protectedBy });
  return reasons.map((reason) => reasonText(texts, reason)).join(' ');
}

function table(
  columns: readonly MessageId[],
  rows: readonly (readonly string[])[],
  { texts }: PlanView,
): readonly string[] {
  const row = (cells: readonly string[]): string => `| ${cells.map(markdownCell).join(' | ')} |`;
  return [row(columns.map((id) => texts.text(id))), `|${columns.map(() => '---').join('|')}|`, ...rows.map(row)];
}

interface CsvRow {
  readonly outcome: 'change' | 'deselected' | 'leftOut';
  readonly machine: JudgedMachine;
  readonly planned: PlannedMachine | null;
  readonly left: LeftOut | null;
}

type CsvValue = (row: CsvRow, plan: Plan, view: PlanView) => ExportValue;

type CsvColumn = readonly [title: MessageId, value: CsvValue];

const CSV_COLUMNS: readonly CsvColumn[] = [
  ['plan.column.outcome', ({ outcome }, _, { texts }) => texts.text(`plan.outcome.${outcome}`)],
  [
    'plan.column.group',
    ({ planned, left }, plan, { texts }) => {
      if (planned !== null) return bucketName(planned.bucket, texts);
      return left === null ? null : exclusionName(left.exclusion, plan, texts);
    },
  ],
  ['plan.column.name', ({ machine }) => machine.facts.name],
  ['plan.column.state', ({ machine }, _, { texts }) => texts.text(`state.${machine.verdict.state}`)],
  ['plan.column.before', ({ machine }) => switchesOf(machine.facts).license],
  ['plan.column.beforeOn', ({ machine }) => flagText(switchesOf(machine.facts).hotpatching)],
  ['plan.column.wanted', ({ planned }) => planned?.wanted.license ?? null],
  ['plan.column.wantedOn', ({ planned }) => flagText(planned?.wanted.hotpatching ?? null)],
  [
    'plan.column.expectation',
    ({ planned }, _, { texts }) => (planned === null ? null : texts.text(`plan.expects.${planned.expectation}`)),
  ],
  [
    'plan.column.reasons',
    ({ planned, left }, _, view) =>
      left === null
        ? (planned?.reasons ?? []).map((reason) => reasonText(view.texts, reason)).join(' ')
        : whyLeftOut(left, view),
  ],
  ['plan.column.subscription', ({ machine }, _, view) => view.subscriptionName(machine.facts.subscriptionId)],
  ['plan.column.subscriptionId', ({ machine }) => machine.facts.subscriptionId],
  ['plan.column.tenantId', ({ machine }) => machine.facts.tenantId],
  ['plan.column.resourceGroup', ({ machine }) => machine.facts.resourceGroup],
  ['plan.column.location', ({ machine }) => machine.facts.location],
  ['plan.column.dataAsOf', ({ machine }) => toIso(machine.asOf)],
  ['plan.column.resourceId', ({ machine }) => machine.facts.id],
];

function flagText(flag: boolean | null): string | null {
  return flag === null ? null : String(flag);
}

/** What an action does and is decided by, in place of the switches. */
const ACTION_COLUMNS: readonly CsvColumn[] = [
  ['plan.column.restart', ({ machine }, _, { texts }) => texts.text(`plan.reboot.${machine.verdict.reboot.reboot}`)],
  ['plan.column.assessedAt', ({ machine }) => isoOrNull(machine.facts.assessment?.at ?? null)],
  ['plan.column.wave', ({ machine }, plan) => waveOf(machine.facts.id, plan)],
  ['plan.column.installs', ({ planned }) => (planned === null ? null : installsText(planned))],
  ['plan.column.leavesOut', ({ planned }) => (planned === null ? null : leavesOutText(planned))],
];

const SWITCH_COLUMNS: ReadonlySet<MessageId> = new Set([
  'plan.column.before',
  'plan.column.beforeOn',
  'plan.column.wanted',
  'plan.column.wantedOn',
]);

function csvColumns({ kind }: Plan): readonly CsvColumn[] {
  if (isSwitchKind(kind)) return CSV_COLUMNS;
  const others = CSV_COLUMNS.filter(([title]) => !SWITCH_COLUMNS.has(title));
  const place = others.findIndex(([title]) => title === 'plan.column.expectation');
  return [...others.slice(0, place), ...ACTION_COLUMNS, ...others.slice(place)];
}

function isoOrNull(at: Instant | null): string | null {
  return at === null ? null : toIso(at);
}

/** Every machine of the plan, also those that are not changed, for a spreadsheet. */
export function planCsv(plan: Plan, view: PlanView): string {
  const rows: readonly CsvRow[] = [
    ...plan.included.map((planned) => ({ outcome: 'change' as const, machine: planned.machine, planned, left: null })),
    ...plan.deselected.map((planned) => ({
      outcome: 'deselected' as const,
      machine: planned.machine,
      planned,
      left: null,
    })),
    ...plan.leftOut.map((left) => ({ outcome: 'leftOut' as const, machine: left.machine, planned: null, left })),
  ];
  const columns = csvColumns(plan);
  const lines = [columns.map(([title]) => csvCell(view.texts.text(title))).join(',')];
  for (const row of rows) lines.push(columns.map(([, value]) => csvCell(value(row, plan, view))).join(','));
  return `${lines.join('\r\n')}\r\n`;
}
