/**
 * Facts by id, in the order they came. Resource Graph sends rows ordered by id: while that holds, adding costs one
 * comparison and finding in the same order another, which is a fraction of what a map of long ids costs. The first id
 * that is out of order, asked for or added, turns it into a map.
 */
export class FactsById<Facts> {
  private readonly ids: string[] = [];
  private readonly facts: Facts[] = [];
  private places: Map<string, number> | null = null;
  private lastId = '';
  private cursor = 0;

  get size(): number {
    return this.facts.length;
  }

  values(): readonly Facts[] {
    return this.facts;
  }

  /** Adds the facts; where the id is known, keeps those that `isNewer` prefers. True where the id was not known. */
  add(id: string, facts: Facts, isNewer: (facts: Facts, known: Facts) => boolean): boolean {
    if (this.places === null && id > this.lastId) {
      this.append(id, facts);
      return true;
    }
    const places = this.asMap();
    const place = places.get(id);
    if (place === undefined) {
      places.set(id, this.facts.length);
      this.append(id, facts);
      return true;
    }
    const known = this.facts[place];
    if (known === undefined || isNewer(facts, known)) this.facts[place] = facts;
    return false;
  }

  /** Fast where ids are asked for in ascending order. */
  find(id: string): Facts | undefined {
    if (this.places === null) {
      if (this.ids[this.cursor] === id) return this.facts[this.cursor++];
      if (!this.isBehindCursor(id)) return this.findAhead(id);
    }
    const place = this.asMap().get(id);
    return place === undefined ? undefined : this.facts[place];
  }

  private append(id: string, facts: Facts): void {
    this.ids.push(id);
    this.facts.push(facts);
    this.lastId = id;
  }

  private isBehindCursor(id: string): boolean {
    const previous = this.ids[this.cursor - 1];
    return previous !== undefined && previous >= id;
  }

  private findAhead(id: string): Facts | undefined {
    for (; this.cursor < this.ids.length; this.cursor += 1) {
      const candidate = this.ids[this.cursor];
      if (candidate === undefined || candidate > id) return undefined;
      if (candidate === id) return this.facts[this.cursor++];
    }
    return undefined;
  }

  private asMap(): Map<string, number> {
    this.places ??= new Map(this.ids.map((id, place) => [id, place]));
    return this.places;
  }
}
