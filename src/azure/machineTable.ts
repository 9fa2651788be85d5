import type { UnjoinedMachine } from './machineRow';

/**
 * The machines of a batch while they arrive, and the place where patch data finds its machine.
 * Resource Graph sends rows ordered by id: while that holds, adding costs one comparison and {@link MachineCursor} walks
 * along, which is a fraction of what a map of long ids costs. The first machine out of order turns the table into a map.
 */
export class MachineTable {
  private readonly list: UnjoinedMachine[] = [];
  private places: Map<string, number> | null = null;
  private lastId = '';
  private hasAll = false;
  private readonly waiting = new Set<() => void>();

  get machines(): readonly UnjoinedMachine[] {
    return this.list;
  }

  get isOrdered(): boolean {
    return this.places === null;
  }

  /** Whether no more machines will come. */
  get isComplete(): boolean {
    return this.hasAll;
  }

  /** Adds a page of machines; of two with the same id the first stays. Gives the number of those not known before. */
  addPage(page: Iterable<UnjoinedMachine | null>): number {
    const before = this.list.length;
    for (const machine of page) if (machine !== null) this.add(machine);
    this.wake();
    return this.list.length - before;
  }

  /** No more machines will come. */
  complete(): void {
    this.hasAll = true;
    this.wake();
  }

  /** Whether the machine with this id, if there is one, has been added, as long as machines come in order. */
  hasReached(id: string): boolean {
    return this.hasAll || (this.isOrdered && id <= this.lastId);
  }

  /** Settles when {@link hasReached} holds, or the signal aborts. */
  async reach(id: string, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !this.hasReached(id)) await this.change(signal);
  }

  /** Finds a machine by its id in any order. */
  lookUp(id: string): UnjoinedMachine | undefined {
    const place = this.asMap().get(id);
    return place === undefined ? undefined : this.list[place];
  }

  private add(machine: UnjoinedMachine): void {
    const { id } = machine;
    if (this.places === null && id > this.lastId) {
      this.list.push(machine);
      this.lastId = id;
      return;
    }
    const places = this.asMap();
    if (places.has(id)) return;
    places.set(id, this.list.length);
    this.list.push(machine);
  }

  private asMap(): Map<string, number> {
    this.places ??= new Map(this.list.map(({ id }, place) => [id, place]));
    return this.places;
  }

  private change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.waiting.add(wake);
      signal.addEventListener('abort', wake);
    });
  }

  private wake(): void {
    for (const wake of [...this.waiting]) wake();
  }
}

/** Finds machines of a table whose ids are asked for in ascending order, by walking along it. */
export class MachineCursor {
  private readonly table: MachineTable;
  private next = 0;

  constructor(table: MachineTable) {
    this.table = table;
  }

  find(id: string): UnjoinedMachine | undefined {
    const { machines } = this.table;
    if (!this.table.isOrdered) return this.table.lookUp(id);
    let candidate = machines[this.next];
    if (candidate?.id !== id && this.isBehind(id)) return this.table.lookUp(id);
    while (candidate !== undefined && candidate.id < id) {
      this.next += 1;
      candidate = machines[this.next];
    }
    if (candidate?.id !== id) return undefined;
    this.next += 1;
    return candidate;
  }

  private isBehind(id: string): boolean {
    const previous = this.table.machines[this.next - 1];
    return previous !== undefined && previous.id >= id;
  }
}
