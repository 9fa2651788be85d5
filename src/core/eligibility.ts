import type { MachineFacts } from './machineFacts';
import { buildText, parseOsVersion } from './osVersion';
import type { OsVersion } from './osVersion';
import type { Reason } from './reason';
import { reason } from './reason';
import type { ReleaseProduct } from './release';
import { OS_BUILD } from './release';
import type { NextStepId } from './stateTable';

/** The first build of Windows Server 2025 that is generally available: 26100.1742. Earlier ones are previews. */
const FIRST_RELEASED_REVISION = 1742;

/** Whether hotpatch can come to a machine at all, and by which product's releases its revision is read. */
export type Eligibility =
  | { readonly kind: 'eligible'; readonly product: ReleaseProduct; readonly reasons: readonly Reason[] }
  /** Azure Edition: hotpatch without Arc and without enrollment. */
  | { readonly kind: 'builtIn'; readonly product: ReleaseProduct | null; readonly reasons: readonly Reason[] }
  | { readonly kind: 'ineligible'; readonly reasons: readonly Reason[]; readonly nextStep: NextStepId }
  /** Azure does not say enough; not counted against the machine. */
  | { readonly kind: 'notKnown'; readonly product: ReleaseProduct | null; readonly reasons: readonly Reason[] };

/** Reads eligibility from OS type, edition and build. VBS and reachability are not in Azure's data and are not judged here. */
export function eligibilityOf(facts: MachineFacts): Eligibility {
  const sku = (facts.osSku ?? '').toLowerCase();
  const version = parseOsVersion(facts.osVersion);
  if (isOtherThanWindows(facts, sku)) return ineligible('nothing', reason('notWindows', { os: osName(facts) }));
  if (isWindowsClient(sku)) return ineligible('useIntune', reason('windowsClient', { os: osName(facts) }));
  if (isAzureLocalHost(sku)) return ineligible('nothing', reason('azureLocalHost', { os: osName(facts) }));
  if (isAzureEdition(sku, facts.osEdition)) return builtIn(facts, version);
  const year = serverYear(sku, version);
  if (year === null) return notKnown(version);
  // There is nothing to upgrade to from a later one.
  if (year !== 2025)
    return ineligible(year > 2025 ? 'nothing' : 'upgradeOs', reason('osNotSupported', { os: osName(facts) }));
  return windowsServer2025(facts, sku, version);
}

function windowsServer2025(facts: MachineFacts, sku: string, version: OsVersion | undefined): Eligibility {
  const edition = editionOf(sku, facts.osEdition);
  const reasons: Reason[] = [];
  if (edition === 'other') reasons.push(reason('editionNotSupported', { os: osName(facts) }));
  if (version && isPreview(version)) reasons.push(reason('buildTooOld', { build: buildText(version) }));
  // Insider builds run ahead of the release, and hotpatches are made for the release alone.
  if (version && version.build > OS_BUILD.ws2025)
    reasons.push(reason('buildNotReleased', { build: buildText(version) }));
  if (reasons.length > 0) return ineligible(edition === 'other' ? 'changeEdition' : 'updateBuild', ...reasons);
  if (edition === 'notKnown') reasons.push(reason('editionNotKnown'));
  if (sku.includes('evaluation')) reasons.push(reason('evaluationEdition'));
  return { kind: 'eligible', product: 'ws2025', reasons };
}

function isPreview({ build, revision }: OsVersion): boolean {
  if (build !== OS_BUILD.ws2025) return build < OS_BUILD.ws2025;
  return revision !== null && revision < FIRST_RELEASED_REVISION;
}

function isOtherThanWindows(facts: MachineFacts, sku: string): boolean {
  const type = (facts.osType ?? '').toLowerCase();
  if (type !== '') return type !== 'windows';
  // "Oracle Linux Server", "SUSE Linux Enterprise Server"
  if (sku.includes('linux')) return true;
  return sku !== '' && !sku.includes('windows') && !sku.includes('server');
}

function isWindowsClient(sku: string): boolean {
  return /\bwindows\s+(?:7|8|8\.1|10|11)\b/.test(sku) && !sku.includes('server');
}

/** The host's own operating system; its guests are machines of their own. */
function isAzureLocalHost(sku: string): boolean {
  return /azure\s+(?:stack\s+hci|local)/.test(sku);
}

function isAzureEdition(sku: string, edition: string | null): boolean {
  return /azure\s+edition/.test(sku) || /azure\s*edition/.test((edition ?? '').toLowerCase());
}

function builtIn(facts: MachineFacts, version: OsVersion | undefined): Eligibility {
  const product = version ? productOfBuild(version.build) : null;
  return { kind: 'builtIn', product, reasons: [reason('azureEdition', { os: osName(facts) })] };
}

function productOfBuild(build: number): ReleaseProduct | null {
  if (build === OS_BUILD.ws2025) return 'ws2025';
  return build === OS_BUILD.ws2022AzureEdition ? 'ws2022AzureEdition' : null;
}

/** The server's year; from the build where the SKU names none. 0 = a server older than any that hotpatch knows; null = cannot be told. */
function serverYear(sku: string, version: OsVersion | undefined): number | null {
  const named = /windows\s+server\D{0,20}(\d{4})/.exec(sku)?.[1];
  if (named !== undefined) return Number(named);
  if (!version) return null;
  if (sku.includes('server')) return version.build < OS_BUILD.ws2025 ? 0 : 2025;
  // Without a SKU, build 20348 may be an Azure Edition and 26100 a Windows 11; anything older is neither.
  return version.build < OS_BUILD.ws2022AzureEdition ? 0 : null;
}

type Edition = 'supported' | 'other' | 'notKnown';

function editionOf(sku: string, osEdition: string | null): Edition {
  const text = `${sku} ${(osEdition ?? '').toLowerCase()}`;
  if (text.includes('essentials')) return 'other';
  if (/standard|datacenter/.test(text)) return 'supported';
  const rest = sku.replace(/microsoft|windows|server|2025|evaluation|\(|\)/g, '').trim();
  return rest === '' && (osEdition ?? '') === '' ? 'notKnown' : 'other';
}

function notKnown(version: OsVersion | undefined): Eligibility {
  const product = version ? productOfBuild(version.build) : null;
  return { kind: 'notKnown', product, reasons: [reason('osNotKnown')] };
}

function ineligible(nextStep: NextStepId, ...reasons: readonly Reason[]): Eligibility {
  return { kind: 'ineligible', reasons, nextStep };
}

function osName(facts: MachineFacts): string {
  return facts.osSku ?? facts.osVersion ?? facts.osType ?? '';
}
