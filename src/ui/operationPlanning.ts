import * as vscode from 'vscode';
import { isLoopbackCloudId } from '../azure/clouds';
import { ARM_RATES } from '../azure/machineWriting';
import { EventEmitter } from '../core/eventEmitter';
import type { MachineId, SubscriptionId } from '../core/ids';
import type { Instant } from '../core/instant';
import { DAY, MINUTE } from '../core/instant';
import type { JudgedMachine } from '../core/judgedMachine';
import { choosePlan, makeApprovedPlan, makePlan, replan } from '../core/makePlan';
import type { ActionRules, InstallRequest, Plan, PlanContext, PlanKind, PlanRequest } from '../core/plan';
import { decide } from '../core/planDecision';
import type { OperationMachine, OperationOwner } from '../fleet/journalEntry';
import type { GuestScriptId } from '../fleet/guestScripts';
import { GUEST_SCRIPT_IDS, GUEST_SCRIPTS } from '../fleet/guestScripts';
import type { OperationConnection, OperationDraft } from '../fleet/operations';
import { actingAccounts } from '../fleet/operations';
import { subscriptionsWithoutRight } from '../fleet/subscriptionRights';
import type { OperationState } from '../fleet/operationState';
import type { ApprovedPlan } from '../fleet/planFile';
import { isSwitchPlan, readPlanFile, writePlanFile } from '../fleet/planFile';
import { askInstall, mayLeaveTrack } from './actionInstall';
import { leavingTrack } from './actionTexts';
import { hasTypedCount } from './countInput';
import { DashboardFormat } from './dashboardFormat';
import { faultText } from './faultText';
import { pickMachines } from './machinesPick';
import { askForText, askModally, showFailure, showMessage, showWarning } from './notifications';
import type { OperationParts } from './operationParts';
import { startFaultText } from './operationTexts';
import { planCsv, planMarkdown } from './planDocument';
import { planFaultText } from './planFaultText';
import { planFileName, planModal } from './planModal';
import { pickPlan } from './planPick';
import type { PlanView } from './planView';
import { obstacleText } from './planTexts';
import { sayNothingRead } from './nothingRead';
import { restartsOwed } from './restartsOwed';

/** Where the rights cannot be found out in time, Azure tells when something is sent. */
const RIGHTS_TIMEOUT = 10_000;

/** From a wish to a running operation: plan, choice, confirmation. Nothing is sent before the last. */
export class OperationPlanning {
  readonly #parts: OperationParts;
  readonly #owedChanged = new EventEmitter<void>();
  /** Machines whose restart is owed to what was done here have become others. */
  readonly onDidChangeOwed = this.#owedChanged.event;
  #owed: ReadonlyMap<MachineId, Instant> = new Map();

  constructor(parts: OperationParts) {
    this.#parts = parts;
  }

  /** Whether a restart is owed because VBS was enabled here; no assessment shows that. */
  isRestartOwed(id: MachineId): boolean {
    return this.#owed.has(id);
  }

  /** Reads anew whose restart is owed to what was done here. */
  async readOwed(): Promise<ReadonlyMap<MachineId, Instant>> {
    const { archive, services } = this.#parts;
    const since = services.clock.now() - OWED_DAYS * DAY;
    const states: OperationState[] = [];
    for (const { id, head } of await archive.list()) {
      if ((head?.kind !== 'enableVbs' && head?.kind !== 'restart') || head.begunAt < since) continue;
      const state = await archive.load(id);
      if (state.ok) states.push(state.value);
    }
    const guests = new Map(services.store.view.snapshot?.machines.map(({ facts, guest }) => [facts.id, guest]) ?? []);
    this.#owed = restartsOwed(states, (id) => guests.get(id)?.lastBootAt ?? null);
    this.#owedChanged.fire();
    return this.#owed;
  }

