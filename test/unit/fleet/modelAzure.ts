import type { AzureFault } from '../../../src/azure/azureFault';
import type {
  LicenseReading,
  MachineReading,
  MachineWriter,
  OtherLicenseData,
  PatchSettingsWish,
  SendAnswer,
  SendGate,
  TrackedStatus,
  Tracking,
  WriteTarget,
} from '../../../src/azure/machineWriting';
import type { MachineActor } from '../../../src/azure/machineActing';
import type { MachineId, TenantId } from '../../../src/core/ids';
import { machineIdParts } from '../../../src/core/ids';
import type { Instant } from '../../../src/core/instant';
import { MINUTE } from '../../../src/core/instant';
import type { MachineFacts } from '../../../src/core/machineFacts';
import type { LicenseWish, SwitchValues } from '../../../src/core/operation';
import type { Result } from '../../../src/core/result';
import { failed, succeeded } from '../../../src/core/result';
import { AZURE_PACE } from '../../../src/fleet/operationPace';
import type { OperationConnection } from '../../../src/fleet/operations';
import { machine } from '../core/machineBuilder';
import type { VirtualTime } from './virtualTime';

/** A machine as Azure has it. What is null in `license` has no profile at all. */
export interface ModelMachine {
  license: string | null;
  hotpatching: boolean | null;
  assessmentMode: string | null;
  patchMode: string | null;
  others: OtherLicenseData;
  /** What the feature becomes in the end, in place of what was asked for, and with which error. */
  endsAs: {
    readonly status: string;
    readonly error: { readonly code: string; readonly message: string } | null;
  } | null;
  /** When the change under way ends. */
  endsAt: Instant | null;
  /** Changes that really took place: requests that found the machine otherwise. */
  transitions: number;
}

export type SentRequest = `${'PUT' | 'PATCH'} ${'license' | 'settings'} ${string}`;

/** An answer that a test puts in the place of the model's; null = the model's own. */
export interface ModelFault {
  /** What the caller is told. */
  readonly answer: 'refused' | 'noAnswer';
  readonly fault: AzureFault;
  /** Whether the request takes effect all the same. */
  readonly takesEffect?: boolean;
}

/** For tests that need a connection and change nothing through it. */
export const operationsOfModel: OperationConnection = {
  get writer(): MachineWriter {
    throw new Error('nobody changes a machine here');
  },
  get actor(): MachineActor {
    throw new Error('nobody acts on a machine here');
  },
  pace: AZURE_PACE,
  place: { cloud: 'AzureCloud', endpoint: 'https://management.azure.com' },
};

const IDS = { client: '00000000-0000-0000-0000-00000000c1d0', server: null, correlation: null };

/** An Azure of a few machines, by the same rules as the real one, for what a scripted clock and faults have to show. */
export class ModelAzure implements MachineWriter {
  azureAhead(): number {
    return 0;
  }

  readonly machines = new Map<MachineId, ModelMachine>();
  readonly sent: SentRequest[] = [];
  readonly reads: string[] = [];
  enrollTakes = 12 * MINUTE;
  disenrollTakes = MINUTE / 2;
  graphLag = MINUTE / 2;
  readonly #time: VirtualTime;
  readonly #seenByGraph = new Map<MachineId, { readonly at: Instant; readonly values: SwitchValues }[]>();
  faultOfSend: (name: string, tries: number) => ModelFault | null = () => null;
  faultOfRead: (name: string, tries: number) => AzureFault | null = () => null;
  faultOfGraph: () => AzureFault | null = () => null;
  /** What the operation's own status says. */
  tracked: TrackedStatus['status'] = 'InProgress';

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  add(id: MachineId, differs: Partial<ModelMachine> = {}): void {
    this.machines.set(id, {
      ...{ license: null, hotpatching: null, assessmentMode: null, patchMode: null, others: {} },
      ...{ endsAs: null, endsAt: null, transitions: 0 },
      ...differs,
    });
    this.#noteGraph(id);
  }

  of(id: MachineId): ModelMachine {
    const found = this.machines.get(id);
    if (found === undefined) throw new Error(`The model has no ${id}`);
    if (found.endsAt !== null && this.#time.now() >= found.endsAt) {
      found.license = found.endsAs?.status ?? (found.license === 'Enabling' ? 'Enabled' : 'Disabled');
      found.endsAt = null;
      this.#noteGraph(id);
    }
    return found;
  }

  actingAccount(): ReturnType<MachineWriter['actingAccount']> {
    return Promise.resolve(succeeded({ id: 'ada', name: 'ada@contoso.example' }));
  }

  readLicense(target: WriteTarget): Promise<Result<LicenseReading, AzureFault>> {
    const fault = this.#readFault(target.id, 'license');
    if (fault) return Promise.resolve(failed(fault));
    if (!this.machines.has(target.id)) return Promise.resolve(succeeded({ kind: 'absent' }));
    const { license, others, endsAs } = this.of(target.id);
    if (license === null && Object.keys(others).length === 0) return Promise.resolve(succeeded({ kind: 'absent' }));
    const feature =
      license === null
        ? null
        : {
            ...{ status: license, enrolledAt: null, disenrolledAt: null, billingStartsAt: null, billingEndsAt: null },
            error: license === 'Failed' ? (endsAs?.error ?? null) : null,
          };
    return Promise.resolve(succeeded({ kind: 'present', feature, others }));
  }

