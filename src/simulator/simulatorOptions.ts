import { parseArgs } from 'node:util';
import { SMALLEST_SUBSCRIPTION_COUNT } from './companyDirectory';
import { readChances, type Chances } from './enrolmentOutcomes';
import { readFaultRule, type FaultRule } from './faultRules';
import { parseJson } from './jsonValues';
import type { QuotaRule } from './queryQuota';
import { readSwitchFlag, switchesHelp, type Switches } from './switches';

/**
 * The simulated time at which the demo begins: two weeks after a hotpatch month's release, inside the releases known.
 * After the baseline of September 2026 no known update could leave the track, and the demo would lack that state.
 */
export const DEMO_START = '2026-08-26T08:00:00Z';

export interface SimulatorOptions {
  /** 0: any free one. */
  readonly port: number;
  readonly machines: number;
  readonly seed: number;
  /** Milliseconds UTC. */
  readonly now: number;
  readonly subscriptions: number;
  /** A file of rows in place of a generated fleet. */
  readonly rows: string | null;
  readonly statePath: string | null;
  readonly announcePath: string | null;
  readonly idleSeconds: number | null;
  readonly quota: QuotaRule | null;
  readonly listPageSize: number;
  readonly faults: readonly FaultRule[];
  /** How many times as fast as the wall clock everything runs. */
  readonly timeScale: number;
  /** These are seconds of the simulated time. */
  readonly enrollSeconds: number;
  readonly disenrollSeconds: number;
  /** A license write that changes nothing of the Hotpatch feature. */
  readonly noopSeconds: number;
  /** From a patch setting to its status. */
  readonly evaluationSeconds: number;
  readonly assessSeconds: number;
  readonly installSeconds: number;
  /** From the PUT of a run command to the end of its script. */
  readonly runCommandSeconds: number;
  /** How long a machine is away for a restart. */
  readonly rebootSeconds: number;
  /** How far Resource Graph is behind ARM's writes. */
  readonly graphLagSeconds: number;
  readonly switches: Partial<Switches>;
  readonly chances: Partial<Chances>;
}

export type OptionsReading =
  | { readonly kind: 'options'; readonly options: SimulatorOptions }
  | { readonly kind: 'help' }
  | { readonly kind: 'invalid'; readonly message: string };

export const DEFAULT_OPTIONS: SimulatorOptions = {
  port: 0,
  machines: 500,
  seed: 7,
  now: Date.parse(DEMO_START),
  subscriptions: SMALLEST_SUBSCRIPTION_COUNT,
  rows: null,
  statePath: null,
  announcePath: null,
  idleSeconds: null,
  quota: { queries: 15, seconds: 5 },
  listPageSize: 200,
  faults: [],
  timeScale: 1,
  enrollSeconds: 734,
  disenrollSeconds: 30,
  noopSeconds: 30,
  evaluationSeconds: 60,
  assessSeconds: 60,
  installSeconds: 600,
  runCommandSeconds: 20,
  rebootSeconds: 180,
  graphLagSeconds: 30,
  switches: {},
  chances: {},
};

const FLAGS = {
  port: { type: 'string' },
  machines: { type: 'string' },
  seed: { type: 'string' },
  now: { type: 'string' },
  subscriptions: { type: 'string' },
  rows: { type: 'string' },
  state: { type: 'string' },
  announce: { type: 'string' },
  'idle-exit': { type: 'string' },
  quota: { type: 'string' },
  'list-page': { type: 'string' },
  latency: { type: 'string' },
  fault: { type: 'string', multiple: true },
  'time-scale': { type: 'string' },
  'enroll-seconds': { type: 'string' },
  'disenroll-seconds': { type: 'string' },
  'noop-seconds': { type: 'string' },
  'evaluation-seconds': { type: 'string' },
  'assess-seconds': { type: 'string' },
  'install-seconds': { type: 'string' },
  'run-command-seconds': { type: 'string' },
  'reboot-seconds': { type: 'string' },
  'graph-lag-seconds': { type: 'string' },
  switch: { type: 'string', multiple: true },
  chance: { type: 'string', multiple: true },
  help: { type: 'boolean', short: 'h' },
} as const;

