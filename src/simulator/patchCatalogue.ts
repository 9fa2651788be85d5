import type { MachineBlueprint } from './machineBlueprint';
import { releasesBefore, SERVER_2025, type MonthlyRelease } from './releaseHistory';

/** An update that waits on a machine. */
export interface OfferedPatch {
  readonly key: string;
  readonly name: string;
  /** Digits only; null where the update has no KB number (Linux packages). */
  readonly kb: string | null;
  readonly version?: string;
  readonly classification: 'Security' | 'Critical' | 'UpdateRollup' | 'Definition' | 'Updates' | 'Other';
  readonly rebootBehavior: 'NeverReboots' | 'AlwaysRequiresReboot' | 'CanRequestReboot' | 'Unknown';
  readonly severity: string | null;
  /** Day of publication. */
  readonly day: string;
}

const DEFENDER: Omit<OfferedPatch, 'day'> = {
  key: 'defender',
  name: 'Security Intelligence Update for Microsoft Defender Antivirus - KB2267602 (Version 1.437.128.0) - Current Channel (Broad)',
  kb: '2267602',
  classification: 'Definition',
  rebootBehavior: 'NeverReboots',
  severity: null,
};

const LINUX_PACKAGES: readonly Omit<OfferedPatch, 'day'>[] = [
  linuxPackage('openssl', '3.0.13-0ubuntu3.5', 'Security', 'NeverReboots'),
  linuxPackage('linux-image-generic', '6.8.0-63.66', 'Security', 'AlwaysRequiresReboot'),
  linuxPackage('curl', '8.5.0-2ubuntu10.6', 'Other', 'NeverReboots'),
  linuxPackage('systemd', '255.4-1ubuntu8.8', 'Other', 'CanRequestReboot'),
];

function linuxPackage(
  name: string,
  version: string,
  classification: OfferedPatch['classification'],
  rebootBehavior: OfferedPatch['rebootBehavior'],
): Omit<OfferedPatch, 'day'> {
  return { key: name, name, kb: null, version, classification, rebootBehavior, severity: null };
}

/** The updates that a machine would be offered at a time, most important first. */
export function offeredPatches(machine: MachineBlueprint, now: number): readonly OfferedPatch[] {
  const [newest] = releasesBefore(SERVER_2025, now);
  const { os, patchRandom: random } = machine;
  if (os.isLinux) {
    const count = random.between(0, LINUX_PACKAGES.length);
    return LINUX_PACKAGES.slice(0, count).map((each) => ({ ...each, day: newest.day }));
  }
  const offered: OfferedPatch[] = [];
  const wantsCumulative = os.runs === null ? random.chance(30) : os.runs.day < newest.day;
  if (wantsCumulative) offered.push(monthlyUpdate(machine, newest));
  if (random.chance(22)) offered.push(dotNet(newest));
  if (machine.runsSql && random.chance(40)) offered.push(sqlServer(newest));
  if (random.chance(14)) offered.push(maliciousSoftwareRemoval(newest));
  if (random.chance(65)) offered.push({ ...DEFENDER, day: newest.day });
  return offered;
}

function monthlyUpdate(machine: MachineBlueprint, release: MonthlyRelease): OfferedPatch {
  const month = release.day.slice(0, 7);
  const isHotpatched = machine.story.licence === 'enrolled' && machine.story.build === 'newest';
  if (isHotpatched && !release.isBaseline) {
    const name = `${month} Hotpatch for Windows Server 2025 for x64-based Systems`;
    return patch('hotpatch', named(name, release.kb), release.kb, 'Security', 'NeverReboots', 'Critical', release.day);
  }
  const kb = release.ordinaryKb ?? release.kb;
  const product = machine.os.osSku.includes('2025') ? 'version 24H2' : 'version 21H2';
  const name = `${month} Cumulative Update for Microsoft server operating system ${product} for x64-based Systems`;
  return patch('cumulative', named(name, kb), kb, 'Security', 'AlwaysRequiresReboot', 'Critical', release.day);
}

function dotNet(release: MonthlyRelease): OfferedPatch {
  const name = `${release.day.slice(0, 7)} .NET Framework Security Update (KB5126052)`;
  return patch('dotnet', name, '5126052', 'Security', 'CanRequestReboot', 'Important', release.day);
}

function sqlServer(release: MonthlyRelease): OfferedPatch {
  const name = 'SQL Server 2022 RTM Cumulative Update (CU) 21 KB5065865';
  return patch('sql', name, '5065865', 'UpdateRollup', 'CanRequestReboot', null, release.day);
}

function maliciousSoftwareRemoval(release: MonthlyRelease): OfferedPatch {
  const name = 'Windows Malicious Software Removal Tool x64 - v5.136 (KB890830)';
  return patch('msrt', name, '890830', 'UpdateRollup', 'Unknown', null, release.day);
}

function named(name: string, kb: string | null): string {
  return kb === null ? name : `${name} (KB${kb})`;
}

function patch(
  key: string,
  name: string,
  kb: string | null,
  classification: OfferedPatch['classification'],
  rebootBehavior: OfferedPatch['rebootBehavior'],
  severity: string | null,
  day: string,
): OfferedPatch {
  return { key, name, kb, classification, rebootBehavior, severity, day };
}
