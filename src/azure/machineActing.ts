import type { MachineId, SubscriptionId, TenantId } from '../core/ids';
import type { Instant } from '../core/instant';
import type { InstallChoice } from '../core/machineAction';
import type { AssessmentFacts, InstallationFacts } from '../core/machineFacts';
import type { Result } from '../core/result';
import type { AzureFault } from './azureFault';
import type { OnThrottled, ReadPriority, SendAnswer, SendGate, Tracking, WriteTarget } from './machineWriting';

/** What is to be installed. Everything else stays as it is. Source: Microsoft.HybridCompute 2025-01-13, installPatches. */
export type InstallWish = InstallChoice;

/** A script of this repository and the values that it takes; none is ever pasted into it. */
export interface RunCommandWish {
  /** Names the resource; the same wish of the same operation has the same name, so that it can be found again. */
  readonly name: string;
  readonly script: string;
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  readonly timeoutSeconds: number;
}

/** GET …/runCommands/{name}. */
export type RunCommandReading =
  | { readonly kind: 'absent' }
  | {
      readonly kind: 'present';
      /** Unknown, Pending, Running, Failed, Succeeded, TimedOut, Canceled, …; null = Azure does not say yet. */
      readonly executionState: string | null;
      readonly exitCode: number | null;
      /** What the script wrote; cut at 4,096 characters by Azure. */
      readonly output: string;
      /** What it wrote to its error stream; where that is nothing, Azure's own message about the execution. */
      readonly error: string;
      readonly provisioningState: string | null;
    };

/** An action's result, from its operation's URL or body. Azure's own words. */
export interface ActionProgress {
  /** InProgress, Succeeded, Failed, CompletedWithWarnings, Canceled, … */
  readonly status: string;
  readonly error: { readonly code: string; readonly message: string } | null;
  /** Of an assessment or an installation; null = not there yet, or another kind of action. */
  readonly result: ActionResult | null;
  readonly tracking: Tracking;
}

export interface ActionResult {
  readonly activityId: string | null;
  readonly rebootPending: boolean | null;
  /** Unknown, NotNeeded, Required, Started, Failed, Completed. */
  readonly rebootStatus: string | null;
  /** Of an assessment: how many updates wait. */
  readonly availableCount: number | null;
  readonly installed: number | null;
  readonly failed: number | null;
  readonly pending: number | null;
  readonly excluded: number | null;
  readonly notSelected: number | null;
  readonly endedAt: Instant | null;
}

/** The newest patch rows of a machine as Resource Graph has them, which lags behind. */
export interface PatchRows {
  readonly assessment: AssessmentFacts | null;
  readonly installation: InstallationFacts | null;
  /** When that installation began, by Azure’s clock; null = not said. */
  readonly installationBegan: Instant | null;
}

export interface ResourceGroup {
  readonly name: string;
  /** Region; empty where Azure does not say. */
  readonly location: string;
}

/** What the account may do at a scope; null = it could not be found out, which is neither yes nor no. */
export type Permissions = { readonly may: (action: string) => boolean } | null;

/**
 * The port for what is done to machines beyond their two switches. By the same rules as MachineWriter: keeps to Azure's
 * limits by itself, a 429 is waited out, what changes something is sent once, nothing throws.
 */
export interface MachineActor {
  /** POST …/assessPatches. */
  assessPatches(
    target: WriteTarget,
    gate: SendGate,
    signal: AbortSignal,
    onThrottled?: OnThrottled,
  ): Promise<SendAnswer>;
  /**
   * POST …/installPatches. Never sent twice: where no answer came, only the installation rows tell. A wish that names
   * neither classifications nor KBs to include is refused without being sent: what Azure makes of it is not documented.
   */
  installPatches(
    target: WriteTarget,
    wish: InstallWish,
    gate: SendGate,
    signal: AbortSignal,
    onThrottled?: OnThrottled,
  ): Promise<SendAnswer>;
  /**
   * One poll of an assessment's or installation's operation, whichever URL Azure gave; where it is over (isOver) and its
   * result is elsewhere, that too. Only on the cloud's own host. A fault says nothing about the action itself.
   */
  readAction(tenantId: TenantId, tracking: Tracking, signal: AbortSignal): Promise<Result<ActionProgress, AzureFault>>;
  /** PUT …/runCommands/{name} with asyncExecution. */
  createRunCommand(
    target: WriteTarget,
    wish: RunCommandWish,
    gate: SendGate,
    signal: AbortSignal,
    onThrottled?: OnThrottled,
  ): Promise<SendAnswer>;
  /** notFound is the machine's; a run command that is not there is `absent`. */
  readRunCommand(
    target: WriteTarget,
    name: string,
    signal: AbortSignal,
    priority: ReadPriority,
  ): Promise<Result<RunCommandReading, AzureFault>>;
  /** DELETE; one that is gone already counts as deleted. */
  deleteRunCommand(target: WriteTarget, name: string, signal: AbortSignal): Promise<Result<void, AzureFault>>;
  /** The newest patch rows of many machines of one tenant. Machines without rows have nulls; those that may not be read are missing. */
  readPatchRows(
    tenantId: TenantId,
    machines: readonly MachineId[],
    signal: AbortSignal,
  ): Promise<Result<ReadonlyMap<MachineId, PatchRows>, AzureFault>>;
  /** Whether a resource provider is registered in a subscription. */
  isRegistered(
    tenantId: TenantId,
    subscriptionId: SubscriptionId,
    provider: string,
    signal: AbortSignal,
  ): Promise<Result<boolean, AzureFault>>;
  /** GET {scope}/providers/Microsoft.Authorization/permissions: one read a scope. A failure is “not known”. */
  readPermissions(tenantId: TenantId, scope: string, signal: AbortSignal): Promise<Permissions>;
  /** Names of the resource groups of a subscription with their regions: for the onboarding wizard. */
  listResourceGroups(
    tenantId: TenantId,
    subscriptionId: SubscriptionId,
    signal: AbortSignal,
  ): Promise<Result<readonly ResourceGroup[], AzureFault>>;
}
