import { Interner } from './intern';
import { hotpatchFeatureOf, isHotpatch } from './machineRow';
import type { LicenseReading, OtherLicenseData } from './machineWriting';
import type { JsonObject } from './rowValues';
import { isJsonObject, itemsOf, objectOr, textOf } from './rowValues';

/** What Azure notes about its own work, wherever it stands. */
const NOTES = new Set(['provisioningstate', 'error', 'systemdata']);
/** What Azure works out by itself, some of it for the instance view only. No write sets it, so none can lose it. */
const WORKED_OUT = new Set([
  'licenseStatus',
  'licenseChannel',
  'esuProfile.licenseAssignmentState',
  'esuProfile.esuEligibility',
  'esuProfile.esuKeyState',
  'esuProfile.serverType',
]);
// Deeper than any license profile; what lies below counts as one value.
const DEEPEST = 12;
const PLAIN_KEY = /^[\w-]+$/;

/**
 * Reads the body of GET …/licenseProfiles/default. A profile in which nothing was ever set counts as absent: Azure may
 * answer so where there is none, a PATCH would find nothing to change, and a PUT nothing to replace.
 * Null: not even an object. Never throws.
 */
export function licenseOfArm(body: unknown): LicenseReading | null {
  if (body === null || body === undefined) return { kind: 'absent' };
  if (!isJsonObject(body)) return null;
  const properties = objectOr(body['properties']);
  const features = objectOr(properties['productProfile'])['productFeatures'];
  const feature = hotpatchFeatureOf(features, new Interner());
  const others = othersOf(properties);
  const isEmpty = feature === null && isWithout(others) && isWithout(objectOr(body['tags']));
  return isEmpty ? { kind: 'absent' } : { kind: 'present', feature, others };
}

/** The same data of a machine's instance view, from the body of GET …/machines/{name}. */
export function othersOfMachine(body: unknown): OtherLicenseData {
  return othersOf(objectOr(objectOr(objectOr(body)['properties'])['licenseProfile']));
}

/**
 * Every value of a license profile but the Hotpatch feature and what Azure notes or works out by itself, as path → JSON.
 * Values that are null or empty are left out, as Azure does now and then, and so is a pay-as-you-go that is Unknown;
 * features are known by their names, in any order; the assigned license is its id, because the instance view holds the
 * whole license, which changes by itself.
 */
function othersOf(profile: JsonObject): OtherLicenseData {
  const leaves = new Map<string, string>();
  addLeaves(profile, '', 0, leaves);
  return Object.fromEntries([...leaves].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function addLeaves(value: unknown, path: string, depth: number, leaves: Map<string, string>): void {
  if (typeof value === 'object' && value !== null && depth > DEEPEST) {
    leaves.set(path, '"…"');
  } else if (Array.isArray(value)) {
    value.forEach((each, index) => addLeaves(each, `${path}[${index}]`, depth + 1, leaves));
  } else if (isJsonObject(value)) {
    addLeavesOfObject(value, path, depth, leaves);
  } else if (value !== null && value !== undefined && value !== '' && !saysNothing(path, value)) {
    leaves.set(path, JSON.stringify(value));
  }
}

function addLeavesOfObject(value: JsonObject, path: string, depth: number, leaves: Map<string, string>): void {
  for (const [key, each] of Object.entries(value)) {
    const below = pathOf(path, key);
    if (NOTES.has(key.toLowerCase()) || WORKED_OUT.has(below)) continue;
    if (below === FEATURES) addFeatures(each, depth, leaves);
    else addLeaves(below === ASSIGNED_LICENSE ? licenseIdOf(each) : each, below, depth + 1, leaves);
  }
}

const FEATURES = 'productProfile.productFeatures';
const ASSIGNED_LICENSE = 'esuProfile.assignedLicense';

function addFeatures(features: unknown, depth: number, leaves: Map<string, string>): void {
  const seen = new Map<string, number>();
  for (const feature of itemsOf(features)) {
    const name = isJsonObject(feature) ? (textOf(feature['name']) ?? '') : '';
    if (isHotpatch(name)) continue;
    const key = name.toLowerCase();
    const place = (seen.get(key) ?? 0) + 1;
    seen.set(key, place);
    const path = `${FEATURES}[${JSON.stringify(key)}${place === 1 ? '' : `#${place}`}]`;
    addLeaves(feature, path, depth + 2, leaves);
  }
}

function isWithout(entries: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(entries).length === 0;
}

function saysNothing(path: string, value: unknown): boolean {
  return path === 'productProfile.subscriptionStatus' && typeof value === 'string' && /^\s*unknown\s*$/i.test(value);
}

function licenseIdOf(license: unknown): unknown {
  const id = isJsonObject(license) ? license['id'] : license;
  return typeof id === 'string' ? id.toLowerCase() : license;
}

function pathOf(path: string, key: string): string {
  if (!PLAIN_KEY.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}
