import type { AzureFault } from '../azure/azureFault';
import type { MachineId, TenantId } from '../core/ids';
import type { Instant } from '../core/instant';
import type { JudgedMachine } from '../core/judgedMachine';
import type { PendingUpdate } from '../core/machineFacts';
import type { Result } from '../core/result';
import { failed, succeeded } from '../core/result';
import { boundedMessage } from '../core/withoutSecrets';
import type { FleetConnection } from './fleetSource';
import type { SnapshotKey } from './snapshotFile';

export type UpdatesResult = Result<readonly PendingUpdate[], AzureFault>;

/** The most machines that one query names. */
const BATCH = 200;

interface Waiting {
  readonly machine: JudgedMachine;
  readonly settle: (result: UpdatesResult) => void;
}

interface KnownUpdates {
  /** Whose answer it is: another account may see less. */
  readonly key: SnapshotKey;
  readonly assessedAt: Instant | null;
  readonly updates: readonly PendingUpdate[];
}

/**
 * Reads the pending updates of machines on demand. Requests that come together (VS Code expands remembered rows all at
 * once) go out as one query. An answer is kept until the machine is assessed anew.
 */
export class PendingUpdates {
  readonly #connection: () => FleetConnection | null;
  readonly #connect: () => Promise<AzureFault | null>;
  readonly #known = new Map<MachineId, KnownUpdates>();
  #waiting: Waiting[] = [];
  #abort = new AbortController();

  /**
   * `connect` makes a connection where there is none yet (rows from the cache can be expanded before the first read), and
   * says why where it could not.
   */
  constructor(connection: () => FleetConnection | null, connect: () => Promise<AzureFault | null>) {
    this.#connection = connection;
    this.#connect = connect;
  }

  /** Never rejects. */
  of(machine: JudgedMachine): Promise<UpdatesResult> {
    const known = this.#known.get(machine.facts.id);
    if (known && known.key === this.#connection()?.key && known.assessedAt === assessedAt(machine)) {
      return Promise.resolve(succeeded(known.updates));
    }
    return new Promise((settle) => {
      if (this.#waiting.length === 0) setImmediate(() => void this.#flush());
      this.#waiting.push({ machine, settle });
    });
  }

  /** Reads these in one query with the next that is asked for. */
  prepare(machines: readonly JudgedMachine[]): void {
    for (const machine of machines) void this.of(machine);
  }

  /** Asks Azure again the next time. */
  forget(): void {
    this.#known.clear();
  }

  /** Ends what is asked for or under way. */
  cancel(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
    settleAll(this.#waiting.splice(0), { kind: 'cancelled' });
  }

  async #flush(): Promise<void> {
    const waiting = this.#waiting.splice(0);
    if (waiting.length === 0) return;
    const { signal } = this.#abort;
    try {
      const connection = await this.#connected();
      if (signal.aborted) settleAll(waiting, { kind: 'cancelled' });
      else if (connection.ok) await this.#readAll(waiting, connection.value, signal);
      else settleAll(waiting, connection.fault);
    } catch (error) {
      settleAll(waiting, unexpected(error));
    }
  }

  async #connected(): Promise<Result<FleetConnection, AzureFault>> {
    const fault = this.#connection() === null ? await this.#connect() : null;
    const connection = this.#connection();
    if (connection !== null) return succeeded(connection);
    return failed(fault ?? { kind: 'cancelled' });
  }

  async #readAll(waiting: readonly Waiting[], connection: FleetConnection, signal: AbortSignal): Promise<void> {
    const byTenant = new Map<TenantId, Waiting[]>();
    for (const one of waiting) {
      const { tenantId } = one.machine.facts;
      const ofTenant = byTenant.get(tenantId);
      if (ofTenant) ofTenant.push(one);
      else byTenant.set(tenantId, [one]);
    }
    const batches = [...byTenant].flatMap(([tenant, all]) => inBatches(all).map((batch) => ({ tenant, batch })));
    await Promise.all(batches.map(({ tenant, batch }) => this.#read(tenant, batch, connection, signal)));
  }

  async #read(
    tenant: TenantId,
    waiting: readonly Waiting[],
    { reader, key }: FleetConnection,
    signal: AbortSignal,
  ): Promise<void> {
    const ids = [...new Set(waiting.map(({ machine }) => machine.facts.id))];
    try {
      const read = await reader.readPendingUpdates(tenant, ids, signal);
      if (!read.ok) {
        settleAll(waiting, read.fault);
        return;
      }
      for (const { machine, settle } of waiting) {
        const updates = read.value.get(machine.facts.id) ?? [];
        this.#known.set(machine.facts.id, { key, assessedAt: assessedAt(machine), updates });
        settle(succeeded(updates));
      }
    } catch (error) {
      settleAll(waiting, unexpected(error));
    }
  }
}

function settleAll(waiting: readonly Waiting[], fault: AzureFault): void {
  for (const { settle } of waiting) settle(failed(fault));
}

function unexpected(error: unknown): AzureFault {
  return { kind: 'unreadable', message: boundedMessage(error) };
}

function assessedAt(machine: JudgedMachine): Instant | null {
  return machine.facts.assessment?.at ?? null;
}

function inBatches<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  const batches: (readonly Item[])[] = [];
  for (let from = 0; from < items.length; from += BATCH) batches.push(items.slice(from, from + BATCH));
  return batches;
}
