import type { MachineId } from '../core/ids';
import { installPresets, installSelection, receivesHotpatches } from '../core/installSelection';
import { kbDigits } from '../core/updateKind';
import type { JudgedMachine } from '../core/judgedMachine';
import type { PendingUpdate } from '../core/machineFacts';
import type { ReleaseCatalogue } from '../core/release';

/** A KB that waits on some of the machines. */
export interface KbOffer {
  /** Digits alone. */
  readonly kb: string;
  /** Of the first of its updates. */
  readonly title: string;
  readonly machines: number;
  /** Machines among them that it would take off the hotpatch track. */
  readonly leavesTrack: number;
}

/** The KBs that wait on the machines, those on most machines first. */
export function kbOffers(
  machines: readonly JudgedMachine[],
  updates: ReadonlyMap<MachineId, readonly PendingUpdate[]>,
  releases: ReleaseCatalogue,
): readonly KbOffer[] {
  const offers = new Map<string, { kb: string; title: string; machines: number; leavesTrack: number }>();
  for (const machine of machines) {
    const isGuarded = receivesHotpatches(machine);
    const waiting = updates.get(machine.facts.id) ?? [];
    const own = new Set<string>();
    for (const { update, kind } of installSelection(machine, waiting, installPresets.security, releases).updates) {
      const kb = kbDigits(update);
      if (kb === null || own.has(kb)) continue;
      own.add(kb);
      const offer = offers.get(kb) ?? { kb, title: update.title, machines: 0, leavesTrack: 0 };
      offer.machines += 1;
      if (isGuarded && (kind === 'offTrack' || kind === 'unclassified')) offer.leavesTrack += 1;
      offers.set(kb, offer);
    }
  }
  return [...offers.values()].sort((a, b) => b.machines - a.machines || Number(b.kb) - Number(a.kb));
}
