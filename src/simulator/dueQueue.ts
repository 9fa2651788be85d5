interface Due {
  readonly at: number;
  readonly key: string;
}

/** When which machine wants to be looked at: a binary heap, the earliest first. A key may be in it more than once. */
export class DueQueue {
  private readonly heap: Due[] = [];

  /** When the first is due; infinity = none is. */
  get first(): number {
    return this.timeOf(0);
  }

  clear(): void {
    this.heap.length = 0;
  }

  /** Takes everything that is due by a time. */
  take(at: number): ReadonlySet<string> {
    const keys = new Set<string>();
    for (let first = this.heap[0]; first && first.at <= at; first = this.heap[0]) {
      keys.add(first.key);
      this.pop();
    }
    return keys;
  }

  push(at: number, key: string): void {
    const { heap } = this;
    let place = heap.length;
    heap.push({ at, key });
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (this.timeOf(parent) <= this.timeOf(place)) return;
      this.swap(parent, place);
      place = parent;
    }
  }

  private pop(): void {
    const { heap } = this;
    this.swap(0, heap.length - 1);
    heap.pop();
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const child = this.timeOf(left + 1) < this.timeOf(left) ? left + 1 : left;
      if (this.timeOf(at) <= this.timeOf(child)) return;
      this.swap(at, child);
      at = child;
    }
  }

  private timeOf(place: number): number {
    return this.heap[place]?.at ?? Number.POSITIVE_INFINITY;
  }

  private swap(a: number, b: number): void {
    const [first, second] = [this.heap[a], this.heap[b]];
    if (!first || !second) return;
    this.heap[a] = second;
    this.heap[b] = first;
  }
}
