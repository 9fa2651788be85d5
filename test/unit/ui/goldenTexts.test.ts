import assert from 'node:assert/strict';
import { amountOf, price } from '../../../src/core/money';
import { readDay } from '../../../src/core/utcDay';
import { summarize } from '../../../src/core/fleetSummary';
import { NO_FILTER } from '../../../src/core/fleetFilter';
import type { Grouping } from '../../../src/core/grouping';
import { GROUPINGS } from '../../../src/core/grouping';
import { STATE_IDS } from '../../../src/core/stateTable';
import { failed, succeeded } from '../../../src/core/result';
import type { FleetSnapshot } from '../../../src/fleet/fleetSnapshot';
import type { FleetView } from '../../../src/fleet/fleetStore';
import { faultText } from '../../../src/ui/faultText';
import type { FleetRow } from '../../../src/ui/fleetRow';
import { FleetTreeModel, updateRows } from '../../../src/ui/fleetTreeModel';
import { machineTooltip } from '../../../src/ui/machineTooltip';
import { groupName, rowAppearance } from '../../../src/ui/rowAppearance';
import type { StatusInput } from '../../../src/ui/statusText';
import { statusText } from '../../../src/ui/statusText';
import { NOW } from '../core/machineBuilder';
import { UNREACHABLE } from '../fleet/fleetBuilder';
import { assertGolden } from './golden';
import { FAULTS, HOSTILE, SAMPLE, storeOf, UNTROUBLED } from './sampleFleet';
import { englishTexts } from '../messages/englishTexts';

const texts = englishTexts('en', 'UTC');
const ALL: readonly Grouping[] = GROUPINGS.map((by) => (by === 'tag' ? { by, tag: 'env' } : { by }));

