import type { Json } from './kql/json';
import { isObject } from './jsonValues';

/**
 * What nobody outside Azure knows for certain, or what Azure does in more than one way: each of these can be set to each
 * of its values while the simulator runs. The first value is the default.
 */
const VALUES = {
  /** GET of a license profile that was never created: 404, or 200 with next to nothing in it. */
  absentProfile: ['notFound', 'emptyAnswer'],
  /** What a PUT of a license profile does to the sections that its body leaves out. */
  putOmits: ['keeps', 'clears'],
  /** Whether a PATCH of a machine keeps the patch settings that its body leaves out. */
  patchMerges: ['deep', 'shallow'],
  /** billingStartDate of an enrolment outside the paid months; future: within sixty days. */
  billingDates: ['none', 'past', 'future'],
  /** Whether enrolment through the license alone fills the patch settings' status. */
  statusAfterEnroll: ['filled', 'absent'],
  /** An enrolment of a machine whose agent is offline: it waits until the agent is back, or goes through. */
  offlineMachines: ['wait', 'enroll'],
  /** Retry-After of long-running operations. */
  retryAfter: ['absent', 'present'],
  /** Retry-After of ARM's own 429. */
  throttleRetryAfter: ['present', 'absent'],
  /** The x-ms-ratelimit-remaining headers. */
  throttleHeaders: ['present', 'absent'],
  /** The region of ARM's quotas: that of the resource, or the one in which ARM answers. */
  quotaRegion: ['resource', 'endpoint'],
  /** 404 of the license profile of a machine that is gone: code and message of the parent, or of a resource. */
  goneMachine: ['parentNotFound', 'resourceNotFound'],
  /** The URLs of an assessment or installation: both, or Location alone, as the contract has it. */
  actionUrls: ['both', 'locationOnly'],
  /** Azure's own assessments, every 24 hours where they are switched on. */
  periodicAssessment: ['on', 'off'],
} as const;

type SwitchName = keyof typeof VALUES;

export type Switches = { readonly [Name in SwitchName]: (typeof VALUES)[Name][number] };

export const DEFAULT_SWITCHES: Switches = {
  absentProfile: 'notFound',
  putOmits: 'keeps',
  patchMerges: 'deep',
  billingDates: 'none',
  statusAfterEnroll: 'filled',
  offlineMachines: 'wait',
  retryAfter: 'absent',
  throttleRetryAfter: 'present',
  throttleHeaders: 'present',
  quotaRegion: 'resource',
  goneMachine: 'parentNotFound',
  actionUrls: 'both',
  periodicAssessment: 'on',
};

export type SwitchesReading =
  { readonly ok: true; readonly switches: Partial<Switches> } | { readonly ok: false; readonly message: string };

/** Reads `{ "putOmits": "clears", … }`; any part of them. */
export function readSwitches(value: Json | undefined): SwitchesReading {
  if (!isObject(value)) return { ok: false, message: 'Switches are a JSON object of names and values.' };
  for (const [name, wanted] of Object.entries(value)) {
    const allowed: readonly string[] | undefined = isSwitch(name) ? VALUES[name] : undefined;
    if (!allowed) return { ok: false, message: `"${name}" is no switch; there are ${Object.keys(VALUES).join(', ')}.` };
    if (typeof wanted !== 'string' || !allowed.includes(wanted)) {
      return { ok: false, message: `"${name}" must be one of: ${allowed.join(', ')}.` };
    }
  }
  // Checked name by name above.
  return { ok: true, switches: value };
}

/** Reads a flag's `name=value`. */
export function readSwitchFlag(text: string): SwitchesReading {
  const [name = '', value = ''] = text.split('=');
  return readSwitches({ [name]: value });
}

/** The switches as one list for a help text: `putOmits=keeps|clears`. */
export function switchesHelp(): readonly string[] {
  return Object.entries(VALUES).map(([name, values]) => `${name}=${values.join('|')}`);
}

function isSwitch(name: string): name is SwitchName {
  return Object.hasOwn(VALUES, name);
}
