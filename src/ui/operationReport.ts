import type { AzureFault } from '../azure/azureFault';
import type { SubscriptionId, TenantId } from '../core/ids';
import { toIso } from '../core/instant';
import { isActionKind } from '../core/operation';
import type { SwitchValues } from '../core/operation';
import { plainText } from '../core/plainText';
import type { FailureCause, MachineOutcome } from '../fleet/journalEntry';
import type { MachineProgress, OperationState } from '../fleet/operationState';
import { OUTCOME_ORDER } from '../fleet/outcomeOrder';
import type { Texts } from '../messages/texts';
import { leftRunCommands, outcomeDetail } from './actionReport';
import { csvCell, markdownCell } from './exportText';
import { faultText } from './faultText';

/** What a report is written with. */
export interface ReportContext {
  readonly texts: Texts;
  readonly isDemo: boolean;
  readonly subscriptionName: (id: SubscriptionId) => string;
  readonly tenantName: (id: TenantId) => string;
}

/** Ended in a way that somebody has to look at comes first. */
const OUTCOMES: readonly MachineOutcome['kind'][] = [
  'failed',
  'outcomeUnknown',
  'stillPending',
  'drifted',
  'notSent',
  'unfit',
  'done',
  'alreadyThere',
];

/** The counts of the outcomes, in words: “31 done, 2 failed”. */
export function countsText(outcomes: Readonly<Partial<Record<MachineOutcome['kind'], number>>>, texts: Texts): string {
  return OUTCOME_ORDER.flatMap((kind) => {
    const count = outcomes[kind] ?? 0;
    return count > 0 ? [texts.text(`run.count.${kind}`, { count })] : [];
  }).join(', ');
}

