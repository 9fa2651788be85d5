/**
 * A small seeded generator of pseudo-random numbers (sfc32, public domain), so that a fleet of one seed is the same on
 * every machine and Node version. Integer arithmetic only: nothing here depends on a locale, a platform or Math.random.
 */
export class SeededRandom {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  /** The same parts give the same numbers. */
  constructor(...parts: readonly (string | number)[]) {
    const text = parts.join('|');
    this.a = hash(text, 0x9e3779b9);
    this.b = hash(text, 0x243f6a88);
    this.c = hash(text, 0xb7e15162);
    for (let round = 0; round < 12; round += 1) this.next();
  }

  /** An integer of 32 bits. */
  private next(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (this.c << 21) | (this.c >>> 11);
    this.c = (this.c + sum) | 0;
    return sum >>> 0;
  }

  /** A whole number from 0 up to, but not including, `end`. */
  below(end: number): number {
    return Math.floor((this.next() / 0x1_0000_0000) * end);
  }

  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** True in about `percent` of 100 cases; fractions of a percent are fine. */
  chance(percent: number): boolean {
    return this.below(100_000) < percent * 1000;
  }

  pick<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[this.below(items.length)] ?? items[0];
  }

  /** A copy in random order. */
  shuffled<Item>(items: readonly Item[]): Item[] {
    const left = [...items];
    const result: Item[] = [];
    while (left.length > 0) result.push(...left.splice(this.below(left.length), 1));
    return result;
  }

  /** A GUID of version 4's form. */
  guid(): string {
    const [a, b, c, d] = [this.next(), this.next(), this.next(), this.next()];
    // join, not +: it makes one flat string, which takes a quarter of the memory of a rope.
    return [
      hex8(a),
      hex4(b >>> 16),
      `4${hex4(b).slice(1)}`,
      `a${hex4(c).slice(1)}`,
      `${hex4(c >>> 16)}${hex8(d)}`,
    ].join('-');
  }
}

function hex8(value: number): string {
  return value.toString(16).padStart(8, '0');
}

function hex4(value: number): string {
  return (value & 0xffff).toString(16).padStart(4, '0');
}

/** FNV-1a over the characters, with a final mix. */
function hash(text: string, start: number): number {
  let value = (0x811c9dc5 ^ start) | 0;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  return (value ^ (value >>> 13)) >>> 0;
}
