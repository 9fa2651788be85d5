import { assessmentRows } from './assessmentRows';
import { companySubscriptions, CONTOSO, EstatePlan, FABRIKAM, type Subscription } from './companyDirectory';
import type { FilledTable, FleetSource } from './fleetSource';
import { installationRows } from './installationRows';
import type { JsonRow } from './kql/json';
import { listedRunRows } from './listedRuns';
import { drawMachine, type MachineBlueprint } from './machineBlueprint';
import { machineRow, machineResourceId } from './machineRows';
import { StoryDeck } from './machineStory';
import { resourceRow } from './resourceRow';

/** What decides a generated fleet. Two equal recipes give equal fleets, on any machine. */
export interface FleetRecipe {
  readonly machines: number;
  readonly seed: number;
  /** Milliseconds UTC: builds and dates are drawn as of then. */
  readonly now: number;
  /** How many subscriptions the account sees; the ones beyond the companies' own are empty. */
  readonly subscriptions: number;
}

/**
 * Machine number `n` is the same in every fleet of its seed and time, however large. A table is made when it is first
 * asked for: of 100,000 machines each takes seconds.
 */
export function generateFleet(recipe: FleetRecipe): FleetSource {
  const subscriptions = companySubscriptions(recipe.subscriptions);
  const made = new Map<FilledTable, readonly JsonRow[]>();
  return {
    tenants: [CONTOSO, FABRIKAM],
    subscriptions,
    table(name) {
      const rows = made.get(name) ?? makeTable(name, recipe, subscriptions);
      made.set(name, rows);
      return rows;
    },
  };
}

function makeTable(name: FilledTable, recipe: FleetRecipe, subscriptions: readonly Subscription[]): readonly JsonRow[] {
  switch (name) {
    case 'resources':
      return collect(recipe, (machine) => [machineRow(machine, recipe.now), ...neighbours(machine)]);
    case 'patchassessmentresources':
      return collect(recipe, (machine) => assessmentRows(machine, recipe.now));
    case 'patchinstallationresources':
      return collect(recipe, (machine) => [
        ...installationRows(machine, recipe.now),
        ...listedRunRows(machine, recipe.now),
      ]);
    case 'resourcecontainers':
      return [...subscriptions.map(subscriptionRow), ...resourceGroupRows(recipe)];
  }
}

function collect(recipe: FleetRecipe, rowsOf: (machine: MachineBlueprint) => readonly JsonRow[]): readonly JsonRow[] {
  const rows: JsonRow[] = [];
  for (const machine of machinesOf(recipe)) rows.push(...rowsOf(machine));
  return rows;
}

function* machinesOf(recipe: FleetRecipe): Generator<MachineBlueprint> {
  const stories = new StoryDeck(recipe.seed);
  const estates = new EstatePlan(recipe.seed);
  for (let index = 0; index < recipe.machines; index += 1) {
    yield drawMachine(recipe.seed, index, stories.next(), estates.next(), recipe.now);
  }
}

/** Other resources beside a machine, so that a query that forgets to ask for machines only shows it. */
function neighbours(machine: MachineBlueprint): readonly JsonRow[] {
  const { subscription } = machine.estate;
  const common = {
    tenantId: subscription.tenantId,
    location: machine.location,
    resourceGroup: machine.resourceGroup,
    subscriptionId: subscription.id,
  };
  const rows: JsonRow[] = [];
  if (machine.index % 8 === 3) {
    rows.push(
      resourceRow({
        ...common,
        id: `${machineResourceId(machine, 'asInArm')}/extensions/AzureMonitorWindowsAgent`,
        name: 'AzureMonitorWindowsAgent',
        type: 'microsoft.hybridcompute/machines/extensions',
        properties: {
          publisher: 'Microsoft.Azure.Monitor',
          type: 'AzureMonitorWindowsAgent',
          provisioningState: 'Succeeded',
        },
      }),
    );
  }
  if (machine.index % 50 === 7) {
    const name = `vm-${machine.name.toLowerCase()}`;
    rows.push(
      resourceRow({
        ...common,
        id: `/subscriptions/${subscription.id}/resourceGroups/${machine.resourceGroup}/providers/Microsoft.Compute/virtualMachines/${name}`,
        name,
        type: 'microsoft.compute/virtualmachines',
        properties: { storageProfile: { osDisk: { osType: 'Windows' } }, osProfile: { computerName: name } },
      }),
    );
  }
  return rows;
}

/** A subscription's row in the table `resourcecontainers`. */
export function subscriptionRow(subscription: Subscription): JsonRow {
  return resourceRow({
    id: `/subscriptions/${subscription.id}`,
    name: subscription.displayName,
    type: 'microsoft.resources/subscriptions',
    tenantId: subscription.tenantId,
    location: '',
    resourceGroup: '',
    subscriptionId: subscription.id,
    properties: { state: subscription.state, subscriptionPolicies: { quotaId: 'EnterpriseAgreement_2014-09-01' } },
    tags: subscription.tags,
  });
}

function resourceGroupRows(recipe: FleetRecipe): readonly JsonRow[] {
  const groups = new Map<string, JsonRow>();
  for (const machine of machinesOf(recipe)) {
    const { subscription } = machine.estate;
    const id = `/subscriptions/${subscription.id}/resourceGroups/${machine.resourceGroup}`;
    if (!groups.has(id)) groups.set(id, resourceGroupRow(id, machine));
  }
  return [...groups.values()];
}

function resourceGroupRow(id: string, machine: MachineBlueprint): JsonRow {
  return resourceRow({
    id,
    name: machine.resourceGroup,
    type: 'microsoft.resources/subscriptions/resourcegroups',
    tenantId: machine.estate.subscription.tenantId,
    location: machine.location,
    resourceGroup: machine.resourceGroup,
    subscriptionId: machine.estate.subscription.id,
    properties: { provisioningState: 'Succeeded' },
  });
}
