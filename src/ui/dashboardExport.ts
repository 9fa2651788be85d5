import type { ColumnId, ExportFormat, Piece, TableQuery } from '../core/dashboardContract';
import { COLUMN_IDS } from '../core/dashboardContract';
import { toIso } from '../core/instant';
import { currencyDecimals, toCurrency } from '../core/money';
import type { MessageId } from '../messages/english';
import { filterLabel } from './dashboardFilterLabel';
import type { DashboardFleet } from './dashboardFleet';
import type { DashboardModel } from './dashboardModel';
import { dashboardRow } from './dashboardRow';
import type { ExportValue } from './exportText';
import { csvCell, markdownCell } from './exportText';

/** A file to be saved. */
export interface ExportFile {
  readonly name: string;
  readonly kind: string;
  readonly extension: string;
  readonly content: string;
}

interface ExportRequest {
  readonly format: ExportFormat;
  readonly query: TableQuery;
  readonly columns: readonly ColumnId[];
}

interface Field {
  readonly id: string;
  readonly title: MessageId;
  value(place: number, fleet: DashboardFleet): ExportValue;
}

/** What the table shows, as a file. */
export function exportFile({ format, query, columns }: ExportRequest, model: DashboardModel): ExportFile {
  const { fleet, places } = model.matching(query);
  const day = toIso(fleet.context.view.snapshot?.at ?? fleet.context.now).slice(0, 10);
  const name = `hotpatch-fleet-${day}${fleet.context.settings.isDemo ? '-demo' : ''}`;
  const fields = fieldsOf(columns);
  switch (format) {
    case 'csv':
    case 'csvWithBom': {
      const start = format === 'csvWithBom' ? '\ufeff' : '';
      return { name: `${name}.csv`, kind: 'CSV', extension: 'csv', content: start + csv(fields, places, fleet) };
    }
    case 'json':
      return { name: `${name}.json`, kind: 'JSON', extension: 'json', content: json(fields, places, fleet, query) };
    case 'markdown': {
      const content = markdown(model, fleet, places, query);
      return { name: `${name}.md`, kind: 'Markdown', extension: 'md', content };
    }
  }
}

/** The columns shown, in the table's order, and always the id. */
function fieldsOf(columns: readonly ColumnId[]): readonly Field[] {
  const shown = COLUMN_IDS.filter((id) => columns.includes(id)).flatMap((id) => FIELDS[id]);
  return [...shown, RESOURCE_ID];
}

const shownText =
  (name: 'state' | 'detail' | 'reboot' | 'track') =>
  (place: number, fleet: DashboardFleet): ExportValue =>
    dashboardRow(place, fleet)?.[name] ?? null;

const FIELDS: Readonly<Record<ColumnId, readonly Field[]>> = {
  name: [
    { id: 'name', title: 'dash.page.column.name', value: (place, { machines }) => machines[place]?.facts.name ?? null },
  ],
  state: [
    { id: 'state', title: 'dash.page.column.state', value: shownText('state') },
    { id: 'detail', title: 'dash.export.detail', value: shownText('detail') },
  ],
  reboot: [
    { id: 'reboot', title: 'dash.page.column.reboot', value: shownText('reboot') },
    {
      id: 'rebootSince',
      title: 'dash.export.rebootSince',
      value: (place, fleet) => {
        const since = fleet.rebootReason(place)?.since ?? null;
        return since === null ? null : toIso(since);
      },
    },
    {
      id: 'rebootSource',
      title: 'dash.export.rebootSource',
      value: (place, { machines }) => machines[place]?.verdict.reboot.source ?? null,
    },
  ],
  track: [{ id: 'track', title: 'dash.page.column.track', value: shownText('track') }],
  behind: [
    {
      id: 'releasesBehind',
      title: 'dash.page.column.behind',
      value: (place, { machines }) => machines[place]?.verdict.track.currency.releasesBehind ?? null,
    },
  ],
  build: [
    {
      id: 'build',
      title: 'dash.page.column.build',
      value: (place, { machines }) => machines[place]?.verdict.track.build ?? null,
    },
  ],
  cores: [
    { id: 'cores', title: 'dash.page.column.cores', value: (place, { subjects }) => subjects[place]?.cores ?? null },
  ],
  cost: [
    { id: 'cost', title: 'dash.page.column.cost', value: (place, fleet) => money(place, fleet, 'cost') },
    { id: 'listPrice', title: 'dash.export.list', value: (place, fleet) => money(place, fleet, 'atListPrice') },
    { id: 'currency', title: 'dash.export.currency', value: (_, { context }) => context.settings.card.currency },
  ],
  subscription: [
    {
      id: 'subscription',
      title: 'dash.page.column.subscription',
      value: (place, { machines, context }) => {
        const id = machines[place]?.facts.subscriptionId;
        return id === undefined ? null : context.subscriptionName(id);
      },
    },
    {
      id: 'subscriptionId',
      title: 'dash.export.subscriptionId',
      value: (place, { machines }) => machines[place]?.facts.subscriptionId ?? null,
    },
  ],
  group: [
    {
      id: 'resourceGroup',
      title: 'dash.page.column.group',
      value: (place, { machines }) => machines[place]?.facts.resourceGroup ?? null,
    },
  ],
  since: [
    {
      id: 'connectionSince',
      title: 'dash.page.column.since',
      value: (place, { machines }) => {
        const since = machines[place]?.facts.statusSince ?? null;
        return since === null ? null : toIso(since);
      },
    },
  ],
};

