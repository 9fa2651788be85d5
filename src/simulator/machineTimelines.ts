import { DueQueue } from './dueQueue';
import { isObject, mergePatch, type JsonObject } from './jsonValues';
import type { Json, JsonRow } from './kql/json';

/** What a machine's row shows from a moment on, in place of what its source says. */
export interface MachineVersion {
  /** Simulated time, milliseconds UTC. May lie ahead: an enrolment that is under way has its end in here. */
  readonly at: number;
  /** Members of `properties` that it replaces whole. */
  readonly properties: JsonObject;
  /** Absent: the row's own. */
  readonly tags?: Json;
}

/** The versions of one machine, oldest first. */
export interface MachineTimeline {
  readonly versions: readonly MachineVersion[];
  /** Older versions were forgotten: before the first one, the first one holds. */
  readonly isCut: boolean;
}

/**
 * What ARM's writes made of machines, as a function of time. Nothing runs by a timer: whoever asks names the time, so
 * that ten thousand enrolments under way cost nothing, and Resource Graph can be answered as of a moment ago.
 */
export class MachineTimelines {
  private readonly timelines = new Map<string, MachineTimeline>();
  /** When which machine looks different. */
  private readonly due = new DueQueue();

  /** `lag` in milliseconds: how long an old version may still be asked for. */
  constructor(private readonly lag: number) {}

  get size(): number {
    return this.timelines.size;
  }

  get(key: string): MachineTimeline | undefined {
    return this.timelines.get(key);
  }

  entries(): IterableIterator<[string, MachineTimeline]> {
    return this.timelines.entries();
  }

  /** The versions from now on: the one that holds, then the ones that lie ahead. */
  ahead(key: string, now: number): readonly MachineVersion[] {
    const versions = this.timelines.get(key)?.versions ?? [];
    const current = currentIndex(versions, now);
    return versions.slice(Math.max(0, current));
  }

  /** From now on the machine goes through these versions; what lay ahead before is void. */
  write(key: string, now: number, versions: readonly MachineVersion[]): void {
    const known = this.timelines.get(key) ?? { versions: [], isCut: false };
    const past = known.versions.filter((version) => version.at < now);
    const firstNeeded = Math.max(0, currentIndex(past, now - this.lag));
    this.set(key, {
      versions: [...past.slice(firstNeeded), ...versions],
      isCut: known.isCut || firstNeeded > 0,
    });
  }

  /** Changes members of `properties` from a moment on; the others stay as they are then. Nothing may lie ahead. */
  change(key: string, at: number, properties: JsonObject): void {
    const current = this.ahead(key, at)[0]?.properties ?? {};
    this.write(key, at, [{ at, properties: { ...current, ...properties } }]);
  }

  set(key: string, timeline: MachineTimeline): void {
    this.timelines.set(key, timeline);
    for (const version of timeline.versions) this.due.push(version.at, key);
  }

  delete(key: string): void {
    this.timelines.delete(key);
  }

  /** Merges a patch of the row (RFC 7396) into every version, so that a change from outside shows now and later. */
  patch(key: string, patch: JsonObject): void {
    const timeline = this.timelines.get(key);
    const { properties, tags } = patch;
    if (!timeline || (!isObject(properties) && tags === undefined)) return;
    this.timelines.set(key, {
      ...timeline,
      versions: timeline.versions.map((version) =>
        patchedVersion(version, isObject(properties) ? properties : {}, tags),
      ),
    });
  }

  /** The row as it is at a time. */
  shown(key: string, row: JsonRow, at: number): JsonRow {
    const timeline = this.timelines.get(key);
    if (!timeline) return row;
    const index = currentIndex(timeline.versions, at);
    const version = timeline.versions[index === -1 && timeline.isCut ? 0 : index];
    if (!version) return row;
    const properties = isObject(row['properties']) ? row['properties'] : {};
    return {
      ...row,
      ...(version.tags === undefined ? {} : { tags: version.tags }),
      properties: { ...properties, ...version.properties },
    };
  }

  /** Takes the machines that look different since the last call, as of a time. */
  takeDue(at: number): ReadonlySet<string> {
    return this.due.take(at);
  }

  /** After the clock was moved, every machine may look different. */
  clockMoved(): void {
    this.due.clear();
    for (const [key, timeline] of this.timelines) {
      this.due.push(Number.NEGATIVE_INFINITY, key);
      for (const version of timeline.versions) this.due.push(version.at, key);
    }
  }
}

/** The last version that has begun; -1 = none has. */
function currentIndex(versions: readonly MachineVersion[], at: number): number {
  let index = versions.length - 1;
  while (index >= 0 && (versions[index]?.at ?? 0) > at) index -= 1;
  return index;
}

function patchedVersion(version: MachineVersion, properties: JsonObject, tags: Json | undefined): MachineVersion {
  const patched = new Map(Object.entries(version.properties));
  for (const [name, value] of Object.entries(properties)) {
    // Only what the version holds itself; the rest shines through from the row, which is patched too.
    if (patched.has(name)) patched.set(name, mergePatch(patched.get(name), value));
  }
  return {
    at: version.at,
    properties: Object.fromEntries(patched),
    ...(version.tags === undefined ? {} : { tags: tags === undefined ? version.tags : mergePatch(version.tags, tags) }),
  };
}
