import * as vscode from 'vscode';
import type { JudgedMachine } from '../core/judgedMachine';
import { isActionKind } from '../core/operation';
import type { PlanKind } from '../core/plan';
import type { Result } from '../core/result';
import { failed } from '../core/result';
import type { OperationHead, OperationId, OperationMachine } from '../fleet/journalEntry';
import type { StartFault } from '../fleet/operations';
import { actingAccounts } from '../fleet/operations';
import type { OperationState } from '../fleet/operationState';
import type { OperationSummary } from '../fleet/operationSummary';
import { operationFolder } from '../fleet/journalDisk';
import { isLeaseHeld } from '../fleet/operationLease';
import { revertOf } from '../fleet/revertOf';
import { faultText } from './faultText';
import { inertLine } from './inertText';
import { askModally, showFailure, showMessage, showWarning, withProgress } from './notifications';
import type { OperationParts } from './operationParts';
import { countsText, reportCsv, reportMarkdown } from './operationReport';
import { startFaultText } from './operationTexts';

type Begin = (kind: PlanKind, machines: readonly JudgedMachine[]) => Promise<void>;

interface OperationItem extends vscode.QuickPickItem {
  readonly summary: OperationSummary;
}

/** What can be done with operations that were begun: resume, retry, revert, report, cancel. */
export class OperationHistory {
  readonly #parts: OperationParts;

  constructor(parts: OperationParts) {
    this.#parts = parts;
  }

