import { hotpatchStatusOf } from './licenceTransitions';
import { isObject, objectOf, textOf, type JsonObject } from './jsonValues';
import type { Json } from './kql/json';
import { boolean, object, oneOf, readingOf, type BodyReading } from './licenceWriteBody';
import type { Switches } from './switches';

/** What a PATCH of a machine asks for. */
export interface MachineWrite {
  readonly tags: Json | undefined;
  /** The settings that the body names, of one configuration; undefined: it speaks of none. */
  readonly settings: { readonly configuration: string; readonly values: JsonObject } | undefined;
}

const ASSESSMENT_MODES = ['ImageDefault', 'AutomaticByPlatform'] as const;
const PATCH_MODES = ['ImageDefault', 'AutomaticByPlatform', 'AutomaticByOS', 'Manual'] as const;

/** Reads the body of PATCH …/machines/{name}. What the simulator does not simulate it takes and leaves alone. */
export function readMachineWrite(body: Json | undefined): BodyReading<MachineWrite> {
  return readingOf(() => {
    const resource = object(body, 'the request body', ['tags', 'identity', 'kind', 'properties', 'location']);
    const properties = object(resource['properties'] ?? {}, 'properties', [
      ...['locationData', 'osProfile', 'cloudMetadata', 'agentUpgrade', 'parentClusterResourceId'],
      ...['privateLinkScopeResourceId', 'identityKeyStore', 'tpmEkCertificate'],
    ]);
    const osProfile = object(properties['osProfile'] ?? {}, 'osProfile', [
      'computerName',
      'windowsConfiguration',
      'linuxConfiguration',
    ]);
    const configuration = isObject(osProfile['linuxConfiguration']) ? 'linuxConfiguration' : 'windowsConfiguration';
    const { patchSettings } = object(osProfile[configuration] ?? {}, configuration, ['patchSettings']);
    return {
      tags: resource['tags'],
      settings: patchSettings === undefined ? undefined : { configuration, values: settings(patchSettings) },
    };
  });
}

function settings(value: Json): JsonObject {
  const read = object(value, 'patchSettings', ['assessmentMode', 'patchMode', 'enableHotpatching', 'status']);
  const { status: _readOnly, ...values } = read;
  const { assessmentMode, patchMode, enableHotpatching } = values;
  if (isSet(assessmentMode)) oneOf(assessmentMode, ASSESSMENT_MODES, 'assessmentMode');
  if (isSet(patchMode)) oneOf(patchMode, PATCH_MODES, 'patchMode');
  if (isSet(enableHotpatching)) boolean(enableHotpatching, 'enableHotpatching');
  return values;
}

function isSet(value: Json | undefined): value is Exclude<Json, null> {
  return value !== undefined && value !== null;
}

/** osProfile with the settings of a write in it; the read-only status stays. */
export function withSettings(
  osProfile: Json | undefined,
  write: { readonly configuration: string; readonly values: JsonObject },
  switches: Switches,
): JsonObject {
  const profile = objectOf(osProfile);
  const before = objectOf(objectOf(profile[write.configuration])['patchSettings']);
  const { status } = before;
  const kept = switches.patchMerges === 'deep' ? before : { assessmentMode: null, patchMode: null };
  const patchSettings = { ...kept, ...write.values, ...(status === undefined ? {} : { status }) };
  return { ...profile, [write.configuration]: { ...objectOf(profile[write.configuration]), patchSettings } };
}

/** What decides a machine's hotpatch status. */
export interface StatusCauses {
  /** The machine's license view. */
  readonly licence: JsonObject;
  /** Hotpatching comes with the edition. */
  readonly isBuiltIn: boolean;
  readonly vbsRuns: boolean;
  /** The machine has not evaluated its newest settings yet. */
  readonly isPending: boolean;
  readonly switches: Switches;
}

const VBS_NOT_RUNNING: Json = {
  code: 'VirtualizationBasedSecurityNotRunning',
  message: 'Virtualization-based security must be running before hotpatching can be enabled on this machine.',
  target: null,
  details: [],
};

/** osProfile with the status that follows from its settings and the license. */
export function withStatus(osProfile: Json | undefined, causes: StatusCauses): Json | undefined {
  const profile = objectOf(osProfile);
  const configuration = objectOf(profile['windowsConfiguration']);
  const before = objectOf(configuration['patchSettings']);
  const status = statusOf(before, causes);
  if (status === undefined) return osProfile;
  const patchSettings = { ...before, status };
  return { ...profile, windowsConfiguration: { ...configuration, patchSettings } };
}

/** Undefined: as it was. */
function statusOf(settings: JsonObject, causes: StatusCauses): Json | undefined {
  const wanted = settings['enableHotpatching'];
  const feature = hotpatchStatusOf(causes.licence);
  if (wanted === false) return { hotpatchEnablementStatus: 'Disabled', error: null };
  if (causes.isPending) return { hotpatchEnablementStatus: 'PendingEvaluation', error: null };
  if (feature === 'Disabled')
    return isObject(settings['status']) ? { hotpatchEnablementStatus: 'Disabled' } : undefined;
  if (feature !== 'Enabled' && !causes.isBuiltIn) return undefined;
  if (wanted !== true && causes.switches.statusAfterEnroll === 'absent') return undefined;
  return causes.vbsRuns
    ? { hotpatchEnablementStatus: 'Enabled', error: null }
    : { hotpatchEnablementStatus: 'ActionRequired', error: VBS_NOT_RUNNING };
}

/** Whether hotpatching comes with a machine's edition. */
export function isBuiltIn(properties: JsonObject): boolean {
  return /azure edition/i.test(textOf(properties['osSku']));
}