/** The whole record of an operation, for a person: what was done as whom, what failed and why, and every machine. */
export function reportMarkdown(state: OperationState, context: ReportContext): string {
  const { texts, isDemo } = context;
  const { head } = state;
  const name = texts.text(`run.name.${head.kind}`);
  const sections = [
    `# ${markdownCell(texts.text('report.title', { name }))}`,
    isDemo ? `**${texts.text('report.demo')}**` : '',
    headTable(state, context),
    head.kind === 'revert' ? texts.text('report.revert.limit') : '',
    state.endedAt === null ? unfinished(state, context) : '',
    failures(state, context),
    hasPending(state) && !isActionKind(head.kind) ? texts.text('report.pending') : '',
    leftBehind(state, texts),
    machineTable(state, context),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function headTable({ head, endedAt, machines }: OperationState, { texts }: ReportContext): string {
  const { owner, ticket, revertOf } = head;
  const outcomes: Partial<Record<MachineOutcome['kind'], number>> = {};
  for (const { outcome } of machines.values()) {
    if (outcome !== null) outcomes[outcome.kind] = (outcomes[outcome.kind] ?? 0) + 1;
  }
  const rows: readonly (readonly [string, string])[] = [
    [texts.text('report.outcome'), countsText(outcomes, texts)],
    [texts.text('report.machines'), texts.number(head.machineCount)],
    [texts.text('report.begun'), texts.dateTime(head.begunAt)],
    [texts.text('report.ended'), endedAt === null ? texts.text('report.notEnded') : texts.dateTime(endedAt)],
    [texts.text('report.account'), [...new Set(owner.accounts.map(({ name }) => name))].join(', ')],
    [texts.text('report.cloud'), `${owner.cloud}, ${owner.endpoint}`],
    ...(ticket === null ? [] : [[texts.text('report.ticket'), ticket] as const]),
    ...(revertOf === null ? [] : [[texts.text('report.revertOf'), revertOf] as const]),
    [texts.text('report.id'), head.id],
  ];
  const lines = rows.map(([label, value]) => `| ${markdownCell(label)} | ${markdownCell(value)} |`);
  return ['| | |', '| --- | --- |', ...lines].join('\n');
}

/** Which tenants have machines without an outcome: one that wants a sign-in holds up its own alone. */
function unfinished({ head, machines }: OperationState, { texts, tenantName }: ReportContext): string {
  const says = texts.text('report.unfinished');
  const waiting = new Map<TenantId, number>();
  for (const { machine, outcome } of machines.values()) {
    if (outcome === null) waiting.set(machine.tenantId, (waiting.get(machine.tenantId) ?? 0) + 1);
  }
  if (waiting.size === 0 || head.owner.accounts.length < 2) return says;
  const lines = [...waiting].map(([id, count]) =>
    texts.text('report.unfinished.tenant', { tenant: tenantName(id), count }),
  );
  return [says, lines.map((line) => `- ${markdownCell(line)}`).join('\n')].join('\n\n');
}

interface FailureGroup {
  readonly says: readonly string[];
  readonly requestId: string | null;
  readonly names: string[];
}

/** Failures with the same cause, told once: how many and which machines, Azure's own code and words, and what is missing. */
function failures({ machines }: OperationState, context: ReportContext): string {
  const groups = new Map<string, FailureGroup>();
  for (const { machine, outcome, requestIds } of machines.values()) {
    if (outcome?.kind !== 'failed') continue;
    const says = failureLines(outcome.cause, context);
    const key = says.join('\n');
    const group = groups.get(key);
    if (group) group.names.push(machine.name);
    else groups.set(key, { says, requestId: requestIds.at(-1)?.server ?? null, names: [machine.name] });
  }
  if (groups.size === 0) return '';
  const { texts } = context;
  const sections = [...groups.values()]
    .sort((a, b) => b.names.length - a.names.length)
    .map((group) => {
      const { says, requestId, names } = group;
      const lines = requestId === null ? says : [...says, texts.text('report.failure.requestId', { id: requestId })];
      const shown = names.slice(0, NAMES_SHOWN).map((name) => plainText(name));
      const more = names.length > NAMES_SHOWN ? ['…'] : [];
      return [
        `### ${markdownCell(texts.text('run.count.failed', { count: names.length }))}`,
        lines.map((line) => `- ${markdownCell(line)}`).join('\n'),
        markdownCell([...shown, ...more].join(', ')),
      ].join('\n\n');
    });
  return [`## ${texts.text('report.failures')}`, ...sections].join('\n\n');
}

const NAMES_SHOWN = 20;

/** Why one machine failed, as sentences: what happened, Azure's own words, and what to do. */
export function failureLines(cause: FailureCause, { texts, isDemo }: ReportContext): readonly string[] {
  switch (cause.kind) {
    case 'azure': {
      const fault = faultText(texts, cause.fault, isDemo);
      const lines = [texts.text(`failure.azure.${cause.step}`, { fault }), ...azureWords(cause.fault, texts)];
      if (cause.fault.kind !== 'forbidden') return lines;
      return [...lines, texts.text('failure.role', { actions: ACTIONS[cause.step] })];
    }
    case 'ended': {
      const { license, hotpatching } = wordsOf(cause.values, texts);
      const lines = [texts.text('failure.ended', { license, hotpatching })];
      return cause.error === null ? lines : [...lines, ...codeAndMessage(cause.error, texts)];
    }
    case 'notBack':
      return [texts.text('failure.notBack')];
    case 'collateral':
      return [texts.text('failure.collateral', { paths: cause.paths.join(', ') })];
  }
}

/** What the account needs, by what it was refused. Source: Azure's built-in role cd570a14-e51a-42ad-bac8-bafd67325302. */
const ACTIONS: Readonly<Record<Extract<FailureCause, { kind: 'azure' }>['step'], string>> = {
  license: 'Microsoft.HybridCompute/machines/licenseProfiles/write',
  patchSettings: 'Microsoft.HybridCompute/machines/write',
  assess: 'Microsoft.HybridCompute/machines/assessPatches/action',
  install: 'Microsoft.HybridCompute/machines/installPatches/action',
  runCommand: 'Microsoft.HybridCompute/machines/runCommands/write',
  read: 'Microsoft.HybridCompute/machines/read, Microsoft.HybridCompute/machines/licenseProfiles/read',
};

function azureWords(fault: AzureFault, texts: Texts): readonly string[] {
  return 'code' in fault ? codeAndMessage(fault, texts) : [];
}

function codeAndMessage(
  { code, message }: { readonly code: string; readonly message: string },
  texts: Texts,
): readonly string[] {
  return [
    ...(code === '' ? [] : [texts.text('report.failure.code', { code })]),
    ...(message === '' ? [] : [texts.text('report.failure.says', { message })]),
  ];
}

/** What is still in Azure though nobody needs it, so that somebody can delete it. */
function leftBehind(state: OperationState, texts: Texts): string {
  const ids = leftRunCommands(state);
  if (ids.length === 0) return '';
  return [
    `## ${markdownCell(texts.text('report.leftBehind', { count: ids.length }))}`,
    texts.text('report.leftBehind.explained'),
    ids.map((id) => `- ${markdownCell(id)}`).join('\n'),
  ].join('\n\n');
}

function hasPending({ machines }: OperationState): boolean {
  return [...machines.values()].some(({ outcome }) => outcome?.kind === 'stillPending');
}

function machineTable(state: OperationState, context: ReportContext): string {
  const { texts, subscriptionName } = context;
  const isAction = isActionKind(state.head.kind);
  const titles = isAction
    ? (['machine', 'outcome', 'detail', 'subscription'] as const)
    : (['machine', 'outcome', 'before', 'after', 'subscription'] as const);
  const cells = (values: readonly string[]): string => `| ${values.map(markdownCell).join(' | ')} |`;
  const lines = inOrder(state).map((progress) => {
    const { machine, prior, outcome } = progress;
    const after = outcome !== null && 'values' in outcome ? valuesText(outcome.values, texts) : '';
    return cells([
      machine.name,
      texts.text(outcome === null ? 'run.pick.unfinished' : `run.row.${outcome.kind}`),
      ...(isAction ? [outcomeDetail(outcome, texts)] : [valuesText(prior?.values ?? machine.before, texts), after]),
      subscriptionName(machine.subscriptionId),
    ]);
  });
  const head = cells(titles.map((title) => texts.text(`report.${title}`)));
  return [
    `## ${texts.text('report.all')}`,
    [head, `|${titles.map(() => ' --- |').join('')}`, ...lines].join('\n'),
  ].join('\n\n');
}

function inOrder({ machines }: OperationState): readonly MachineProgress[] {
  const rank = ({ outcome }: MachineProgress): number => (outcome === null ? -1 : OUTCOMES.indexOf(outcome.kind));
  return [...machines.values()].sort((a, b) => rank(a) - rank(b));
}

function valuesText(values: SwitchValues, texts: Texts): string {
  return texts.text('report.values', wordsOf(values, texts));
}

function wordsOf({ license, hotpatching }: SwitchValues, texts: Texts) {
  const off = hotpatching === false ? 'report.value.off' : 'report.value.neverSet';
  return {
    license: license ?? texts.text('report.value.none'),
    hotpatching: texts.text(hotpatching === true ? 'report.value.on' : off),
  };
}

/** The record as a table for other programs: English names, raw values, times in UTC. */
export function reportCsv(state: OperationState): string {
  const { head } = state;
  const titles = [
    ...['operation', 'kind', 'begunUtc', 'cloud', 'account', 'ticket', 'machine', 'machineId', 'subscriptionId'],
    ...['wantedLicense', 'wantedHotpatching', 'beforeLicense', 'beforeHotpatching', 'outcome', 'afterLicense'],
    ...['afterHotpatching', 'settledUtc', 'cause', 'code', 'message', 'requestIds', 'action', 'wave', 'detail'],
  ];
  const accounts = new Map(head.owner.accounts.map(({ tenantId, name }) => [tenantId, name]));
  const lines = [...state.machines.values()].map(({ machine, prior, outcome, settledAt, requestIds }) => {
    const before = prior?.values ?? machine.before;
    const after = outcome !== null && 'values' in outcome ? outcome.values : null;
    const cause = outcome?.kind === 'failed' ? outcome.cause : null;
    const error = cause === null ? null : errorOf(cause);
    return [
      ...[head.id, head.kind, toIso(head.begunAt), head.owner.cloud, accounts.get(machine.tenantId) ?? ''],
      ...[head.ticket, machine.name, machine.id, machine.subscriptionId, machine.wanted.license],
      ...[word(machine.wanted.hotpatching), before.license, word(before.hotpatching), outcome?.kind ?? ''],
      ...[after?.license ?? null, word(after?.hotpatching ?? null), settledAt === null ? null : toIso(settledAt)],
      ...[cause?.kind ?? null, error?.code ?? null, error?.message ?? null],
      requestIds.flatMap(({ server, client }) => server ?? client).join(' '),
      ...[machine.action === undefined ? null : JSON.stringify(machine.action), machine.wave ?? null],
      outcome === null ? null : rawDetail(outcome),
    ];
  });
  return [titles, ...lines].map((cells) => cells.map(csvCell).join(',')).join('\r\n') + '\r\n';
}

/** For programs; an installation’s choice and a look’s result have fields of their own. */
function rawDetail(outcome: MachineOutcome): string | null {
  if (outcome.kind === 'unfit') return outcome.reason;
  return outcome.kind === 'done' && outcome.detail !== undefined ? JSON.stringify(outcome.detail) : null;
}

function word(value: boolean | null): string | null {
  return value === null ? null : String(value);
}

function errorOf(cause: FailureCause): { readonly code: string; readonly message: string } | null {
  switch (cause.kind) {
    case 'azure':
      return {
        code: 'code' in cause.fault ? cause.fault.code : cause.fault.kind,
        message: 'message' in cause.fault ? cause.fault.message : '',
      };
    case 'ended':
      return cause.error;
    case 'notBack':
      return { code: 'NotBack', message: '' };
    case 'collateral':
      return { code: 'Collateral', message: cause.paths.join(', ') };
  }
}
