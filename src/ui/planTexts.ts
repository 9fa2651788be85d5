import { difference, ZERO } from '../core/money';
import { isSwitchKind } from '../core/operation';
import type { BucketId, ExclusionId, Plan, PlanObstacle } from '../core/plan';
import type { MessageId } from '../messages/english';
import type { Texts } from '../messages/texts';
import { actionLines, updateManagerLines, updateManagerSummary } from './actionTexts';
import { durationText } from './durationText';
import type { PlanView } from './planView';
import { billingLines, riseText } from './priceWarningText';
import { shownName } from './shownName';

/** “Enroll 34 machines in hotpatch” */
export function planTitle({ kind, included }: Plan, { texts }: PlanView): string {
  return texts.text(`plan.title.${kind}`, { count: included.length });
}

/** What the operation changes, and what it leaves alone: the same sentences wherever a plan is shown. */
export function effectLines(plan: Plan, view: PlanView): readonly string[] {
  const { kind, included } = plan;
  const { texts } = view;
  if (!isSwitchKind(kind)) return [texts.text(`plan.changes.${kind}`), ...actionLines(plan, view)];
  const turnedOn = kind === 'enroll' ? included.filter(({ wanted }) => wanted.hotpatching === true).length : 0;
  const lines = [texts.text(`plan.changes.${kind}`)];
  if (turnedOn > 0) lines.push(texts.text('plan.changes.alsoTurnOn', { count: turnedOn }));
  if (turnedOn === 0) lines.push(texts.text(`plan.leaves.${kind}`));
  else if (turnedOn < included.length) lines.push(texts.text('plan.leaves.enroll.some'));
  return [...lines, texts.text('plan.untouched')];
}

export function expectationLines({ kind, expectations }: Plan, { texts }: PlanView): readonly string[] {
  const lines = expectations.map(({ id, count }) => texts.text(`plan.expectation.${id}`, { count }));
  const getsHotpatches = kind === 'enroll' || kind === 'turnOn';
  return getsHotpatches && lines.length > 0 ? [...lines, texts.text('plan.vbs')] : lines;
}

/** The cost with its formula at both prices, and what is known to lie ahead. */
export function costLines(plan: Plan, view: PlanView): readonly string[] {
  const { kind, cost } = plan;
  const { texts, format } = view;
  if (!isSwitchKind(kind)) return updateManagerLines(plan, view);
  if (cost.machines === 0) return [texts.text('plan.cost.none'), ...billingLines(cost, view)];
  const isSaving = kind === 'disenroll';
  const line = (which: 'now' | 'list', price: typeof cost.price, amount: typeof cost.perMonthNow): string =>
    texts.text(isSaving ? `plan.cost.saves.${which}` : `plan.cost.${which}`, {
      formula: texts.text('plan.cost.formula', {
        cores: texts.text('plan.cost.cores', { count: cost.cores }),
        price: format.price(price, cost.currency),
      }),
      amount: isSaving
        ? format.money(difference(ZERO, amount), cost.currency)
        : format.moneyChange(amount, cost.currency),
    });
  const lines = [line('now', cost.price, cost.perMonthNow), line('list', cost.listPrice, cost.perMonthAtList)];
  if (cost.machinesWithoutCores > 0) {
    lines.push(texts.text('plan.cost.withoutCores', { count: cost.machinesWithoutCores }));
  }
  if (cost.priceRises !== null) {
    const id = kind === 'disenroll' ? 'plan.cost.rise.disenroll' : 'plan.cost.rise.enroll';
    lines.push(riseText(id, cost.priceRises, cost.currency, view));
  }
  return [...lines, ...billingLines(cost, view)];
}

export function durationLines({ duration, included }: Plan, { texts }: PlanView): readonly string[] {
  if (included.length === 0) return [];
  const lines = [
    texts.text('plan.duration', {
      sending: durationText(duration.sending, texts),
      settling: durationText(duration.settling, texts),
    }),
  ];
  return included.some(({ bucket }) => bucket === 'offline') ? [...lines, texts.text('plan.duration.offline')] : lines;
}