/** What a person reads, as text, next to the one that was read and found good. */
describe('what a user reads', () => {
  it('shows every state there is', () => {
    const states = new Set(storeOf(SAMPLE).view.machines.map(({ verdict }) => verdict.state));
    assert.deepEqual([...states].toSorted(), [...STATE_IDS].toSorted());
  });

  for (const grouping of ALL) {
    it(`in the tree by ${grouping.by}`, () => {
      assertGolden(`tree-${grouping.by}`, treeText(grouping.by === 'state' ? SAMPLE : UNTROUBLED, grouping));
    });
  }

  it('in the tooltips', () => {
    const store = storeOf(SAMPLE);
    const tooltips = store.view.machines.map((machine) => {
      const { icon, name, state, why, next, facts, dataAsOf } = machineTooltip(machine, texts, (id) =>
        store.subscriptionName(id),
      );
      return [
        `$(${icon}) ${state} — ${name}`,
        ...why.map((reason) => `  - ${reason}`),
        `  ${texts.text('tooltip.next')}: ${next}`,
        ...facts.map(({ label, value }) => `  ${label.padEnd(15)} ${value}`),
        `  ${dataAsOf}`,
      ].join('\n');
    });
    assertGolden('tooltips', tooltips.join('\n\n'));
  });

  it('below a machine', () => {
    const { view } = storeOf(SAMPLE);
    const [machine] = view.machines;
    assert.ok(machine);
    const assessed = { ...machine, facts: { ...machine.facts, assessment: null } };
    const updates = ['NeverReboots', 'AlwaysRequiresReboot', 'CanRequestReboot', 'Unheard', null].map(
      (rebootBehavior, place) => ({
        kb: place % 2 === 0 ? `KB50874${place}0` : null,
        title: ['2026-05 Hotpatch (KB5087400)', HOSTILE, 'A .NET update', 'A driver', ''][place] ?? '',
        classifications: [[], ['Security'], ['Updates', 'Critical'], [HOSTILE], []][place] ?? [],
        rebootBehavior,
      }),
    );
    const lists: readonly (readonly FleetRow[])[] = [
      updateRows(machine, succeeded(updates)),
      updateRows(machine, succeeded([])),
      updateRows(assessed, succeeded([])),
      updateRows(machine, failed(UNREACHABLE)),
    ];
    assertGolden(
      'updates',
      lists.map((rows) => rows.map((row) => rowText(row, view, { by: 'state' })).join('\n')).join('\n\n'),
    );
  });

  it('when something failed', () => {
    const lines = FAULTS.map((fault) => `${fault.kind}: ${faultText(texts, fault, false)}`);
    const demo = FAULTS.filter(({ kind }) => kind === 'unreachable').map((fault) => faultText(texts, fault, true));
    const rows = FAULTS.map((fault) => {
      const { view } = storeOf(UNTROUBLED, fault.kind === 'cancelled' ? null : fault);
      const [row] = modelOf(view, { by: 'state' }).roots();
      return row ? rowText(row, view, { by: 'state' }) : '';
    });
    assertGolden('faults', [...lines, '', 'In the demo:', ...demo, '', 'As rows:', ...rows].join('\n'));
  });

  it('in the status bar', () => {
    const { machines } = storeOf(SAMPLE).view;
    const whole: StatusInput = {
      summary: summarize(machines, NOW, 15),
      asOf: NOW,
      offlineDays: 15,
      isPartial: false,
      fault: null,
      isDemo: false,
      priceWarning: null,
    };
    const inputs: Readonly<Record<string, StatusInput>> = {
      'the whole fleet': whole,
      'a part of it, in the demo': { ...whole, isPartial: true, isDemo: true },
      'out of reach': { ...whole, fault: faultText(texts, UNREACHABLE, false) },
      'a price ahead': {
        ...whole,
        priceWarning: {
          rise: {
            ...{ day: required(readDay('2026-11-01')), before: required(price(0)), after: required(price(1.5)) },
            ...{ perMonth: amountOf(required(price(1.5)), 480 * 30, 30), machines: 40, cores: 480 },
            ...{ machinesWithoutCores: 2, why: null },
          },
          futureBillingDates: { machines: 3, earliest: NOW },
          currency: 'USD',
        },
      },
      'one machine': { ...whole, summary: summarize(machines.slice(0, 1), NOW, 15) },
      'one of each': {
        ...whole,
        summary: {
          ...whole.summary,
          trackUnknown: 1,
          rebootPending: 1,
          neverAssessed: 1,
          needsAttention: 1,
          outOfSight: 1,
          byState: { ...whole.summary.byState, builtIn: 1 },
        },
      },
      'a large fleet': {
        ...whole,
        summary: { ...whole.summary, eligible: 12_345, hotpatched: 10_000, rebootPending: 1_234, neverAssessed: 0 },
      },
    };
    const shown = Object.entries(inputs).map(([what, input]) => {
      const { text, accessibilityLabel, lines, isWarning } = statusText(input, texts);
      return [
        `${what}:${isWarning ? ' (warning)' : ''}`,
        text,
        accessibilityLabel,
        ...lines.map((line) => `  ${line}`),
      ].join('\n');
    });
    assertGolden('status', shown.join('\n\n'));
  });
});

function modelOf(view: FleetView, grouping: Grouping): FleetTreeModel {
  const store = storeOf(view.snapshot);
  const model = new FleetTreeModel((key) => groupName(key, texts, (id) => store.subscriptionName(id)));
  model.update(view, NO_FILTER, grouping);
  return model;
}

function treeText(snapshot: FleetSnapshot, grouping: Grouping): string {
  const { view } = storeOf(snapshot);
  const model = modelOf(view, grouping);
  return model
    .roots()
    .flatMap((root) => [
      rowText(root, view, grouping),
      ...model.children(root.id).map((row) => `    ${rowText(row, view, grouping)}`),
    ])
    .join('\n');
}

/** Icon, label, description; in brackets what a screen reader says; the plain tooltip, where there is one. */
function rowText(row: FleetRow, view: FleetView, grouping: Grouping): string {
  const store = storeOf(view.snapshot);
  const looks = rowAppearance(row, {
    texts,
    view,
    grouping,
    now: NOW,
    isDemo: false,
    tenantName: (id) => store.tenantName(id),
    subscriptionName: (id) => store.subscriptionName(id),
    activityOf: () => null,
  });
  const tooltip = looks.tooltip === null || looks.tooltip === looks.label ? '' : `  “${looks.tooltip}”`;
  return `$(${looks.icon ?? ''}) ${looks.label}  ${looks.description}  [${looks.accessibilityLabel}]${tooltip}`;
}

function required<Value>(value: Value | undefined): Value {
  assert.ok(value !== undefined);
  return value;
}
