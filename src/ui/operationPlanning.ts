import * as vscode from 'vscode';
import { isLoopbackCloudId } from '../azure/clouds';
import { ARM_RATES } from '../azure/machineWriting';
import type { MachineId } from '../core/ids';
import type { JudgedMachine } from '../core/judgedMachine';
import { makeApprovedPlan, makePlan, replan } from '../core/makePlan';
import type { Plan, PlanContext, PlanKind, PlanRequest } from '../core/plan';
import type { OperationMachine, OperationOwner } from '../fleet/journalEntry';
import type { OperationConnection } from '../fleet/operations';
import { actingAccounts } from '../fleet/operations';
import type { ApprovedPlan } from '../fleet/planFile';
import { readPlanFile, writePlanFile } from '../fleet/planFile';
import { DashboardFormat } from './dashboardFormat';
import { faultText } from './faultText';
import { pickMachines } from './machinesPick';
import type { OperationParts } from './operationParts';
import { startFaultText } from './operationTexts';
import { planCsv, planMarkdown } from './planDocument';
import { planFaultText } from './planFaultText';
import { isCountToBeTyped, planFileName, planModal, typedCountIssue } from './planModal';
import { pickPlan } from './planPick';
import type { PlanView } from './planTexts';
import { obstacleText } from './planTexts';

/** From a wish to a running operation: plan, choice, confirmation. Nothing is sent before the last. */
export class OperationPlanning {
  readonly #parts: OperationParts;

  constructor(parts: OperationParts) {
    this.#parts = parts;
  }

