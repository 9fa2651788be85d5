import type { MachineId, SubscriptionId, TenantId } from '../core/ids';
import type { Result } from '../core/result';
import { failed, succeeded } from '../core/result';
import { installPatchesBody, isRunCommandName, runCommandBody, saysWhatToInstall } from './actionBodies';
import { actionProgressOf, actionTrackingOf, isOver } from './actionProgress';
import type { ArmAnswer } from './armExchange';
import { listPageOf, readList } from './armList';
import type { AzureFault } from './azureFault';
import type { LaneClientOptions, Place } from './laneClient';
import { faultOfAnswer, LaneClient } from './laneClient';
import type {
  ActionProgress,
  InstallWish,
  MachineActor,
  PatchRows,
  Permissions,
  ResourceGroup,
  RunCommandReading,
  RunCommandWish,
} from './machineActing';
import type { OnThrottled, ReadPriority, SendAnswer, SendGate, Tracking, WriteTarget } from './machineWriting';
import { readPatchRows } from './patchRows';
import { permissionEntryOf, permissionsOf } from './permissions';
import type { GraphConnection } from './resourceGraph';
import { isJsonObject, parsedJson, textOf } from './rowValues';
import { isMachineGone, runCommandOfArm } from './runCommandReading';

export interface AzureMachineActorOptions extends LaneClientOptions {
  /** Queries as a tenant's user, within the quota that the reader shares. */
  readonly graphOf: (tenant: TenantId) => GraphConnection;
}

const RESOURCES_VERSION = '2021-04-01';
const AUTHORIZATION_VERSION = '2022-04-01';

/** Assesses, installs and runs scripts through Azure Resource Manager, in the lanes that the writer uses too. */
export class AzureMachineActor implements MachineActor {
  private readonly client: LaneClient;

  constructor(private readonly options: AzureMachineActorOptions) {
    this.client = new LaneClient(options);
  }

  assessPatches(
    target: WriteTarget,
    gate: SendGate,
    signal: AbortSignal,
    onThrottled?: OnThrottled,
  ): Promise<SendAnswer> {
    const url = this.client.machineUrl(target.id, '/assessPatches');
    return this.post(target, url, null, gate, signal, onThrottled);
  }

  installPatches(
    target: WriteTarget,
    wish: InstallWish,
    gate: SendGate,
    signal: AbortSignal,
    onThrottled?: OnThrottled,
  ): Promise<SendAnswer> {
    if (!saysWhatToInstall(wish)) return Promise.resolve(keptBack('NothingToInstall', 'no classification and no KB'));
    const url = this.client.machineUrl(target.id, '/installPatches');
    return this.post(target, url, installPatchesBody(wish), gate, signal, onThrottled);
  }

  async readAction(
    tenantId: TenantId,
    tracking: Tracking,
    signal: AbortSignal,
  ): Promise<Result<ActionProgress, AzureFault>> {
    const polled = await this.poll(tenantId, tracking.url, tracking, signal);
    if (!polled.ok) return polled;
    const progress = polled.value;
    const { resultUrl } = progress.tracking;
    if (progress.result !== null || resultUrl === undefined || !isOver(progress.status)) return polled;
    // Without it the action has ended all the same; the patch rows tell the rest.
    const ended = await this.poll(tenantId, resultUrl, progress.tracking, signal);
    if (!ended.ok || ended.value.result === null) return polled;
    const status = progress.status.toLowerCase() === 'succeeded' ? ended.value.status : progress.status;
    return succeeded({ ...progress, status, error: progress.error ?? ended.value.error, result: ended.value.result });
  }

  createRunCommand(
    target: WriteTarget,
    wish: RunCommandWish,
    gate: SendGate,
    signal: AbortSignal,
    onThrottled?: OnThrottled,
  ): Promise<SendAnswer> {
    if (!isRunCommandName(wish.name)) return Promise.resolve(keptBack('InvalidRunCommandName', wish.name));
    const url = this.runCommandUrl(target, wish.name);
    const body = runCommandBody(target.location, wish);
    return this.client.write(this.client.placeOf(target), { method: 'PUT', url, body }, gate, signal, onThrottled);
  }

  async readRunCommand(
    target: WriteTarget,
    name: string,
    signal: AbortSignal,
    priority: ReadPriority,
  ): Promise<Result<RunCommandReading, AzureFault>> {
    if (!isRunCommandName(name)) return failed(notAName(name));
    const url = this.runCommandUrl(target, name);
    return this.client.read<RunCommandReading>(this.client.placeOf(target), url, priority, signal, {
      200: (answer) => runCommandOfArm(parsedJson(answer.text)),
      404: (answer) => (isMachineGone(faultOfAnswer(answer)) ? null : { kind: 'absent' }),
    });
  }

