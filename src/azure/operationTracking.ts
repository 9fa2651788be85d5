import { isTokenHost } from './authorizationPolicy';
import type { AzureCloud } from './clouds';
import { errorWordsOf } from './faultOfResponse';
import type { TrackedStatus, Tracking } from './machineWriting';
import type { HeaderReader } from './retry';
import { isJsonObject, parsedJson, textOf } from './rowValues';

/**
 * Where an answer says that its operation can be followed: Azure-AsyncOperation, else Location. Null where it says so
 * nowhere, or names a host that may not see a token.
 */
export function trackingOf(header: HeaderReader, cloud: AzureCloud): Tracking | null {
  for (const name of ['azure-asyncoperation', 'location']) {
    const text = header(name)?.trim();
    const url = text === undefined ? null : URL.parse(text);
    if (url !== null && isTokenHost(url, cloud)) return { url: url.href };
  }
  return null;
}

/** An answer to a poll. */
export interface PollAnswer {
  readonly status: number;
  readonly text: string;
  readonly header: HeaderReader;
}

/**
 * Reads an answer of Azure-AsyncOperation (status and error in the body) or of Location (202 until it is over, then the
 * resource itself). Null: neither. The newest URL in the headers replaces the one that was polled.
 */
export function trackedStatusOf(answer: PollAnswer, polled: Tracking, cloud: AzureCloud): TrackedStatus | null {
  const tracking = trackingOf(answer.header, cloud) ?? polled;
  const body = answer.text.trim() === '' ? {} : parsedJson(answer.text);
  if (!isJsonObject(body)) return null;
  const status = textOf(body['status']) ?? (answer.status === 202 ? 'InProgress' : 'Succeeded');
  const error = isJsonObject(body['error']) ? errorWordsOf({ error: body['error'] }, answer.status) : null;
  return { status, error, tracking };
}

/** The subscription and region in a tracking URL, whose rate limits its polls count against; empty where it has none. */
export function trackingScope({ url }: Tracking): { readonly subscription: string; readonly location: string } {
  const path = URL.parse(url)?.pathname ?? '';
  return {
    subscription: /\/subscriptions\/([^/]+)/i.exec(path)?.[1] ?? '',
    location: /\/locations\/([^/]+)/i.exec(path)?.[1] ?? '',
  };
}
