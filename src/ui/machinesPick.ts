import * as vscode from 'vscode';
import type { MachineId } from '../core/ids';
import type { JudgedMachine } from '../core/judgedMachine';
import type { PlanKind } from '../core/plan';
import { decide } from '../core/planDecision';
import type { StateId } from '../core/stateTable';
import { STATE_IDS, stateTable } from '../core/stateTable';
import type { Texts } from '../messages/texts';
import { showMessage } from './notifications';

interface MachinesItem extends vscode.QuickPickItem {
  readonly machines: readonly JudgedMachine[];
}

/**
 * Asks which machines are meant, where a command was given without any; undefined = turned away. `isRestartOwed`: by what
 * was done here, which no assessment shows.
 */
export async function pickMachines(
  kind: PlanKind,
  shown: readonly JudgedMachine[],
  texts: Texts,
  isRestartOwed: (id: MachineId) => boolean = () => false,
): Promise<readonly JudgedMachine[] | undefined> {
  const items = machinesItems(kind, shown, texts, isRestartOwed);
  const title = texts.text(`run.machines.title.${kind}`);
  if (items.length === 0) {
    void showMessage(texts.text('run.machines.none'));
    return undefined;
  }
  const placeHolder = texts.text('run.machines.placeholder');
  const chosen = await vscode.window.showQuickPick(items, { title, placeHolder });
  return chosen?.machines;
}

/** All that the tree shows, then each state in which there is something to do. */
function machinesItems(
  kind: PlanKind,
  shown: readonly JudgedMachine[],
  texts: Texts,
  isRestartOwed: (id: MachineId) => boolean,
): readonly MachinesItem[] {
  const byState = new Map<StateId, JudgedMachine[]>();
  let total = 0;
  for (const machine of shown) {
    const hints = { isRestartOwed: isRestartOwed(machine.facts.id) };
    if (decide(machine, kind, hints).exclusion !== undefined) continue;
    total += 1;
    const { state } = machine.verdict;
    const machines = byState.get(state);
    if (machines) machines.push(machine);
    else byState.set(state, [machine]);
  }
  if (total === 0) return [];
  const all: MachinesItem = {
    label: `$(list-flat) ${texts.text('run.machines.all', { count: shown.length })}`,
    description: texts.text('run.machines.changeable', { count: total }),
    machines: shown,
  };
  const states = STATE_IDS.flatMap((state): MachinesItem[] => {
    const machines = byState.get(state);
    if (!machines) return [];
    return [
      {
        label: `$(${stateTable[state].icon}) ${texts.text(`state.${state}`)}`,
        description: texts.number(machines.length),
        machines,
      },
    ];
  });
  return [all, ...states];
}
