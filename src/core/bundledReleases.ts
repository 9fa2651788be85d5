import type { Instant } from './instant';
import { parseInstant } from './instant';
import type { OutOfBandRelease, ReleaseCatalogue, ReleaseConfidence, ReleaseMonth, ReleaseProduct } from './release';

// Source: learn.microsoft.com/windows/release-health/windows-server-release-info, "Windows Server hotpatch calendar",
// page of 2026-05-12 (confirmed). 2026-06 to 2026-09 are reported: builds and KBs seen in several public places, the types
// of June and September from a reading of the same page on 2026-10-02. 2026-08 is a single sighting. Later months are the
// quarterly plan only. An out-of-band update on top of a baseline stays "not known" unless Microsoft said which it is; on
// top of an ordinary cumulative update it is off the track like that one.

const ws2025: readonly ReleaseMonth[] = [
  month('ws2025', '2024-11-12', 'hotpatch', 2240, 'KB5046696', 'confirmed', {
    ordinaryRevision: 2314,
    ordinaryKb: 'KB5046617',
  }),
  month('ws2025', '2024-12-10', 'hotpatch', 2528, 'KB5048794', 'confirmed', {
    ordinaryRevision: 2605,
    ordinaryKb: 'KB5048667',
  }),
  month('ws2025', '2025-01-14', 'baseline', 2894, 'KB5050009', 'confirmed'),
  month('ws2025', '2025-02-11', 'hotpatch', 3107, 'KB5052105', 'confirmed', {
    ordinaryRevision: 3194,
    ordinaryKb: 'KB5051987',
  }),
  month('ws2025', '2025-03-11', 'hotpatch', 3403, 'KB5053636', 'confirmed', {
    ordinaryRevision: 3476,
    ordinaryKb: 'KB5053598',
  }),
  month('ws2025', '2025-04-08', 'baseline', 3775, 'KB5055523', 'confirmed', {
    outOfBand: [outOfBand('2025-04-16', 3781, 'KB5059087', null)],
  }),
  month('ws2025', '2025-05-13', 'hotpatch', 3981, 'KB5058497', 'confirmed', {
    ordinaryRevision: 4061,
    ordinaryKb: 'KB5058411',
    outOfBand: [outOfBand('2025-05-27', 4066, 'KB5061977', false), outOfBand('2025-05-16', 3983, 'KB5061258', true)],
  }),
  month('ws2025', '2025-06-10', 'hotpatch', 4270, 'KB5060841', 'confirmed', {
    ordinaryRevision: 4349,
    ordinaryKb: 'KB5060842',
  }),
  month('ws2025', '2025-07-08', 'baseline', 4652, 'KB5062553', 'confirmed', {
    outOfBand: [outOfBand('2025-07-13', 4656, 'KB5064489', null)],
  }),
  month('ws2025', '2025-08-12', 'hotpatch', 4851, 'KB5064010', 'confirmed', {
    ordinaryRevision: 4946,
    ordinaryKb: 'KB5063878',
  }),
  month('ws2025', '2025-09-09', 'hotpatch', 6508, 'KB5065474', 'confirmed', {
    ordinaryRevision: 6584,
    ordinaryKb: 'KB5065426',
    outOfBand: [outOfBand('2025-09-22', 6588, 'KB5068221', false)],
  }),
  month('ws2025', '2025-10-14', 'baseline', 6899, 'KB5066835', 'confirmed', {
    outOfBand: [
      outOfBand('2025-10-20', 6901, 'KB5070773', false),
      outOfBand('2025-10-23', 6905, 'KB5070881', false),
      outOfBand('2025-10-24', 6905, 'KB5070893', true),
    ],
  }),
  month('ws2025', '2025-11-11', 'hotpatch', 7092, 'KB5068966', 'confirmed', {
    ordinaryRevision: 7171,
    ordinaryKb: 'KB5068861',
    outOfBand: [outOfBand('2025-11-18', 7178, 'KB5072359', false), outOfBand('2025-11-20', 7093, 'KB5072753', true)],
  }),
  month('ws2025', '2025-12-09', 'hotpatch', 7392, 'KB5072014', 'confirmed', {
    ordinaryRevision: 7462,
    ordinaryKb: 'KB5072033',
  }),
  month('ws2025', '2026-01-13', 'baseline', 32230, 'KB5073379', 'confirmed', {
    outOfBand: [outOfBand('2026-01-17', 32234, 'KB5077793', null), outOfBand('2026-01-24', 32236, 'KB5078135', null)],
  }),
  month('ws2025', '2026-02-10', 'hotpatch', 32313, 'KB5075942', 'confirmed', {
    ordinaryRevision: 32370,
    ordinaryKb: 'KB5075899',
  }),
  month('ws2025', '2026-03-10', 'hotpatch', 32463, 'KB5078736', 'confirmed', {
    ordinaryRevision: 32522,
    ordinaryKb: 'KB5078740',
  }),
  month('ws2025', '2026-04-14', 'baseline', 32690, 'KB5082063', 'confirmed', {
    outOfBand: [outOfBand('2026-04-19', 32698, 'KB5091157', null)],
  }),
  month('ws2025', '2026-05-12', 'hotpatch', 32772, 'KB5087423', 'confirmed', {
    ordinaryRevision: 32860,
    ordinaryKb: 'KB5087539',
  }),
  month('ws2025', '2026-06-09', 'baseline', 32995, 'KB5094125', 'reported', { unplanned: true }),
  month('ws2025', '2026-07-14', 'baseline', 33158, 'KB5099536', 'reported'),
  month('ws2025', '2026-08-11', 'hotpatch', 33222, null, 'sighted', {
    ordinaryRevision: 33296,
    ordinaryKb: 'KB5120233',
  }),
  month('ws2025', '2026-09-08', 'baseline', 33438, 'KB5122871', 'reported', { unplanned: true }),
  month('ws2025', '2026-10-13', 'baseline', null, null, 'planned'),
  month('ws2025', '2026-11-10', 'hotpatch', null, null, 'planned'),
  month('ws2025', '2026-12-08', 'hotpatch', null, null, 'planned'),
];

