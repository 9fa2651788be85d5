import { SeededRandom } from './seededRandom';

/** A Microsoft Entra tenant as GET /tenants shows it. */
export interface Tenant {
  readonly id: string;
  readonly displayName: string;
  readonly defaultDomain: string;
  readonly countryCode: string;
}

/** A subscription as GET /subscriptions shows it. */
export interface Subscription {
  readonly id: string;
  readonly tenantId: string;
  readonly displayName: string;
  readonly state: 'Enabled' | 'Warned' | 'PastDue' | 'Disabled' | 'Deleted';
  readonly tags: Readonly<Record<string, string>>;
}

/** A subscription of the generated companies, and what lives in it. */
export interface Estate {
  readonly subscription: Subscription;
  /** Prefix of machine names. */
  readonly prefix: string;
  readonly domain: string;
  /** Share of the fleet, in parts of the sum of all weights. */
  readonly weight: number;
  readonly environment: 'prod' | 'test' | 'dev';
  readonly locations: readonly [string, ...string[]];
  /** Virtual in the datacenter, mostly metal in branches. */
  readonly metalPercent: number;
}

/** The home tenant of the simulated account. */
export const CONTOSO: Tenant = {
  id: '00000000-0000-0000-0000-0000000c0450',
  displayName: 'Contoso Ltd.',
  defaultDomain: 'contoso.com',
  countryCode: 'NL',
};

/** A tenant in which the account is a guest. */
export const FABRIKAM: Tenant = {
  id: '00000000-0000-0000-0000-0000000fab00',
  displayName: 'Fabrikam Manufacturing',
  defaultDomain: 'fabrikam.com',
  countryCode: 'DE',
};

const estates: readonly [Estate, ...Estate[]] = [
  estate(1, CONTOSO, 'Contoso Production', 46, 'prod', ['westeurope', 'northeurope'], 8),
  estate(2, CONTOSO, 'Contoso Branch Offices', 16, 'prod', ['westeurope', 'francecentral', 'swedencentral'], 65),
  estate(3, CONTOSO, 'Contoso Test and Development', 12, 'test', ['westeurope'], 0),
  estate(4, CONTOSO, 'Contoso Shared Services', 8, 'prod', ['northeurope'], 30),
  estate(5, FABRIKAM, 'Fabrikam Plants', 13, 'prod', ['germanywestcentral', 'eastus2'], 45),
  estate(6, FABRIKAM, 'Fabrikam IT', 5, 'prod', ['germanywestcentral'], 10),
];

function estate(
  number: number,
  tenant: Tenant,
  displayName: string,
  weight: number,
  environment: Estate['environment'],
  locations: Estate['locations'],
  metalPercent: number,
): Estate {
  return {
    subscription: subscription(number, tenant, displayName),
    prefix: tenant.displayName.slice(0, 3).toUpperCase(),
    domain: tenant.defaultDomain,
    weight,
    environment,
    locations,
    metalPercent,
  };
}

function subscription(number: number, tenant: Tenant, displayName: string): Subscription {
  const id = `00000000-0000-0000-0001-${String(number).padStart(12, '0')}`;
  return { id, tenantId: tenant.id, displayName, state: 'Enabled', tags: { 'cost-center': String(4700 + number) } };
}

/**
 * The two companies. Beyond the six subscriptions with machines there is always an empty one, and as many more empty
 * ones as are asked for (to test paging and batches of subscriptions).
 */
export function companySubscriptions(count: number): readonly Subscription[] {
  const populated = estates.map((each) => each.subscription);
  const empty: Subscription[] = [{ ...subscription(7, CONTOSO, 'Contoso Sandbox'), state: 'Warned' }];
  for (let number = 8; number <= count; number += 1) {
    empty.push(subscription(number, CONTOSO, `Contoso Landing Zone ${String(number).padStart(4, '0')}`));
  }
  return [...populated, ...empty];
}

/** How many subscriptions the companies have at least. */
export const SMALLEST_SUBSCRIPTION_COUNT = estates.length + 1;

/** Where a machine lives. Every estate gets its share in each run of 100 machines. */
export class EstatePlan {
  private deck: Estate[] = [];
  private readonly random: SeededRandom;

  constructor(seed: number) {
    this.random = new SeededRandom(seed, 'estates');
  }

  next(): Estate {
    if (this.deck.length === 0) {
      this.deck = this.random.shuffled(estates.flatMap((each) => Array<Estate>(each.weight).fill(each)));
    }
    return this.deck.pop() ?? estates[0];
  }
}
