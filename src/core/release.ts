import type { Instant } from './instant';

/** The two products that get hotpatches on Arc machines, by the OS build their revisions belong to. */
export type ReleaseProduct = 'ws2025' | 'ws2022AzureEdition';

export const OS_BUILD: Readonly<Record<ReleaseProduct, number>> = { ws2025: 26100, ws2022AzureEdition: 20348 };

/** How sure we are of a month's figures. */
export type ReleaseConfidence = 'confirmed' | 'reported' | 'sighted' | 'planned';

/** An update outside the monthly rhythm. */
export interface OutOfBandRelease {
  readonly date: Instant;
  readonly revision: number;
  readonly kb: string | null;
  /** true: a machine with it keeps getting hotpatches; false: it does not until the next baseline; null: not known. */
  readonly staysOnTrack: boolean | null;
}

/** One month of the hotpatch calendar. Revisions are the last part of the OS version (UBR). */
export interface ReleaseMonth {
  readonly product: ReleaseProduct;
  /** yyyy-mm */
  readonly month: string;
  /** The day of release, 00:00 UTC. */
  readonly date: Instant;
  /** A baseline needs a restart; a hotpatch month does not, on the track. */
  readonly type: 'baseline' | 'hotpatch';
  /** A baseline where the quarterly rule has a hotpatch month. */
  readonly unplanned: boolean;
  /** The revision on the hotpatch track; null = not known yet. */
  readonly revision: number | null;
  readonly kb: string | null;
  /** The ordinary cumulative update of a hotpatch month: a machine with it is off the track. */
  readonly ordinaryRevision: number | null;
  readonly ordinaryKb: string | null;
  readonly outOfBand: readonly OutOfBandRelease[];
  readonly confidence: ReleaseConfidence;
}

/** Release data in force: bundled months, with the user's own over them. Sorted by month within a product. */
export interface ReleaseCatalogue {
  readonly months: readonly ReleaseMonth[];
  /** When somebody last compared the bundled months with Microsoft's page. */
  readonly reviewedOn: Instant;
}
