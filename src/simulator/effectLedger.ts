import type { Json } from './kql/json';

/** One change that took effect. */
export interface Effect {
  /** Simulated time, milliseconds UTC. */
  readonly at: number;
  readonly kind: 'enroll' | 'disenroll' | 'patchSetting' | 'payAsYouGoPurchase' | 'payAsYouGoCancellation' | 'deletion';
  readonly from: string;
  readonly to: string;
  /** The x-ms-request-id of the write. */
  readonly requestId: string;
}

/** What was done to one machine. */
export interface MachineEffects {
  readonly effects: readonly Effect[];
  /** Writes that were carried out, with or without an effect. */
  readonly writes: number;
}

const NOTHING: MachineEffects = { effects: [], writes: 0 };

/** Counts what really happened to the machines, whatever the answers said. */
export class EffectLedger {
  private readonly machines: Map<string, MachineEffects>;

  constructor(kept: Readonly<Record<string, MachineEffects>> = {}) {
    this.machines = new Map(Object.entries(kept));
  }

  of(key: string): MachineEffects {
    return this.machines.get(key) ?? NOTHING;
  }

  set(key: string, effects: MachineEffects): void {
    this.machines.set(key, effects);
  }

  add(key: string, effects: readonly Effect[]): MachineEffects {
    const before = this.of(key);
    const after = { effects: [...before.effects, ...effects], writes: before.writes + 1 };
    this.machines.set(key, after);
    return after;
  }

  kept(): Readonly<Record<string, MachineEffects>> {
    return Object.fromEntries(this.machines);
  }

  clear(): void {
    this.machines.clear();
  }

  /** The answer of GET /simulator/effects; of ten thousand machines the list of them is megabytes. */
  report(withMachines: boolean): Json {
    const counts = new Map<string, number>();
    let writes = 0;
    let most = 0;
    const machines: Record<string, Json> = {};
    for (const [key, each] of this.machines) {
      writes += each.writes;
      for (const { kind } of each.effects) counts.set(kind, (counts.get(kind) ?? 0) + 1);
      const transitions = each.effects.filter(({ kind }) => kind === 'enroll' || kind === 'disenroll');
      most = Math.max(most, transitions.length);
      if (!withMachines) continue;
      machines[key] = {
        transitions: transitions.length,
        writes: each.writes,
        effects: each.effects.map((effect) => ({ ...effect, at: new Date(effect.at).toISOString() })),
      };
    }
    return {
      totals: {
        machines: this.machines.size,
        writes,
        enrollments: counts.get('enroll') ?? 0,
        disenrollments: counts.get('disenroll') ?? 0,
        patchSettingChanges: counts.get('patchSetting') ?? 0,
        deletions: counts.get('deletion') ?? 0,
        mostTransitionsOfOneMachine: most,
      },
      payAsYouGoPurchases: counts.get('payAsYouGoPurchase') ?? 0,
      payAsYouGoCancellations: counts.get('payAsYouGoCancellation') ?? 0,
      machines,
    };
  }
}
