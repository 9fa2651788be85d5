import { systemClock } from '../azure/clock';
import { DAY, instant } from '../core/instant';
import type { Disposable } from '../core/eventEmitter';
import type { MachineId } from '../core/ids';
import { isActionKind } from '../core/operation';
import type { JudgedMachine } from '../core/judgedMachine';
import type { PlanKind } from '../core/plan';
import { protectionOf } from '../core/planProtection';
import type { OperationHead } from '../fleet/journalEntry';
import { OperationArchive } from '../fleet/operationArchive';
import type { OperationConnection, OperationEnded, RunningOperation } from '../fleet/operations';
import { Operations } from '../fleet/operations';
import type { OperationSummary } from '../fleet/operationSummary';
import type { StopReason } from '../fleet/runContext';
import { showMessage, showSetback, showWarning } from './notifications';
import { OperationHistory } from './operationHistory';
import { operationBegun, operationEnded } from './operationLog';
import { OperationPlanning } from './operationPlanning';
import { showOperationProgress } from './operationProgress';
import type { OperationRequest } from './operationRequest';
import type { OperationServices } from './operationServices';
import { ReadonlyDocuments } from './readonlyDocuments';
import { setContextKey } from './contextKeys';
import { endText, signInText, stopReasonText } from './operationTexts';

/** How long the end of an enrollment that was asked for here is remembered, as no loss. */
const DELIBERATE_DAYS = 14;

/** Plans, runs, resumes and reports operations: the one desk of a window at which machines are changed. */
export class OperationDesk implements Disposable {
  readonly operations: Operations;
  readonly #services: OperationServices;
  readonly #archive: OperationArchive;
  readonly #documents = new ReadonlyDocuments();
  readonly planning: OperationPlanning;
  readonly #history: OperationHistory;
  readonly #deliberate = new Set<MachineId>();
  readonly #subscriptions: readonly Disposable[];
  readonly #disposed = new AbortController();

