import type { Json } from './kql/json';
import type { PatchingKind } from './machineStory';
import type { SeededRandom } from './seededRandom';

const VSM_NOT_RUNNING: Json = {
  code: 'VirtualizationBasedSecurityNotRunning',
  message: 'Virtualization-based security must be running before hotpatching can be enabled on this machine.',
  target: null,
  details: [],
};

const BASELINE_REQUIRED: Json = {
  code: 'BaselineRequired',
  message: 'A baseline update must be installed before hotpatches can be offered.',
};

const LINUX_SETTINGS: Json = { patchSettings: { assessmentMode: 'AutomaticByPlatform', patchMode: 'ImageDefault' } };
const LINUX_DEFAULTS: Json = { patchSettings: { assessmentMode: 'ImageDefault', patchMode: 'ImageDefault' } };

/** properties.osProfile; null where no one ever set anything. */
export function osProfile(computerName: string, isLinux: boolean, kind: PatchingKind, random: SeededRandom): Json {
  if (isLinux) return { computerName, linuxConfiguration: random.chance(50) ? LINUX_SETTINGS : LINUX_DEFAULTS };
  if (kind === 'noProfile') return random.chance(40) ? null : { computerName };
  const modes = random.chance(85)
    ? {
        assessmentMode: 'AutomaticByPlatform',
        patchMode: random.pick(['AutomaticByPlatform', 'Manual', 'AutomaticByOS']),
      }
    : { assessmentMode: 'ImageDefault', patchMode: null };
  return { computerName, windowsConfiguration: { patchSettings: { ...modes, ...hotpatching(kind, random) } } };
}

function hotpatching(kind: Exclude<PatchingKind, 'noProfile'>, random: SeededRandom): Record<string, Json> {
  switch (kind) {
    case 'on':
      return { enableHotpatching: true, status: statusOf('Enabled', random.chance(60) ? undefined : null) };
    case 'onWithoutStatus':
      return { enableHotpatching: true, ...(random.chance(50) ? { status: null } : {}) };
    case 'onAsText':
      return { enableHotpatching: 'true', status: statusOf('Enabled', undefined) };
    case 'off':
      return { enableHotpatching: false, status: statusOf('Disabled', null) };
    case 'statusDisabled':
      return { enableHotpatching: null, status: statusOf('Disabled', null) };
    case 'pendingEvaluation':
      return { enableHotpatching: true, status: statusOf('PendingEvaluation', null) };
    case 'actionRequired':
      return {
        enableHotpatching: true,
        status: statusOf('ActionRequired', random.chance(80) ? VSM_NOT_RUNNING : BASELINE_REQUIRED),
      };
    case 'statusUnknown':
      return { enableHotpatching: true, status: statusOf('Unknown', undefined) };
    case 'statusUnheardOf':
      return { enableHotpatching: true, status: statusOf('EnabledWithWarnings', null) };
    case 'notSet':
      return random.chance(50) ? {} : { enableHotpatching: null, status: null };
  }
}

function statusOf(hotpatchEnablementStatus: string, error: Json | undefined): Json {
  return error === undefined ? { hotpatchEnablementStatus } : { hotpatchEnablementStatus, error };
}
