import type { Json } from './kql/json';

export const EFFECT_KINDS = [
  'enroll',
  'disenroll',
  'patchSetting',
  'payAsYouGoPurchase',
  'payAsYouGoCancellation',
  'deletion',
  /** Accepted, whatever became of them. */
  'assess',
  'install',
  /** A PUT of a run command, and each run of a script. */
  'runCommandWrite',
  'runCommand',
  'runCommandDeletion',
  /** A restart that was ordered; of two orders in a row only one restart comes, and both are here. */
  'restart',
] as const;

export type EffectKind = (typeof EFFECT_KINDS)[number];

/** One change that took effect. */
export interface Effect {
  /** Simulated time, milliseconds UTC. */
  readonly at: number;
  readonly kind: EffectKind;
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

  /** What came of an earlier write. */
  note(key: string, effects: readonly Effect[]): void {
    const before = this.of(key);
    this.machines.set(key, { ...before, effects: [...before.effects, ...effects] });
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
    const most = { transitions: 0, install: 0, restart: 0, runCommand: 0 };
    const machines: Record<string, Json> = {};
    for (const [key, each] of this.machines) {
      writes += each.writes;
      for (const { kind } of each.effects) counts.set(kind, (counts.get(kind) ?? 0) + 1);
      const own = countsOf(each.effects);
      for (const name of COUNTED) most[name] = Math.max(most[name], own[name]);
      if (!withMachines) continue;
      machines[key] = {
        transitions: own.transitions,
        ...{ installs: own.install, restarts: own.restart, scriptRuns: own.runCommand },
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
        assessments: counts.get('assess') ?? 0,
        installs: counts.get('install') ?? 0,
        runCommandWrites: counts.get('runCommandWrite') ?? 0,
        scriptRuns: counts.get('runCommand') ?? 0,
        runCommandDeletions: counts.get('runCommandDeletion') ?? 0,
        restarts: counts.get('restart') ?? 0,
        mostTransitionsOfOneMachine: most.transitions,
        mostInstallsOfOneMachine: most.install,
        mostRestartsOfOneMachine: most.restart,
        mostScriptRunsOfOneMachine: most.runCommand,
      },
      payAsYouGoPurchases: counts.get('payAsYouGoPurchase') ?? 0,
      payAsYouGoCancellations: counts.get('payAsYouGoCancellation') ?? 0,
      machines,
    };
  }
}

const COUNTED = ['transitions', 'install', 'restart', 'runCommand'] as const;

function countsOf(effects: readonly Effect[]): Record<(typeof COUNTED)[number], number> {
  const counts = { transitions: 0, install: 0, restart: 0, runCommand: 0 };
  for (const { kind } of effects) {
    if (kind === 'enroll' || kind === 'disenroll') counts.transitions += 1;
    else if (kind === 'install' || kind === 'restart' || kind === 'runCommand') counts[kind] += 1;
  }
  return counts;
}
