import * as vscode from 'vscode';
import { systemClock } from '../azure/clock';
import type { JudgedMachine } from '../core/judgedMachine';
import { isActionKind } from '../core/operation';
import type { PlanKind } from '../core/plan';
import type { Result } from '../core/result';
import { failed } from '../core/result';
import type { BoundRevert, RevertContext } from '../core/revertBounds';
import { boundRevert } from '../core/revertBounds';
import type { OperationHead, OperationId, OperationMachine, OperationOwner } from '../fleet/journalEntry';
import type { OperationConnection, StartFault } from '../fleet/operations';
import { actingAccounts } from '../fleet/operations';
import { isSamePlace } from '../fleet/operationArchive';
import type { OperationState } from '../fleet/operationState';
import { countMachines } from '../fleet/operationState';
import type { OperationSummary } from '../fleet/operationSummary';
import { operationFolder } from '../fleet/journalDisk';
import { isLeaseHeld, LEASE_TIMES } from '../fleet/operationLease';
import type { Revert } from '../fleet/revertOf';
import { revertOf } from '../fleet/revertOf';
import type { Texts } from '../messages/texts';
import { hasTypedCount } from './countInput';
import { faultText } from './faultText';
import { inertLine } from './inertText';
import { askModally, showFailure, showMessage, showWarning, withProgress } from './notifications';
import type { OperationParts } from './operationParts';
import { countsText, reportCsv, reportMarkdown } from './operationReport';
import { giveUpFaultText, giveUpQuestion, startFaultText } from './operationTexts';
import { obstacleText } from './planTexts';

/** Milliseconds before each look for what was interrupted; the last when a lease without a heartbeat is free. */
const RESUMPTION_LOOKS = [0, 5_000, LEASE_TIMES.stale + 1_000];

type Begin = (kind: PlanKind, machines: readonly JudgedMachine[]) => Promise<void>;

interface OperationItem extends vscode.QuickPickItem {
  readonly summary: OperationSummary;
}

/** What can be done with operations that were begun: resume, give up, retry, revert, report, cancel. */
export class OperationHistory {
  readonly #parts: OperationParts;

  constructor(parts: OperationParts) {
    this.#parts = parts;
  }

  /**
   * Asks once whether to go on with what was interrupted; nothing where nothing was, or another window runs it. The window
   * before this one may still be closing, so what seems to be run by another is looked at again.
   */
  async offerResumption(signal: AbortSignal): Promise<void> {
    const place = this.#parts.services.refresher.connection?.operations.place;
    if (place === undefined) return;
    for (const wait of RESUMPTION_LOOKS) {
      await systemClock.sleep(wait, signal);
      if (signal.aborted) return;
      const interrupted = await this.#resumable(place);
      const free = await this.#firstFree(interrupted);
      if (free !== undefined) return this.#offer(free);
      if (interrupted.length === 0) return;
    }
  }

