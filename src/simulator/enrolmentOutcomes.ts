import { isObject, objectOf, textOf, type JsonObject } from './jsonValues';
import type { Json, JsonRow } from './kql/json';
import { rowKey } from './fleetState';
import { SeededRandom } from './seededRandom';

/** How an enrolment ends. */
export type EnrolmentEnd =
  | { readonly kind: 'succeeds' }
  /** The feature takes the status Failed, with this error. */
  | { readonly kind: 'fails'; readonly code: string; readonly message: string }
  /** Enabling for ever. */
  | { readonly kind: 'stuck' }
  /** A status that no list has. */
  | { readonly kind: 'unheardOf'; readonly status: string };

/** What is true of a machine, and of what is done to it, that no read shows beforehand. */
export interface HiddenTruth {
  readonly vbsRuns: boolean;
  readonly end: EnrolmentEnd;
  /** The operation's status contradicts the feature. */
  readonly contradicts: boolean;
  /** Milliseconds of the simulated time; null = as long as usual. */
  readonly takes: number | null;
}

/** What was set for one machine from outside. */
export interface Behaviour {
  readonly enrolment?: EnrolmentEnd['kind'];
  readonly code?: string;
  readonly message?: string;
  readonly status?: string;
  readonly contradicts?: boolean;
  readonly vbsRuns?: boolean;
  /** Simulated seconds that its enrolments take. */
  readonly seconds?: number;
  /** The registry value of VBS is set; without it VBS does not run after a restart either. */
  readonly vbsConfigured?: boolean;
  /** Whether VBS can run at all on its (virtual) hardware. */
  readonly canRunVbs?: boolean;
  readonly secureBoot?: boolean;
  readonly firmware?: 'Uefi' | 'Bios';
  /** false: after a restart it stays Disconnected. */
  readonly comesBack?: boolean;
  readonly assessments?: 'succeed' | 'fail';
  readonly installs?: 'succeed' | 'fail';
  /** A script that hangs runs into its timeout. */
  readonly scripts?: 'run' | 'fail' | 'hang';
}

/** In how many of 100 cases something happens. */
export interface Chances {
  readonly failed: number;
  readonly stuck: number;
  readonly unheardOf: number;
  readonly contradicts: number;
  /** Machines on which virtualization-based security does not run, beside those whose row says so. */
  readonly vbsOff: number;
}

export const NO_CHANCES: Chances = { failed: 0, stuck: 0, unheardOf: 0, contradicts: 0, vbsOff: 0 };

const FAILURES: readonly [readonly [string, string], ...(readonly [string, string])[]] = [
  ['LicenseCheckFailed', 'The licensing service did not answer. Check that the machine can reach dls.microsoft.com.'],
  ['InternalError', 'The operation could not be completed. Try again later.'],
  ['UnsupportedBuild', 'The installed build must be the latest baseline.'],
];

/** Decides what no read shows: by what was set for a machine, else by chance, which a seed fixes. */
export class EnrolmentOutcomes {
  private readonly behaviours: Map<string, Behaviour>;

  constructor(
    private readonly seed: number,
    private current: Chances,
    behaviours: Readonly<Record<string, Behaviour>> = {},
  ) {
    this.behaviours = new Map(Object.entries(behaviours));
  }

  get chances(): Chances {
    return this.current;
  }

  setChances(chances: Partial<Chances>): void {
    this.current = { ...this.current, ...chances };
  }

  setBehaviour(id: string, behaviour: Behaviour): void {
    this.behaviours.set(id.toLowerCase(), behaviour);
  }

  behaviourOf(key: string): Behaviour {
    return this.behaviours.get(key) ?? {};
  }

  list(): Readonly<Record<string, Behaviour>> {
    return Object.fromEntries(this.behaviours);
  }

  clear(): void {
    this.behaviours.clear();
    this.current = NO_CHANCES;
  }

  /** `attempt` counts a machine's enrolments: the next one draws anew. */
  of(machine: JsonRow, attempt: number): HiddenTruth {
    const key = rowKey(machine);
    const set = this.behaviours.get(key) ?? {};
    const random = new SeededRandom(this.seed, 'enrolment', key, attempt);
    const draw = random.below(100_000) / 1000;
    return {
      vbsRuns: set.vbsRuns ?? this.vbsRuns(machine, key),
      end: set.enrolment === undefined ? (refusedEdition(machine) ?? this.drawn(draw, random)) : endOf(set, random),
      contradicts: set.contradicts ?? random.chance(this.current.contradicts),
      takes: set.seconds === undefined ? null : set.seconds * 1000,
    };
  }

