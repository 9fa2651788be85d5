import type { MachineBlueprint } from './machineBlueprint';
import { releasesBefore, SERVER_2025, type MonthlyRelease } from './releaseHistory';
import type { WaitingUpdate } from './guest';
import type { SeededRandom } from './seededRandom';

/** An update that waits on a machine. */
export interface OfferedPatch {
  readonly name: string;
  /** Without and with the letters KB, as Azure writes either; null where an update has no number (Linux packages). */
  readonly kbForms: readonly [string, string] | null;
  readonly version?: string;
  readonly classification: PatchClassification;
  readonly rebootBehavior: RebootBehavior;
  readonly severity: string | null;
  /** ISO 8601 in UTC. */
  readonly published: string;
}

export type PatchClassification = 'Security' | 'Critical' | 'UpdateRollup' | 'Definition' | 'Updates' | 'Other';
export type RebootBehavior = 'NeverReboots' | 'AlwaysRequiresReboot' | 'CanRequestReboot' | 'Unknown';

/** What Microsoft offers after a release. One object for all machines, so that a large fleet stays small in memory. */
interface Catalogue {
  readonly hotpatch: OfferedPatch;
  readonly cumulative2025: OfferedPatch;
  readonly cumulative2022: OfferedPatch;
  readonly dotNet: OfferedPatch;
  readonly sqlServer: OfferedPatch;
  readonly maliciousSoftwareRemoval: OfferedPatch;
  readonly defender: OfferedPatch;
  readonly linux: readonly OfferedPatch[];
}

const catalogues = new Map<MonthlyRelease, Catalogue>();

function catalogueOf(release: MonthlyRelease): Catalogue {
  const known = catalogues.get(release) ?? makeCatalogue(release);
  catalogues.set(release, known);
  return known;
}

/** The updates that a machine would be offered at a time, most important first. */
export function offeredPatches(machine: MachineBlueprint, now: number, random: SeededRandom): readonly OfferedPatch[] {
  const [newest] = releasesBefore(SERVER_2025, now);
  const catalogue = catalogueOf(newest);
  const { os } = machine;
  if (os.isLinux) return catalogue.linux.slice(0, random.between(0, catalogue.linux.length));
  const wantsMonthly = os.runs === null ? random.chance(30) : os.runs.day < newest.day;
  return [
    ...(wantsMonthly ? [monthlyPatch(machine, newest, catalogue)] : []),
    ...(random.chance(22) ? [catalogue.dotNet] : []),
    ...(machine.runsSql && random.chance(40) ? [catalogue.sqlServer] : []),
    ...(random.chance(14) ? [catalogue.maliciousSoftwareRemoval] : []),
    ...(random.chance(65) ? [catalogue.defender] : []),
  ];
}

/** The two updates that a release brings to Windows Server 2025: one for machines on the track, one for the others. */
export function monthlyOffers(release: MonthlyRelease): {
  readonly hotpatch: WaitingUpdate;
  readonly cumulative: WaitingUpdate;
} {
  const { hotpatch, cumulative2025 } = catalogueOf(release);
  return { hotpatch: waitingUpdate(hotpatch), cumulative: waitingUpdate(cumulative2025) };
}

/** An update outside hotpatch, as it is offered after a release: one of SQL Server where that runs, else .NET's. */
export function outsideHotpatchOffer(release: MonthlyRelease, runsSql: boolean): WaitingUpdate {
  const { dotNet, sqlServer } = catalogueOf(release);
  return waitingUpdate(runsSql ? sqlServer : dotNet);
}

/** The newest definitions of Microsoft Defender Antivirus, which wait on most machines most of the time. */
export function defenderOffer(release: MonthlyRelease): WaitingUpdate {
  return waitingUpdate(catalogueOf(release).defender);
}

function waitingUpdate(patch: OfferedPatch): WaitingUpdate {
  const { name, kbForms, version, classification, rebootBehavior, severity, published } = patch;
  return {
    ...{ name, rebootBehavior, severity, published, classifications: [classification] },
    kb: kbForms?.[0] ?? null,
    version: version ?? null,
  };
}

