/** Nominal typing: a plain string or number cannot be passed where a branded one is asked for. */
declare const brand: unique symbol;
export type Branded<Base, Name extends string> = Base & { readonly [brand]: Name };

/** A Microsoft Entra tenant's GUID, lower case. */
export type TenantId = Branded<string, 'TenantId'>;
/** An Azure subscription's GUID, lower case. */
export type SubscriptionId = Branded<string, 'SubscriptionId'>;
/** The ARM id of an Arc machine, lower case: Azure's own casing differs between tables, so only this form is compared. */
export type MachineId = Branded<string, 'MachineId'>;

export function tenantId(text: string): TenantId {
  return text.trim().toLowerCase() as TenantId;
}

export function subscriptionId(text: string): SubscriptionId {
  return text.trim().toLowerCase() as SubscriptionId;
}

/** A part that is called `..` would lead to another resource once it stands in an address; all else is encoded there. */
const MACHINE_ID =
  /^\/subscriptions\/([\w-]+)\/resourcegroups\/(?!\.{1,2}\/)([^/]+)\/providers\/microsoft\.hybridcompute\/machines\/(?!\.{1,2}$)([^/]+)$/;

/** The parts of a machine's ARM id. All lower case, as the id itself. */
export interface MachineIdParts {
  readonly subscriptionId: SubscriptionId;
  readonly resourceGroup: string;
  readonly name: string;
}

/** Reads any casing of an Arc machine's ARM id; undefined when the text is not one. */
export function machineId(text: string): MachineId | undefined {
  const lower = text.toLowerCase();
  return MACHINE_ID.test(lower) ? (lower as MachineId) : undefined;
}

/** Takes a machine's ARM id apart. */
export function machineIdParts(id: MachineId): MachineIdParts {
  const [, , subscription = '', , group = '', , , , name = ''] = id.split('/');
  return { subscriptionId: subscriptionId(subscription), resourceGroup: group, name };
}