const RESOURCE_ID: Field = {
  id: 'resourceId',
  title: 'dash.export.resourceId',
  value: (place, { machines }) => machines[place]?.facts.id ?? null,
};

function money(place: number, fleet: DashboardFleet, which: 'cost' | 'atListPrice'): ExportValue {
  const month = fleet.monthOf(place);
  return month === null ? null : toCurrency(month[which], currencyDecimals(fleet.context.settings.card.currency));
}

function csv(fields: readonly Field[], places: Uint32Array, fleet: DashboardFleet): string {
  const { texts } = fleet.context;
  const lines = [fields.map(({ title }) => csvCell(texts.text(title))).join(',')];
  for (const place of places) lines.push(fields.map((field) => csvCell(field.value(place, fleet))).join(','));
  return `${lines.join('\r\n')}\r\n`;
}

function json(fields: readonly Field[], places: Uint32Array, fleet: DashboardFleet, query: TableQuery): string {
  const { context } = fleet;
  const machines = Array.from(places, (place) =>
    Object.fromEntries(fields.map((field) => [field.id, field.value(place, fleet)])),
  );
  const at = context.view.snapshot?.at ?? null;
  const head = {
    isDemo: context.settings.isDemo,
    dataAsOf: at === null ? null : toIso(at),
    exportedAt: toIso(context.now),
    filters: filterWords(query, fleet),
    currency: context.settings.card.currency,
    costIsAnEstimate: true,
  };
  return `${JSON.stringify({ ...head, machines }, null, 2)}\n`;
}

function filterWords({ text, filters, states }: TableQuery, { context }: DashboardFleet): readonly string[] {
  const words = text.trim() === '' ? [] : [context.texts.text('filter.text', { text })];
  const chosen = states.map((state) => context.texts.text(`state.${state}`)).join(', ');
  return [...words, ...filters.map((filter) => filterLabel(filter, context)), ...(chosen === '' ? [] : [chosen])];
}

/** A report for a change ticket: totals, reasons, assumptions, the age of the data. */
function markdown(model: DashboardModel, fleet: DashboardFleet, places: Uint32Array, query: TableQuery): string {
  const { texts, view, now, settings } = fleet.context;
  const { figures, cost, releases, reboots, head } = model.parts();
  const filter = filterWords(query, fleet);
  const lines = [`# ${texts.text('dash.export.report')}`, ''];
  if (settings.isDemo) lines.push(`**${texts.text('dash.export.demo')}**`, '');
  lines.push(
    `${markdownCell(head.scope)}  `,
    texts.text('dash.export.asOf', { at: { instant: view.snapshot?.at ?? now } }),
    '',
  );
  for (const { text } of head.notices) lines.push(`> ${markdownCell(text)}`, '');
  for (const { label, value, of, lines: more } of figures) {
    const parts = more.flat().map(({ text }: Piece) => text);
    lines.push(
      `- **${markdownCell(label)}: ${[value, of].filter(Boolean).join(' ')}**${parts.length > 0 ? ` (${markdownCell(texts.list(parts))})` : ''}`,
    );
  }
  lines.push('', `## ${texts.text('dash.page.reboots')}`, '');
  for (const { label, count } of reboots.rows) lines.push(`- ${markdownCell(label)}: ${texts.number(count)}`);
  lines.push('', `## ${texts.text('dash.page.releases')}`, '', markdownCell(releases.next));
  for (const line of releases.notes) lines.push('', markdownCell(texts.list(line.map(({ text }) => text))));
  if (cost !== null) {
    lines.push('', `## ${texts.text('dash.page.cost')}`, '');
    const title = ['dash.page.cost.month', 'dash.page.cost.total', 'dash.page.cost.list'] as const;
    lines.push(`| ${title.map((id) => texts.text(id)).join(' | ')} |`, '|---|--:|--:|');
    for (const month of cost.months) lines.push(`| ${month.title} | ${month.texts.cost} | ${month.texts.list} |`);
    if (cost.beside !== '') lines.push('', markdownCell(cost.beside));
    lines.push('', `### ${texts.text('dash.export.assumptions')}`, '');
    for (const assumption of cost.assumptions) lines.push(`- ${markdownCell(assumption)}`);
  }
  lines.push('', `## ${texts.text('dash.export.shown', { count: places.length })}`, '');
  if (filter.length > 0) lines.push(markdownCell(texts.text('dash.export.filter', { filter: texts.list(filter) })), '');
  lines.push(...machineTable(places, fleet));
  return `${lines.join('\n')}\n`;
}

/** A ticket is read by people: so many rows, and how many there are more. */
const MOST_REPORT_ROWS = 1_000;

function machineTable(places: Uint32Array, fleet: DashboardFleet): readonly string[] {
  const { texts } = fleet.context;
  const columns = ['name', 'state', 'reboot', 'track', 'build', 'subscription'] as const;
  const lines = [
    `| ${columns.map((id) => texts.text(`dash.page.column.${id}`)).join(' | ')} |`,
    `|${columns.map(() => '---').join('|')}|`,
  ];
  for (const place of places.subarray(0, MOST_REPORT_ROWS)) {
    const row = dashboardRow(place, fleet);
    if (row) lines.push(`| ${columns.map((id) => markdownCell(row[id])).join(' | ')} |`);
  }
  const rest = places.length - MOST_REPORT_ROWS;
  return rest > 0 ? [...lines, '', texts.text('dash.export.more', { count: rest })] : lines;
}