function monthlyPatch(machine: MachineBlueprint, newest: MonthlyRelease, catalogue: Catalogue): OfferedPatch {
  const isEnrolled = machine.story.licence === 'enrolled';
  if (isEnrolled && machine.story.build === 'newest' && !newest.isBaseline) return catalogue.hotpatch;
  if (!machine.os.osSku.includes('2025')) return catalogue.cumulative2022;
  const missing = isEnrolled ? missingBaseline(machine, newest) : undefined;
  return (missing === undefined ? catalogue : catalogueOf(missing)).cumulative2025;
}

/** The newest baseline, where a server is behind it: it is offered that one, because no hotpatch fits it before. */
function missingBaseline({ os: { runs } }: MachineBlueprint, newest: MonthlyRelease): MonthlyRelease | undefined {
  const baseline = SERVER_2025.findLast(({ day, isBaseline }) => isBaseline && day <= newest.day);
  return baseline !== undefined && runs !== null && runs.day < baseline.day ? baseline : undefined;
}

function makeCatalogue(release: MonthlyRelease): Catalogue {
  const month = release.day.slice(0, 7);
  const ordinaryKb = release.ordinaryKb ?? release.kb;
  const cumulative = (version: string): OfferedPatch =>
    windowsPatch(
      release,
      `${month} Cumulative Update for Microsoft server operating system version ${version} for x64-based Systems`,
      ordinaryKb,
      'Security',
      'AlwaysRequiresReboot',
      'Critical',
    );
  return {
    hotpatch: windowsPatch(
      release,
      `${month} Hotpatch for Windows Server 2025 for x64-based Systems`,
      release.kb,
      'Security',
      'NeverReboots',
      'Critical',
    ),
    cumulative2025: cumulative('24H2'),
    cumulative2022: cumulative('21H2'),
    dotNet: windowsPatch(
      release,
      `${month} .NET Framework Security Update`,
      '5126052',
      'Security',
      'CanRequestReboot',
      'Important',
    ),
    sqlServer: windowsPatch(
      release,
      'SQL Server 2022 RTM Cumulative Update (CU) 21',
      '5065865',
      'UpdateRollup',
      'CanRequestReboot',
      null,
    ),
    maliciousSoftwareRemoval: windowsPatch(
      release,
      'Windows Malicious Software Removal Tool x64 - v5.136',
      '890830',
      'UpdateRollup',
      'Unknown',
      null,
    ),
    defender: windowsPatch(
      release,
      'Security Intelligence Update for Microsoft Defender Antivirus (Version 1.437.128.0)',
      '2267602',
      'Definition',
      'NeverReboots',
      null,
    ),
    linux: [
      linuxPackage(release, 'openssl', '3.0.13-0ubuntu3.5', 'Security', 'NeverReboots'),
      linuxPackage(release, 'linux-image-generic', '6.8.0-63.66', 'Security', 'AlwaysRequiresReboot'),
      linuxPackage(release, 'curl', '8.5.0-2ubuntu10.6', 'Other', 'NeverReboots'),
      linuxPackage(release, 'systemd', '255.4-1ubuntu8.8', 'Other', 'CanRequestReboot'),
    ],
  };
}

function windowsPatch(
  release: MonthlyRelease,
  title: string,
  kb: string | null,
  classification: PatchClassification,
  rebootBehavior: RebootBehavior,
  severity: string | null,
): OfferedPatch {
  return {
    name: kb === null ? title : `${title} (KB${kb})`,
    kbForms: kb === null ? null : [kb, `KB${kb}`],
    classification,
    rebootBehavior,
    severity,
    published: `${release.day}T17:00:00Z`,
  };
}

function linuxPackage(
  release: MonthlyRelease,
  name: string,
  version: string,
  classification: PatchClassification,
  rebootBehavior: RebootBehavior,
): OfferedPatch {
  const published = `${release.day}T06:00:00Z`;
  return { name, kbForms: null, version, classification, rebootBehavior, severity: null, published };
}
