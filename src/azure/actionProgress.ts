import { patchCountOf } from './assessmentRow';
import type { AzureCloud } from './clouds';
import { errorWordsOf } from './faultOfResponse';
import type { ActionProgress, ActionResult } from './machineActing';
import type { Tracking } from './machineWriting';
import type { PollAnswer } from './operationTracking';
import { trackedStatusOf, trackingOf } from './operationTracking';
import type { HeaderReader } from './retry';
import type { JsonObject } from './rowValues';
import { anyCase, booleanOf, countOf, instantOf, isJsonObject, parsedJson, textOf } from './rowValues';

/**
 * Where an assessment or installation can be followed. Its result is behind Location (the contract's
 * final-state-via: location); where Azure gives Azure-AsyncOperation too, that one tells more while it lasts.
 */
export function actionTrackingOf(header: HeaderReader, cloud: AzureCloud): Tracking | null {
  const tracking = trackingOf(header, cloud);
  const result = locationOf(header, cloud);
  if (tracking === null || result === null || result.url === tracking.url) return tracking;
  return { ...tracking, resultUrl: result.url };
}

/**
 * Reads an answer to a poll of an action: the status of Azure-AsyncOperation, with the result inside it or without, or
 * Location's, which is the result itself as soon as it is there. Null: neither. Never throws.
 */
export function actionProgressOf(answer: PollAnswer, polled: Tracking, cloud: AzureCloud): ActionProgress | null {
  const tracked = trackedStatusOf(answer, polled, cloud);
  if (tracked === null) return null;
  const tracking = nextTracking(answer, polled, cloud);
  const found = resultIn(answer.text);
  if (found === null) return { ...tracked, tracking, result: null };
  return {
    status: statusOf(tracked.status, textOf(anyCase(found, 'status'))),
    error: tracked.error ?? errorOf(found),
    result: actionResultOf(found),
    tracking,
  };
}

/** Whether an action has ended. As ARM has it, every word that is not known means that it has not. */
export function isOver(status: string): boolean {
  return ENDS.has(status.toLowerCase());
}

const ENDS = new Set(['succeeded', 'failed', 'canceled', 'cancelled', 'completedwithwarnings', 'unknown']);

// Each poll may name newer URLs; that of the result stays known where it does not.
function nextTracking({ header }: PollAnswer, polled: Tracking, cloud: AzureCloud): Tracking {
  const newest = actionTrackingOf(header, cloud);
  if (newest === null) return polled;
  if (newest.resultUrl !== undefined || polled.resultUrl === undefined) return newest;
  const isResult = locationOf(header, cloud)?.url === newest.url;
  return isResult ? { ...polled, resultUrl: newest.url } : { ...newest, resultUrl: polled.resultUrl };
}

function locationOf(header: HeaderReader, cloud: AzureCloud): Tracking | null {
  return trackingOf((name) => (name === 'location' ? header(name) : undefined), cloud);
}

/** Names that only the result of an assessment or an installation has. */
const RESULT_KEYS = [
  'assessmentActivityId',
  'installationActivityId',
  'rebootPending',
  'rebootStatus',
  'installedPatchCount',
  'availablePatchCountByClassification',
];

// As the body (Location), or as Azure-AsyncOperation's properties, themselves or their output.
function resultIn(text: string): JsonObject | null {
  const body = parsedJson(text);
  if (!isJsonObject(body)) return null;
  const properties = anyCase(body, 'properties');
  const inner = isJsonObject(properties) ? [properties, anyCase(properties, 'output')] : [];
  return [body, ...inner].filter(isJsonObject).find(isResult) ?? null;
}

function isResult(value: JsonObject): boolean {
  return RESULT_KEYS.some((key) => anyCase(value, key) !== undefined);
}

// The request has succeeded as soon as the action has ended, however it ended: then the result's word counts.
function statusOf(outer: string, inner: string | null): string {
  if (inner === null || outer.toLowerCase() !== 'succeeded') return outer;
  return isOver(inner) ? inner : outer;
}

// “Success” with no details is what Azure's update extensions write for no error.
function errorOf(result: JsonObject): ActionProgress['error'] {
  const details = anyCase(result, 'errorDetails') ?? anyCase(result, 'error');
  if (!isJsonObject(details)) return null;
  const words = errorWordsOf({ error: details }, 0);
  const isNone = words.code === 'HTTP0' && words.message === 'HTTP 0';
  return isNone || /^(success|0)$/i.test(words.code) ? null : words;
}

function actionResultOf(result: JsonObject): ActionResult {
  const count = (name: string): number | null => countOf(anyCase(result, name));
  return {
    activityId: textOf(anyCase(result, 'assessmentActivityId')) ?? textOf(anyCase(result, 'installationActivityId')),
    rebootPending: booleanOf(anyCase(result, 'rebootPending')),
    rebootStatus: textOf(anyCase(result, 'rebootStatus')),
    availableCount: patchCountOf(anyCase(result, 'availablePatchCountByClassification')),
    installed: count('installedPatchCount'),
    failed: count('failedPatchCount'),
    pending: count('pendingPatchCount'),
    excluded: count('excludedPatchCount'),
    notSelected: count('notSelectedPatchCount'),
    endedAt: instantOf(anyCase(result, 'lastModifiedDateTime')),
  };
}
