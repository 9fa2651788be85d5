import type { ConnectionId } from '../core/connection';
import type { EventEmitter, Listen } from '../core/eventEmitter';
import { toIso } from '../core/instant';
import type { Instant } from '../core/instant';
import type { JudgedMachine } from '../core/judgedMachine';
import type { RebootId } from '../core/reboot';
import type { StateId } from '../core/stateTable';
import type { TrackId } from '../core/track';
import type { FleetRefresher } from '../fleet/fleetRefresher';
import type { FleetStore } from '../fleet/fleetStore';
import type { Texts } from '../messages/texts';
import { reasonText } from './reasonText';

/**
 * What `activate` returns, for other extensions and scripts. Read-only; holds no token. Version 1 keeps its shape:
 * fields may be added, none changes its meaning.
 */
export interface FleetApi {
  readonly apiVersion: 1;
  /** Reads the fleet; settles when the read has ended, however it ended. */
  refresh(): Promise<void>;
  /** Fires after the fleet has changed. */
  readonly onDidChange: Listen<void>;
  /** The machines as known now, in natural order of their names. */
  machines(): readonly FleetMachine[];
}

/** One Arc machine. Times are ISO 8601 in UTC; null = Azure does not say. */
export interface FleetMachine {
  /** ARM id, lower case. */
  readonly resourceId: string;
  readonly name: string;
  readonly tenantId: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly location: string;
  readonly state: StateId;
  /** What decides the state first, then what else holds; `text` in the user's language. */
  readonly reasons: readonly { readonly id: string; readonly text: string }[];
  readonly connection: ConnectionId;
  readonly reboot: RebootId;
  readonly track: TrackId;
  /** Known releases in force that are newer than the machine's revision (at least so many once release data has ended). */
  readonly releasesBehind: number | null;
  /** OS build with revision, e.g. "26100.33438". */
  readonly build: string | null;
  readonly cores: { readonly physical: number | null; readonly logical: number | null };
  readonly enrolledSince: string | null;
  readonly assessedAt: string | null;
  /** When the read that this comes from began. */
  readonly dataAsOf: string;
}

export function fleetApi(
  store: FleetStore,
  refresher: FleetRefresher,
  texts: Texts,
  changed: EventEmitter<void>,
): FleetApi {
  let answered: readonly FleetMachine[] = [];
  let answeredFor: readonly JudgedMachine[] | null = null;
  return Object.freeze({
    apiVersion: 1 as const,
    refresh: () => refresher.refresh('manual'),
    onDidChange: changed.event,
    machines: () => {
      const { machines } = store.view;
      if (machines !== answeredFor) answered = frozenMachines(machines, texts);
      answeredFor = machines;
      return answered;
    },
  });
}

/** Frozen: one extension's change would be another's fleet. */
function frozenMachines(machines: readonly JudgedMachine[], texts: Texts): readonly FleetMachine[] {
  const answer = machines.map((machine) => fleetMachine(machine, texts));
  for (const machine of answer) {
    Object.freeze(machine.cores);
    machine.reasons.forEach((reason) => Object.freeze(reason));
    Object.freeze(machine.reasons);
    Object.freeze(machine);
  }
  return Object.freeze(answer);
}

function fleetMachine({ facts, verdict, asOf }: JudgedMachine, texts: Texts): FleetMachine {
  return {
    resourceId: facts.id,
    name: facts.name,
    tenantId: facts.tenantId,
    subscriptionId: facts.subscriptionId,
    resourceGroup: facts.resourceGroup,
    location: facts.location,
    state: verdict.state,
    reasons: verdict.reasons.map((reason) => ({ id: reason.id, text: reasonText(texts, reason) })),
    connection: verdict.connection,
    reboot: verdict.reboot.reboot,
    track: verdict.track.track,
    releasesBehind: verdict.track.currency.releasesBehind,
    build: verdict.track.build,
    cores: { ...facts.cores },
    enrolledSince: isoOrNull(facts.hotpatchFeature?.enrolledAt ?? null),
    assessedAt: isoOrNull(facts.assessment?.at ?? null),
    dataAsOf: toIso(asOf),
  };
}

function isoOrNull(at: Instant | null): string | null {
  return at === null ? null : toIso(at);
}