  private vbsRuns(machine: JsonRow, key: string): boolean {
    const { status } = patchSettingsOf(machine);
    const code = textOf(objectOf(objectOf(status)['error'])['code']);
    if (textOf(objectOf(status)['hotpatchEnablementStatus']) === 'ActionRequired')
      return !/vbs|virtualization/i.test(code);
    return !new SeededRandom(this.seed, 'vbs', key).chance(this.current.vbsOff);
  }

  private drawn(draw: number, random: SeededRandom): EnrolmentEnd {
    const { failed, stuck, unheardOf } = this.current;
    if (draw < failed) return endOf({ enrolment: 'fails' }, random);
    if (draw < failed + stuck) return { kind: 'stuck' };
    return draw < failed + stuck + unheardOf ? { kind: 'unheardOf', status: 'Reviewing' } : { kind: 'succeeds' };
  }
}

/** ±10 %, the same for a machine each time. `milliseconds` of the simulated time. */
export function jittered(milliseconds: number, seed: number, key: string): number {
  return Math.round(milliseconds * (0.9 + new SeededRandom(seed, 'duration', key).below(2001) / 10_000));
}

/** Only Windows Server 2025 is enrolled; Azure answers no sooner than at the end. */
function refusedEdition(machine: JsonRow): EnrolmentEnd | undefined {
  const sku = textOf(objectOf(machine['properties'])['osSku']);
  if (sku === '' || /windows server 2025/i.test(sku)) return undefined;
  return { kind: 'fails', code: 'HotpatchNotSupported', message: `Hotpatch is not supported on '${sku}'.` };
}

function endOf(set: Behaviour, random: SeededRandom): EnrolmentEnd {
  switch (set.enrolment) {
    case 'fails': {
      const [code, message] = random.pick(FAILURES);
      return { kind: 'fails', code: set.code ?? code, message: set.message ?? message };
    }
    case 'unheardOf':
      return { kind: 'unheardOf', status: set.status ?? 'Reviewing' };
    case 'stuck':
      return { kind: 'stuck' };
    default:
      return { kind: 'succeeds' };
  }
}

/** properties.osProfile.windowsConfiguration.patchSettings of a machine's row. */
export function patchSettingsOf(machine: JsonRow): JsonObject {
  const osProfile = objectOf(objectOf(machine['properties'])['osProfile']);
  return objectOf(objectOf(osProfile['windowsConfiguration'])['patchSettings']);
}

const BEHAVIOUR_KINDS: Readonly<Record<keyof Behaviour, string>> = {
  enrolment: 'string',
  code: 'string',
  message: 'string',
  status: 'string',
  contradicts: 'boolean',
  vbsRuns: 'boolean',
  seconds: 'number',
  vbsConfigured: 'boolean',
  canRunVbs: 'boolean',
  secureBoot: 'boolean',
  firmware: 'string',
  comesBack: 'boolean',
  assessments: 'string',
  installs: 'string',
  scripts: 'string',
};

const BEHAVIOUR_VALUES: Readonly<Partial<Record<keyof Behaviour, readonly string[]>>> = {
  enrolment: ['succeeds', 'fails', 'stuck', 'unheardOf'],
  firmware: ['Uefi', 'Bios'],
  assessments: ['succeed', 'fail'],
  installs: ['succeed', 'fail'],
  scripts: ['run', 'fail', 'hang'],
};

/** Reads a behaviour; a text says what is wrong with it. */
export function readBehaviour(value: JsonObject): Behaviour | string {
  for (const [name, each] of Object.entries(value)) {
    const kind = Object.entries(BEHAVIOUR_KINDS).find(([known]) => known === name)?.[1];
    if (kind === undefined) return `"${name}" is nothing that a behaviour has.`;
    if (typeof each !== kind) return `"${name}" must be a ${kind}.`;
  }
  for (const [name, allowed] of Object.entries(BEHAVIOUR_VALUES)) {
    const each = value[name];
    if (each !== undefined && !allowed.includes(textOf(each)))
      return `"${name}" must be one of: ${allowed.join(', ')}.`;
  }
  // Checked member by member above.
  return value;
}

/** Reads some of the chances; a text says what is wrong with them. */
export function readChances(value: Json | undefined): Partial<Chances> | string {
  if (!isObject(value)) return 'Chances are an object of percentages.';
  for (const [name, percent] of Object.entries(value)) {
    if (!Object.hasOwn(NO_CHANCES, name))
      return `"${name}" is no chance; there are ${Object.keys(NO_CHANCES).join(', ')}.`;
    if (typeof percent !== 'number' || !(percent >= 0 && percent <= 100)) return `"${name}" must be from 0 to 100.`;
  }
  // Checked name by name above.
  return value;
}
