import { ARC_REGIONS } from '../core/arcRegions';
import { subscriptionId } from '../core/ids';
import { inNaturalOrder } from '../core/naturalOrder';
import { onboardingFault } from '../core/onboardingFields';
import type { OnboardingChoice } from '../core/onboardingChoice';
import { boundedMessage } from '../core/withoutSecrets';
import type { CareServices, Machines } from './careServices';

/** A place to choose: its label is the name that goes into the script. */
export interface PlaceItem {
  readonly label: string;
  readonly description: string;
}

type PlaceServices = Pick<CareServices, 'store' | 'texts' | 'log' | 'resourceGroups'>;

/** The groups of the fleet's machines at once; all of Azure's where they can be asked for and are there. */
export function resourceGroupItems(
  subscription: string,
  services: PlaceServices,
): { readonly items: readonly PlaceItem[]; readonly better: Promise<readonly PlaceItem[] | null> | null } {
  const { store, texts, log, resourceGroups } = services;
  const id = subscriptionId(subscription);
  const inFleet = counted(
    store.view.machines.filter(({ facts }) => facts.subscriptionId === id),
    ({ facts }) => facts.resourceGroup,
  );
  const item = (name: string): PlaceItem => placeItem(name, inFleet.get(name.toLowerCase())?.count ?? 0, services);
  const known = [...inFleet.values()]
    .map(({ name }) => name)
    .filter((name) => onboardingFault('resourceGroup', name) === null);
  const items = inNaturalOrder(known, (name) => name).map(item);
  if (resourceGroups === null) return { items, better: null };
  const better = resourceGroups(id).then(
    (names) => inNaturalOrder(names, (name) => name).map(item),
    (error: unknown) => {
      log.warn(`${texts.text('onboarding.resourceGroup.failed')} ${boundedMessage(error)}`);
      return null;
    },
  );
  return { items, better };
}

/** The regions in which the subscription has machines, then the fleet's, then all that are known. */
export function locationItems(draft: OnboardingChoice, services: PlaceServices): readonly PlaceItem[] {
  const { machines } = services.store.view;
  const id = subscriptionId(draft.subscriptionId);
  const inFleet = counted(machines, ({ facts }) => facts.location);
  const inSubscription = counted(
    machines.filter(({ facts }) => facts.subscriptionId === id),
    ({ facts }) => facts.location,
  );
  const names = [...mostFirst(inSubscription), ...mostFirst(inFleet), ...ARC_REGIONS[draft.cloud]];
  return [...new Set(names)]
    .filter((name) => onboardingFault('location', name) === null)
    .map((name) => placeItem(name, inFleet.get(name)?.count ?? 0, services));
}

function placeItem(name: string, count: number, { texts }: PlaceServices): PlaceItem {
  return { label: name, description: count === 0 ? '' : texts.text('onboarding.inFleet', { count }) };
}

interface Counted {
  readonly name: string;
  count: number;
}

/** By the lower-case name: Azure's casing differs from machine to machine. */
function counted(machines: Machines, nameOf: (machine: Machines[number]) => string): ReadonlyMap<string, Counted> {
  const counts = new Map<string, Counted>();
  for (const machine of machines) {
    const name = nameOf(machine);
    const known = counts.get(name.toLowerCase());
    if (known) known.count += 1;
    else counts.set(name.toLowerCase(), { name, count: 1 });
  }
  return counts;
}

function mostFirst(counts: ReadonlyMap<string, Counted>): readonly string[] {
  return [...counts].sort(([, a], [, b]) => b.count - a.count).map(([name]) => name);
}
