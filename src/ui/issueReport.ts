import type { Instant } from '../core/instant';
import { OPERATION_KINDS } from '../core/operation';
import { STATE_IDS } from '../core/stateTable';
import { scopeFaults } from '../fleet/fleetSnapshot';
import type { FleetView } from '../fleet/fleetStore';
import type { OperationSummary } from '../fleet/operationSummary';
import { OUTCOME_ORDER } from '../fleet/outcomeOrder';
import type { Texts } from '../messages/texts';
import { settingName, settingRows } from './issueSettings';
import { codeWord, faultKind, faultWords, formOf, plainValue, requestWords, timeWords, wordOf } from './issueWords';
import type { FailedRequest } from './outputLog';
import type { EndedRead } from './refreshLog';
import type { SettingIssue, Settings } from './settings';

/** What it all runs in. */
export interface IssueHost {
  readonly extension: string;
  readonly vscode: string;
  readonly node: string;
  readonly platform: string;
  readonly arch: string;
  readonly isDesktop: boolean;
  /** VS Code’s name for what the window is connected to; undefined = this computer. */
  readonly remote: string | undefined;
  /** Whether the extension runs there. */
  readonly runsRemotely: boolean;
  readonly displayLanguage: string;
}

/** All that a report is made of. Names, ids and messages are among it, and stay out of what is written. */
export interface IssueFacts {
  readonly at: Instant;
  readonly host: IssueHost;
  readonly settings: Settings;
  readonly settingIssues: readonly SettingIssue[];
  readonly view: FleetView;
  /** Null = none has ended in this window. */
  readonly lastRead: EndedRead | null;
  readonly operations: readonly OperationSummary[];
  /** The newest last. */
  readonly failures: readonly FailedRequest[];
}

type Row = readonly [string, string];

const VERSION = /^\d{1,5}(?:\.\d{1,6}){1,3}(?:-[a-z]{1,10}(?:\.\d{1,4})?)?$/;
const LANGUAGE = /^[a-z]{2,3}(?:-[A-Za-z]{2,4}){0,2}$/;
const PLATFORMS = ['linux', 'darwin', 'win32', 'freebsd', 'openbsd', 'sunos', 'aix', 'android'];
const ARCHITECTURES = ['x64', 'arm64', 'arm', 'ia32', 'riscv64', 'loong64', 'ppc64', 's390x'];
const REMOTES = [
  'ssh-remote',
  'wsl',
  'dev-container',
  'attached-container',
  'k8s-container',
  'codespaces',
  'tunnel',
  'azurevm',
];

/**
 * A report for whoever mends the extension: words to the person in their language, facts in English for those who read
 * them. It says how much there is of what, and never what anything is called.
 */
export function issueReport(facts: IssueFacts, texts: Texts): string {
  const { operations, failures } = facts;
  return [
    `# ${texts.text('issue.title')}`,
    texts.text('issue.about'),
    texts.text('issue.log'),
    `## ${texts.text('issue.happened')}`,
    texts.text('issue.happened.prompt'),
    section('Versions', list(versionRows(facts.host, texts.locale))),
    section('Fleet', list(fleetRows(facts))),
    section('Newest failed requests', failures.length === 0 ? 'none' : failuresTable(failures)),
    section('Operations on this computer', operations.length === 0 ? 'none' : operationsTable(operations)),
    section('Settings', list([...settingRows(facts.settings), ...settingIssueRows(facts.settingIssues)])),
    `Made at ${timeWords(facts.at)}.`,
    '',
  ].join('\n\n');
}

function versionRows(host: IssueHost, locale: string): readonly Row[] {
  const remote = host.remote === undefined ? 'none' : wordOf(host.remote, REMOTES);
  return [
    ['Hotpatch Fleet', formOf(host.extension, VERSION)],
    ['VS Code', formOf(host.vscode, VERSION)],
    ['shown in', host.isDesktop ? 'desktop' : 'browser'],
    ['operating system', `${wordOf(host.platform, PLATFORMS)} ${wordOf(host.arch, ARCHITECTURES)}`],
    ['Node', formOf(host.node, VERSION)],
    ['remote', remote],
    ['extension runs', host.runsRemotely ? 'remotely' : 'locally'],
    ['language of VS Code', formOf(host.displayLanguage, LANGUAGE)],
    ['language of texts', formOf(locale, LANGUAGE)],
  ];
}

