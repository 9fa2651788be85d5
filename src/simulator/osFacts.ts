import type { Json } from './kql/json';
import type { BuildKind, OsKind, Story } from './machineStory';
import {
  releasedAt,
  releasesBefore,
  SERVER_2022_AZURE,
  SERVER_2025,
  type MonthlyRelease,
  type ReleasesOut,
} from './releaseHistory';
import { DAY } from './azureTime';
import type { SeededRandom } from './seededRandom';

/** What the agent reports of the operating system. An absent field is missing in Azure's answer. */
export interface OsFacts {
  readonly isLinux: boolean;
  readonly osName: string;
  readonly osType: string | undefined;
  readonly osSku: string;
  readonly osEdition: string | undefined;
  readonly osVersion: string;
  /** The monthly update that it runs, where it runs one that the history has. */
  readonly runs: MonthlyRelease | null;
}

const LINUX: readonly [readonly [string, string], ...(readonly [string, string])[]] = [
  ['Ubuntu 24.04.2 LTS', '6.8.0-60-generic'],
  ['Ubuntu 22.04.5 LTS', '5.15.0-141-generic'],
  ['Red Hat Enterprise Linux 9.5 (Plow)', '5.14.0-503.40.1.el9_5.x86_64'],
  ['Red Hat Enterprise Linux 8.10 (Ootpa)', '4.18.0-553.53.1.el8_10.x86_64'],
  ['SUSE Linux Enterprise Server 15 SP6', '6.4.0-150600.23.47-default'],
  ['Debian GNU/Linux 12 (bookworm)', '6.1.0-34-amd64'],
  ['Oracle Linux Server 9.5', '5.15.0-308.179.6.el9uek.x86_64'],
  ['Rocky Linux 9.5 (Blue Onyx)', '5.14.0-503.38.1.el9_5.x86_64'],
];

/** Draws the operating system of a machine. */
export function drawOs(story: Story, now: number, random: SeededRandom): OsFacts {
  if (story.os === 'linux') return linux(random);
  const edition = random.chance(62) ? 'Datacenter' : 'Standard';
  const { sku, version, runs } = windows(story.os, story.build, edition, now, random);
  return {
    isLinux: false,
    osName: 'windows',
    osType: random.chance(2) ? undefined : random.chance(4) ? 'Windows' : 'windows',
    osSku: sku,
    osEdition: random.chance(30) ? undefined : editionName(story.os, edition),
    osVersion: version,
    runs,
  };
}

function linux(random: SeededRandom): OsFacts {
  const [osSku, osVersion] = random.pick(LINUX);
  return { isLinux: true, osName: 'linux', osType: 'linux', osSku, osEdition: undefined, osVersion, runs: null };
}

function editionName(os: OsKind, edition: string): string {
  if (os === 'server2025Essentials') return 'Essentials';
  return os === 'windows11' ? 'Enterprise' : edition;
}

interface WindowsVersion {
  readonly sku: string;
  readonly version: string;
  readonly runs: MonthlyRelease | null;
}

function windows(os: OsKind, build: BuildKind, edition: string, now: number, random: SeededRandom): WindowsVersion {
  switch (os) {
    case 'server2025':
      return server2025(`Windows Server 2025 ${edition}`, build, now, random);
    case 'server2025Evaluation':
      return server2025(`Windows Server 2025 ${edition} Evaluation`, build, now, random);
    case 'azureEdition2025':
      return server2025(
        `Windows Server 2025 Datacenter${random.chance(30) ? ':' : ''} Azure Edition`,
        build,
        now,
        random,
      );
    case 'server2025Essentials':
      return server2025('Windows Server 2025 Essentials', 'ordinary', now, random);
    case 'server2025Preview':
      return other('Windows Server 2025 Datacenter', '10.0.26040.1000');
    case 'azureEdition2022': {
      const [runs] = releasesBefore(SERVER_2022_AZURE, now);
      const sku = 'Windows Server 2022 Datacenter Azure Edition';
      return { sku, version: `10.0.20348.${runs.revision}`, runs };
    }
    case 'server2022':
      return other(`Windows Server 2022 ${edition}`, `10.0.20348.${random.pick([5139, 5139, 4893, 4294])}`);
    case 'server2019':
      return other(`Windows Server 2019 ${edition}`, `10.0.17763.${random.pick([8511, 8511, 8389, 7792])}`);
    case 'server2016':
      return other(`Windows Server 2016 ${edition}`, `10.0.14393.${random.pick([8783, 8688])}`);
    case 'server2012':
      return other(`Windows Server 2012 R2 ${edition}`, '6.3.9600.22824');
    case 'windows11':
      return other('Windows 11 Enterprise', '10.0.26100.8037');
    case 'linux':
      return other('', '');
  }
}

function other(sku: string, version: string): WindowsVersion {
  return { sku, version, runs: null };
}

function server2025(sku: string, kind: BuildKind, now: number, random: SeededRandom): WindowsVersion {
  const { revision, runs } = revisionOf(kind, now, random);
  return { sku, version: `10.0.26100.${revision}`, runs };
}

function revisionOf(
  kind: BuildKind,
  now: number,
  random: SeededRandom,
): { revision: number; runs: MonthlyRelease | null } {
  const out = releasesBefore(SERVER_2025, now);
  switch (kind) {
    case 'newest':
      return onTrack(rollingOut(out, now, random));
    case 'cycleBehind':
      return onTrack(out.filter((each) => each.day < newestBaseline(out).day)[random.below(2)] ?? out[0]);
    case 'yearBehind':
      return onTrack(out[random.between(10, 13)] ?? out[out.length - 1] ?? out[0]);
    case 'ordinary': {
      const release = out.find((each) => each.ordinaryRevision !== undefined) ?? out[0];
      return { revision: release.ordinaryRevision ?? release.revision, runs: release };
    }
    case 'unclear': {
      const release = out.find((each) => each.unclearRevisions !== undefined) ?? out[0];
      return { revision: release.unclearRevisions?.[0] ?? release.revision, runs: release };
    }
    case 'unlisted':
      return { revision: out[0].revision + random.between(11, 50), runs: null };
  }
}

function onTrack(release: MonthlyRelease): { revision: number; runs: MonthlyRelease } {
  return { revision: release.revision, runs: release };
}

function newestBaseline(out: ReleasesOut): MonthlyRelease {
  return out.find((each) => each.isBaseline) ?? out[0];
}

/** An update needs days to reach everyone: a tenth of the fleet a day, and a last two percent never in time. */
function rollingOut(out: ReleasesOut, now: number, random: SeededRandom): MonthlyRelease {
  const days = (now - releasedAt(out[0])) / DAY;
  const hasIt = random.chance(Math.min(98, 5 + days * 10));
  return hasIt ? out[0] : (out[1] ?? out[0]);
}

/** The fields of a machine's properties that come from here. Missing ones stay out. */
export function osProperties(os: OsFacts): Record<string, Json> {
  return {
    osName: os.osName,
    ...(os.osType === undefined ? {} : { osType: os.osType }),
    osSku: os.osSku,
    ...(os.osEdition === undefined ? {} : { osEdition: os.osEdition }),
    osVersion: os.osVersion,
  };
}