  /** Asks which machines where none are named, then plans, lets choose, asks for confirmation, and begins. */
  async begin(kind: PlanKind, named: readonly JudgedMachine[]): Promise<void> {
    const { services, connect } = this.#parts;
    const machines = named.length > 0 ? named : await pickMachines(kind, services.shown(), services.texts);
    if (machines === undefined || machines.length === 0) return;
    const connection = await connect();
    if (connection === null) {
      void vscode.window.showErrorMessage(services.texts.text('run.noConnection'));
      return;
    }
    const context = await this.#context();
    const request: PlanRequest = { kind, machines: this.#asTheyAreNow(machines), alsoTurnOn: false, choice: null };
    const first = makePlan(request, context);
    if (first.candidates.length === 0) {
      await this.#nothingToDo(first);
      return;
    }
    const view = this.#view([], null);
    const plan = await pickPlan(first, view, {
      remake: (picked) => replan(first, request, picked, context),
      showList: (shown) => void this.#showPlan(shown, view),
      exportPlan: (shown) => this.#export(shown, connection),
    });
    if (plan === undefined || plan === 'back') return;
    await this.#confirmAndStart(plan, connection, null);
  }

  /** Runs a plan that was exported and approved elsewhere, exactly as it stands; machines that drifted are refused. */
  async runApproved(): Promise<void> {
    const { services, connect } = this.#parts;
    const { texts, clock, store } = services;
    const [file] = (await vscode.window.showOpenDialog({ filters: { JSON: ['json'] } })) ?? [];
    if (file === undefined) return;
    const connection = await connect();
    if (connection === null) {
      void vscode.window.showErrorMessage(texts.text('run.noConnection'));
      return;
    }
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
    const { cloud } = services.settings();
    const read = readPlanFile(text, clock.now(), { cloud, endpoint: connection.place.endpoint });
    if (!read.ok) {
      void vscode.window.showErrorMessage(planFaultText(read.fault, texts));
      return;
    }
    const { plan, missing } = makeApprovedPlan(read.value, (id) => store.machine(id), await this.#context());
    if (plan.candidates.length === 0 || missing.length > 0) {
      const view = this.#view([], read.value);
      await this.#parts.documents.showMarkdown(texts.text('plan.document.name'), planMarkdown(plan, view, missing));
    }
    if (plan.candidates.length === 0) await this.#nothingToDo(plan);
    else await this.#confirmAndStart(plan, connection, read.value);
  }

  async #confirmAndStart(plan: Plan, connection: OperationConnection, approved: ApprovedPlan | null): Promise<void> {
    const { services, operations } = this.#parts;
    const { texts } = services;
    const isDemo = services.settings().cloud === 'Demo';
    const accounts = await actingAccounts(connection.writer, plan.scope.tenants, AbortSignal.timeout(60_000));
    if (!accounts.ok) {
      const fault = faultText(texts, accounts.fault, isDemo);
      void vscode.window.showErrorMessage(texts.text('run.start.account', { fault }));
      return;
    }
    if (!(await this.#isConfirmed(plan, this.#view(accounts.value, approved)))) return;
    const started = await operations.start({
      kind: plan.kind,
      machines: plan.included.map((planned) => operationMachine(planned, approved !== null)),
      accounts: accounts.value,
      ticket: approved === null || approved.ticket === '' ? null : approved.ticket,
      revertOf: null,
    });
    if (!started.ok) void vscode.window.showErrorMessage(startFaultText(started.fault, texts, isDemo));
  }

  async #isConfirmed(plan: Plan, view: PlanView): Promise<boolean> {
    const { texts } = view;
    const { message, detail, button } = planModal(plan, view);
    if (button === null) {
      await vscode.window.showWarningMessage(message, { modal: true, detail });
      return false;
    }
    const list = texts.text('plan.pick.showList');
    const chosen = await vscode.window.showWarningMessage(message, { modal: true, detail }, button, list);
    if (chosen === list) {
      await this.#showPlan(plan, view);
      return this.#isConfirmedBeside(plan, button, message);
    }
    return chosen === button && (await this.#hasTypedCount(plan));
  }

  /** The list is open to be read, which a modal question would forbid. */
  async #isConfirmedBeside(plan: Plan, button: string, message: string): Promise<boolean> {
    const chosen = await vscode.window.showWarningMessage(message, button);
    return chosen === button && (await this.#hasTypedCount(plan));
  }

  async #hasTypedCount(plan: Plan): Promise<boolean> {
    const { texts, settings } = this.#parts.services;
    if (!isCountToBeTyped(plan, settings().operations.typeCountAbove)) return true;
    const count = plan.included.length;
    const typed = await vscode.window.showInputBox({
      title: texts.text(`plan.button.${plan.kind}`, { count }),
      prompt: texts.text('plan.typeCount', { count }),
      ignoreFocusOut: true,
      validateInput: (text) => (text === '' ? null : typedCountIssue(text, count, texts)),
    });
    return typed !== undefined && typedCountIssue(typed, count, texts) === null;
  }

  async #nothingToDo(plan: Plan): Promise<void> {
    const { texts } = this.#parts.services;
    const view = this.#view([], null);
    const list = texts.text('plan.pick.showList');
    const message = obstacleText(plan.obstacle ?? { id: 'nothingToDo' }, texts);
    const chosen = await vscode.window.showInformationMessage(message, list);
    if (chosen === list) await this.#showPlan(plan, view);
  }

  #showPlan(plan: Plan, view: PlanView): Promise<void> {
    return this.#parts.documents.showMarkdown(view.texts.text('plan.document.name'), planMarkdown(plan, view));
  }

