const SLOTS = 1024;
/** JSON.parse itself shares texts up to this length. */
const SHARED_BY_V8 = 10;
const LONGEST = 80;

/**
 * Gives back one shared string for texts that recur (locations, versions, names of states), so that a hundred thousand
 * machines do not hold a hundred thousand copies. Holds no more than a fixed number of strings at a time.
 */
export class Interner {
  private readonly slots: string[] = new Array<string>(SLOTS).fill('');

  intern(text: string): string {
    const { length } = text;
    if (length <= SHARED_BY_V8 || length > LONGEST) return text;
    // A cheap hash: comparing with the one candidate is several times faster than a Map, whose hash reads every character.
    const first = text.charCodeAt(0);
    const middle = text.charCodeAt(length >> 1);
    const beforeLast = text.charCodeAt(length - 2);
    const last = text.charCodeAt(length - 1);
    const slot = (length * 7 + first * 131 + middle * 31 + beforeLast * 17 + last * 13) & (SLOTS - 1);
    const known = this.slots[slot];
    if (known === text) return known;
    this.slots[slot] = text;
    return text;
  }
}
