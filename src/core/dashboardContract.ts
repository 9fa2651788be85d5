import { REBOOT_REASON_IDS } from './rebootReasons';
import type { ShapeOf } from './shape';
import { amount, anyOf, count, flag, list, nothing, oneOf, orNull, partial, record, text } from './shape';
import { STATE_IDS } from './stateTable';

/*
 * What the dashboard's page and its host say to each other. Both sides check what they get by these shapes; the types
 * are made from them. Texts are in the user's language already, unless they come from Azure; all of them are shown as
 * text, never as markup.
 */

/** The table's columns, in their order. */
export const COLUMN_IDS = [
  'name',
  'state',
  'reboot',
  'track',
  'behind',
  'build',
  'cores',
  'cost',
  'subscription',
  'group',
  'since',
] as const;
export type ColumnId = (typeof COLUMN_IDS)[number];

/** Filters without a value. Each stands for the same machines as the figure that it is behind. */
export const PLAIN_FILTERS = [
  'hotpatched',
  'eligible',
  'attention',
  'rebootPending',
  'neverAssessed',
  'notEnrolled',
  'pending',
  'enrolled',
  'builtIn',
  'outOfSight',
  'coresUnknown',
  'restartsNext',
] as const;
export type PlainFilterId = (typeof PLAIN_FILTERS)[number];

const plainFilter = record({ kind: oneOf(PLAIN_FILTERS) });
/** One state among the machines that need a hand. */
const attentionState = record({ kind: oneOf(['attentionState']), state: oneOf(STATE_IDS) });
const rebootReason = record({ kind: oneOf(['rebootReason']), reason: oneOf(REBOOT_REASON_IDS) });
/** Enrolled on a day of the month (yyyy-mm). */
const enrolledIn = record({ kind: oneOf(['enrolledIn']), month: text });
const subscription = record({ kind: oneOf(['subscription']), id: text });
const tableFilter = anyOf(plainFilter, attentionState, rebootReason, enrolledIn, subscription);
/** A condition on machines. */
export type TableFilter = ShapeOf<typeof tableFilter>;

export const tableQuery = record({
  /** Words that must all occur. */
  text,
  /** All must hold. */
  filters: list(tableFilter, 20),
  /** One of them must hold; none = any state. */
  states: list(oneOf(STATE_IDS), STATE_IDS.length),
  sort: record({ column: oneOf(COLUMN_IDS), descending: flag }),
});
/** Which machines the table shows, in which order. */
export type TableQuery = ShapeOf<typeof tableQuery>;

/** Machines needing a hand first. */
export const FIRST_QUERY: TableQuery = {
  text: '',
  filters: [],
  states: [],
  sort: { column: 'state', descending: false },
};

/** A query lets only some machines through. */
export function isNarrowing({ text, filters, states }: TableQuery): boolean {
  return text.trim() !== '' || filters.length > 0 || states.length > 0;
}

const MOST_IDS = 100_000;
const selection = anyOf(
  record({ kind: oneOf(['ids']), ids: list(text, MOST_IDS) }),
  /** All that match, but for some. */
  record({ kind: oneOf(['matching']), query: tableQuery, except: list(text, MOST_IDS) }),
);
/** Rows that the user has ticked. */
export type Selection = ShapeOf<typeof selection>;

/** What the page can ask the host to do. */
export const ACTIONS = [
  'refresh',
  'cancelRefresh',
  'signIn',
  'tryDemo',
  'showLog',
  'openSettings',
  'openCostSettings',
] as const;
export type ActionId = (typeof ACTIONS)[number];

/**
 * What the page can ask the host to do with machines: the tree’s commands. The first group is offered as buttons, the
 * others as the groups of a menu, in this order.
 */
export const MACHINE_ACTION_GROUPS = [
  ['enroll', 'disenroll', 'restart'],
  ['turnOn', 'turnOff'],
  ['checkForUpdates', 'installUpdates', 'turnOnPeriodicAssessment'],
  ['checkVbs', 'enableVbs'],
  ['whyBlocked', 'refreshMachine', 'revealInTree', 'openInPortal'],
  ['copyName', 'copyResourceId', 'copyLink', 'copyDiagnosis'],
] as const;
export type MachineActionId = (typeof MACHINE_ACTION_GROUPS)[number][number];
export const MACHINE_ACTIONS: readonly MachineActionId[] = MACHINE_ACTION_GROUPS.flat();