  /** Asks which machines where none are named, then plans, lets choose, asks for confirmation, and begins. */
  async begin(kind: PlanKind, named: readonly JudgedMachine[]): Promise<void> {
    const { services, connect } = this.#parts;
    if (kind === 'restart') await this.readOwed();
    if (named.length === 0 && services.store.view.snapshot === null) {
      await sayNothingRead(services.store.view, services.texts);
      return;
    }
    const isOwed = (id: MachineId): boolean => this.isRestartOwed(id);
    const machines = named.length > 0 ? named : await pickMachines(kind, services.shown(), services.texts, isOwed);
    if (machines === undefined || machines.length === 0) return;
    const connection = await connect();
    if (connection === null) {
      void showFailure(services, services.texts.text('run.noConnection'));
      return;
    }
    const now = this.#asTheyAreNow(machines);
    const context = await this.#context(kind, now, connection);
    const install = kind === 'install' ? await this.#askInstall(now) : null;
    if (install === undefined) return;
    const request: PlanRequest = {
      ...{ kind, machines: now, alsoTurnOn: false, choice: null },
      ...(install === null ? {} : { install }),
    };
    const first = makePlan(request, context);
    if (first.candidates.length === 0) {
      await this.#nothingToDo(first);
      return;
    }
    const unregistered = kind === 'periodicAssessment' ? await unregisteredIn(first, connection) : [];
    const view: PlanView = { ...this.#view([], null), unregistered };
    const script = scriptOf(kind);
    const plan = await pickPlan(first, view, {
      remake: (picked) => replan(first, request, picked, context),
      showList: (shown) => void this.#showPlan(shown, view),
      exportPlan: (shown) => this.#export(shown, connection),
      ...(script === null ? {} : { showScript: () => this.#showScript(script) }),
    });
    if (plan === undefined || plan === 'back') return;
    for (const leaving of leavingTrack(plan.included)) {
      if (!(await mayLeaveTrack(leaving, services.texts))) return;
    }
    await this.#confirmAndStart(plan, connection, null, unregistered);
  }

  /** What is to be installed; null = nothing has to be asked, undefined = turned away. */
  #askInstall(machines: readonly JudgedMachine[]): Promise<InstallRequest | null | undefined> {
    const { texts, log, store, settings, updates } = this.#parts.services;
    const installable = machines.filter((machine) => decide(machine, 'install').exclusion === undefined);
    if (installable.length === 0) return Promise.resolve(null);
    const asking = { texts, log, releases: store.releases, isDemo: settings().cloud === 'Demo', updates };
    return askInstall(installable, asking);
  }

  /** Asks which of the scripts that run inside machines is to be read. */
  async showScript(): Promise<void> {
    const { texts } = this.#parts.services;
    const items = GUEST_SCRIPT_IDS.map((id) => ({ label: texts.text(`run.name.${id}`), id }));
    const chosen = await vscode.window.showQuickPick(items, { title: texts.text('plan.pick.showScript') });
    if (chosen) await this.#showScript(chosen.id);
  }

  #showScript(id: GuestScriptId): Promise<void> {
    const { texts } = this.#parts.services;
    const name = texts.text('plan.script.name', { name: texts.text(`run.name.${id}`) });
    return this.#parts.documents.showText(`${name}.ps1`, GUEST_SCRIPTS[id]);
  }

  /** Runs a plan that was exported and approved elsewhere, exactly as it stands; machines that drifted are refused. */
  async runApproved(): Promise<void> {
    const { services, connect } = this.#parts;
    const { texts, clock, store } = services;
    const [file] = (await vscode.window.showOpenDialog({ filters: { JSON: ['json'] } })) ?? [];
    if (file === undefined) return;
    const connection = await connect();
    if (connection === null) {
      void showFailure(services, texts.text('run.noConnection'));
      return;
    }
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
    const { cloud } = services.settings();
    const read = readPlanFile(text, clock.now(), { cloud, endpoint: connection.place.endpoint });
    if (!read.ok) {
      void showFailure(services, planFaultText(read.fault, texts));
      return;
    }
    const approved = read.value.machines.flatMap(({ id }) => store.machine(id) ?? []);
    const context = await this.#context(read.value.kind, approved, connection);
    const { plan, missing } = makeApprovedPlan(read.value, (id) => store.machine(id), context);
    if (plan.candidates.length === 0 || missing.length > 0) {
      const view = this.#view([], read.value);
      await this.#parts.documents.showMarkdown(texts.text('plan.document.name'), planMarkdown(plan, view, missing));
    }
    if (plan.candidates.length === 0) await this.#nothingToDo(plan);
    else await this.#confirmAndStart(plan, connection, read.value);
  }

  async #confirmAndStart(
    plan: Plan,
    connection: OperationConnection,
    approved: ApprovedPlan | null,
    unregistered: readonly SubscriptionId[] = [],
  ): Promise<void> {
    const { services, operations } = this.#parts;
    const { texts } = services;
    const isDemo = services.settings().cloud === 'Demo';
    const accounts = await actingAccounts(connection.writer, plan.scope.tenants, AbortSignal.timeout(60_000));
    if (!accounts.ok) {
      const fault = faultText(texts, accounts.fault, isDemo);
      void showFailure(services, texts.text('run.start.account', { fault }));
      return;
    }
    if (!(await this.#isConfirmed(plan, { ...this.#view(accounts.value, approved), unregistered }))) return;
    const confirmed = isSwitchPlan(plan) ? plan : await this.#asOfNow(plan);
    if (confirmed === null) return;
    const draft: OperationDraft = {
      kind: confirmed.kind,
      machines: operationMachines(confirmed, approved !== null),
      accounts: accounts.value,
      ticket: approved === null || approved.ticket === '' ? null : approved.ticket,
      revertOf: null,
      ...(confirmed.waves === null ? {} : { waves: confirmed.waves.plan }),
    };
    const started = await operations.start(draft);
    if (!started.ok) void showFailure(services, startFaultText(started.fault, texts, isDemo));
  }

  /** A question can stay open for long: a freeze may have begun, a window closed. Null = it may not begin any more. */
  async #asOfNow(plan: Plan): Promise<Plan | null> {
    const { texts, store } = this.#parts.services;
    // Rights and protection were decided when the plan was made; dates and windows are those of now.
    const now = choosePlan(plan, plan.choice, { ...(await this.#context(plan.kind, [], null)), now: store.now() });
    if (now.obstacle === null) return now;
    void showWarning(obstacleText(now.obstacle, texts));
    return null;
  }

  async #isConfirmed(plan: Plan, view: PlanView): Promise<boolean> {
    const { texts } = view;
    const { message, detail, button } = planModal(plan, view);
    if (button === null) {
      await askModally(message, detail);
      return false;
    }
    const list = texts.text('plan.pick.showList');
    const script = scriptOf(plan.kind);
    const showScript = texts.text('plan.pick.showScript');
    const others = script === null ? [list] : [list, showScript];
    const chosen = await askModally(message, detail, button, ...others);
    if (chosen === list || chosen === showScript) {
      if (chosen === list) await this.#showPlan(plan, view);
      else if (script !== null) await this.#showScript(script);
      return this.#isConfirmedBeside(plan, button, message);
    }
    return chosen === button && (await this.#hasTypedCount(plan));
  }

  /** The list is open to be read, which a modal question would forbid. */
  async #isConfirmedBeside(plan: Plan, button: string, message: string): Promise<boolean> {
    const chosen = await showWarning(message, button);
    return chosen === button && (await this.#hasTypedCount(plan));
  }

  #hasTypedCount({ kind, included }: Plan): Promise<boolean> {
    const { texts, settings } = this.#parts.services;
    const title = texts.text(`plan.button.${kind}`, { count: included.length });
    return hasTypedCount({ kind, included, title }, settings().operations.typeCountAbove, texts);
  }

  async #nothingToDo(plan: Plan): Promise<void> {
    const { texts } = this.#parts.services;
    const view = this.#view([], null);
    const list = texts.text('plan.pick.showList');
    const showScript = texts.text('plan.pick.showScript');
    const script = scriptOf(plan.kind);
    const message = obstacleText(plan.obstacle ?? { id: 'nothingToDo' }, texts);
    // Where no agent can run it, the script can be copied and run by other means.
    const actions = script === null ? [list] : [list, showScript];
    const chosen = await showMessage(message, ...actions);
    if (chosen === list) await this.#showPlan(plan, view);
    if (chosen === showScript && script !== null) await this.#showScript(script);
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
    // What is approved elsewhere are switches; actions depend on what is so just before them.
    const formats = (['json', 'csv', 'md'] as const).filter((id) => id !== 'json' || isSwitchPlan(plan));
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
        ? await askForText({
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
        isSwitchPlan(plan)
          ? writePlanFile(plan, {
              ...{ now: clock.now(), ticket, cloud, endpoint: connection.place.endpoint },
              account: [...new Set(owners.map((owner) => owner.name))].join(', '),
            })
          : '',
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
    if ((await showMessage(message, open)) === open) {
      await vscode.commands.executeCommand('vscode.open', target);
    }
  }

  /** Said in the status bar while it is found out; a person who does not want to wait for it does not have to. */
  async #withoutRight(
    kind: PlanKind,
    machines: readonly JudgedMachine[],
    { actor }: OperationConnection,
  ): Promise<ReadonlySet<SubscriptionId>> {
    const { texts } = this.#parts.services;
    const places = machines.map(({ facts }) => facts);
    const asking = subscriptionsWithoutRight(actor, kind, places, AbortSignal.timeout(RIGHTS_TIMEOUT));
    void vscode.window.setStatusBarMessage(`$(loading~spin) ${texts.text('run.rights')}`, asking);
    return asking;
  }

  /** A read may have replaced what the rows were made from. */
  #asTheyAreNow(machines: readonly JudgedMachine[]): readonly JudgedMachine[] {
    const { store } = this.#parts.services;
    return machines.map((machine) => store.machine(machine.facts.id) ?? machine);
  }

  /** Without a connection, who may change what and who is at work is not asked: both were when the plan was made. */
  async #context(
    kind: PlanKind,
    machines: readonly JudgedMachine[],
    connection: OperationConnection | null,
  ): Promise<PlanContext> {
    const { services, archive } = this.#parts;
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
      readOnlySubscriptions: connection === null ? new Set() : await this.#withoutRight(kind, machines, connection),
      inProgress: connection === null ? new Set() : await archive.machinesInProgress(connection.place),
      vanished: new Set(snapshot?.vanished.map(({ facts }) => facts.id) ?? []),
      rates: ARM_RATES,
      actions: this.#actionRules(),
    };
  }

