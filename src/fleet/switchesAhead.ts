import type { Instant } from '../core/instant';
import { MINUTE } from '../core/instant';
import type { MachineFacts, PatchSettingsFacts, ProductFeatureFacts } from '../core/machineFacts';
import type { SwitchReading } from './switchReading';

/**
 * A switch that a GET has shown ahead of Resource Graph, which lags. Until Resource Graph shows this value, or one that
 * is newer, its rows are overlaid with it.
 */
export interface SwitchAhead<Value> {
  /** When the GET was answered. */
  readonly at: Instant;
  readonly value: Value;
  /** What the switch showed before: a row with one of these is older than the GET. */
  readonly superseded: readonly string[];
}

/** The switches of one machine that are known ahead of Resource Graph; an absent one is not. */
export interface SwitchesAhead {
  readonly feature?: SwitchAhead<ProductFeatureFacts | null>;
  readonly patchSettings?: SwitchAhead<PatchSettingsFacts>;
}

/** A row that still shows an old value after so long is the truth after all: somebody has turned the switch back. */
export const AHEAD_LIMIT = 10 * MINUTE;

type SwitchFacts = Pick<MachineFacts, 'hotpatchFeature' | 'patchSettings'>;

/** A machine's facts with what a GET showed, and what is to be held against later rows. */
export function withSwitchReading<Facts extends SwitchFacts>(
  facts: Facts,
  ahead: SwitchesAhead,
  { at, feature, patchSettings: read }: SwitchReading,
): { readonly facts: Facts; readonly ahead: SwitchesAhead } {
  const patchSettings = read ?? settingsOnceEnrolled(facts, feature);
  return {
    facts: {
      ...facts,
      ...(feature === undefined ? {} : { hotpatchFeature: feature }),
      ...(patchSettings === undefined ? {} : { patchSettings }),
    },
    ahead: {
      ...ahead,
      ...(feature === undefined
        ? {}
        : { feature: nextAhead(ahead.feature, at, feature, facts.hotpatchFeature, featureKey) }),
      ...(patchSettings === undefined
        ? {}
        : { patchSettings: nextAhead(ahead.patchSettings, at, patchSettings, facts.patchSettings, settingsKey) }),
    },
  };
}

/** What a row of Resource Graph read at `at` makes of the machine: the row, or the GET's word where the row is older. */
export function underAhead<Facts extends SwitchFacts>(
  row: Facts,
  ahead: SwitchesAhead,
  at: Instant,
): { readonly facts: Facts; readonly ahead: SwitchesAhead } {
  const feature = stillAhead(ahead.feature, at, featureKey(row.hotpatchFeature));
  const patchSettings = stillAhead(ahead.patchSettings, at, settingsKey(row.patchSettings));
  return {
    facts: {
      ...row,
      ...(feature === undefined ? {} : { hotpatchFeature: feature.value }),
      ...(patchSettings === undefined ? {} : { patchSettings: patchSettings.value }),
    },
    ahead: {
      ...(feature === undefined ? {} : { feature }),
      ...(patchSettings === undefined ? {} : { patchSettings }),
    },
  };
}

/**
 * The patch settings of a machine that a GET of its license shows as enrolled since, where only that was read: Azure's
 * “Disabled” from before the enrollment says nothing of the time after it. Undefined = they stand.
 */
function settingsOnceEnrolled(
  { hotpatchFeature, patchSettings }: SwitchFacts,
  feature: ProductFeatureFacts | null | undefined,
): PatchSettingsFacts | undefined {
  if (feature === undefined || featureKey(feature) === featureKey(hotpatchFeature)) return undefined;
  if (!['enabling', 'enabled'].includes(featureKey(feature))) return undefined;
  const { enableHotpatching, enablementStatus } = patchSettings;
  if (enableHotpatching === false || enablementStatus?.toLowerCase() !== 'disabled') return undefined;
  return { ...patchSettings, enablementStatus: null };
}

export function isAhead(ahead: SwitchesAhead): boolean {
  return ahead.feature !== undefined || ahead.patchSettings !== undefined;
}

function nextAhead<Value>(
  known: SwitchAhead<Value> | undefined,
  at: Instant,
  value: Value,
  shown: Value,
  keyOf: (value: Value) => string,
): SwitchAhead<Value> {
  const before = new Set([...(known?.superseded ?? []), keyOf(shown)]);
  before.delete(keyOf(value));
  return { at, value, superseded: [...before] };
}

function stillAhead<Value>(
  ahead: SwitchAhead<Value> | undefined,
  at: Instant,
  rowKey: string,
): SwitchAhead<Value> | undefined {
  if (ahead === undefined || at - ahead.at >= AHEAD_LIMIT) return undefined;
  return ahead.superseded.includes(rowKey) ? ahead : undefined;
}

function featureKey(feature: ProductFeatureFacts | null): string {
  return (feature?.status ?? '').toLowerCase();
}

function settingsKey({ enableHotpatching, enablementStatus }: PatchSettingsFacts): string {
  return `${String(enableHotpatching)} ${(enablementStatus ?? '').toLowerCase()}`;
}