function fleetRows({ view, lastRead }: IssueFacts): readonly Row[] {
  const { snapshot, machines, fault, reading } = view;
  const ofWindow: readonly Row[] = [
    ['last read', lastRead === null ? 'none in this window' : readWords(lastRead)],
    ['reading now', plainValue(reading !== null)],
    ['fault of the last read', fault === null ? 'none' : faultWords(fault)],
  ];
  if (snapshot === null) return [...ofWindow, ['data', 'none']];
  const states = counted(machines.map(({ verdict }) => wordOf(verdict.state, STATE_IDS)));
  const problems = counted(scopeFaults(snapshot).map(faultWords));
  return [
    ...ofWindow,
    ['data of', timeWords(snapshot.at)],
    ['tenants', plainValue(snapshot.tenants.length)],
    ['subscriptions', plainValue(snapshot.subscriptions.length)],
    ['machines', plainValue(machines.length)],
    ['machines by state', states],
    ['machines that are gone', plainValue(snapshot.vanished.length)],
    ['rows that are missing', plainValue(snapshot.missingRows)],
    ['problems of tenants and subscriptions', problems],
  ];
}

function readWords({ at, milliseconds, fault }: EndedRead): string {
  const how = fault === null ? 'done' : faultKind(fault);
  return `${timeWords(at)}, ${how}, ${plainValue(milliseconds)} ms`;
}

function settingIssueRows(issues: readonly SettingIssue[]): readonly Row[] {
  if (issues.length === 0) return [];
  return [['settings that cannot be used', counted(issues.map(({ setting }) => settingName(setting)))]];
}

const STANDINGS = ['ended', 'unfinished', 'neverBegun', 'damaged', 'newer', 'unreadable'];

const OUTCOMES = [...OUTCOME_ORDER, 'inFlight', 'waiting'] as const;

/** One line for each kind of operation: how many, how they stand, and the outcomes of their machines. */
function operationsTable(operations: readonly OperationSummary[]): string {
  const byKind = new Map<string, OperationSummary[]>();
  for (const operation of operations) {
    const kind = wordOf(operation.head?.kind, OPERATION_KINDS);
    byKind.set(kind, [...(byKind.get(kind) ?? []), operation]);
  }
  const lines = [...byKind].map(([kind, all]) => [
    kind,
    counted(all.map(({ standing }) => wordOf(standing, STANDINGS))),
    outcomesOf(all),
  ]);
  return table(['Kind', 'Operations', 'Machines'], lines);
}

function outcomesOf(operations: readonly OperationSummary[]): string {
  const sums = OUTCOMES.map((outcome) => {
    const sum = operations.reduce((total, { counts }) => total + (counts?.[outcome] ?? 0), 0);
    return sum === 0 ? '' : `${outcome} ${plainValue(sum)}`;
  });
  return sums.filter((sum) => sum !== '').join(', ');
}

function failuresTable(failures: readonly FailedRequest[]): string {
  const lines = failures
    .toReversed()
    .map(({ at, entry: { method, path, status, code } }) => [
      timeWords(at),
      requestWords(method, path),
      status === null ? 'no answer' : plainValue(status),
      codeWord(code),
    ]);
  return table(['Time', 'Request', 'Status', 'Code'], lines);
}

/** “enabled 12, failed 1”, in the order in which they come. */
function counted(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts.size === 0 ? 'none' : [...counts].map(([word, count]) => `${word} ${plainValue(count)}`).join(', ');
}

function section(title: string, body: string): string {
  return `## ${title}\n\n${body}`;
}

function list(rows: readonly Row[]): string {
  return rows.map(([name, value]) => `- ${name}: ${value}`).join('\n');
}

function table(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [row(head), row(head.map(() => '---')), ...lines.map(row)].join('\n');
}