  #actionRules(): ActionRules {
    const { restart, updateManager } = this.#parts.services.settings();
    const { calendar, domainControllers, clusters, waveSize, wavePause, mostFailures } = restart;
    return {
      ...{ calendar, domainControllers, clusters, waveSize },
      waves: { pause: wavePause * MINUTE, mostFailures },
      restartOwed: this.#owed,
      exemptSubscriptions: new Set(updateManager?.exemptSubscriptions ?? []),
    };
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

/** How long back an enabling of VBS is looked for; who has not restarted since then has another assessment. */
const OWED_DAYS = 60;

/** The machines as they are sent to: by wave where there are waves. */
function operationMachines({ included, waves }: Plan, refuseDrift: boolean): readonly OperationMachine[] {
  const waveOf = new Map(waves?.waves.flatMap((ids, wave) => ids.map((id) => [id, wave] as const)) ?? []);
  const machines = included.map(({ machine: { facts }, before, wanted, action }): OperationMachine => {
    const { id, name, tenantId, subscriptionId, location } = facts;
    const wave = waveOf.get(id);
    return {
      ...{ id, name, tenantId, subscriptionId, location, wanted, before, refuseDrift },
      ...(action === null ? {} : { action }),
      ...(wave === undefined ? {} : { wave }),
    };
  });
  return waves === null ? machines : machines.toSorted((a, b) => (a.wave ?? 0) - (b.wave ?? 0));
}

/** The script that an operation runs; null = none. */
function scriptOf(kind: PlanKind): GuestScriptId | null {
  return kind === 'checkVbs' || kind === 'enableVbs' || kind === 'restart' ? kind : null;
}

/** Subscriptions in which periodic assessment would silently do nothing. What could not be found out is not among them. */
async function unregisteredIn(
  { candidates }: Plan,
  { actor }: OperationConnection,
): Promise<readonly SubscriptionId[]> {
  const places = new Map(candidates.map(({ machine: { facts } }) => [facts.subscriptionId, facts.tenantId] as const));
  const signal = AbortSignal.timeout(PROVIDER_TIMEOUT);
  const asked = [...places].map(async ([id, tenant]) => {
    const registered = await actor.isRegistered(tenant, id, 'Microsoft.Compute', signal);
    return registered.ok && !registered.value ? [id] : [];
  });
  return (await Promise.all(asked)).flat();
}

/** One read a subscription; the plan does not wait for long for what is only a hint. */
const PROVIDER_TIMEOUT = 30_000;

function homeUri(): vscode.Uri {
  return vscode.Uri.file('/');
}
