import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOUR, instant } from '../../../src/core/instant';
import type { MachineAction } from '../../../src/core/machineAction';
import type { OperationId, OperationMachine } from '../../../src/fleet/journalEntry';
import type { SimulatorOptions } from '../../../src/simulator/simulatorOptions';
import { assessmentRow, machineId, machineRow, updateRow } from '../../simulatedAzure/fleetRows';
import type { OperationWorld } from './operationWorld';
import { idOf, NEVER, operationMachine } from './operationWorld';

/** Simulated: what an action takes. */
export const ACTION_TIMES: Partial<SimulatorOptions> = {
  assessSeconds: 10,
  installSeconds: 20,
  runCommandSeconds: 5,
  rebootSeconds: 20,
};

/** Machines with a restart pending and one update that needs none. */
export function actionRows(...names: readonly string[]): readonly object[] {
  return names.flatMap((name) => [
    machineRow(name),
    assessmentRow(machineId(name), { rebootPending: true }),
    updateRow(machineId(name), 1, {
      ...{ patchName: '2026-08 Hotpatch for Windows Server 2025', kbId: '5120199', classifications: ['Security'] },
      rebootBehavior: 'NeverReboots',
    }),
  ]);
}

export function acting(name: string, action: MachineAction, wave?: number): OperationMachine {
  const nothing = { license: null, hotpatching: null };
  return operationMachine(name, nothing, { action, ...(wave === undefined ? {} : { wave }) });
}

/** A restart that may begin within four hours. */
export function restarting(world: OperationWorld, name: string, wave?: number): OperationMachine {
  const wish = { notAfter: instant(world.time.now() + 4 * HOUR), assessedAt: null };
  return acting(name, { kind: 'restart', wish }, wave);
}

/** How often something had an effect on a simulated machine. */
export async function effectsOf(world: OperationWorld, name: string, effect: string): Promise<number> {
  const { machines } = await world.effects();
  const effects = (machines[idOf(name)]?.effects ?? []) as readonly {
    readonly kind?: unknown;
    readonly effect?: unknown;
  }[];
  return effects.filter((one) => one.kind === effect || one.effect === effect).length;
}

export async function untilRestarted(world: OperationWorld, ...names: readonly string[]): Promise<void> {
  for (const name of names) {
    while ((await effectsOf(world, name, 'restart')) === 0) await world.time.sleep(500, NEVER);
  }
}

/** The names of the run commands that are in Azure. */
export async function runCommandsOf(world: OperationWorld, name: string): Promise<readonly string[]> {
  const answer = await world.ask('GET', `${idOf(name)}/runCommands?api-version=2025-01-13`);
  return (answer as { readonly value: readonly { readonly name: string }[] }).value.map((one) => one.name);
}

/** As after a crash: nothing is left of a journal behind the last line that has this text. */
export function crashAfter(world: OperationWorld, id: OperationId, text: string): void {
  const folder = join(world.folder, id);
  for (const name of readdirSync(folder).filter((file) => /^journal\..*\.ndjson$/.test(file))) {
    const lines = readFileSync(join(folder, name), 'utf8').split('\n');
    const last = lines.findLastIndex((line) => line.includes(text));
    if (last >= 0) writeFileSync(join(folder, name), `${lines.slice(0, last + 1).join('\n')}\n`);
  }
}