export const HELP = `Simulated Azure for Hotpatch Fleet: Resource Graph, subscriptions, tenants and Arc machines over HTTP on 127.0.0.1.
The first line it prints is its base URL.

  --port N            port to listen on; 0 = any free one (default 0)
  --machines N        machines to generate, 1 to 100000 (default 500)
  --seed N            the same seed gives the same fleet (default 7)
  --now ISO           where its clock starts (default ${DEMO_START})
  --subscriptions N   subscriptions; more than ${SMALLEST_SUBSCRIPTION_COUNT} are empty ones (default ${SMALLEST_SUBSCRIPTION_COUNT})
  --rows FILE         serve a JSON array of raw Resource Graph rows instead of a generated fleet
  --state FILE        keep changes, faults and the clock there, and continue from there
  --announce FILE     write url, pid and key there while it runs
  --idle-exit SECONDS exit when there was no request and no lease for that long
  --quota off|N/Ss    Resource Graph's quota per principal (default 15/5s); off also lifts ARM's limits
  --list-page N       items in a page of ARM's lists (default 200)
  --latency MS        answer that much later
  --fault JSON        a fault rule, e.g. '{"match":{"table":"resources","nth":2},"fault":{"kind":"reset"}}'; repeatable
  --help              this text

Writes. Seconds are of the simulated time:
  --time-scale N      run everything N times as fast, 1 to 1000: durations, the lag, the quotas and the calendar (default 1)
  --enroll-seconds N  from a license write to Enabled, ten percent more or less by machine (default 734)
  --disenroll-seconds N   from a license write to Disabled, likewise (default 30)
  --noop-seconds N    a license write that changes nothing of the Hotpatch feature (default 30)
  --evaluation-seconds N  from a patch setting to its status (default 60)
  --assess-seconds N  an assessment of the waiting updates, likewise (default 60)
  --install-seconds N     an installation, as far as its maximum duration allows (default 600)
  --run-command-seconds N from the PUT of a run command to the end of its script (default 20)
  --reboot-seconds N  how long a machine is Disconnected for a restart (default 180)
  --graph-lag-seconds N   how far Resource Graph is behind ARM's writes (default 30)
  --switch NAME=VALUE what is not known for certain, repeatable; the first value is the default:
${switchesHelp()
  .map((line) => `                      ${line}`)
  .join('\n')}
  --chance NAME=PERCENT   of enrolments: failed, stuck, unheardOf, contradicts (the operation says otherwise);
                      of machines: vbsOff (default 10 of a generated fleet, else 0); repeatable, fixed by the seed

While it runs: GET /simulator/health, GET|DELETE /simulator/requests, GET|POST|DELETE /simulator/faults,
POST /simulator/machines, GET|POST /simulator/clock, POST /simulator/lease, POST /simulator/shutdown,
GET|POST /simulator/switches, GET|POST|DELETE /simulator/behaviours, GET|DELETE /simulator/effects.

POST /simulator/behaviours takes one, or an array of:
  {"id", enrolment, code, message, status, contradicts, seconds}       how the enrollments of a machine end
  {"id", vbsRuns, vbsConfigured, canRunVbs, secureBoot, firmware}      what is true inside it; firmware: Uefi or Bios
  {"id", comesBack, assessments, installs, scripts}                    comesBack false: not after a restart;
                                     assessments and installs: succeed or fail; scripts: run, fail or hang
  {"subscriptionId", notRegistered, actions, notActions}               providers, and the account's role there
  {"chances": {…}}                                                     as --chance
Scripts of run commands are recognized by a first line such as "# hotpatch-fleet-script: check-vbs 1"; others fail.
`;

class Invalid extends Error {}

