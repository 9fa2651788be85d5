import type { AgentFacts, CoreCounts, PatchSettingsFacts, PlacementFacts } from '../core/machineFacts';

const MOST_SETTINGS = 24;
const MOST_AGENTS = 24;
const MOST_PLACEMENTS = 64;
const MOST_CORES = 1024;

/** Parts of machines that are equal on many, so that a hundred thousand machines hold each of them once. */
export class SharedFacts {
  private readonly settings: PatchSettingsFacts[] = [];
  private readonly agents: AgentFacts[] = [];
  private readonly placements: PlacementFacts[] = [];
  private readonly cores = new Map<number, CoreCounts>();

  /** The same counts as one object. */
  coreCounts(physical: number | null, logical: number | null): CoreCounts {
    // Counts beyond that are no machine's, and would not fit the key.
    if ((physical ?? 0) > MOST_CORES || (logical ?? 0) > MOST_CORES) return { physical, logical };
    const key = (physical ?? -1) * 2 * MOST_CORES + (logical ?? -1);
    const known = this.cores.get(key);
    if (known !== undefined) return known;
    const counts = { physical, logical };
    this.cores.set(key, counts);
    return counts;
  }

  /** The same agent's condition as one object, if it is among the first few kinds. */
  agent(mode: string | null, extensionsEnabled: boolean | null, extensionService: string | null): AgentFacts {
    for (const known of this.agents) {
      const isSame = known.mode === mode && known.extensionsEnabled === extensionsEnabled;
      if (isSame && known.extensionService === extensionService) return known;
    }
    const agent = { mode, extensionsEnabled, extensionService };
    if (this.agents.length < MOST_AGENTS) this.agents.push(agent);
    return agent;
  }

  /** The same place as one object, if it is among the first few: clusters are few, and most machines are in none. */
  placement(kind: string | null, parentCluster: string | null): PlacementFacts {
    for (const known of this.placements) {
      if (known.kind === kind && known.parentCluster === parentCluster) return known;
    }
    const placement = { kind, parentCluster };
    if (this.placements.length < MOST_PLACEMENTS) this.placements.push(placement);
    return placement;
  }

  /** The same settings as one object, if they are among the first few kinds; those with an error are left alone. */
  patchSettings(
    enableHotpatching: boolean | null,
    enablementStatus: string | null,
    assessmentMode: string | null,
    patchMode: string | null,
  ): PatchSettingsFacts {
    for (const known of this.settings) {
      const isSame =
        known.enableHotpatching === enableHotpatching &&
        known.enablementStatus === enablementStatus &&
        known.assessmentMode === assessmentMode &&
        known.patchMode === patchMode;
      if (isSame) return known;
    }
    const settings = { enableHotpatching, enablementStatus, error: null, assessmentMode, patchMode };
    if (this.settings.length < MOST_SETTINGS) this.settings.push(settings);
    return settings;
  }
}
