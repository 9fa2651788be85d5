import type { Diagnosis } from './diagnosis';
import type { CauseId, RequirementId } from './requirement';
import { diagnose } from './diagnosis';
import { REQUIREMENT_IDS } from './requirement';
import type { MachineId } from './ids';
import type { JudgedMachine } from './judgedMachine';
import type { GuestFacts } from './machineAction';

export interface DiagnosedMachine {
  readonly machine: JudgedMachine;
  readonly diagnosis: Diagnosis;
}

/** Over how many machines something holds. */
export interface CauseCount {
  readonly cause: CauseId;
  /** Machines on which it is the first that blocks. */
  readonly first: number;
  /** All machines that have it. */
  readonly all: number;
}

export interface FleetDiagnosis {
  readonly machineCount: number;
  /** In the order in which they were given. Without those whose system never gets hotpatches through Arc. */
  readonly blocked: readonly DiagnosedMachine[];
  /** Machines whose operating system or edition hotpatch does not know. */
  readonly otherSystems: number;
  /** What blocks, the most frequent first. */
  readonly causes: readonly CauseCount[];
  /** What is not met and blocks nothing. */
  readonly hindrances: readonly CauseCount[];
  /** For how many machines a requirement cannot be known; only those that are not zero, in the order of the walk. */
  readonly notKnown: readonly { readonly requirement: RequirementId; readonly count: number }[];
}

/** Diagnoses every machine and counts causes. `guestOf`: what was read on a machine; null = nothing. */
export function diagnoseFleet(
  machines: readonly JudgedMachine[],
  guestOf: (id: MachineId) => GuestFacts | null,
  isRestartOwed: (id: MachineId) => boolean = () => false,
): FleetDiagnosis {
  const tally = new Tally();
  for (const machine of machines) {
    const { id } = machine.facts;
    tally.add({ machine, diagnosis: diagnose(machine, guestOf(id), isRestartOwed(id)) });
  }
  return tally.result(machines.length);
}

interface Count {
  first: number;
  all: number;
}

class Tally {
  readonly #blocked: DiagnosedMachine[] = [];
  readonly #causes = new Map<CauseId, Count>();
  readonly #hindrances = new Map<CauseId, Count>();
  readonly #notKnown = new Map<RequirementId, number>();
  #otherSystems = 0;

  add(diagnosed: DiagnosedMachine): void {
    const { blocking, requirements } = diagnosed.diagnosis;
    if (blocking?.cause === 'edition') {
      this.#otherSystems += 1;
      return;
    }
    if (blocking !== null) this.#blocked.push(diagnosed);
    for (const reading of requirements) {
      if (reading.standing === 'notKnown') {
        this.#notKnown.set(reading.requirement, (this.#notKnown.get(reading.requirement) ?? 0) + 1);
      }
      if (reading.cause === null) continue;
      const counts = reading.blocks ? this.#causes : this.#hindrances;
      const count = counts.get(reading.cause) ?? { first: 0, all: 0 };
      count.all += 1;
      if (reading === blocking) count.first += 1;
      counts.set(reading.cause, count);
    }
  }

  result(machineCount: number): FleetDiagnosis {
    return {
      machineCount,
      blocked: this.#blocked,
      otherSystems: this.#otherSystems,
      causes: mostFirst(this.#causes),
      hindrances: mostFirst(this.#hindrances),
      notKnown: REQUIREMENT_IDS.flatMap((requirement) => {
        const count = this.#notKnown.get(requirement) ?? 0;
        return count === 0 ? [] : [{ requirement, count }];
      }),
    };
  }
}

function mostFirst(counts: ReadonlyMap<CauseId, Count>): readonly CauseCount[] {
  return [...counts]
    .map(([cause, { first, all }]) => ({ cause, first, all }))
    .sort((a, b) => b.all - a.all || b.first - a.first);
}
