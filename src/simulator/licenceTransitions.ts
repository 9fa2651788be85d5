import { DAY, zonelessTime } from './azureTime';
import type { EnrolmentEnd } from './enrolmentOutcomes';
import { isObject, objectOf, textOf, type JsonObject } from './jsonValues';
import type { Json } from './kql/json';
import { assignedLicense } from './licenceFacts';
import type { LicenceWrite, StatusChange } from './licenceWriteBody';
import type { Switches } from './switches';

/** What the Hotpatch feature goes through because of a write; null: nothing. */
export type Transition = 'enroll' | 'disenroll' | null;

const BILLING_BEGAN = Date.parse('2025-07-16T00:00:00Z');
const BILLING_ENDED = Date.parse('2026-05-15T00:00:00Z');
const TRIAL = 7 * DAY;

/** The status of the Hotpatch feature; empty: there is no such feature. */
export function hotpatchStatusOf(view: JsonObject): string {
  const features = objectOf(view['productProfile'])['productFeatures'];
  if (!Array.isArray(features)) return '';
  return textOf((features as readonly Json[]).map(objectOf).find(isHotpatch)?.['subscriptionStatus']);
}

/** Whether the product itself is (being) paid for by the hour. */
export function isPayAsYouGo(view: JsonObject): boolean {
  return /^(enabled|enabling)$/i.test(textOf(objectOf(view['productProfile'])['subscriptionStatus']));
}

/** Which change of the Hotpatch feature a write begins; repeating what is so already is none. */
export function transitionOf(view: JsonObject, write: LicenceWrite, switches: Switches): Transition {
  const status = hotpatchStatusOf(view);
  const asked = write.features.find((each) => each.name === 'Hotpatch');
  if (asked?.change === 'Enable') return status === 'Enabled' || status === 'Enabling' ? null : 'enroll';
  const isOff = status === '' || status === 'Disabled' || status === 'Disabling';
  if (asked?.change === 'Disable') return isOff ? null : 'disenroll';
  return !asked && dropsFeatures(write, switches) && !isOff ? 'disenroll' : null;
}

/** A PUT that is the whole truth drops what it does not name. */
function dropsFeatures(write: LicenceWrite, switches: Switches): boolean {
  return write.isPut && switches.putOmits === 'clears';
}

/** The sections of a machine's license view after a write: all but the state of the Hotpatch feature. */
export function withSections(view: JsonObject, write: LicenceWrite, switches: Switches, now: number): JsonObject {
  const clears = dropsFeatures(write, switches);
  const { softwareAssurance, productProfile, esuProfile, ...rest } = view;
  const assurance = mergedAssurance(clears ? undefined : softwareAssurance, write.softwareAssurance);
  const product = mergedProduct(productProfile, write, clears, now);
  return {
    ...rest,
    ...(assurance === undefined ? {} : { softwareAssurance: assurance }),
    ...esuPart(esuProfile, write.assignedLicense, clears),
    ...(product === undefined ? {} : { productProfile: product }),
  };
}

function mergedAssurance(before: Json | undefined, asked: Json | undefined): Json | undefined {
  if (asked === undefined) return before;
  return isObject(asked) ? { ...objectOf(before), ...asked } : asked;
}

function esuPart(before: Json | undefined, asked: string | null | undefined, clears: boolean): JsonObject {
  if (typeof asked === 'string') {
    const eligible = { serverType: 'Standard', esuEligibility: 'Eligible', esuKeyState: 'Active', esuKeys: [] };
    return {
      esuProfile: {
        ...eligible,
        ...objectOf(before),
        licenseAssignmentState: 'Assigned',
        assignedLicense: assignedLicense(asked),
      },
    };
  }
  if (before === undefined) return {};
  if (asked === undefined && !clears) return { esuProfile: before };
  const { assignedLicense: _gone, ...left } = objectOf(before);
  return { esuProfile: { ...left, licenseAssignmentState: 'NotAssigned', esuKeyState: 'Inactive' } };
}

function mergedProduct(before: Json | undefined, write: LicenceWrite, clears: boolean, now: number): Json | undefined {
  if (!write.hasProduct) return clears ? undefined : before;
  const { productFeatures, ...known } = objectOf(before);
  const kept = clears ? {} : known;
  const payment = paymentOf(isPayAsYouGo({ productProfile: known }), write.product, now);
  const named = new Set(write.features.map((each) => each.name));
  const features = Array.isArray(productFeatures) ? (productFeatures as readonly Json[]).map(objectOf) : [];
  // Features merge by name; one that a body names and the profile does not have comes with its transition.
  const left = features.filter((each) => !clears || named.has(textOf(each['name'])));
  return {
    ...kept,
    productType: write.productType ?? known['productType'] ?? 'WindowsServer',
    ...payment,
    productFeatures: write.product === 'Enable' ? withManagement(left, now) : left,
  };
}

