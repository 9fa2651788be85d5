import { canRunCommands } from './agentVersion';
import type { JudgedMachine } from './judgedMachine';
import type { ActionKind } from './operation';
import { parseOsVersion } from './osVersion';
import type { ExclusionId } from './plan';
import type { ReasonId } from './reason';
import { OS_BUILD } from './release';

/** Why an action is not for a machine; null = nothing of what Azure says of it speaks against it. */
export function decideAction(machine: JudgedMachine, kind: ActionKind, isRestartOwed: boolean): ExclusionId | null {
  return otherSystem(machine) ?? decisions[kind](machine, isRestartOwed);
}

type Decide = (machine: JudgedMachine, isRestartOwed: boolean) => ExclusionId | null;

const decisions: Readonly<Record<ActionKind, Decide>> = {
  assess: (machine) => reachable(machine),
  periodicAssessment: ({ facts }) => {
    const mode = (facts.patchSettings.assessmentMode ?? '').toLowerCase();
    if (mode === 'automaticbyplatform') return 'alreadyThere';
    return hasExtensionsOff(facts) ? 'extensionsOff' : null;
  },
  install: (machine) => {
    const { assessment } = machine.facts;
    if (assessment?.availableCount === 0) return 'nothingToInstall';
    return reachable(machine) ?? (assessment === null ? 'neverAssessed' : null);
  },
  checkVbs: (machine) => server2025(machine) ?? commandable(machine),
  enableVbs: (machine) => server2025(machine) ?? commandable(machine),
  restart: (machine, isRestartOwed) => {
    const { reboot } = machine.verdict.reboot;
    // No assessment is never "no restart"; it is no reason for one either.
    if (!isRestartOwed && reboot === 'neverAssessed') return 'neverAssessed';
    if (!isRestartOwed && reboot === 'notPending') return 'noRestartPending';
    return commandable(machine);
  },
};

/**
 * Windows clients and other systems are not serviced by these. An Azure Local host is serviced by its cluster, which moves
 * the virtual machines away first and takes one node at a time: from here it would simply go down with all of them.
 */
function otherSystem({ verdict }: JudgedMachine): ExclusionId | null {
  const is = (...ids: readonly ReasonId[]): boolean => verdict.reasons.some(({ id }) => ids.includes(id));
  if (is('notWindows', 'windowsClient')) return 'notWindowsServer';
  return is('azureLocalHost') ? 'azureLocalHost' : null;
}

function server2025({ facts, verdict }: JudgedMachine): ExclusionId | null {
  if (verdict.reasons.some(({ id }) => id === 'osNotKnown')) return 'eligibilityNotKnown';
  if (verdict.state === 'ineligible') return 'notEligible';
  const build = parseOsVersion(facts.osVersion)?.build;
  return build === undefined || build === OS_BUILD.ws2025 ? null : 'notServer2025';
}

function commandable(machine: JudgedMachine): ExclusionId | null {
  return reachable(machine) ?? (canRunCommands(machine.facts.agentVersion) ? null : 'agentTooOld');
}

/** A machine that cannot be reached now would do it at a time that nobody chose. */
function reachable({ facts, verdict }: JudgedMachine): ExclusionId | null {
  if (verdict.connection !== 'connected') return 'notConnected';
  return hasExtensionsOff(facts) ? 'extensionsOff' : null;
}

/** Monitor mode, or extensions switched off: the agent assesses, installs and runs nothing. */
function hasExtensionsOff({ agent }: JudgedMachine['facts']): boolean {
  if (agent === null || agent === undefined) return false;
  return agent.extensionsEnabled === false || (agent.mode ?? '').toLowerCase() === 'monitor';
}
