import {
  createEmptyPipeline,
  setClientRequestIdPolicy,
  type Pipeline,
  type PipelinePolicy,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import type { Authorization } from './authorizationPolicy';
import { authorizationPolicy } from './authorizationPolicy';
import type { Clock } from './clock';
import { payAsYouGoGuard } from './payAsYouGoGuard';
import { bodyOf, errorWordsOf } from './faultOfResponse';
import { environmentProxyPolicy } from './proxy';
import type { RequestLog } from './requestLog';
import type { ServerClock } from './serverClock';
import { harmlessCode } from './requestLog';

export interface PipelineOptions extends Authorization {
  readonly userAgent: string;
  readonly requestLog: RequestLog;
  readonly clock: Clock;
  /** Learns from every answer; absent = nobody asks it. */
  readonly serverClock?: ServerClock;
}

/**
 * The policies that every request to Azure passes, whether the SDK or we make it. Built from nothing, so it has no
 * bearer, retry or redirect policy of the SDK's: those three are authorizationPolicy.ts, retry.ts and none at all.
 */
export function armPipeline(options: PipelineOptions): Pipeline {
  const pipeline = createEmptyPipeline();
  // Never for an endpoint on this machine, which no proxy could reach.
  if (!options.cloud.placeholderOnly) pipeline.addPolicy(environmentProxyPolicy(process.env));
  pipeline.addPolicy(setClientRequestIdPolicy());
  pipeline.addPolicy(headersPolicy(options.userAgent));
  pipeline.addPolicy(payAsYouGoGuard());
  pipeline.addPolicy(authorizationPolicy(options), { phase: 'Sign' });
  pipeline.addPolicy(requestLogPolicy(options.requestLog, options.clock), { afterPhase: 'Sign' });
  if (options.serverClock) pipeline.addPolicy(serverClockPolicy(options.serverClock), { afterPhase: 'Sign' });
  return pipeline;
}

function headersPolicy(userAgent: string): PipelinePolicy {
  return {
    name: 'hotpatchFleetHeadersPolicy',
    sendRequest(request, next) {
      request.headers.set('User-Agent', userAgent);
      request.headers.set('Accept-Encoding', 'gzip');
      return next(request);
    },
  };
}

function serverClockPolicy(serverClock: ServerClock): PipelinePolicy {
  return {
    name: 'hotpatchFleetServerClockPolicy',
    async sendRequest(request, next) {
      const response = await next(request);
      serverClock.note(response.headers.get('date'));
      return response;
    },
  };
}

function requestLogPolicy(log: RequestLog, clock: Clock): PipelinePolicy {
  return {
    name: 'hotpatchFleetRequestLogPolicy',
    async sendRequest(request, next) {
      const { host, pathname } = new URL(request.url);
      const start = clock.monotonic();
      const record = (status: number | null, code: string | null, requestId: string): void =>
        log.record({
          method: request.method,
          host,
          path: pathname,
          status,
          code,
          milliseconds: Math.round(clock.monotonic() - start),
          requestId,
        });
      try {
        const response = await next(request);
        record(response.status, codeOf(response), response.headers.get('x-ms-request-id') ?? request.requestId);
        return response;
      } catch (error) {
        record(null, null, request.requestId);
        throw error;
      }
    },
  };
}

function codeOf({ status, bodyAsText }: PipelineResponse): string | null {
  if (status < 400) return null;
  const { code } = errorWordsOf(bodyOf(bodyAsText ?? ''), status);
  return code === `HTTP${status}` ? null : harmlessCode(code);
}