  async #firstFree(interrupted: readonly OperationSummary[]): Promise<OperationSummary | undefined> {
    const { services } = this.#parts;
    for (const one of interrupted) if (await isFree(services.folder, one.id)) return one;
    return undefined;
  }

  async #offer(first: OperationSummary): Promise<void> {
    const { texts } = this.#parts.services;
    if (first.head === null || first.counts === null) return;
    const { total, inFlight, waiting } = first.counts;
    const resume = texts.text('run.action.resume');
    const report = texts.text('run.action.showReport');
    const message = texts.text('run.unfinished', {
      ...{ name: texts.text(`run.name.${first.head.kind}`), count: total },
      ...{ settled: total - inFlight - waiting, inFlight, waiting },
    });
    const chosen = await showWarning(message, resume, report, texts.text('run.action.later'));
    if (chosen === report) await this.show(first.id);
    if (chosen === resume) await this.goAndTell(first.id);
  }

  async resume(): Promise<void> {
    const { texts } = this.#parts.services;
    const connection = await this.#parts.connect();
    const interrupted = connection === null ? [] : await this.#resumable(connection.place);
    if (interrupted.length === 0) {
      void showMessage(texts.text('run.resume.none'));
      return;
    }
    const chosen = await this.#pick(interrupted, texts.text('run.resume.title'));
    if (chosen) await this.goAndTell(chosen.id);
  }

  /** Goes on with an operation, and says why where it cannot. Another account can do nothing with it but give it up. */
  async goAndTell(id: OperationId): Promise<void> {
    const { texts, settings } = this.#parts.services;
    const resumed = await this.#go(id);
    if (resumed.ok || (resumed.fault.kind === 'azure' && resumed.fault.fault.kind === 'cancelled')) return;
    const giveUp = texts.text('run.action.giveUp');
    const says = startFaultText(resumed.fault, texts, settings().cloud === 'Demo');
    const actions = resumed.fault.kind === 'otherAccount' ? [giveUp] : [];
    if ((await showFailure(this.#parts.services, says, ...actions)) === giveUp) await this.#askToGiveUp(id);
  }

  /** Asks which interrupted operation, of whatever account and cloud, is never to be gone on with. */
  async giveUp(): Promise<void> {
    const { texts } = this.#parts.services;
    const interrupted = await this.#interrupted();
    if (interrupted.length === 0) {
      void showMessage(texts.text('run.giveUp.none'));
      return;
    }
    const chosen = await this.#pick(interrupted, texts.text('run.giveUp.title'));
    if (chosen) await this.#askToGiveUp(chosen.id);
  }

  /** Goes on with an operation. Waits as long as it takes to be sure that no other window runs it. */
  async #go(id: OperationId): Promise<Result<OperationId, StartFault>> {
    const { connect, operations } = this.#parts;
    if ((await connect()) === null) return failed({ kind: 'noConnection' });
    return this.#onceFree((signal) => operations.resume(id, signal));
  }

  async #askToGiveUp(id: OperationId): Promise<void> {
    const { operations, services } = this.#parts;
    const { texts } = services;
    const state = await this.#load(id);
    if (state === undefined) return;
    const { message, detail, button } = giveUpQuestion(state, texts);
    if ((await askModally(message, detail, button)) !== button) return;
    const ended = await this.#onceFree((signal) => operations.giveUp(id, signal));
    if (ended.ok) await this.#tellGivenUp(id);
    else if (ended.fault.kind !== 'cancelled') {
      void showFailure(services, giveUpFaultText(ended.fault, texts));
    }
  }

  async #tellGivenUp(id: OperationId): Promise<void> {
    const { texts } = this.#parts.services;
    const state = await this.#load(id);
    if (state === undefined) return;
    const report = texts.text('run.action.showReport');
    const name = texts.text(`run.name.${state.head.kind}`);
    const message = texts.text('run.end.givenUp', { name, counts: countsText(countMachines(state), texts) });
    if ((await showMessage(message, report)) === report) await this.show(id);
  }

  /** Says meanwhile that it is made sure that no other window runs the operation, which can take a while. */
  #onceFree<Value>(act: (signal: AbortSignal) => Promise<Value>): Thenable<Value> {
    return withProgress(this.#parts.services.texts.text('run.resume.checking'), act);
  }

  /** Plans anew what failed in the last operation that had failures. */
  async retryFailed(begin: Begin): Promise<void> {
    const { services } = this.#parts;
    const ended = await this.#endedHere();
    if (ended === null) return;
    const withFailures = ended.find(({ counts, head }) => head?.kind !== 'revert' && (counts?.failed ?? 0) > 0);
    if (withFailures) await this.retry(withFailures.id, begin);
    else void showMessage(services.texts.text('run.retry.none'));
  }

  async retry(id: OperationId, begin: Begin): Promise<void> {
    const state = await this.#load(id);
    if (state === undefined || state.head.kind === 'revert') return;
    const { store, texts } = this.#parts.services;
    const machines = [...state.machines.values()].flatMap(({ machine, outcome }) =>
      outcome?.kind === 'failed' ? (store.machine(machine.id) ?? []) : [],
    );
    // Begun with none, it would ask which of all machines are meant.
    if (machines.length > 0) await begin(state.head.kind, machines);
    else void showMessage(texts.text('run.retry.gone'));
  }

  async revert(): Promise<void> {
    const { texts } = this.#parts.services;
    const ended = (await this.#endedHere())?.filter(
      ({ counts, head }) =>
        !(head !== null && isActionKind(head.kind)) &&
        counts !== null &&
        counts.done + counts.stillPending + counts.outcomeUnknown > 0,
    );
    if (ended === undefined) return;
    const chosen = await this.#pick(ended, texts.text('run.pick.revert'), false, 'run.pick.noneToRevert');
    const state = chosen === undefined ? undefined : await this.#load(chosen.id);
    if (state === undefined) return;
    const revert = revertOf(state);
    if (revert.machines.length === 0) {
      void showMessage(texts.text('run.revert.none'));
      return;
    }
    await this.#confirmRevert(state.head, revert);
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

  async #confirmRevert(head: OperationHead, { machines, neverSet }: Revert): Promise<void> {
    const { services, operations, connect } = this.#parts;
    const { texts, store, settings } = services;
    const isDemo = settings().cloud === 'Demo';
    const connection = await connect();
    // Without a fleet no tags are known, and what they protect would not be.
    if (connection === null || store.view.snapshot === null) {
      void showFailure(services, texts.text('run.noConnection'));
      return;
    }
    const bound = boundRevert(machines, await this.#revertContext(connection));
    if (bound.obstacle !== null) {
      const detail = boundsLines(bound, texts).join('\n\n');
      await askModally(obstacleText(bound.obstacle, texts), detail);
      return;
    }
    const tenants = [...new Set(bound.included.map(({ tenantId }) => tenantId))];
    const accounts = await actingAccounts(connection.writer, tenants, AbortSignal.timeout(60_000));
    if (!accounts.ok) {
      const fault = faultText(texts, accounts.fault, isDemo);
      void showFailure(services, texts.text('run.start.account', { fault }));
      return;
    }
    if (!(await this.#isRevertConfirmed(bound, neverSet, accounts.value))) return;
    const started = await operations.start({
      ...{ kind: 'revert', machines: bound.included, accounts: accounts.value, ticket: null, revertOf: head.id },
    });
    if (!started.ok) void showFailure(services, startFaultText(started.fault, texts, isDemo));
  }

  async #isRevertConfirmed(
    bound: BoundRevert<OperationMachine>,
    neverSet: Revert['neverSet'],
    accounts: OperationOwner['accounts'],
  ): Promise<boolean> {
    const { texts, store, settings } = this.#parts.services;
    const { included } = bound;
    const unset = included.filter(({ id }) => neverSet.has(id)).length;
    const subscriptions = [...new Set(included.map(({ subscriptionId }) => store.subscriptionName(subscriptionId)))];
    const detail = [
      texts.text('run.revert.detail'),
      ...boundsLines(bound, texts),
      ...(unset > 0 ? [texts.text('run.revert.wasNeverSet', { count: unset })] : []),
      texts.text('run.scope', {
        tenants: accounts.map(({ tenantId }) => store.tenantName(tenantId)).join(', '),
        subscriptions: subscriptions.join(', '),
        account: [...new Set(accounts.map(({ name }) => name))].join(', '),
      }),
    ].join('\n\n');
    const count = included.length;
    const title = texts.text('run.revert.button', { count });
    const message = texts.text('run.revert.title', { count });
    const chosen = await askModally(message, detail, title);
    if (chosen !== title) return false;
    return hasTypedCount({ kind: 'revert', included, title }, settings().operations.typeCountAbove, texts);
  }

  /** Of a machine that Azure no longer lists, the tags that it had last. */
  async #revertContext({ place }: OperationConnection): Promise<RevertContext> {
    const { archive, services } = this.#parts;
    const { store, settings } = services;
    const { protectedTags, isReadOnly, maximumMachines } = settings().operations;
    const gone = new Map(store.view.snapshot?.vanished.map(({ facts }) => [facts.id, facts.tags]) ?? []);
    return {
      ...{ protectedTags, isReadOnly, maximumMachines },
      inProgress: await archive.machinesInProgress(place),
      tagsOf: (id) => store.machine(id)?.facts.tags ?? gone.get(id) ?? null,
    };
  }

  /** Those that this window does not run, of whatever account and cloud. */
  async #interrupted(): Promise<readonly OperationSummary[]> {
    const { archive, operations } = this.#parts;
    return (await archive.list()).filter(
      ({ id, standing }) => standing === 'unfinished' && operations.progressOf(id) === undefined,
    );
  }

  /** Of this cloud and endpoint. Whether the account is the same is seen when it is gone on with, and said then. */
  async #resumable(place: OperationConnection['place']): Promise<readonly OperationSummary[]> {
    return (await this.#interrupted()).filter(({ head }) => head !== null && isSamePlace(head.owner, place));
  }

  /** Of this cloud and endpoint; elsewhere they are other machines. Null = there is no connection, which was said. */
  async #endedHere(): Promise<readonly OperationSummary[] | null> {
    const { archive, connect, services } = this.#parts;
    const connection = await connect();
    if (connection === null) {
      void showFailure(services, services.texts.text('run.noConnection'));
      return null;
    }
    return (await archive.list()).filter(
      ({ standing, head }) => standing === 'ended' && head !== null && isSamePlace(head.owner, connection.place),
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
    none: 'run.pick.none' | 'run.pick.noneToRevert' = 'run.pick.none',
  ): Promise<OperationSummary | undefined> {
    const { texts } = this.#parts.services;
    if (summaries.length === 0) {
      void showMessage(texts.text(none));
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
    const { texts, refresher } = this.#parts.services;
    const { head, counts, standing } = summary;
    if (head === null) return { label: summary.id, summary };
    const isRunning = this.#parts.operations.progressOf(head.id) !== undefined;
    const says = isRunning ? 'run.pick.running' : STANDING_TEXTS[standing];
    const account = [...new Set(head.owner.accounts.map(({ name }) => name))].join(', ');
    const place = refresher.connection?.operations.place;
    const isElsewhere = place !== undefined && !isSamePlace(head.owner, place);
    return {
      label: texts.text(`run.title.${head.kind}`, { count: head.machineCount }),
      description: inertLine(
        texts.list([
          says === null ? '' : texts.text(says),
          texts.dateTime(head.begunAt),
          account,
          isElsewhere ? head.owner.cloud : '',
          head.ticket ?? '',
        ]),
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

/** What the limits of operations leave out of a revert, and what they cannot tell. */
function boundsLines(bound: BoundRevert<unknown>, texts: Texts): readonly string[] {
  const { protectedByTag, inProgress, tagsNotKnown } = bound;
  return [
    protectedByTag > 0 ? texts.text('run.revert.protected', { count: protectedByTag }) : '',
    inProgress > 0 ? texts.text('run.revert.inProgress', { count: inProgress }) : '',
    tagsNotKnown > 0 ? texts.text('run.revert.tagsNotKnown', { count: tagsNotKnown }) : '',
  ].filter((line) => line !== '');
}

const STANDING_TEXTS = {
  ended: null,
  unfinished: 'run.pick.unfinished',
  neverBegun: 'run.pick.unfinished',
  damaged: 'run.pick.damaged',
  newer: 'run.pick.damaged',
  unreadable: 'run.pick.damaged',
} as const;