  readMachine(target: WriteTarget): Promise<Result<MachineReading, AzureFault>> {
    const fault = this.#readFault(target.id, 'machine');
    if (fault) return Promise.resolve(failed(fault));
    if (!this.machines.has(target.id)) {
      return Promise.resolve(failed({ kind: 'notFound', code: 'ResourceNotFound', message: 'It is gone.' }));
    }
    return Promise.resolve(succeeded({ facts: this.#facts(target.id), others: this.of(target.id).others }));
  }

  createLicense(target: WriteTarget, wish: LicenseWish, gate: SendGate, signal: AbortSignal): Promise<SendAnswer> {
    return this.#send(`PUT license ${nameOf(target.id)}`, target.id, gate, signal, () =>
      this.#license(target.id, wish),
    );
  }

  updateLicense(target: WriteTarget, wish: LicenseWish, gate: SendGate, signal: AbortSignal): Promise<SendAnswer> {
    const request: SentRequest = `PATCH license ${nameOf(target.id)}`;
    return this.#send(request, target.id, gate, signal, () => this.#license(target.id, wish));
  }

  updatePatchSettings(
    target: WriteTarget,
    wish: PatchSettingsWish,
    gate: SendGate,
    signal: AbortSignal,
  ): Promise<SendAnswer> {
    return this.#send(`PATCH settings ${nameOf(target.id)}`, target.id, gate, signal, () => {
      const it = this.of(target.id);
      if (it.hotpatching !== wish.enableHotpatching) it.transitions += 1;
      // As a shallow merge would have it: what is not sent along is gone.
      it.hotpatching = wish.enableHotpatching;
      it.assessmentMode = wish.assessmentMode;
      it.patchMode = wish.patchMode;
      this.#noteGraph(target.id);
    });
  }

  readTracking(_tenantId: TenantId, tracking: Tracking): Promise<Result<TrackedStatus, AzureFault>> {
    this.reads.push(`tracking ${tracking.url}`);
    const error = this.tracked === 'Failed' ? { code: 'OperationFailed', message: 'The service gave up.' } : null;
    return Promise.resolve(succeeded({ status: this.tracked, error, tracking }));
  }

  readSwitches(
    _tenantId: TenantId,
    machines: readonly MachineId[],
  ): Promise<Result<ReadonlyMap<MachineId, SwitchValues>, AzureFault>> {
    const fault = this.faultOfGraph();
    if (fault) return Promise.resolve(failed(fault));
    const until = this.#time.now() - this.graphLag;
    const seen = machines.flatMap((id): [MachineId, SwitchValues][] => {
      if (!this.machines.has(id)) return [];
      this.of(id);
      const all = this.#seenByGraph.get(id) ?? [];
      const last = all.findLast(({ at }) => at <= until) ?? all[0];
      return last ? [[id, last.values]] : [];
    });
    return Promise.resolve(succeeded(new Map(seen)));
  }

  #license(id: MachineId, wish: LicenseWish): void {
    const it = this.of(id);
    const [onTheWay, there] = wish === 'Enable' ? ['Enabling', 'Enabled'] : ['Disabling', 'Disabled'];
    if (it.license === onTheWay || it.license === there) return;
    it.transitions += 1;
    it.license = onTheWay;
    it.endsAt = instantAfter(this.#time.now(), wish === 'Enable' ? this.enrollTakes : this.disenrollTakes);
    this.#noteGraph(id);
  }

  async #send(
    request: SentRequest,
    id: MachineId,
    gate: SendGate,
    signal: AbortSignal,
    effect: () => void,
  ): Promise<SendAnswer> {
    if (signal.aborted || !(await gate())) return { kind: 'notSent' };
    const name = nameOf(id);
    const tries = this.sent.filter((one) => one.endsWith(` ${name}`)).length + 1;
    this.sent.push(request);
    const fault = this.faultOfSend(name, tries);
    if (fault === null || fault.takesEffect === true) effect();
    if (fault !== null) return { kind: fault.answer, fault: fault.fault, ids: IDS };
    return { kind: 'accepted', status: 202, ids: IDS, tracking: { url: name } };
  }

  #readFault(id: MachineId, what: string): AzureFault | null {
    const name = nameOf(id);
    const tries = this.reads.filter((one) => one.endsWith(` ${name}`)).length + 1;
    this.reads.push(`${what} ${name}`);
    return this.faultOfRead(name, tries);
  }

  #noteGraph(id: MachineId): void {
    const it = this.machines.get(id);
    if (!it) return;
    const seen = { at: this.#time.now(), values: { license: it.license, hotpatching: it.hotpatching } };
    this.#seenByGraph.set(id, [...(this.#seenByGraph.get(id) ?? []), seen]);
  }

  #facts(id: MachineId): MachineFacts {
    const { hotpatching, assessmentMode, patchMode } = this.of(id);
    return machine({
      id,
      name: nameOf(id),
      patchSettings: { enableHotpatching: hotpatching, assessmentMode, patchMode },
    });
  }
}

export function nameOf(id: MachineId): string {
  return machineIdParts(id).name;
}

function instantAfter(at: Instant, milliseconds: number): Instant {
  return (at + milliseconds) as Instant;
}
