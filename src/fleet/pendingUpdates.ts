import type { AzureFault } from '../azure/azureFault';
import type { MachineId, TenantId } from '../core/ids';
import type { JudgedMachine } from '../core/judgedMachine';
import type { PendingUpdate } from '../core/machineFacts';
import type { Result } from '../core/result';
import { failed, succeeded } from '../core/result';
import type { FleetConnection } from './fleetSource';

export type UpdatesResult = Result<readonly PendingUpdate[], AzureFault>;

/** The most machines that one query names. */
const BATCH = 200;

interface Waiting {
  readonly machine: JudgedMachine;
  readonly settle: (result: UpdatesResult) => void;
}

/**
 * Reads the pending updates of machines on demand. Requests that come together (VS Code expands remembered rows all at
 * once) go out as one query. An answer is kept until the machine is assessed anew.
 */
export class PendingUpdates {
  readonly #connection: () => FleetConnection | null;
  readonly #connect: () => Promise<void>;
  readonly #known = new Map<
    MachineId,
    { readonly assessedAt: number | null; readonly updates: readonly PendingUpdate[] }
  >();
  #waiting: Waiting[] = [];
  #abort = new AbortController();

  /** `connect` makes a connection where there is none yet (rows from the cache can be expanded before the first read). */
  constructor(connection: () => FleetConnection | null, connect: () => Promise<void>) {
    this.#connection = connection;
    this.#connect = connect;
  }

  of(machine: JudgedMachine): Promise<UpdatesResult> {
    const known = this.#known.get(machine.facts.id);
    if (known?.assessedAt === assessedAt(machine)) return Promise.resolve(succeeded(known.updates));
    return new Promise((settle) => {
      if (this.#waiting.length === 0) setImmediate(() => void this.#flush());
      this.#waiting.push({ machine, settle });
    });
  }

  /** Asks Azure again the next time. */
  forget(): void {
    this.#known.clear();
  }

  /** Ends what is under way. */
  cancel(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
  }

  async #flush(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    if (this.#connection() === null) await this.#connect();
    const byTenant = new Map<TenantId, Waiting[]>();
    for (const one of waiting) {
      const tenant = one.machine.facts.tenantId;
      byTenant.set(tenant, [...(byTenant.get(tenant) ?? []), one]);
    }
    await Promise.all([...byTenant].flatMap(([tenant, all]) => inBatches(all).map((some) => this.#read(tenant, some))));
  }

  async #read(tenant: TenantId, waiting: readonly Waiting[]): Promise<void> {
    const connection = this.#connection();
    if (connection === null) {
      const fault: AzureFault = { kind: 'signInNeeded', tenantId: tenant, claims: null, message: '' };
      waiting.forEach(({ settle }) => settle(failed(fault)));
      return;
    }
    const ids = [...new Set(waiting.map(({ machine }) => machine.facts.id))];
    const read = await connection.reader.readPendingUpdates(tenant, ids, this.#abort.signal);
    for (const { machine, settle } of waiting) {
      if (!read.ok) {
        settle(read);
        continue;
      }
      const updates = read.value.get(machine.facts.id) ?? [];
      this.#known.set(machine.facts.id, { assessedAt: assessedAt(machine), updates });
      settle(succeeded(updates));
    }
  }
}

function assessedAt(machine: JudgedMachine): number | null {
  return machine.facts.assessment?.at ?? null;
}

function inBatches<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  const batches: Item[][] = [];
  for (let from = 0; from < items.length; from += BATCH) batches.push(items.slice(from, from + BATCH));
  return batches;
}
