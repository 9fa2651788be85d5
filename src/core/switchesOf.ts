import type { MachineFacts } from './machineFacts';
import type { SwitchValues } from './operation';

/** The two switches of a machine as it was read. */
export function switchesOf({ hotpatchFeature, patchSettings }: MachineFacts): SwitchValues {
  const license = hotpatchFeature?.status ?? null;
  return { license: license === '' ? null : license, hotpatching: patchSettings.enableHotpatching };
}
