import type { PipelinePolicy, PipelineRequest } from '@azure/core-rest-pipeline';
import { FaultError } from './faultError';
import { isJsonObject, parsedJson } from './rowValues';

/**
 * The last line: lets no request out whose body sets productProfile.subscriptionStatus, which buys Windows Server
 * pay-as-you-go, in whatever casing and wherever it stands. A body that cannot be looked into does not go out either.
 */
export function payAsYouGoGuard(): PipelinePolicy {
  return {
    name: 'hotpatchFleetPayAsYouGoGuard',
    sendRequest(request, next) {
      if (mayBuy(request))
        throw new FaultError({ kind: 'rejected', status: 0, code: GUARD_CODE, message: GUARD_MESSAGE });
      return next(request);
    },
  };
}

/** Code of the fault; its status is 0, because nothing was sent. */
export const GUARD_CODE = 'PayAsYouGoGuard';
const GUARD_MESSAGE = 'productProfile.subscriptionStatus is never sent';
// Nothing that is sent nests deeper by far.
const DEEPEST = 32;

function mayBuy({ method, body }: PipelineRequest): boolean {
  if (method === 'GET' || method === 'HEAD' || body === undefined || body === null) return false;
  if (typeof body !== 'string') return true;
  const value = parsedJson(body);
  return value === undefined || buysPayAsYouGo(value);
}

/** Whether a value in JSON sets the subscription status of a product, as against one of its features. */
export function buysPayAsYouGo(value: unknown, depth = 0): boolean {
  if (depth > DEEPEST) return true;
  if (Array.isArray(value)) return value.some((each) => buysPayAsYouGo(each, depth + 1));
  if (!isJsonObject(value)) return false;
  return Object.entries(value).some(
    ([key, each]) =>
      (isNamed(key, 'productprofile') && hasKey(each, 'subscriptionstatus')) || buysPayAsYouGo(each, depth + 1),
  );
}

function hasKey(value: unknown, name: string): boolean {
  if (Array.isArray(value)) return value.some((each) => hasKey(each, name));
  return isJsonObject(value) && Object.keys(value).some((key) => isNamed(key, name));
}

// Azure takes names in any casing.
function isNamed(key: string, name: string): boolean {
  return key.toLowerCase() === name;
}
