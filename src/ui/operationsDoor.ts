import { readdir } from 'node:fs/promises';
import type { Disposable, Listen } from '../core/eventEmitter';
import { EventEmitter } from '../core/eventEmitter';
import type { MachineId } from '../core/ids';
import type { JudgedMachine } from '../core/judgedMachine';
import type { PlanKind } from '../core/plan';
import type { MachineStanding, OperationBegan, OperationEnded } from '../fleet/operations';
import type { OperationView } from './fleetSurface';
import type { OperationDesk } from './operationDesk';
import type { OperationRequest } from './operationRequest';
import type * as operationsEntry from './operationsEntry';
import type { OperationServices } from './operationServices';

/**
 * The way to everything that changes machines. Its code is loaded when it is first asked for, or where an operation was
 * recorded on this computer, which may have to be resumed.
 */
export class OperationsDoor implements OperationView, Disposable {
  readonly #load: () => Promise<typeof operationsEntry>;
  readonly #services: OperationServices;
  readonly #changed = new EventEmitter<void>();
  readonly onDidChange: Listen<void> = this.#changed.event;
  readonly #subscriptions: Disposable[] = [];
  /** Machines of running operations as they were at its beginning: their rows do not move before the end. */
  readonly #pinned = new Map<MachineId, JudgedMachine>();
  #desk: OperationDesk | null = null;
  #opening: Promise<OperationDesk> | null = null;

  constructor(load: () => Promise<typeof operationsEntry>, services: OperationServices) {
    this.#load = load;
    this.#services = services;
  }

  activityOf(id: MachineId): MachineStanding | null {
    return this.#desk?.operations.standingOf(id) ?? null;
  }

  /** Whether a restart is owed by what was done here, which no assessment shows. */
  isRestartOwed(id: MachineId): boolean {
    return this.#desk?.planning.isRestartOwed(id) ?? false;
  }

  standsAs(machine: JudgedMachine): JudgedMachine {
    return this.#pinned.get(machine.facts.id) ?? machine;
  }

  /** Whether the end of the machine's enrollment was asked for here lately. */
  isDeliberate(id: MachineId): boolean {
    return this.#desk?.isDeliberate(id) ?? false;
  }

  async begin(kind: PlanKind, machines: readonly JudgedMachine[]): Promise<void> {
    const desk = await this.#open();
    await desk.begin(kind, machines);
  }

  async ask(request: OperationRequest): Promise<void> {
    const desk = await this.#open();
    await desk.ask(request);
  }

  /** Offers to resume what was interrupted. Reads one folder's names where nothing was ever done. */
  async lookForInterrupted(): Promise<void> {
    const names = await readdir(this.#services.folder).catch((): string[] => []);
    if (names.length === 0) return;
    const desk = await this.#open();
    await desk.offerResumption();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#desk?.dispose();
    this.#changed.dispose();
  }

  #open(): Promise<OperationDesk> {
    this.#opening ??= this.#load().then(async ({ openOperationDesk }) => {
      const desk = await openOperationDesk(this.#services);
      this.#subscriptions.push(
        desk.operations.onDidBegin((began) => {
          this.#pin(began);
        }),
        desk.operations.onDidEnd((ended) => {
          this.#unpin(ended);
        }),
        desk.operations.onDidChange(() => {
          this.#changed.fire();
        }),
        desk.planning.onDidChangeOwed(() => {
          this.#changed.fire();
        }),
      );
      this.#desk = desk;
      void desk.planning.readOwed();
      return desk;
    });
    return this.#opening;
  }

  #pin({ machines }: OperationBegan): void {
    for (const id of machines) {
      const machine = this.#services.store.machine(id);
      if (machine) this.#pinned.set(id, machine);
    }
  }

  #unpin({ machines }: OperationEnded): void {
    for (const id of machines) this.#pinned.delete(id);
    this.#changed.fire();
  }
}
