import type { CostPart } from '../core/dashboardContract';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface BarLayout {
  /** The whole height of the month, for pointer and focus. */
  readonly slot: Box;
  readonly segments: readonly (Box & { readonly series: number })[];
  readonly outline: Box | null;
  /** Middle of the bar. */
  readonly middle: number;
  readonly hasLabel: boolean;
  /** The first label of its year. */
  readonly hasYear: boolean;
}

export interface ChartLayout {
  readonly width: number;
  readonly height: number;
  readonly plot: Box;
  readonly bars: readonly BarLayout[];
  readonly ticks: readonly { readonly y: number; readonly text: string }[];
  readonly steps: readonly StepLayout[];
}

export interface StepLayout {
  readonly x: number;
  readonly textX: number;
  readonly textY: number;
  readonly anchor: 'start' | 'end';
  readonly text: string;
}

const BELOW = 34;
const LINE = 14;
/** Widths of text are guessed; nothing is measured, so that the layout is the same everywhere. */
const CHARACTER = 6.2;

/** Where everything of the cost chart stands, in pixels. */
export function chartLayout(
  cost: Pick<CostPart, 'months' | 'steps' | 'ticks'>,
  { width, height }: { readonly width: number; readonly height: number },
): ChartLayout {
  const left = Math.max(28, ...cost.ticks.map(({ text }) => text.length * CHARACTER + 10));
  const inner = Math.max(60, width - left - 4);
  const slot = inner / Math.max(1, cost.months.length);
  const marks = stepLayouts(cost, { left, slot, right: left + inner });
  const above = 8 + LINE * (1 + Math.max(0, ...marks.map(({ level }) => level)));
  const plot = { x: left, y: above, width: inner, height: height - above - BELOW };
  const most = Math.max(cost.ticks.at(-1)?.value ?? 1, Number.MIN_VALUE);
  const scale = (value: number): number => (value / most) * plot.height;
  const every = slot >= 27 ? 1 : slot >= 14 ? 2 : 3;
  return {
    width,
    height,
    plot,
    bars: bars(cost, { plot, slot, scale, every }),
    ticks: cost.ticks.map(({ value, text }) => ({ y: plot.y + plot.height - scale(value), text })),
    steps: marks.map(({ level, ...mark }) => ({ ...mark, textY: 8 + LINE * level + 6 })),
  };
}

interface Scale {
  readonly plot: Box;
  readonly slot: number;
  readonly every: number;
  readonly scale: (value: number) => number;
}

/** Where not every month has room for its name, the current one has, and others at equal distances from it. */
function bars({ months }: Pick<CostPart, 'months'>, scale: Scale): readonly BarLayout[] {
  const current = Math.max(
    0,
    months.findIndex(({ phase }) => phase === 'current'),
  );
  let year = '';
  return months.map((month, place) => {
    const hasLabel = (place - current) % scale.every === 0;
    const hasYear = hasLabel && month.year !== year;
    if (hasYear) year = month.year;
    return { ...bar(month, place, scale), hasLabel, hasYear };
  });
}

function bar(
  month: CostPart['months'][number],
  place: number,
  { plot, slot, scale }: Scale,
): Omit<BarLayout, 'hasLabel' | 'hasYear'> {
  const width = Math.max(3, Math.min(26, slot * 0.62));
  const x = plot.x + slot * place + (slot - width) / 2;
  const floor = plot.y + plot.height;
  let top = floor;
  const segments = month.shares.flatMap((share, series) => {
    const height = scale(share);
    if (height <= 0) return [];
    top -= height;
    return [{ x, y: top, width, height, series }];
  });
  const listHeight = scale(month.list);
  const outline = listHeight > 0 ? { x, y: floor - listHeight, width, height: listHeight } : null;
  return {
    slot: { x: plot.x + slot * place, y: plot.y, width: slot, height: plot.height + BELOW },
    segments,
    outline,
    middle: x + width / 2,
  };
}

/** Marks of price steps; a text that would run into the one before it goes a line higher or lower. */
function stepLayouts(
  { steps }: Pick<CostPart, 'steps'>,
  { left, slot, right }: { readonly left: number; readonly slot: number; readonly right: number },
): readonly (Omit<StepLayout, 'textY'> & { readonly level: number })[] {
  const taken: { from: number; to: number; level: number }[] = [];
  return steps.map(({ place, share, text }) => {
    const x = left + slot * (place + share);
    const length = text.length * CHARACTER;
    const isEnd = x + length + 6 > right;
    const [from, to] = isEnd ? [x - length - 4, x - 4] : [x + 4, x + length + 4];
    let level = 0;
    while (taken.some((other) => other.level === level && from < other.to + 8 && to > other.from - 8)) level += 1;
    taken.push({ from, to, level });
    return { x, textX: isEnd ? x - 4 : x + 4, anchor: isEnd ? ('end' as const) : ('start' as const), text, level };
  });
}
