import { kbDigits } from './waitingUpdates';
import { boolean, object, oneOf, readingOf, refuse, type BodyReading } from './licenceWriteBody';
import type { JsonObject } from './jsonValues';
import type { Json } from './kql/json';
import type { InstallationState, WaitingUpdate } from './guest';
import { timeOf } from './guestFacts';

/** What POST …/installPatches asks for. */
export interface InstallWish {
  /** Milliseconds. */
  readonly longest: number;
  readonly rebootSetting: 'IfRequired' | 'Never' | 'Always';
  /** Lower case. */
  readonly classifications: readonly string[];
  /** Digits; for Linux, masks of names. */
  readonly included: readonly string[];
  readonly excluded: readonly string[];
  readonly excludesRebooting: boolean;
  /** Milliseconds UTC. */
  readonly publishedBy: number | null;
}

const MINUTE = 60_000;
const REBOOTS = ['IfRequired', 'Never', 'Always'] as const;
const CLASSIFICATIONS = [
  'Critical',
  'Security',
  'UpdateRollUp',
  'FeaturePack',
  'ServicePack',
  'Definition',
  'Tools',
  'Updates',
] as const;

/** Reads the body as strictly as ARM does. */
export function readInstallWish(body: Json | undefined): BodyReading<InstallWish> {
  return readingOf(() => {
    const wish = object(body, 'the request body', [
      ...['maximumDuration', 'rebootSetting', 'windowsParameters', 'linuxParameters'],
    ]);
    const rebootSetting = oneOf(wish['rebootSetting'], REBOOTS, 'rebootSetting');
    return {
      longest: durationOf(wish['maximumDuration']),
      rebootSetting: REBOOTS.find((each) => each === rebootSetting) ?? 'Never',
      ...(wish['linuxParameters'] === undefined ? windows(wish['windowsParameters']) : linux(wish['linuxParameters'])),
    };
  });
}

type Selection = Omit<InstallWish, 'longest' | 'rebootSetting'>;

function windows(value: Json | undefined): Selection {
  const selection = object(value ?? {}, 'windowsParameters', [
    ...['classificationsToInclude', 'kbNumbersToInclude', 'kbNumbersToExclude'],
    ...['excludeKbsRequiringReboot', 'maxPatchPublishDate'],
  ]);
  const rebooting = selection['excludeKbsRequiringReboot'];
  return {
    classifications: texts(selection, 'classificationsToInclude').map((each) =>
      oneOf(each, CLASSIFICATIONS, 'classificationsToInclude').toLowerCase(),
    ),
    included: texts(selection, 'kbNumbersToInclude').map(kbNumber),
    excluded: texts(selection, 'kbNumbersToExclude').map(kbNumber),
    excludesRebooting:
      rebooting === undefined || rebooting === null ? false : boolean(rebooting, 'excludeKbsRequiringReboot'),
    publishedBy: publishedBy(selection['maxPatchPublishDate']),
  };
}

function linux(value: Json | undefined): Selection {
  const selection = object(value, 'linuxParameters', [
    ...['classificationsToInclude', 'packageNameMasksToInclude', 'packageNameMasksToExclude'],
  ]);
  return {
    classifications: texts(selection, 'classificationsToInclude').map((each) => each.toLowerCase()),
    included: texts(selection, 'packageNameMasksToInclude'),
    excluded: texts(selection, 'packageNameMasksToExclude'),
    excludesRebooting: false,
    publishedBy: null,
  };
}

function texts(object: JsonObject, name: string): readonly string[] {
  const value = object[name];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return refuse(`'${name}' must be an array`);
  return (value as readonly Json[]).map((each) =>
    typeof each === 'string' ? each : refuse(`'${name}' holds strings`),
  );
}

function kbNumber(text: string): string {
  return /^(KB)?\d{5,8}$/i.test(text) ? (kbDigits(text) ?? text) : refuse(`'${text}' is no KB number`);
}

function publishedBy(value: Json | undefined): number | null {
  if (value === undefined || value === null) return null;
  return timeOf(value) ?? refuse(`'maxPatchPublishDate' must be a time`);
}

/** PT1M to PT4H. */
function durationOf(value: Json | undefined): number {
  const match = typeof value === 'string' ? /^PT(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(value) : null;
  if (!match) return refuse(`'maximumDuration' must be an ISO 8601 duration such as PT4H`);
  const [hours, minutes, seconds] = [match[1], match[2], match[3]].map((each) => Number(each ?? 0));
  const longest = (((hours ?? 0) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)) * 1000;
  return longest >= MINUTE && longest <= 240 * MINUTE ? longest : refuse(`'maximumDuration' must be from PT1M to PT4H`);
}

/** What becomes of an update under a wish, before anything is installed. */
export function selectionOf(
  update: WaitingUpdate,
  wish: Omit<InstallWish, 'longest' | 'rebootSetting'>,
): Extract<InstallationState, 'Pending' | 'Excluded' | 'NotSelected'> {
  const name = kbDigits(update.kb) ?? kbDigits(update.name) ?? update.name;
  const isWanted =
    wish.included.includes(name) ||
    update.classifications.some((each) => wish.classifications.includes(each.toLowerCase()));
  if (!isWanted) return 'NotSelected';
  const published = timeOf(update.published) ?? Number.NEGATIVE_INFINITY;
  if (wish.publishedBy !== null && published > wish.publishedBy) return 'NotSelected';
  if (wish.excluded.includes(name)) return 'Excluded';
  return wish.excludesRebooting && update.rebootBehavior !== 'NeverReboots' ? 'Excluded' : 'Pending';
}