export const EXPORT_FORMATS = ['csv', 'csvWithBom', 'json', 'markdown'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

const whatIf = record({
  kind: oneOf(['whatIf']),
  /** Per core and month, in the rate card's currency. */
  price: amount,
  /** Which machines are enrolled then. */
  machines: oneOf(['enrolledNow', 'allEligible', 'withSelection', 'withoutSelection']),
  selection: orNull(selection),
});

export const pageRequest = anyOf(
  record({ kind: oneOf(['rows']), query: tableQuery, from: count, count }),
  /** The ids of a range of rows, to select it. */
  record({ kind: oneOf(['ids']), query: tableQuery, from: count, count }),
  record({ kind: oneOf(['act']), action: oneOf(ACTIONS) }),
  record({ kind: oneOf(['actOn']), action: oneOf(MACHINE_ACTIONS), selection }),
  record({
    kind: oneOf(['export']),
    format: oneOf(EXPORT_FORMATS),
    query: tableQuery,
    columns: list(oneOf(COLUMN_IDS), COLUMN_IDS.length),
  }),
  whatIf,
);
export type PageRequest = ShapeOf<typeof pageRequest>;
export type WhatIfRequest = ShapeOf<typeof whatIf>;

/** The most rows that one request may ask for. */
export const MOST_ROWS = 500;

export const pageMessage = anyOf(
  /** The page is on the screen and has nothing yet. */
  record({ type: oneOf(['ready']) }),
  record({ type: oneOf(['request']), id: count, request: pageRequest }),
  record({ type: oneOf(['cancel']), id: count }),
  /** Something that should not happen: an error, or what the content security policy has stopped. */
  record({ type: oneOf(['problem']), message: text }),
);
export type PageMessage = ShapeOf<typeof pageMessage>;

export const GLYPHS = [
  'failed',
  'warning',
  'behind',
  'offTrack',
  'unknown',
  'pending',
  'stopped',
  'off',
  'empty',
  'done',
  'builtIn',
  'none',
] as const;
export type GlyphId = (typeof GLYPHS)[number];

const machineRow = record({
  id: text,
  name: text,
  glyph: oneOf(GLYPHS),
  state: text,
  /** What the state does not say, in a few words. */
  detail: text,
  /** Reasons and next step, in sentences. */
  why: text,
  reboot: text,
  /** A restart is owed, or nobody knows. */
  rebootTone: oneOf(['owed', 'quiet', 'none']),
  /** Since when it is owed, and who says so. */
  rebootAt: text,
  track: text,
  behind: text,
  build: text,
  cores: text,
  cost: text,
  list: text,
  subscription: text,
  group: text,
  since: text,
  sinceAt: text,
  needsAttention: flag,
});
/** A row of the table, ready to be shown. An empty cell: nothing to say; a dash: does not apply. */
export type MachineRowView = ShapeOf<typeof machineRow>;

export const rowsAnswer = record({
  revision: count,
  /** How many match. */
  total: count,
  from: count,
  rows: list(machineRow, MOST_ROWS),
  /** What the query's filters are called, in their order. */
  labels: list(text, 20),
});
export type RowsAnswer = ShapeOf<typeof rowsAnswer>;

export const idsAnswer = record({ ids: list(text, MOST_IDS) });

const NOTICES = ['offline', 'partial', 'error', 'settings', 'signedOut', 'noMachines'] as const;
const headPart = record({
  /** Whose fleet, how many subscriptions and machines. */
  scope: text,
  isDemo: flag,
  /** What the machines were read as of, milliseconds since 1970; null = nothing read yet. */
  asOf: orNull(amount),
  reading: orNull(text),
  notices: list(
    record({
      kind: oneOf(NOTICES),
      text,
      actions: list(record({ action: oneOf(ACTIONS), label: text }), 5),
    }),
    10,
  ),
  /** Whether there are machines to show: else the page shows how to get some, or that it is about to. */
  content: oneOf(['loading', 'machines', 'none']),
});
export type HeadPart = ShapeOf<typeof headPart>;

const piece = record({ text, isStrong: flag, filter: orNull(tableFilter) });
/** A piece of a sentence, which filters the table where it stands for machines. */
export type Piece = ShapeOf<typeof piece>;

const figure = record({
  id: oneOf(['hotpatched', 'attention', 'reboots', 'cost']),
  label: text,
  value: text,
  /** What the value is a part of. */
  of: text,
  filter: orNull(tableFilter),
  lines: list(list(piece, 10), 6),
  bar: list(record({ kind: oneOf(['done', 'pending', 'attention', 'rest']), count }), 4),
});
export type Figure = ShapeOf<typeof figure>;

const costMonth = record({
  /** yyyy-mm */
  month: text,
  label: text,
  year: text,
  title: text,
  phase: oneOf(['past', 'current', 'future']),
  /** By ranked subscription, then what is left; in the currency. */
  shares: list(amount, 10),
  list: amount,
  texts: record({ cost: text, list: text, shares: list(text, 10), machines: text, note: text }),
});
export type CostMonthView = ShapeOf<typeof costMonth>;

const costPart = record({
  /** What stands for the shares of each month, in their order. */
  series: list(record({ name: text, filter: orNull(tableFilter) }), 10),
  months: list(costMonth, 60),
  /** Where the price changes: in which month (its place), and how far into it (0 to 1). */
  steps: list(record({ place: count, share: amount, text }), 20),
  ticks: list(record({ value: amount, text }), 10),
  summary: text,
  /** What other charges around it may come to; empty = not asked for. */
  beside: text,
  assumptions: list(text, 20),
  canPlan: flag,
  currency: text,
  listPrice: amount,
});
export type CostPart = ShapeOf<typeof costPart>;

const releaseMonth = record({
  month: text,
  label: text,
  year: text,
  kind: oneOf(['hotpatch', 'baseline', 'unplanned']),
  isConfirmed: flag,
  isCurrent: flag,
  /** All that is known of it, in words. */
  says: text,
});
export type ReleaseMonthView = ShapeOf<typeof releaseMonth>;
const releasesPart = record({
  next: text,
  months: list(releaseMonth, 40),
  notes: list(list(piece, 10), 5),
});
export type ReleasesPart = ShapeOf<typeof releasesPart>;

const rebootsPart = record({
  rows: list(record({ label: text, count, isQuiet: flag, filter: tableFilter }), 12),
  notes: list(text, 5),
});
export type RebootsPart = ShapeOf<typeof rebootsPart>;

const tablePart = record({
  /** Counts up whenever rows may differ from before. */
  revision: count,
  total: count,
  facets: list(record({ label: text, count, filter: orNull(tableFilter) }), 10),
  states: list(record({ state: oneOf(STATE_IDS), label: text, count }), STATE_IDS.length),
  /** The heading of the column with this month's cost. */
  costColumn: text,
});
export type TablePart = ShapeOf<typeof tablePart>;

const parts = {
  head: headPart,
  figures: list(figure, 4),
  cost: orNull(costPart),
  releases: releasesPart,
  reboots: rebootsPart,
  table: tablePart,
};
/** Everything that the page shows, but for the rows. */
export type DashboardParts = { readonly [Name in keyof typeof parts]: ShapeOf<(typeof parts)[Name]> };

const whatIfAnswer = record({
  summary: text,
  months: list(record({ title: text, cost: text, now: text, difference: text }), 60),
});
export type WhatIfAnswer = ShapeOf<typeof whatIfAnswer>;
export const isWhatIfAnswer = whatIfAnswer;
export const isNothing = nothing;

export const hostMessage = anyOf(
  /** What has changed since the last such message. `now`: the host's time, milliseconds since 1970. */
  record({ type: oneOf(['parts']), now: amount, parts: partial(parts) }),
  record({ type: oneOf(['answer']), id: count, value: (value: unknown): value is unknown => value !== undefined }),
  record({ type: oneOf(['refusal']), id: count, message: text }),
);
export type HostMessage = ShapeOf<typeof hostMessage>;

/** Equal filters have equal keys. */
export function filterKey(filter: TableFilter): string {
  switch (filter.kind) {
    case 'attentionState':
      return `attentionState ${filter.state}`;
    case 'rebootReason':
      return `rebootReason ${filter.reason}`;
    case 'enrolledIn':
      return `enrolledIn ${filter.month}`;
    case 'subscription':
      return `subscription ${filter.id}`;
    default:
      return filter.kind;
  }
}

/** What the page is told once, in an inert script: what cannot change while it is open. */
export const bootData = record({
  locale: text,
  texts: (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null,
});
export type BootData = ShapeOf<typeof bootData>;
