import * as vscode from 'vscode';
import type { FleetFilter } from '../core/fleetFilter';
import { NO_FILTER, tagValue } from '../core/fleetFilter';
import type { JudgedMachine } from '../core/judgedMachine';
import { inNaturalOrder } from '../core/naturalOrder';
import { plainText } from '../core/plainText';
import type { StateId } from '../core/stateTable';
import { STATE_IDS, stateTable } from '../core/stateTable';
import type { Texts } from '../messages/texts';
import { inertLine, inertText } from './inertText';
import { askForText, showMessage } from './notifications';

interface FilterItem extends vscode.QuickPickItem {
  readonly change: () => Promise<FleetFilter | undefined>;
}

/** Asks for a filter, part by part; undefined when the user turns away. */
export async function pickFilter(
  current: FleetFilter,
  machines: readonly JudgedMachine[],
  texts: Texts,
): Promise<FleetFilter | undefined> {
  const { text } = current;
  const items: readonly FilterItem[] = [
    {
      label: `$(search) ${texts.text('filter.byText')}`,
      description: text === '' ? '' : inertText(texts.text('filter.text', { text })),
      detail: texts.text('filter.byText.detail'),
      change: () => pickText(current, texts),
    },
    {
      label: `$(list-filter) ${texts.text('filter.byState')}`,
      description: current.states.map((state) => texts.text(`state.${state}`)).join(', '),
      detail: texts.text('filter.byState.detail'),
      change: () => pickStates(current, machines, texts),
    },
    {
      label: `$(tag) ${texts.text('filter.byTag')}`,
      description: current.tag === null ? '' : inertLine(`${current.tag.name} ${current.tag.value ?? ''}`),
      detail: texts.text('filter.byTag.detail'),
      change: () => pickTag(current, machines, texts),
    },
    {
      label: `$(bell) ${texts.text('filter.attentionOnly')}`,
      picked: current.attentionOnly,
      description: current.attentionOnly ? texts.text('groupBy.current') : '',
      change: () => Promise.resolve({ ...current, attentionOnly: !current.attentionOnly }),
    },
    { label: `$(clear-all) ${texts.text('filter.clear')}`, change: () => Promise.resolve(NO_FILTER) },
  ];
  const chosen = await vscode.window.showQuickPick(items, { title: texts.text('filter.title') });
  return chosen?.change();
}

async function pickText(current: FleetFilter, texts: Texts): Promise<FleetFilter | undefined> {
  const text = await askForText({
    title: texts.text('filter.title'),
    prompt: texts.text('filter.byText.prompt'),
    value: current.text,
  });
  return text === undefined ? undefined : { ...current, text: text.trim() };
}

interface StateItem extends vscode.QuickPickItem {
  readonly state: StateId;
}

async function pickStates(
  current: FleetFilter,
  machines: readonly JudgedMachine[],
  texts: Texts,
): Promise<FleetFilter | undefined> {
  const counts = new Map<StateId, number>();
  for (const { verdict } of machines) counts.set(verdict.state, (counts.get(verdict.state) ?? 0) + 1);
  const items = STATE_IDS.map((state): StateItem => ({
    state,
    label: `$(${stateTable[state].icon}) ${texts.text(`state.${state}`)}`,
    description: texts.number(counts.get(state) ?? 0),
    picked: current.states.includes(state),
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: texts.text('filter.title'),
    placeHolder: texts.text('filter.byState.placeholder'),
    canPickMany: true,
  });
  return chosen && { ...current, states: chosen.map((item) => item.state) };
}

async function pickTag(
  current: FleetFilter,
  machines: readonly JudgedMachine[],
  texts: Texts,
): Promise<FleetFilter | undefined> {
  const name = await pickTagName(machines, texts.text('filter.title'), texts.text('filter.byTag.placeholder'), texts);
  if (name === undefined) return undefined;
  const values = new Set(machines.flatMap(({ facts }) => tagValue(facts.tags, name) ?? []));
  const any: ValueItem = { label: texts.text('filter.byTag.anyValue'), value: null };
  const items = inNaturalOrder([...values], (value) => value).map((value): ValueItem => ({
    label: inertLine(value),
    value,
  }));
  const title = texts.text('filter.title');
  const chosen = await vscode.window.showQuickPick([any, ...items], { title, placeHolder: plainText(name) });
  return chosen && { ...current, tag: { name, value: chosen.value } };
}

interface ValueItem extends vscode.QuickPickItem {
  readonly value: string | null;
}

/** Asks for one of the fleet's tags; undefined when there is none or the user turns away. */
export async function pickTagName(
  machines: readonly JudgedMachine[],
  title: string,
  placeHolder: string,
  texts: Texts,
): Promise<string | undefined> {
  const counts = new Map<string, { readonly name: string; count: number }>();
  for (const { facts } of machines) {
    for (const name of Object.keys(facts.tags)) {
      const counted = counts.get(name.toLowerCase()) ?? { name, count: 0 };
      counted.count += 1;
      counts.set(name.toLowerCase(), counted);
    }
  }
  const items = inNaturalOrder([...counts.values()], ({ name }) => name).map(({ name, count }) => ({
    label: inertLine(name),
    description: texts.number(count),
    name,
  }));
  if (items.length === 0) {
    void showMessage(texts.text('filter.byTag.noTags'));
    return undefined;
  }
  return (await vscode.window.showQuickPick(items, { title, placeHolder }))?.name;
}
