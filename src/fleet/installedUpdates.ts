import type { AzureFault } from '../azure/azureFault';
import type { Disposable } from '../core/eventEmitter';
import { EventEmitter } from '../core/eventEmitter';
import type { MachineId, TenantId } from '../core/ids';
import type { Instant } from '../core/instant';
import type { JudgedMachine } from '../core/judgedMachine';
import type { InstalledRun, PendingUpdate } from '../core/machineFacts';
import type { InstalledUpdates } from '../core/rebootReasons';
import { boundedMessage } from '../core/withoutSecrets';
import type { FleetConnection } from './fleetSource';
import type { SnapshotKey } from './snapshotFile';

/** The most machines that one query names. */
const BATCH = 200;

/** The most machines that are asked for; of more, those whose installation is the newest. */
const MOST_MACHINES = 2_000;

interface KnownRun {
  /** The installation that the machine's facts tell of. */
  readonly at: Instant | null;
  /** Null: what Azure answered is another run, or none. */
  readonly updates: readonly PendingUpdate[] | null;
}

const NOTHING: InstalledUpdates = new Map();

/**
 * What the installation runs brought to which machines owe a restart: it can say for certain why. Read on demand, for
 * these machines only, since nothing but the dashboard asks and a read of the whole fleet would cost a query of its own.
 * Where it cannot be read, reasons stay likely ones.
 */
export class InstalledUpdatesReader implements Disposable {
  readonly #connection: () => FleetConnection | null;
  readonly #warn: (message: string) => void;
  readonly #changed = new EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #known = new Map<MachineId, KnownRun>();
  /** Whose answers are known: another account may see less. */
  #key: SnapshotKey | null = null;
  #installed: InstalledUpdates = NOTHING;
  #abort = new AbortController();
  #last: Promise<void> = Promise.resolve();

  constructor(connection: () => FleetConnection | null, warn: (message: string) => void) {
    this.#connection = connection;
    this.#warn = warn;
  }

  /** What is known now; the same object as long as it is the same. */
  get installed(): InstalledUpdates {
    return this.#installed;
  }

  /** Reads what is not known yet. Does nothing without a connection: the fleet's next read makes one. Never rejects. */
  read(machines: readonly JudgedMachine[]): Promise<void> {
    this.#abort.abort();
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.#last = this.#last.then(() => this.#readMissing(machines, signal));
    return this.#last;
  }

  dispose(): void {
    this.#abort.abort();
    this.#changed.dispose();
  }

  async #readMissing(machines: readonly JudgedMachine[], signal: AbortSignal): Promise<void> {
    const connection = this.#connection();
    if (connection === null || signal.aborted) return;
    if (connection.key !== this.#key) this.#known.clear();
    this.#key = connection.key;
    const owing = machinesOwing(machines);
    this.#forgetOthers(owing);
    const missing = owing.filter(({ facts }) => !this.#known.has(facts.id));
    for (const [tenant, batch] of batches(missing)) {
      const fault = await this.#readBatch(tenant, batch, connection, signal);
      if (isAborted(signal)) return;
      if (fault === null) continue;
      this.#warn(`What installations have brought could not be read: ${fault.kind}`);
      break;
    }
    this.#show();
  }

  /** Those that owe no restart any more, or by a newer installation. */
  #forgetOthers(owing: readonly JudgedMachine[]): void {
    const current = new Map(owing.map(({ facts }) => [facts.id, facts.installation?.at ?? null]));
    for (const [id, { at }] of this.#known) if (current.get(id) !== at) this.#known.delete(id);
  }

  async #readBatch(
    tenant: TenantId,
    batch: readonly JudgedMachine[],
    { reader }: FleetConnection,
    signal: AbortSignal,
  ): Promise<AzureFault | null> {
    const ids = batch.map(({ facts }) => facts.id);
    try {
      const read = await reader.readInstalledUpdates(tenant, ids, signal);
      if (!read.ok) return read.fault;
      for (const { facts } of batch) {
        const at = facts.installation?.at ?? null;
        this.#known.set(facts.id, { at, updates: updatesOf(read.value.get(facts.id), at) });
      }
      return null;
    } catch (error) {
      return { kind: 'unreadable', message: boundedMessage(error) };
    }
  }

  #show(): void {
    const installed = new Map<MachineId, readonly PendingUpdate[]>();
    for (const [id, { updates }] of this.#known) if (updates !== null) installed.set(id, updates);
    const before = this.#installed;
    const isSame =
      before.size === installed.size && [...installed].every(([id, updates]) => before.get(id) === updates);
    if (isSame) return;
    this.#installed = installed;
    this.#changed.fire();
  }
}

/** Also while the code that asks has waited, which the type of the signal does not tell. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

/** Only an installation that no assessment is newer than can say why; see rebootReason. */
function machinesOwing(machines: readonly JudgedMachine[]): readonly JudgedMachine[] {
  return machines
    .filter(({ verdict }) => verdict.reboot.reboot === 'pending' && verdict.reboot.source === 'installation')
    .sort((a, b) => (b.verdict.reboot.at ?? 0) - (a.verdict.reboot.at ?? 0))
    .slice(0, MOST_MACHINES);
}

/** A run other than the one that the machine's facts tell of explains nothing. */
function updatesOf(run: InstalledRun | undefined, at: Instant | null): readonly PendingUpdate[] | null {
  if (run === undefined) return null;
  return run.at === at ? run.updates : null;
}

function batches(machines: readonly JudgedMachine[]): readonly (readonly [TenantId, readonly JudgedMachine[]])[] {
  const byTenant = new Map<TenantId, JudgedMachine[]>();
  for (const machine of machines) {
    const { tenantId } = machine.facts;
    const group = byTenant.get(tenantId);
    if (group === undefined) byTenant.set(tenantId, [machine]);
    else group.push(machine);
  }
  return [...byTenant].flatMap(([tenant, group]) =>
    Array.from(
      { length: Math.ceil(group.length / BATCH) },
      (_, place) => [tenant, group.slice(place * BATCH, (place + 1) * BATCH)] as const,
    ),
  );
}
