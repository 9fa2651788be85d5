import { Interner } from '../azure/intern';
import type { MachineFacts } from '../core/machineFacts';
import { NO_HISTORY } from '../core/machineHistory';
import type { MachineHistory } from '../core/machineHistory';
import type { MachineRecord } from './fleetSnapshot';

/**
 * Gives equal texts of different machines one string, as reading Azure does: parsed from a file, each machine has copies
 * of its own, which takes twice the memory.
 */
export function textSharer(): (record: MachineRecord) => MachineRecord {
  const interner = new Interner();
  // The brand is that of the equal text that came in.
  const shared = <Text extends string | null>(text: Text): Text =>
    text === null ? text : (interner.intern(text) as Text);
  return (record) => ({ ...record, facts: sharedFacts(record.facts, shared), history: sharedHistory(record.history) });
}

type Shared = <Text extends string | null>(text: Text) => Text;

// What is one machine's own (its id, its name) is left out.
function sharedFacts(facts: MachineFacts, shared: Shared): MachineFacts {
  const { patchSettings, hotpatchFeature, assessment, installation } = facts;
  return {
    ...facts,
    tenantId: shared(facts.tenantId),
    subscriptionId: shared(facts.subscriptionId),
    resourceGroup: shared(facts.resourceGroup),
    location: shared(facts.location),
    tags: sharedTags(facts.tags, shared),
    status: shared(facts.status),
    agentVersion: shared(facts.agentVersion),
    osType: shared(facts.osType),
    osSku: shared(facts.osSku),
    osEdition: shared(facts.osEdition),
    osVersion: shared(facts.osVersion),
    manufacturer: shared(facts.manufacturer),
    model: shared(facts.model),
    patchSettings: {
      ...patchSettings,
      enablementStatus: shared(patchSettings.enablementStatus),
      assessmentMode: shared(patchSettings.assessmentMode),
      patchMode: shared(patchSettings.patchMode),
    },
    hotpatchFeature: hotpatchFeature && { ...hotpatchFeature, status: shared(hotpatchFeature.status) },
    assessment: assessment && { ...assessment, status: shared(assessment.status) },
    installation: installation && {
      ...installation,
      status: shared(installation.status),
      rebootStatus: shared(installation.rebootStatus),
    },
  };
}

function sharedTags(tags: MachineFacts['tags'], shared: Shared): MachineFacts['tags'] {
  return Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, shared(value)]));
}

function sharedHistory(history: MachineHistory): MachineHistory {
  return history.pendingSince === null && history.worsened === null ? NO_HISTORY : history;
}