  /** Asks once whether to go on with what was interrupted; nothing where nothing was, or another window runs it. */
  async offerResumption(): Promise<void> {
    const { services, operations } = this.#parts;
    const { texts } = services;
    const place = services.refresher.connection?.operations.place;
    if (place === undefined) return;
    const running = new Set(operations.running.map(({ head }) => head.id));
    const interrupted = (await this.#unfinished()).filter(({ id }) => !running.has(id));
    const [first] = interrupted;
    if (
      first === undefined ||
      first.head === null ||
      first.counts === null ||
      !(await isFree(services.folder, first.id))
    )
      return;
    const { total, inFlight, waiting } = first.counts;
    const resume = texts.text('run.action.resume');
    const report = texts.text('run.action.showReport');
    const message = texts.text('run.unfinished', {
      ...{ name: texts.text(`run.name.${first.head.kind}`), count: total },
      ...{ settled: total - inFlight - waiting, inFlight, waiting },
    });
    const chosen = await showWarning(message, resume, report, texts.text('run.action.later'));
    if (chosen === report) await this.show(first.id);
    if (chosen === resume) await this.#goAndTell(first.id);
  }

  async resume(): Promise<void> {
    const { texts } = this.#parts.services;
    await this.#parts.connect();
    const running = new Set(this.#parts.operations.running.map(({ head }) => head.id));
    const interrupted = (await this.#unfinished()).filter(({ id }) => !running.has(id));
    if (interrupted.length === 0) {
      void showMessage(texts.text('run.resume.none'));
      return;
    }
    const chosen = await this.#pick(interrupted, texts.text('run.resume.title'));
    if (chosen) await this.#goAndTell(chosen.id);
  }

  /** Goes on with an operation. Waits as long as it takes to be sure that no other window runs it. */
  async go(id: OperationId): Promise<Result<OperationId, StartFault>> {
    const { connect, operations, services } = this.#parts;
    if ((await connect()) === null) return failed({ kind: 'noConnection' });
    const title = services.texts.text('run.resume.checking');
    return withProgress(title, (signal) => operations.resume(id, signal));
  }

  /** Plans anew what failed in the last operation that had failures. */
  async retryFailed(begin: Begin): Promise<void> {
    const { archive, services } = this.#parts;
    const withFailures = (await archive.list()).find(
      ({ standing, counts, head }) => standing === 'ended' && head?.kind !== 'revert' && (counts?.failed ?? 0) > 0,
    );
    if (withFailures) await this.retry(withFailures.id, begin);
    else void showMessage(services.texts.text('run.retry.none'));
  }

  async retry(id: OperationId, begin: Begin): Promise<void> {
    const state = await this.#load(id);
    if (state === undefined || state.head.kind === 'revert') return;
    const { store } = this.#parts.services;
    const machines = [...state.machines.values()].flatMap(({ machine, outcome }) =>
      outcome?.kind === 'failed' ? (store.machine(machine.id) ?? []) : [],
    );
    await begin(state.head.kind, machines);
  }

  async revert(): Promise<void> {
    const { archive, services } = this.#parts;
    const { texts } = services;
    const ended = (await archive.list()).filter(
      ({ standing, counts, head }) =>
        standing === 'ended' &&
        !(head !== null && isActionKind(head.kind)) &&
        counts !== null &&
        counts.done + counts.stillPending > 0,
    );
    const chosen = await this.#pick(ended, texts.text('run.pick.revert'));
    const state = chosen === undefined ? undefined : await this.#load(chosen.id);
    if (state === undefined) return;
    const { machines, neverSet } = revertOf(state);
    if (machines.length === 0) {
      void showMessage(texts.text('run.revert.none'));
      return;
    }
    await this.#confirmRevert(state.head, machines, neverSet);
  }

  async showReport(): Promise<void> {
    const { archive, services } = this.#parts;
    const all = (await archive.list()).filter(({ head }) => head !== null);
    const chosen = await this.#pick(all, services.texts.text('run.pick.report'), true);
    if (chosen) await this.show(chosen.id);
  }

  async show(id: OperationId): Promise<void> {
    const { services, documents } = this.#parts;
    const state = await this.#load(id);
    if (state === undefined) return;
    const name = services.texts.text('report.document', {
      name: services.texts.text(`run.name.${state.head.kind}`),
      at: { instant: state.head.begunAt },
    });
    await documents.showMarkdown(name, reportMarkdown(state, this.#reportContext(state.head)));
  }

  async cancel(): Promise<void> {
    const { operations, services } = this.#parts;
    const { texts } = services;
    const running = operations.running.filter(({ isCancelled }) => !isCancelled);
    const [only] = running;
    if (only === undefined) {
      void showMessage(texts.text('run.cancel.none'));
      return;
    }
    if (running.length === 1) {
      operations.cancel(only.head.id);
      return;
    }
    const items = running.map(({ head }) => ({
      label: texts.text(`run.title.${head.kind}`, { count: head.machineCount }),
      description: texts.dateTime(head.begunAt),
      id: head.id,
    }));
    const chosen = await vscode.window.showQuickPick(items, { title: texts.text('run.cancel.title') });
    if (chosen) operations.cancel(chosen.id);
  }

  async #confirmRevert(head: OperationHead, machines: readonly OperationMachine[], neverSet: number): Promise<void> {
    const { services, operations, connect } = this.#parts;
    const { texts, store, settings } = services;
    const isDemo = settings().cloud === 'Demo';
    if (settings().operations.isReadOnly) {
      void showWarning(texts.text('run.revert.readOnly'));
      return;
    }
    const connection = await connect();
    if (connection === null) {
      void showFailure(services, texts.text('run.noConnection'));
      return;
    }
    const tenants = [...new Set(machines.map(({ tenantId }) => tenantId))];
    const accounts = await actingAccounts(connection.writer, tenants, AbortSignal.timeout(60_000));
    if (!accounts.ok) {
      const fault = faultText(texts, accounts.fault, isDemo);
      void showFailure(services, texts.text('run.start.account', { fault }));
      return;
    }
    const count = machines.length;
    const subscriptions = [...new Set(machines.map(({ subscriptionId }) => store.subscriptionName(subscriptionId)))];
    const detail = [
      texts.text('run.revert.detail'),
      neverSet > 0 ? texts.text('run.revert.wasNeverSet', { count: neverSet }) : '',
      texts.text('run.scope', {
        tenants: tenants.map((id) => store.tenantName(id)).join(', '),
        subscriptions: subscriptions.join(', '),
        account: [...new Set(accounts.value.map(({ name }) => name))].join(', '),
      }),
    ].filter((line) => line !== '');
    const button = texts.text('run.revert.button', { count });
    const chosen = await askModally(texts.text('run.revert.title', { count }), detail.join('\n\n'), button);
    if (chosen !== button) return;
    const started = await operations.start({
      ...{ kind: 'revert', machines, accounts: accounts.value, ticket: null, revertOf: head.id },
    });
    if (!started.ok) void showFailure(services, startFaultText(started.fault, texts, isDemo));
  }

  async #goAndTell(id: OperationId): Promise<void> {
    const { texts, settings } = this.#parts.services;
    const resumed = await this.go(id);
    if (resumed.ok || (resumed.fault.kind === 'azure' && resumed.fault.fault.kind === 'cancelled')) return;
    void showFailure(this.#parts.services, startFaultText(resumed.fault, texts, settings().cloud === 'Demo'));
  }

  /** Of this cloud and endpoint. Whether the account is the same is seen when it is gone on with, and said then. */
  async #unfinished(): Promise<readonly OperationSummary[]> {
    const { archive, services } = this.#parts;
    const place = services.refresher.connection?.operations.place;
    return (await archive.list()).filter(
      ({ standing, head }) =>
        standing === 'unfinished' && head?.owner.cloud === place?.cloud && head?.owner.endpoint === place?.endpoint,
    );
  }

  async #load(id: OperationId): Promise<OperationState | undefined> {
    const { archive, services } = this.#parts;
    const state = await archive.load(id);
    if (state.ok) return state.value;
    const { texts, settings } = services;
    const fault = { kind: 'journal', fault: state.fault } as const;
    void showFailure(services, startFaultText(fault, texts, settings().cloud === 'Demo'));
    return undefined;
  }

  #reportContext(head: OperationHead) {
    const { texts, store } = this.#parts.services;
    const isDemo = head.owner.cloud === 'Demo';
    const names = { subscriptionName: store.subscriptionName.bind(store), tenantName: store.tenantName.bind(store) };
    return { texts, isDemo, ...names };
  }

  #pick(
    summaries: readonly OperationSummary[],
    title: string,
    canExport = false,
  ): Promise<OperationSummary | undefined> {
    const { texts } = this.#parts.services;
    if (summaries.length === 0) {
      void showMessage(texts.text('run.pick.none'));
      return Promise.resolve(undefined);
    }
    const save = { iconPath: new vscode.ThemeIcon('export'), tooltip: texts.text('report.export') };
    const pick = vscode.window.createQuickPick<OperationItem>();
    pick.title = title;
    pick.matchOnDescription = true;
    pick.matchOnDetail = true;
    pick.items = summaries.map((summary) => ({ ...this.#item(summary), buttons: canExport ? [save] : [] }));
    return new Promise((resolve) => {
      const end = (summary: OperationSummary | undefined): void => {
        resolve(summary);
        pick.dispose();
      };
      pick.onDidTriggerItemButton(({ item }) => {
        end(undefined);
        void this.#export(item.summary);
      });
      pick.onDidAccept(() => end(pick.activeItems[0]?.summary));
      pick.onDidHide(() => end(undefined));
      pick.show();
    });
  }

  #item(summary: OperationSummary): OperationItem {
    const { texts } = this.#parts.services;
    const { head, counts, standing } = summary;
    if (head === null) return { label: summary.id, summary };
    const isRunning = this.#parts.operations.progressOf(head.id) !== undefined;
    const says = isRunning ? 'run.pick.running' : STANDING_TEXTS[standing];
    const account = [...new Set(head.owner.accounts.map(({ name }) => name))].join(', ');
    return {
      label: texts.text(`run.title.${head.kind}`, { count: head.machineCount }),
      description: inertLine(
        texts.list([says === null ? '' : texts.text(says), texts.dateTime(head.begunAt), account, head.ticket ?? '']),
      ),
      detail: counts === null ? '' : countsText(counts, texts),
      summary,
    };
  }

  /** The record as a table, or with its hash chain for an audit. */
  async #export({ id, head }: OperationSummary): Promise<void> {
    const { texts } = this.#parts.services;
    const formats = ['csv', 'json', 'md'] as const;
    const format = await vscode.window.showQuickPick(
      formats.map((one) => ({ label: texts.text(`report.export.${one}`), format: one })),
      { title: texts.text('report.export') },
    );
    if (format === undefined || head === null) return;
    const target = await vscode.window.showSaveDialog({
      defaultUri: vscode.Uri.joinPath(
        vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/'),
        `hotpatch-${head.kind.toLowerCase()}-${id}.${format.format}`,
      ),
      filters: { [format.label]: [format.format] },
    });
    if (target === undefined) return;
    const text = await this.#exported(id, head, format.format);
    if (text !== undefined) await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
  }

  async #exported(id: OperationId, head: OperationHead, format: 'csv' | 'json' | 'md'): Promise<string | undefined> {
    if (format === 'json') {
      const trail = await this.#parts.archive.auditTrail(id);
      return trail.ok ? trail.value.json : undefined;
    }
    const state = await this.#load(id);
    if (state === undefined) return undefined;
    return format === 'csv' ? reportCsv(state) : reportMarkdown(state, this.#reportContext(head));
  }
}

async function isFree(root: string, id: OperationId): Promise<boolean> {
  return !(await isLeaseHeld(operationFolder(root, id)));
}

const STANDING_TEXTS = {
  ended: null,
  unfinished: 'run.pick.unfinished',
  neverBegun: 'run.pick.unfinished',
  damaged: 'run.pick.damaged',
  newer: 'run.pick.damaged',
  unreadable: 'run.pick.damaged',
} as const;
