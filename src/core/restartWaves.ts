/** Something that takes part in waves. */
export interface WaveMember<Id> {
  readonly id: Id;
  /** Of no two members of one group both are in one wave. */
  readonly groups: readonly string[];
}

/**
 * Parts members into waves of at most `size` (at least 1): each in exactly one, in the earliest that has room and nobody
 * of its groups. The order within a wave is that of the members; equal input gives equal waves.
 */
export function wavesOf<Id>(members: readonly WaveMember<Id>[], size: number): readonly (readonly Id[])[] {
  const most = Math.max(1, Math.floor(size));
  const waves = new Waves<Id>(most);
  for (const { id, groups } of members) waves.add(id, groups);
  return waves.ids;
}

interface Wave<Id> {
  readonly ids: Id[];
  readonly groups: Set<string>;
}

class Waves<Id> {
  readonly #most: number;
  readonly #waves: Wave<Id>[] = [];
  /**
   * Of groups, by their names: every wave before this place is closed to whoever is of them all. What is closed stays
   * closed, so each place is looked at once for the same groups, and not by every member from the beginning.
   */
  readonly #open = new Map<string, number>();

  constructor(most: number) {
    this.#most = most;
  }

  get ids(): readonly (readonly Id[])[] {
    return this.#waves.map(({ ids }) => ids);
  }

  add(id: Id, groups: readonly string[]): void {
    // Where a wave is closed to one of the groups, it is to all of them together.
    const starts = groups.length < 2 ? [] : groups.map((group) => this.#firstOpen([group], 0));
    const place = this.#firstOpen(groups, Math.max(this.#firstOpen([], 0), ...starts));
    const wave = this.#waves[place] ?? { ids: [], groups: new Set<string>() };
    if (place === this.#waves.length) this.#waves.push(wave);
    wave.ids.push(id);
    for (const group of groups) wave.groups.add(group);
  }

  /** The first place, none before `start`, where somebody of these groups may go; it may be that of the next new wave. */
  #firstOpen(groups: readonly string[], start: number): number {
    const key = JSON.stringify(groups);
    let place = Math.max(start, this.#open.get(key) ?? 0);
    for (let wave = this.#waves[place]; wave !== undefined && this.#isClosed(wave, groups); wave = this.#waves[place])
      place += 1;
    this.#open.set(key, place);
    return place;
  }

  #isClosed(wave: Wave<Id>, groups: readonly string[]): boolean {
    return wave.ids.length >= this.#most || groups.some((group) => wave.groups.has(group));
  }
}
