import type { MachineId } from '../core/ids';
import type { UpdateFate } from '../core/installSelection';
import { UPDATE_FATES } from '../core/installSelection';
import { kbDigits } from '../core/updateKind';
import { plainText } from '../core/plainText';
import type { Plan, PlannedMachine, PlanWaves } from '../core/plan';
import type { MessageId } from '../messages/english';
import type { Texts } from '../messages/texts';
import type { PlanView } from './planView';
import { shownName } from './shownName';

type Column = Extract<MessageId, `plan.column.${string}`>;

const NOTHING = '–';

/** The columns of an action's machines, by what the kind of action has. */
export function actionColumns({ kind, waves }: Pick<Plan, 'kind' | 'waves'>): readonly Column[] {
  return [
    'plan.column.name',
    'plan.column.group',
    'plan.column.state',
    ...(waves === null ? [] : (['plan.column.wave'] as const)),
    'plan.column.restart',
    'plan.column.assessedAt',
    ...(kind === 'install' ? (['plan.column.installs', 'plan.column.leavesOut'] as const) : []),
    'plan.column.expectation',
    'plan.column.subscription',
  ];
}

/** One machine, by {@link actionColumns}. */
export function actionRow(planned: PlannedMachine, plan: Plan, view: PlanView): readonly string[] {
  const { texts } = view;
  const { machine, bucket, expectation } = planned;
  const { facts, verdict } = machine;
  const assessedAt = facts.assessment?.at ?? null;
  const wave = waveOf(facts.id, plan);
  return [
    shownName(facts.name, texts),
    texts.text(`plan.bucket.${bucket}`),
    texts.text(`state.${verdict.state}`),
    ...(plan.waves === null ? [] : [wave === null ? NOTHING : texts.number(wave)]),
    texts.text(`plan.reboot.${verdict.reboot.reboot}`),
    assessedAt === null ? NOTHING : texts.dateTime(assessedAt),
    ...(plan.kind === 'install' ? [orNothing(installsText(planned)), orNothing(leavesOutText(planned))] : []),
    texts.text(`plan.expects.${expectation}`),
    shownName(view.subscriptionName(facts.subscriptionId), texts),
  ];
}

function orNothing(text: string): string {
  return text === '' ? NOTHING : text;
}

/** A plan’s waves are looked through once, however many machines it has. */
const placesOf = new WeakMap<PlanWaves, ReadonlyMap<MachineId, number>>();

/** The wave of a machine, from 1; null = it is in none. */
export function waveOf(id: MachineId, { waves }: Pick<Plan, 'waves'>): number | null {
  if (waves === null) return null;
  const known = placesOf.get(waves);
  const places = known ?? new Map(waves.waves.flatMap((ids, place) => ids.map((one) => [one, place + 1] as const)));
  if (known === undefined) placesOf.set(waves, places);
  return places.get(id) ?? null;
}

/** The updates that a machine would get, by KB. */
export function installsText({ selection }: PlannedMachine): string {
  return kbList(selection?.updates.filter(({ fate }) => fate === 'install') ?? []);
}

/** What is chosen and left out nevertheless. */
export function leavesOutText({ selection }: PlannedMachine): string {
  return kbList(selection?.updates.filter(({ fate }) => fate !== 'install' && fate !== 'notChosen') ?? []);
}

function kbList(updates: readonly { readonly update: Parameters<typeof kbDigits>[0] }[]): string {
  return updates
    .map(({ update }) => {
      const kb = kbDigits(update);
      return kb === null ? plainText(update.title, 60) : `KB${kb}`;
    })
    .join(', ');
}

/** Each update with what becomes of it and on how many machines; empty for other actions. */
export function updateTable(included: readonly PlannedMachine[], texts: Texts): readonly (readonly string[])[] {
  const rows = new Map<string, { kb: string; title: string; fate: UpdateFate; machines: number }>();
  for (const { selection } of included) {
    for (const { update, fate } of selection?.updates ?? []) {
      const kb = kbDigits(update) ?? '';
      const key = `${fate} ${kb} ${update.title}`;
      const row = rows.get(key) ?? { kb, title: update.title, fate, machines: 0 };
      row.machines += 1;
      rows.set(key, row);
    }
  }
  return [...rows.values()]
    .sort((a, b) => UPDATE_FATES.indexOf(a.fate) - UPDATE_FATES.indexOf(b.fate) || b.machines - a.machines)
    .map(({ kb, title, fate, machines }) => [
      kb === '' ? NOTHING : `KB${kb}`,
      shownName(title, texts),
      texts.text(`plan.fate.${fate}`),
      texts.number(machines),
    ]);
}

/** Who restarts with whom: one line a wave. */
export function wavesText({ waves, included }: Plan, texts: Texts): readonly string[] {
  if (waves === null) return [];
  const names = new Map(included.map(({ machine }) => [machine.facts.id, shownName(machine.facts.name, texts)]));
  return waves.waves.map((wave, place) =>
    texts.text('plan.wave', { number: place + 1, message: wave.map((id) => names.get(id) ?? '').join(', ') }),
  );
}