/** How many names a line holds before it says how many more there are. */
const MOST_NAMES = 5;

/** Where it happens and as whom, each line with its label. */
export function whereLines({ scope }: Plan, view: PlanView): readonly string[] {
  const { texts } = view;
  const accounts = [...new Set(scope.tenants.map((id) => view.accountOf(id) ?? texts.text('plan.account.notKnown')))];
  const subscriptions = scope.subscriptions.map(({ id, count }) =>
    texts.text('plan.countOf', { name: view.subscriptionName(id), count }),
  );
  return [
    line('plan.label.tenants', someOf(scope.tenants.map(view.tenantName), texts), texts),
    line('plan.label.subscriptions', someOf(subscriptions, texts), texts),
    line('plan.label.account', someOf(accounts, texts), texts),
  ].filter((text) => text !== null);
}

/** Which approved plan it is, so that it can be compared with the ticket. */
export function approvalLines({ approval, texts }: PlanView): readonly string[] {
  if (approval === null) return [];
  const { ticket, hash, createdAt } = approval;
  const of = texts.text('plan.approved.of', { at: { instant: createdAt }, hash });
  return [line('plan.label.ticket', ticket, texts), line('plan.label.approved', of, texts)].filter(
    (one) => one !== null,
  );
}

function line(label: MessageId, value: string, texts: Texts): string | null {
  // `message`: the value may be longer than one name.
  return value === '' ? null : texts.text('plan.line', { label: texts.text(label), message: value });
}

function someOf(names: readonly string[], texts: Texts): string {
  const rest = names.length - MOST_NAMES;
  const shown = names.slice(0, MOST_NAMES).map((name) => shownName(name, texts));
  return [...shown, ...(rest > 0 ? [texts.text('plan.more', { count: rest })] : [])].join(', ');
}

export function bucketName(id: BucketId, texts: Texts): string {
  return texts.text(`plan.bucket.${id}`);
}

export function exclusionName(id: ExclusionId, { kind }: Plan, texts: Texts): string {
  if (id !== 'alreadyThere') return texts.text(`plan.exclusion.${id}`);
  const isNamed = isSwitchKind(kind) || kind === 'periodicAssessment';
  return texts.text(isNamed ? `plan.exclusion.alreadyThere.${kind}` : 'plan.exclusion.alreadyThere');
}

export function obstacleText(obstacle: PlanObstacle, texts: Texts): string {
  switch (obstacle.id) {
    case 'tooMany':
      return texts.text('plan.obstacle.tooMany', { maximum: obstacle.maximum });
    case 'tooLong':
      return texts.text('plan.obstacle.tooLong', { until: { instant: obstacle.until } });
    case 'frozen':
      return texts.text('plan.obstacle.frozen', { until: { instant: obstacle.until } });
    case 'outsideWindow':
      return obstacle.opensAt === null
        ? texts.text('plan.obstacle.outsideWindow.never')
        : texts.text('plan.obstacle.outsideWindow', { opensAt: { instant: obstacle.opensAt } });
    default:
      return texts.text(`plan.obstacle.${obstacle.id}`);
  }
}

/** What the ticks come to, in one line: “+$816.00 a month, … · about 13 minutes”. How many machines is in the title. */
export function planSummary(plan: Plan, view: PlanView): string {
  const { texts, format } = view;
  const { cost, duration, included, deselected, leftOut, obstacle } = plan;
  return texts.list([
    obstacle === null ? '' : obstacleText(obstacle, texts),
    // A placeholder is cut at its end: what the plan does not do comes first.
    deselected.length === 0 ? '' : texts.text('plan.count.deselected', { count: deselected.length }),
    leftOut.length === 0 ? '' : texts.text('plan.count.leftOut', { count: leftOut.length }),
    cost.machines === 0
      ? ''
      : texts.text('plan.cost.short', {
          amount: format.moneyChange(cost.perMonthNow, cost.currency),
          list: format.moneyChange(cost.perMonthAtList, cost.currency),
        }),
    updateManagerSummary(plan, view),
    included.length === 0 ? '' : durationText(duration.sending + duration.settling, texts),
  ]);
}
