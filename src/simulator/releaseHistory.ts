/**
 * The simulator's own table of Windows Server builds. Written down independently of the extension's release data on
 * purpose: where the two disagree, a test shows it. Source: Microsoft's release information for Windows Server up to
 * May 2026; later rows as reported publicly.
 */
export interface MonthlyRelease {
  /** Day of release, e.g. 2026-09-08; taken as 17:00 UTC. */
  readonly day: string;
  readonly isBaseline: boolean;
  /** Revision (the part after 26100.) of the update that keeps a server on the hotpatch track. */
  readonly revision: number;
  readonly kb: string | null;
  /** The ordinary cumulative update of a hotpatch month; servers off the track have it. */
  readonly ordinaryRevision?: number;
  readonly ordinaryKb?: string;
  /** Out-of-band updates that came on top and leave the track unclear. */
  readonly unclearRevisions?: readonly number[];
}

/** Windows Server 2025 (10.0.26100), oldest first. */
export const SERVER_2025: readonly MonthlyRelease[] = [
  { day: '2025-01-14', isBaseline: true, revision: 2894, kb: '5050009' },
  {
    day: '2025-02-11',
    isBaseline: false,
    revision: 3107,
    kb: '5052105',
    ordinaryRevision: 3194,
    ordinaryKb: '5051987',
  },
  {
    day: '2025-03-11',
    isBaseline: false,
    revision: 3403,
    kb: '5053636',
    ordinaryRevision: 3476,
    ordinaryKb: '5053598',
  },
  { day: '2025-04-08', isBaseline: true, revision: 3775, kb: '5055523', unclearRevisions: [3781] },
  {
    day: '2025-05-13',
    isBaseline: false,
    revision: 3981,
    kb: '5058497',
    ordinaryRevision: 4061,
    ordinaryKb: '5058411',
  },
  {
    day: '2025-06-10',
    isBaseline: false,
    revision: 4270,
    kb: '5060841',
    ordinaryRevision: 4349,
    ordinaryKb: '5060842',
  },
  { day: '2025-07-08', isBaseline: true, revision: 4652, kb: '5062553', unclearRevisions: [4656] },
  {
    day: '2025-08-12',
    isBaseline: false,
    revision: 4851,
    kb: '5064010',
    ordinaryRevision: 4946,
    ordinaryKb: '5063878',
  },
  {
    day: '2025-09-09',
    isBaseline: false,
    revision: 6508,
    kb: '5065474',
    ordinaryRevision: 6584,
    ordinaryKb: '5065426',
  },
  { day: '2025-10-14', isBaseline: true, revision: 6899, kb: '5066835', unclearRevisions: [6905] },
  {
    day: '2025-11-11',
    isBaseline: false,
    revision: 7092,
    kb: '5068966',
    ordinaryRevision: 7171,
    ordinaryKb: '5068861',
  },
  {
    day: '2025-12-09',
    isBaseline: false,
    revision: 7392,
    kb: '5072014',
    ordinaryRevision: 7462,
    ordinaryKb: '5072033',
  },
  { day: '2026-01-13', isBaseline: true, revision: 32230, kb: '5073379', unclearRevisions: [32234, 32236] },
  {
    day: '2026-02-10',
    isBaseline: false,
    revision: 32313,
    kb: '5075942',
    ordinaryRevision: 32370,
    ordinaryKb: '5075899',
  },
  {
    day: '2026-03-10',
    isBaseline: false,
    revision: 32463,
    kb: '5078736',
    ordinaryRevision: 32522,
    ordinaryKb: '5078740',
  },
  { day: '2026-04-14', isBaseline: true, revision: 32690, kb: '5082063', unclearRevisions: [32698] },
  {
    day: '2026-05-12',
    isBaseline: false,
    revision: 32772,
    kb: '5087423',
    ordinaryRevision: 32860,
    ordinaryKb: '5087539',
  },
  { day: '2026-06-09', isBaseline: true, revision: 32995, kb: '5094125' },
  { day: '2026-07-14', isBaseline: true, revision: 33158, kb: '5099536' },
  { day: '2026-08-11', isBaseline: false, revision: 33222, kb: null, ordinaryRevision: 33296, ordinaryKb: '5120233' },
  { day: '2026-09-08', isBaseline: true, revision: 33438, kb: '5122871' },
];

/** Windows Server 2022 Azure Edition (10.0.20348), oldest first. */
export const SERVER_2022_AZURE: readonly MonthlyRelease[] = [
  { day: '2025-10-14', isBaseline: true, revision: 4294, kb: '5066782' },
  {
    day: '2025-11-11',
    isBaseline: false,
    revision: 4346,
    kb: '5068840',
    ordinaryRevision: 4405,
    ordinaryKb: '5068787',
  },
  {
    day: '2025-12-09',
    isBaseline: false,
    revision: 4467,
    kb: '5071413',
    ordinaryRevision: 4529,
    ordinaryKb: '5071547',
  },
  { day: '2026-01-13', isBaseline: true, revision: 4648, kb: '5073457' },
  {
    day: '2026-02-10',
    isBaseline: false,
    revision: 4711,
    kb: '5075943',
    ordinaryRevision: 4773,
    ordinaryKb: '5075906',
  },
  {
    day: '2026-03-10',
    isBaseline: false,
    revision: 4830,
    kb: '5078737',
    ordinaryRevision: 4893,
    ordinaryKb: '5078766',
  },
  { day: '2026-04-14', isBaseline: true, revision: 5020, kb: '5082142' },
  {
    day: '2026-05-12',
    isBaseline: false,
    revision: 5074,
    kb: '5087424',
    ordinaryRevision: 5139,
    ordinaryKb: '5087545',
  },
];

/** Milliseconds UTC at which a release came out. */
export function releasedAt(release: MonthlyRelease): number {
  return Date.parse(`${release.day}T17:00:00Z`);
}

/** Releases newest first. */
export type ReleasesOut = readonly [MonthlyRelease, ...MonthlyRelease[]];

/** The latest answer for each history: a fleet asks the same question for every machine. */
const latest = new WeakMap<readonly MonthlyRelease[], { readonly now: number; readonly out: ReleasesOut }>();

/** What was out at a time, newest first. Never empty: before the first row, that row. */
export function releasesBefore(history: readonly MonthlyRelease[], now: number): ReleasesOut {
  const known = latest.get(history);
  if (known?.now === now) return known.out;
  const [newest = history[0], ...older] = history.filter((release) => releasedAt(release) <= now).reverse();
  if (!newest) throw new Error('A release history has at least one row.');
  const out: ReleasesOut = [newest, ...older];
  latest.set(history, { now, out });
  return out;
}
