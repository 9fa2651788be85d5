import { armError, type Reply } from './armReply';
import { isObject, type JsonObject } from './jsonValues';
import type { Json } from './kql/json';

export type StatusChange = 'Enable' | 'Disable';

/** What a PUT or PATCH of a license profile asks for. Undefined: the body does not speak of it. */
export interface LicenceWrite {
  readonly isPut: boolean;
  readonly softwareAssurance: Json | undefined;
  readonly assignedLicense: string | null | undefined;
  readonly hasProduct: boolean;
  readonly productType: string | undefined;
  /** Of the product itself: this is what buys Windows Server by the hour. */
  readonly product: StatusChange | undefined;
  readonly hasFeatures: boolean;
  readonly features: readonly { readonly name: string; readonly change: StatusChange | undefined }[];
}

export type BodyReading<Write> =
  { readonly ok: true; readonly write: Write } | { readonly ok: false; readonly reply: Reply };

/** Ends the reading of a body with a refusal. */
class Refused extends Error {
  constructor(readonly reply: Reply) {
    super();
  }
}

export function invalidContent(message: string): Reply {
  return armError(
    400,
    'InvalidRequestContent',
    `The request content was invalid and could not be deserialized: '${message}'.`,
  );
}

/** Ends the reading of a body with 400. */
export function refuse(message: string): never {
  throw new Refused(invalidContent(message));
}

/** Runs a reader of a body. */
export function readingOf<Write>(read: () => Write): BodyReading<Write> {
  try {
    return { ok: true, write: read() };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, reply: error.reply };
    throw error;
  }
}

const READ_ONLY = ['enrollmentDate', 'billingStartDate', 'disenrollmentDate', 'billingEndDate', 'error'] as const;
const ESU_READ_ONLY = ['assignedLicenseImmutableId', 'esuKeys', 'serverType', 'esuEligibility', 'esuKeyState'] as const;
const PRODUCT_TYPES: readonly string[] = ['WindowsServer', 'WindowsIoTEnterprise'];
const FEATURES: readonly string[] = ['Hotpatch', 'WindowsServerAzureArcMgmt'];

/** Reads the body of PUT or PATCH …/licenseProfiles/default as strictly as ARM does. */
export function readLicenceWrite(isPut: boolean, body: Json | undefined): BodyReading<LicenceWrite> {
  return readingOf(() => {
    const resource = object(body, 'the request body', ['location', 'properties', 'tags', 'id', 'name', 'type']);
    if (isPut) location(resource['location']);
    const properties = object(resource['properties'] ?? {}, 'properties', [
      'softwareAssurance',
      'esuProfile',
      'productProfile',
      'provisioningState',
    ]);
    const { softwareAssurance } = properties;
    if (softwareAssurance !== undefined && softwareAssurance !== null) {
      const { softwareAssuranceCustomer } = object(softwareAssurance, 'softwareAssurance', [
        'softwareAssuranceCustomer',
      ]);
      if (softwareAssuranceCustomer !== undefined) boolean(softwareAssuranceCustomer, 'softwareAssuranceCustomer');
    }
    return {
      isPut,
      softwareAssurance,
      assignedLicense: assignedLicense(properties['esuProfile']),
      ...product(properties['productProfile']),
    };
  });
}

/** The region that every resource that is put must name. */
export function location(value: Json | undefined): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new Refused(armError(400, 'LocationRequired', 'The location property is required for this definition.'));
}

function assignedLicense(esu: Json | undefined): string | null | undefined {
  if (esu === undefined) return undefined;
  if (esu === null) return null;
  const { assignedLicense: license } = object(esu, 'esuProfile', ['assignedLicense', ...ESU_READ_ONLY]);
  return license === undefined || license === null ? license : text(license, 'assignedLicense');
}

type ProductPart = Pick<LicenceWrite, 'hasProduct' | 'productType' | 'product' | 'hasFeatures' | 'features'>;

function product(value: Json | undefined): ProductPart {
  if (value === undefined || value === null) {
    return { hasProduct: false, productType: undefined, product: undefined, hasFeatures: false, features: [] };
  }
  const profile = object(value, 'productProfile', [
    'subscriptionStatus',
    'productType',
    'productFeatures',
    ...READ_ONLY,
  ]);
  const { productType, productFeatures } = profile;
  if (productType !== undefined) oneOf(productType, PRODUCT_TYPES, 'productType');
  if (productFeatures !== undefined && !Array.isArray(productFeatures)) refuse("'productFeatures' must be an array");
  return {
    hasProduct: true,
    productType: typeof productType === 'string' ? productType : undefined,
    product: statusChange(profile['subscriptionStatus']),
    hasFeatures: productFeatures !== undefined,
    features: ((productFeatures ?? []) as readonly Json[]).map(feature),
  };
}

function feature(value: Json): LicenceWrite['features'][number] {
  const { name, subscriptionStatus } = object(value, 'productFeatures', ['name', 'subscriptionStatus', ...READ_ONLY]);
  return { name: oneOf(name, FEATURES, 'name'), change: statusChange(subscriptionStatus) };
}

function statusChange(value: Json | undefined): StatusChange | undefined {
  if (value === undefined || value === null) return undefined;
  return oneOf(value, ['Enable', 'Disable'], 'subscriptionStatus') === 'Enable' ? 'Enable' : 'Disable';
}

/** An object that has no member but these. */
export function object(value: Json | undefined, name: string, members: readonly string[]): JsonObject {
  if (!isObject(value)) return refuse(`${name} must be an object`);
  const stranger = Object.keys(value).find((member) => !members.includes(member));
  return stranger === undefined ? value : refuse(`Could not find member '${stranger}' on ${name}`);
}

export function boolean(value: Json, name: string): boolean {
  return typeof value === 'boolean' ? value : refuse(`'${name}' must be true or false`);
}

export function text(value: Json | undefined, name: string): string {
  return typeof value === 'string' ? value : refuse(`'${name}' must be a string`);
}

export function oneOf(value: Json | undefined, allowed: readonly string[], name: string): string {
  if (typeof value === 'string' && allowed.includes(value)) return value;
  return refuse(
    `Error converting value ${JSON.stringify(value ?? null)} of '${name}'; possible values are ${allowed.join(', ')}`,
  );
}
