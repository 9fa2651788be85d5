import type { Subscription } from './companyDirectory';
import { textOf, type JsonObject } from './jsonValues';
import type { Json } from './kql/json';

/** What the account may do in a subscription, and what is registered there. Set from outside. */
export interface AccessFacts {
  /** Resource providers that are not registered, e.g. Microsoft.Compute. */
  readonly notRegistered?: readonly string[];
  /** Of its role; a star stands for anything, e.g. Microsoft.HybridCompute/machines/read or a star alone. */
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
}

const CONTRIBUTOR: Required<Pick<AccessFacts, 'actions' | 'notActions'>> = {
  actions: ['*'],
  notActions: [
    'Microsoft.Authorization/*/Delete',
    'Microsoft.Authorization/*/Write',
    'Microsoft.Authorization/elevateAccess/Action',
  ],
};

/** Of the generated companies: where periodic assessment does nothing, and where the account only reads. */
const GENERATED: Readonly<Record<string, AccessFacts>> = {
  'Contoso Branch Offices': { notRegistered: ['Microsoft.Compute'] },
  'Fabrikam IT': { actions: ['*/read'], notActions: [] },
};

/** Provider registrations and permissions by subscription. */
export class SubscriptionAccess {
  private readonly facts: Map<string, AccessFacts>;

  constructor(
    subscriptions: readonly Subscription[],
    isGenerated: boolean,
    kept: Readonly<Record<string, AccessFacts>> = {},
  ) {
    const first = isGenerated
      ? subscriptions.flatMap(({ id, displayName }) => {
          const facts = GENERATED[displayName];
          return facts ? [[id.toLowerCase(), facts] as const] : [];
        })
      : [];
    this.facts = new Map([...first, ...Object.entries(kept)]);
  }

  set(subscriptionId: string, facts: AccessFacts): void {
    const key = subscriptionId.toLowerCase();
    this.facts.set(key, { ...this.facts.get(key), ...facts });
  }

  kept(): Readonly<Record<string, AccessFacts>> {
    return Object.fromEntries(this.facts);
  }

  isRegistered(subscriptionId: string, provider: string): boolean {
    const { notRegistered = [] } = this.facts.get(subscriptionId.toLowerCase()) ?? {};
    return !notRegistered.some((each) => each.toLowerCase() === provider.toLowerCase());
  }

  /** The body of GET …/providers/Microsoft.Authorization/permissions. */
  permissions(subscriptionId: string): Json {
    const { actions, notActions } = this.roleOf(subscriptionId);
    return { value: [{ actions, notActions, dataActions: [], notDataActions: [] }] };
  }

  may(subscriptionId: string, action: string): boolean {
    const { actions, notActions } = this.roleOf(subscriptionId);
    return actions.some((each) => isCovered(action, each)) && !notActions.some((each) => isCovered(action, each));
  }

  private roleOf(subscriptionId: string): typeof CONTRIBUTOR {
    const { actions, notActions } = this.facts.get(subscriptionId.toLowerCase()) ?? {};
    return actions === undefined ? CONTRIBUTOR : { actions, notActions: notActions ?? [] };
  }
}

function isCovered(action: string, pattern: string): boolean {
  const parts = pattern.split('*').map((each) => each.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'i').test(action);
}

const LISTS = ['notRegistered', 'actions', 'notActions'] as const;

/** Reads them; a text says what is wrong. */
export function readAccess(value: JsonObject): AccessFacts | string {
  const facts: Record<string, readonly string[]> = {};
  for (const [name, list] of Object.entries(value)) {
    if (!LISTS.some((each) => each === name)) return `"${name}" is none of ${LISTS.join(', ')}.`;
    if (!Array.isArray(list)) return `"${name}" must be a list of texts.`;
    facts[name] = (list as readonly Json[]).map((each) => textOf(each));
  }
  return facts;
}