  async deleteRunCommand(target: WriteTarget, name: string, signal: AbortSignal): Promise<Result<void, AzureFault>> {
    if (!isRunCommandName(name)) return failed(notAName(name));
    return this.client.remove(this.client.placeOf(target), this.runCommandUrl(target, name), signal);
  }

  readPatchRows(
    tenantId: TenantId,
    machines: readonly MachineId[],
    signal: AbortSignal,
  ): Promise<Result<ReadonlyMap<MachineId, PatchRows>, AzureFault>> {
    return readPatchRows(this.options, tenantId, machines, signal);
  }

  isRegistered(
    tenantId: TenantId,
    subscriptionId: SubscriptionId,
    provider: string,
    signal: AbortSignal,
  ): Promise<Result<boolean, AzureFault>> {
    const path = `/subscriptions/${encodeURIComponent(subscriptionId)}/providers/${encodeURIComponent(provider)}`;
    const url = this.armUrl(path, RESOURCES_VERSION);
    return this.client.read(this.client.placeIn(tenantId, subscriptionId, ''), url, 'before', signal, {
      200: (answer) => isRegisteredOf(parsedJson(answer.text)),
    });
  }

  async readPermissions(tenantId: TenantId, scope: string, signal: AbortSignal): Promise<Permissions> {
    const path = scope.split('/').map(encodeURIComponent).join('/');
    const url = this.armUrl(`${path}/providers/Microsoft.Authorization/permissions`, AUTHORIZATION_VERSION);
    const listed = await this.list(this.client.placeOfUrl(tenantId, url), url, signal);
    if (!listed.ok) return null;
    const entries = listed.value.map(permissionEntryOf).filter((entry) => entry !== null);
    return entries.length === listed.value.length ? permissionsOf(entries) : null;
  }

  async listResourceGroups(
    tenantId: TenantId,
    subscriptionId: SubscriptionId,
    signal: AbortSignal,
  ): Promise<Result<readonly ResourceGroup[], AzureFault>> {
    const url = this.armUrl(`/subscriptions/${encodeURIComponent(subscriptionId)}/resourcegroups`, RESOURCES_VERSION);
    const listed = await this.list(this.client.placeIn(tenantId, subscriptionId, ''), url, signal);
    if (!listed.ok) return listed;
    return succeeded(listed.value.map(resourceGroupOf).filter((group) => group !== null));
  }

  private post(
    target: WriteTarget,
    url: string,
    body: object | null,
    gate: SendGate,
    signal: AbortSignal,
    onThrottled?: OnThrottled,
  ): Promise<SendAnswer> {
    const request = { method: 'POST', url, body } as const;
    return this.client.write(this.client.placeOf(target), request, gate, signal, onThrottled, actionTrackingOf);
  }

  private poll(
    tenantId: TenantId,
    url: string,
    tracking: Tracking,
    signal: AbortSignal,
  ): Promise<Result<ActionProgress, AzureFault>> {
    const read = (answer: ArmAnswer): ActionProgress | null => actionProgressOf(answer, tracking, this.options.cloud);
    const readers = { 200: read, 201: read, 202: read, 204: read };
    return this.client.readForeign(this.client.placeOfUrl(tenantId, url), url, 'after', signal, readers);
  }

  private list(place: Place, url: string, signal: AbortSignal): Promise<Result<readonly unknown[], AzureFault>> {
    const readers = { 200: ({ text }: ArmAnswer) => listPageOf(text) };
    return readList(url, (page) => this.client.readForeign(place, page, 'before', signal, readers));
  }

  private runCommandUrl({ id }: WriteTarget, name: string): string {
    return this.client.machineUrl(id, `/runCommands/${encodeURIComponent(name)}`);
  }

  private armUrl(path: string, version: string): string {
    return `${this.options.cloud.endpoint}${path}?api-version=${version}`;
  }
}

// Status 0, as nothing was sent.
function keptBack(code: string, message: string): SendAnswer {
  const ids = { client: '', server: null, correlation: null };
  return { kind: 'refused', fault: { kind: 'rejected', status: 0, code, message }, ids };
}

function notAName(name: string): AzureFault {
  return { kind: 'rejected', status: 0, code: 'InvalidRunCommandName', message: name };
}

function isRegisteredOf(body: unknown): boolean | null {
  const state = isJsonObject(body) ? textOf(body['registrationState']) : null;
  return state === null ? null : state.toLowerCase() === 'registered';
}

function resourceGroupOf(item: unknown): ResourceGroup | null {
  if (!isJsonObject(item)) return null;
  const name = textOf(item['name']);
  return name === null ? null : { name, location: textOf(item['location']) ?? '' };
}
