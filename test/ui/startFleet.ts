import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import type { HostOptions } from '../host/startHost';
import { inRepository } from '../host/repository';
import { AUGUST } from '../simulatedAzure/fleetRows';
import { SimulatedAzure, type SimulatedAzureOptions } from '../simulatedAzure/simulatedAzure';
import { eventually, eventuallyQuiet } from './eventually';
import { type WorkbenchUnderTest, startWorkbench } from './startWorkbench';
import type { TreeRow, Workbench } from './workbench';

export const CONTAINER = 'Hotpatch Fleet';
export const VIEW = 'Fleet';
const EXTENSION = 'hotpatch-fleet.hotpatch-fleet';

/** Times on the screen are UTC, and it is {@link AUGUST}. */
export const FIXED_TIME = { TZ: 'UTC', HOTPATCH_FLEET_NOW: AUGUST } as const;

type Fleet = Omit<SimulatedAzureOptions, 'program' | 'now'>;

/** A VS Code that shows the fleet of a simulated Azure. */
export class FleetUnderTest {
  readonly azure: SimulatedAzure;
  readonly started: WorkbenchUnderTest;

  private constructor(azure: SimulatedAzure, started: WorkbenchUnderTest) {
    this.azure = azure;
    this.started = started;
  }

  /** Starts both; settles when the tree has rows. */
  static async start(fleet: Fleet, options: HostOptions = {}): Promise<FleetUnderTest> {
    const azure = await startAzure(fleet);
    const machineSettings = { ...azure.settings, ...options.machineSettings };
    return FleetUnderTest.startWith(azure, { ...options, machineSettings });
  }

  /** The same with a simulated Azure that is there already; it is closed with this, or where this fails. */
  static async startWith(azure: SimulatedAzure, options: HostOptions): Promise<FleetUnderTest> {
    try {
      const started = await startWorkbench({ ...options, env: { ...FIXED_TIME, ...options.env } });
      const under = new FleetUnderTest(azure, started);
      await under.showRows();
      return under;
    } catch (error) {
      await azure.close();
      throw error;
    }
  }

  get workbench(): Workbench {
    return this.started.workbench;
  }

  async showRows(): Promise<void> {
    await this.workbench.openContainer(CONTAINER);
    await this.workbench.row(/./).first().waitFor();
  }

  async reload(): Promise<void> {
    await this.workbench.reloadWindow();
    await this.workbench.openContainer(CONTAINER);
  }

  /** Presses Refresh and waits until the read is over: what was read with it is on the screen. */
  async refresh(): Promise<void> {
    await this.azure.forgetRequests();
    await this.workbench.viewAction('Refresh the Fleet').click();
    await eventually(async () => assert.ok((await this.azure.queries()).length >= 3));
    await eventuallyQuiet(async () => (await this.azure.requests()).length);
    await this.workbench.viewAction('Refresh the Fleet').waitFor();
  }

  async close(): Promise<void> {
    await this.started.close();
    await this.azure.close();
  }
}

export function startAzure(fleet: Fleet): Promise<SimulatedAzure> {
  return SimulatedAzure.start({ ...fleet, program: inRepository('dist', 'simulator.js'), now: AUGUST });
}

export function statusItem(workbench: Workbench): Locator {
  return workbench.statusItem(EXTENSION, 'fleet');
}

export function statusTooltip(workbench: Workbench): Promise<Locator> {
  return workbench.statusTooltip(EXTENSION, 'fleet');
}

/** The line above the rows: how old they are, and what is left out. */
export function message(workbench: Workbench): Promise<string> {
  return workbench.viewMessage(VIEW).innerText();
}

/** Names of the rows on the screen, as a screen reader says them. */
export async function names(workbench: Workbench, level?: number): Promise<readonly string[]> {
  return (await rows(workbench, level)).map(({ name }) => name);
}

export async function labels(workbench: Workbench, level?: number): Promise<readonly string[]> {
  return (await rows(workbench, level)).map(({ label }) => label);
}

async function rows(workbench: Workbench, level?: number): Promise<readonly TreeRow[]> {
  return (await workbench.rows()).filter((row) => level === undefined || row.level === level);
}