  constructor(services: OperationServices) {
    this.#services = services;
    const { folder, clock, store, refresher, log } = services;
    const warn = (message: string): void => {
      log.warn(message);
    };
    this.#archive = new OperationArchive(folder, warn);
    this.operations = new Operations({
      folder,
      clock,
      sleep: (milliseconds, signal) => systemClock.sleep(milliseconds, signal),
      connection: () => refresher.connection?.operations ?? null,
      onSwitches: (readings) => {
        store.applySwitches(readings);
      },
      sight: {
        sawPatchRows: (id, rows) => {
          store.applyPatchRows(new Map([[id, rows]]));
        },
        sawGuest: (id, guest) => {
          store.applyGuest(id, guest);
        },
      },
      mayChange: () => !services.settings().operations.isReadOnly,
      isProtected: ({ tags }) => protectionOf(services.settings().operations.protectedTags)(tags) !== null,
      warn,
    });
    const connect = (): Promise<OperationConnection | null> => this.#connect();
    const parts = {
      services,
      operations: this.operations,
      archive: this.#archive,
      documents: this.#documents,
      connect,
    };
    this.planning = new OperationPlanning(parts);
    this.#history = new OperationHistory(parts);
    this.#subscriptions = [
      this.operations.onDidBegin(({ head, wanted }) => {
        for (const { id, license } of wanted) if (license === 'Disable') this.#deliberate.add(id);
        log.info(operationBegun(head));
        showOperationProgress(this.operations, head, services.texts);
      }),
      this.operations.onDidEnd((ended) => {
        log.info(operationEnded(ended));
        void this.#ended(ended);
      }),
    ];
  }

  /** Reads what was done lately, so that a wanted end of an enrollment is not taken for a loss. Deletes what is too old. */
  async remember(): Promise<void> {
    const since = this.#services.clock.now() - DELIBERATE_DAYS * DAY;
    for (const summary of await this.#archive.list()) {
      if (!mayDisenroll(summary) || (summary.head?.begunAt ?? 0) < since) continue;
      const state = await this.#archive.load(summary.id);
      if (!state.ok) continue;
      for (const { machine, sentAt } of state.value.machines.values()) {
        if (sentAt !== null && machine.wanted.license === 'Disable') this.#deliberate.add(machine.id);
      }
    }
    void this.#archive.sweep(instant(Date.now()), this.#services.settings().operations.retentionDays);
  }

  isDeliberate(id: MachineId): boolean {
    return this.#deliberate.has(id);
  }

  begin(kind: PlanKind, machines: readonly JudgedMachine[]): Promise<void> {
    return this.planning.begin(kind, machines);
  }

  ask(request: OperationRequest): Promise<void> {
    switch (request) {
      case 'resume':
        return this.#history.resume();
      case 'giveUp':
        return this.#history.giveUp();
      case 'retryFailed':
        return this.#history.retryFailed((kind, machines) => this.begin(kind, machines));
      case 'revert':
        return this.#history.revert();
      case 'showReport':
        return this.#history.showReport();
      case 'cancel':
        return this.#history.cancel();
      case 'runApprovedPlan':
        return this.planning.runApproved();
      case 'showScript':
        return this.planning.showScript();
    }
  }

  /** Asks once, at the start of a window, whether to go on with what was interrupted. */
  async offerResumption(): Promise<void> {
    await this.#history.offerResumption(this.#disposed.signal);
  }

  dispose(): void {
    this.#disposed.abort();
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.operations.dispose();
    this.#documents.dispose();
  }

  async #connect(): Promise<OperationConnection | null> {
    const { refresher } = this.#services;
    if (refresher.connection === null) await refresher.refresh('manual');
    return refresher.connection?.operations ?? null;
  }

  /** One message at the end, with what to do next. */
  async #ended({ operation, end }: OperationEnded): Promise<void> {
    const { texts, refresher } = this.#services;
    const { head, outcomes, isCancelled } = operation;
    if ((outcomes.done ?? 0) > 0) setContextKey('hotpatchFleet.hasOperated', true);
    await refresher.saveShown();
    // What was done in machines shows in facts that no single read has brought.
    const isAtEnd = end.kind === 'finished' || end.reason.kind === 'signIn';
    if (isActionKind(head.kind) && isAtEnd) void refresher.refresh('manual');
    if (operation.head.kind === 'enableVbs' || operation.head.kind === 'restart') await this.planning.readOwed();
    if (end.kind === 'stopped') {
      if (end.reason.kind === 'signIn') await this.#wantsSignIn(operation, end.reason);
      else if (end.reason.kind !== 'closed') await this.#stopped(head, end.reason);
      return;
    }
    const message = endText({ head, outcomes, isCancelled }, texts);
    const failed = outcomes.failed ?? 0;
    const report = texts.text('run.action.showReport');
    const retry = texts.text('run.action.retryFailed');
    const actions = failed > 0 && head.kind !== 'revert' ? [report, retry] : [report];
    const isWell = failed === 0 && (outcomes.outcomeUnknown ?? 0) === 0 && (outcomes.stillPending ?? 0) === 0;
    const chosen = isWell ? await showMessage(message, ...actions) : await showWarning(message, ...actions);
    if (chosen === report) await this.#history.show(head.id);
    if (chosen === retry) await this.#history.retry(head.id, (kind, machines) => this.begin(kind, machines));
  }

  async #stopped(head: OperationHead, reason: Parameters<typeof stopReasonText>[1]): Promise<void> {
    const { texts, settings } = this.#services;
    const message = stopReasonText(head, reason, texts, settings().cloud === 'Demo');
    const resume = texts.text('run.action.resume');
    const report = texts.text('run.action.showReport');
    const chosen =
      reason.kind === 'takenOver'
        ? await showWarning(message, report)
        : await showSetback(this.#services, message, resume, report);
    if (chosen === report) await this.#history.show(head.id);
    if (chosen === resume) await this.#history.goAndTell(head.id);
  }

  /** Where one signs in elsewhere, as with the Azure CLI, there is only the resumption to offer. */
  async #wantsSignIn(operation: RunningOperation, reason: Extract<StopReason, { kind: 'signIn' }>): Promise<void> {
    const { texts, store, signIn } = this.#services;
    const { head } = operation;
    const message = signInText(operation, reason, { texts, tenantName: (id) => store.tenantName(id) });
    const signInFirst = texts.text('run.action.signIn');
    const resume = texts.text('run.action.resume');
    const report = texts.text('run.action.showReport');
    const actions = signIn.isHere ? [signInFirst, resume, report] : [resume, report];
    const chosen = await showSetback(this.#services, message, ...actions);
    if (chosen === report) await this.#history.show(head.id);
    if (chosen === resume) await this.#history.goAndTell(head.id);
    if (chosen !== signInFirst) return;
    let isSignedIn = false;
    for (const { fault } of reason.waits) isSignedIn = (await signIn.ask(fault, false)) || isSignedIn;
    if (isSignedIn) await this.#history.goAndTell(head.id);
  }
}

function mayDisenroll({ head, counts }: OperationSummary): boolean {
  return head !== null && counts !== null && (head.kind === 'disenroll' || head.kind === 'revert');
}