const ws2022AzureEdition: readonly ReleaseMonth[] = [
  month('ws2022AzureEdition', '2025-10-14', 'baseline', 4294, 'KB5066782', 'confirmed'),
  month('ws2022AzureEdition', '2025-11-11', 'hotpatch', 4346, 'KB5068840', 'confirmed', {
    ordinaryRevision: 4405,
    ordinaryKb: 'KB5068787',
  }),
  month('ws2022AzureEdition', '2025-12-09', 'hotpatch', 4467, 'KB5071413', 'confirmed', {
    ordinaryRevision: 4529,
    ordinaryKb: 'KB5071547',
  }),
  month('ws2022AzureEdition', '2026-01-13', 'baseline', 4648, 'KB5073457', 'confirmed'),
  month('ws2022AzureEdition', '2026-02-10', 'hotpatch', 4711, 'KB5075943', 'confirmed', {
    ordinaryRevision: 4773,
    ordinaryKb: 'KB5075906',
  }),
  month('ws2022AzureEdition', '2026-03-10', 'hotpatch', 4830, 'KB5078737', 'confirmed', {
    ordinaryRevision: 4893,
    ordinaryKb: 'KB5078766',
  }),
  month('ws2022AzureEdition', '2026-04-14', 'baseline', 5020, 'KB5082142', 'confirmed'),
  month('ws2022AzureEdition', '2026-05-12', 'hotpatch', 5074, 'KB5087424', 'confirmed', {
    ordinaryRevision: 5139,
    ordinaryKb: 'KB5087545',
  }),
];

/** The release data that comes with the extension. Settings, a shared file and a command extend it. */
export const bundledReleases: ReleaseCatalogue = {
  months: [...ws2025, ...ws2022AzureEdition],
  reviewedOn: day('2026-11-22'),
};

function month(
  product: ReleaseProduct,
  date: string,
  type: ReleaseMonth['type'],
  revision: number | null,
  kb: string | null,
  confidence: ReleaseConfidence,
  differs: Partial<ReleaseMonth> = {},
): ReleaseMonth {
  return {
    product,
    month: date.slice(0, 7),
    date: day(date),
    type,
    unplanned: false,
    revision,
    kb,
    ordinaryRevision: null,
    ordinaryKb: null,
    outOfBand: [],
    confidence,
    ...differs,
  };
}

function outOfBand(date: string, revision: number, kb: string, staysOnTrack: boolean | null): OutOfBandRelease {
  return { date: day(date), revision, kb, staysOnTrack };
}

function day(text: string): Instant {
  const at = parseInstant(text);
  if (at === undefined) throw new Error(`Bundled release data has no such day: ${text}`);
  return at;
}