/** The product's own subscription: Windows Server by the hour, after seven days on trial. */
function paymentOf(isPaid: boolean, change: StatusChange | undefined, now: number): JsonObject {
  if (change === 'Enable' && !isPaid) {
    return { subscriptionStatus: 'Enabled', enrollmentDate: exactTime(now), billingStartDate: exactTime(now + TRIAL) };
  }
  if (change === 'Disable' && isPaid) {
    return { subscriptionStatus: 'Disabled', disenrollmentDate: exactTime(now), billingEndDate: exactTime(now + DAY) };
  }
  return {};
}

function withManagement(features: readonly JsonObject[], now: number): readonly JsonObject[] {
  if (features.some((each) => textOf(each['name']) === 'WindowsServerAzureArcMgmt')) return features;
  const billing = { enrollmentDate: exactTime(now), billingStartDate: exactTime(now + TRIAL) };
  return [{ name: 'WindowsServerAzureArcMgmt', subscriptionStatus: 'Enabled', ...billing }, ...features];
}

/** The view at the moment at which a transition begins. */
export function begun(
  view: JsonObject,
  transition: 'enroll' | 'disenroll',
  now: number,
  switches: Switches,
): JsonObject {
  return withHotpatch(view, (feature) => {
    const { error: _old, ...rest } = feature;
    if (transition === 'disenroll') {
      return { ...rest, subscriptionStatus: 'Disabling', disenrollmentDate: exactTime(now) };
    }
    const { disenrollmentDate: _left, billingEndDate: _ended, billingStartDate: _began, ...fresh } = rest;
    const billing = billingStart(now, switches);
    return {
      ...fresh,
      subscriptionStatus: 'Enabling',
      enrollmentDate: exactTime(now),
      ...(billing === undefined ? {} : { billingStartDate: zonelessTime(billing) }),
    };
  });
}

/** The view once an enrolment has ended; undefined: it never does. */
export function enrolled(view: JsonObject, end: EnrolmentEnd): JsonObject | undefined {
  switch (end.kind) {
    case 'stuck':
      return undefined;
    case 'succeeds':
      return withHotpatch(view, (feature) => ({ ...feature, subscriptionStatus: 'Enabled' }));
    case 'unheardOf':
      return withHotpatch(view, (feature) => ({ ...feature, subscriptionStatus: end.status }));
    case 'fails': {
      const error = { code: end.code, message: end.message, target: null, details: [] };
      return withHotpatch(view, (feature) => ({ ...feature, subscriptionStatus: 'Failed', error }));
    }
  }
}

/** The view once a disenrolment has ended. */
export function disenrolled(view: JsonObject, at: number): JsonObject {
  return withHotpatch(view, (feature) => ({
    ...feature,
    subscriptionStatus: 'Disabled',
    ...(typeof feature['billingStartDate'] === 'string' ? { billingEndDate: zonelessTime(at) } : {}),
  }));
}

/** When billing starts by the rate card, or as a switch says where no rate card does; undefined: no date. */
function billingStart(now: number, switches: Switches): number | undefined {
  if (now < BILLING_BEGAN) return BILLING_BEGAN;
  if (now < BILLING_ENDED) return now;
  if (switches.billingDates === 'none') return undefined;
  if (switches.billingDates === 'past') return now;
  const date = new Date(now);
  // The first of the next month but one is 31 to 62 days ahead; the 15th of the next month is always within 60.
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 15);
}

function withHotpatch(view: JsonObject, change: (feature: JsonObject) => JsonObject): JsonObject {
  const product = objectOf(view['productProfile']);
  const { productFeatures } = product;
  const features = Array.isArray(productFeatures) ? (productFeatures as readonly Json[]).map(objectOf) : [];
  const changed = features.some(isHotpatch)
    ? features.map((each) => (isHotpatch(each) ? change(each) : each))
    : [...features, change({ name: 'Hotpatch' })];
  return { ...view, productProfile: { productType: 'WindowsServer', ...product, productFeatures: changed } };
}

function isHotpatch(feature: JsonObject): boolean {
  return textOf(feature['name']).toLowerCase() === 'hotpatch';
}

/** Seven digits of fraction and a Z, as the service writes it. `at` in milliseconds UTC. */
function exactTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 23)}0000Z`;
}