/** Reads the command line (without node and script). */
export function readOptions(args: readonly string[]): OptionsReading {
  try {
    const { values } = parseArgs({ args: [...args], options: FLAGS, strict: true, allowPositionals: false });
    if (values.help === true) return { kind: 'help' };
    if (values.rows !== undefined && (values.machines !== undefined || values.seed !== undefined)) {
      throw new Invalid('--rows takes the place of a generated fleet: it goes with neither --machines nor --seed.');
    }
    const latency = whole('latency', values.latency, 0, 0, 600_000);
    return {
      kind: 'options',
      options: {
        port: whole('port', values.port, DEFAULT_OPTIONS.port, 0, 65_535),
        machines: whole('machines', values.machines, DEFAULT_OPTIONS.machines, 1, 100_000),
        seed: whole('seed', values.seed, DEFAULT_OPTIONS.seed, 0, Number.MAX_SAFE_INTEGER),
        now: time(values.now),
        subscriptions: whole(
          'subscriptions',
          values.subscriptions,
          DEFAULT_OPTIONS.subscriptions,
          SMALLEST_SUBSCRIPTION_COUNT,
          20_000,
        ),
        rows: values.rows ?? null,
        statePath: values.state ?? null,
        announcePath: values.announce ?? null,
        idleSeconds: values['idle-exit'] === undefined ? null : whole('idle-exit', values['idle-exit'], 0, 1, 604_800),
        quota: quota(values.quota),
        listPageSize: whole('list-page', values['list-page'], DEFAULT_OPTIONS.listPageSize, 1, 1000),
        faults: [
          ...(latency === 0 ? [] : [{ match: {}, fault: { kind: 'latency', ms: latency } } as const]),
          ...(values.fault ?? []).map(faultRule),
        ],
        timeScale: whole('time-scale', values['time-scale'], DEFAULT_OPTIONS.timeScale, 1, 1000),
        enrollSeconds: seconds('enroll-seconds', values['enroll-seconds'], DEFAULT_OPTIONS.enrollSeconds),
        disenrollSeconds: seconds('disenroll-seconds', values['disenroll-seconds'], DEFAULT_OPTIONS.disenrollSeconds),
        noopSeconds: seconds('noop-seconds', values['noop-seconds'], DEFAULT_OPTIONS.noopSeconds),
        evaluationSeconds: seconds(
          'evaluation-seconds',
          values['evaluation-seconds'],
          DEFAULT_OPTIONS.evaluationSeconds,
        ),
        assessSeconds: seconds('assess-seconds', values['assess-seconds'], DEFAULT_OPTIONS.assessSeconds),
        installSeconds: seconds('install-seconds', values['install-seconds'], DEFAULT_OPTIONS.installSeconds),
        runCommandSeconds: seconds(
          'run-command-seconds',
          values['run-command-seconds'],
          DEFAULT_OPTIONS.runCommandSeconds,
        ),
        rebootSeconds: seconds('reboot-seconds', values['reboot-seconds'], DEFAULT_OPTIONS.rebootSeconds),
        graphLagSeconds: seconds('graph-lag-seconds', values['graph-lag-seconds'], DEFAULT_OPTIONS.graphLagSeconds),
        switches: (values.switch ?? []).map(switchOf).reduce((all, one) => ({ ...all, ...one }), {}),
        chances: (values.chance ?? []).map(chanceOf).reduce((all, one) => ({ ...all, ...one }), {}),
      },
    };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { kind: 'invalid', message: firstSentence(error.message) };
  }
}

function whole(flag: string, text: string | undefined, otherwise: number, low: number, high: number): number {
  if (text === undefined) return otherwise;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= low && value <= high) return value;
  throw new Invalid(`--${flag} must be a whole number from ${low} to ${high}, not '${text}'.`);
}

function seconds(flag: string, text: string | undefined, otherwise: number): number {
  return whole(flag, text, otherwise, 0, 31_536_000);
}

function switchOf(text: string): Partial<Switches> {
  const reading = readSwitchFlag(text);
  if (reading.ok) return reading.switches;
  throw new Invalid(`--switch '${text}': ${reading.message}`);
}

function chanceOf(text: string): Partial<Chances> {
  const [name = '', percent = ''] = text.split('=');
  const chances = readChances({ [name]: /^\d+(\.\d+)?$/.test(percent) ? Number(percent) : percent });
  if (typeof chances !== 'string') return chances;
  throw new Invalid(`--chance '${text}': ${chances}`);
}

function time(text: string | undefined): number {
  if (text === undefined) return DEFAULT_OPTIONS.now;
  const isDated = /^\d{4}-\d{2}-\d{2}(T.*)?$/.test(text);
  // A time without a zone is UTC here, never the zone of whoever runs it.
  const at = isDated
    ? Date.parse(/T.*(Z|[+-]\d{2}:?\d{2})$/i.test(text) || !text.includes('T') ? text : `${text}Z`)
    : Number.NaN;
  if (!Number.isNaN(at)) return at;
  throw new Invalid(`--now must be an ISO time such as ${DEMO_START}, not '${text}'.`);
}

function quota(text: string | undefined): QuotaRule | null {
  if (text === undefined) return DEFAULT_OPTIONS.quota;
  if (text === 'off') return null;
  const match = /^([1-9]\d{0,5})\/([1-9]\d{0,4})s$/.exec(text);
  if (match) return { queries: Number(match[1]), seconds: Number(match[2]) };
  throw new Invalid(`--quota must be 'off' or of the form 15/5s, not '${text}'.`);
}

function faultRule(text: string): FaultRule {
  const reading = readFaultRule(parseJson(text));
  if (reading.ok) return reading.rule;
  throw new Invalid(`--fault '${text}' is no fault rule: ${reading.message}`);
}

function firstSentence(message: string): string {
  return message.split('\n')[0] ?? message;
}