  /** Writes the plan to a file, by its ending, and sends nothing. */
  async #export(plan: Plan, connection: OperationConnection): Promise<void> {
    const { services } = this.#parts;
    const { texts, clock } = services;
    const accounts = await actingAccounts(connection.writer, plan.scope.tenants, AbortSignal.timeout(60_000));
    const owners = accounts.ok ? accounts.value : [];
    const view = this.#view(owners, null);
    const formats = ['json', 'csv', 'md'] as const;
    const format = await vscode.window.showQuickPick(
      formats.map((id) => ({
        label: texts.text(`plan.export.${id}`),
        detail: texts.text(`plan.export.${id}.detail`),
        id,
      })),
      { title: texts.text('plan.pick.export') },
    );
    if (format === undefined) return;
    const ticket =
      format.id === 'json'
        ? await vscode.window.showInputBox({
            title: texts.text('plan.pick.export'),
            prompt: texts.text('plan.export.ticket'),
            ignoreFocusOut: true,
          })
        : '';
    if (ticket === undefined) return;
    const name = planFileName(plan, view, format.id);
    const target = await vscode.window.showSaveDialog({
      defaultUri: vscode.Uri.joinPath(vscode.workspace.workspaceFolders?.[0]?.uri ?? homeUri(), name),
      filters: { [format.label]: [format.id] },
    });
    if (target === undefined) return;
    const { cloud } = services.settings();
    const text = {
      json: () =>
        writePlanFile(plan, {
          ...{ now: clock.now(), ticket, cloud, endpoint: connection.place.endpoint },
          account: [...new Set(owners.map((owner) => owner.name))].join(', '),
        }),
      csv: () => planCsv(plan, view),
      md: () => planMarkdown(plan, view),
    }[format.id]();
    await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
    void this.#tellExported(target);
  }

  async #tellExported(target: vscode.Uri): Promise<void> {
    const { texts } = this.#parts.services;
    const open = texts.text('plan.export.open');
    const message = texts.text('plan.export.done', { name: target.path.split('/').at(-1) ?? '' });
    if ((await vscode.window.showInformationMessage(message, open)) === open) {
      await vscode.commands.executeCommand('vscode.open', target);
    }
  }

  /** A read may have replaced what the rows were made from. */
  #asTheyAreNow(machines: readonly JudgedMachine[]): readonly JudgedMachine[] {
    const { store } = this.#parts.services;
    return machines.map((machine) => store.machine(machine.facts.id) ?? machine);
  }

  async #context(): Promise<PlanContext> {
    const { services } = this.#parts;
    const { store } = services;
    const { operations, rateCard, costAssumptions } = services.settings();
    const { snapshot } = store.view;
    return {
      now: store.now(),
      releases: store.releases,
      card: rateCard,
      assumptions: costAssumptions,
      protectedTags: operations.protectedTags,
      isReadOnly: operations.isReadOnly,
      maximumMachines: operations.maximumMachines,
      // Whether the account may write is not known before Azure is asked; a 403 names the role that is missing.
      readOnlySubscriptions: new Set(),
      inProgress: await this.#inProgress(),
      vanished: new Set(snapshot?.vanished.map(({ facts }) => facts.id) ?? []),
      rates: ARM_RATES,
    };
  }

  /** Machines of operations that have not ended, of this window or another. */
  async #inProgress(): Promise<ReadonlySet<MachineId>> {
    const { archive } = this.#parts;
    const machines = new Set<MachineId>();
    for (const { id, standing } of await archive.list()) {
      if (standing !== 'unfinished') continue;
      const state = await archive.load(id);
      if (!state.ok) continue;
      for (const { machine, outcome } of state.value.machines.values()) if (outcome === null) machines.add(machine.id);
    }
    return machines;
  }

  #view(accounts: OperationOwner['accounts'], approved: ApprovedPlan | null): PlanView {
    const { texts, store, settings } = this.#parts.services;
    const names = new Map(accounts.map(({ tenantId, name }) => [tenantId, name]));
    return {
      texts,
      format: new DashboardFormat(texts.locale),
      isDemo: isLoopbackCloudId(settings().cloud) && settings().cloud === 'Demo',
      tenantName: (id) => store.tenantName(id),
      subscriptionName: (id) => store.subscriptionName(id),
      accountOf: (id) => names.get(id) ?? null,
      approval: approved,
    };
  }
}

function operationMachine(
  { machine: { facts }, before, wanted }: Plan['included'][number],
  refuseDrift: boolean,
): OperationMachine {
  const { id, name, tenantId, subscriptionId, location } = facts;
  return { id, name, tenantId, subscriptionId, location, wanted, before, refuseDrift };
}

function homeUri(): vscode.Uri {
  return vscode.Uri.file('/');
}
