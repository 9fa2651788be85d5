import { HybridComputeManagementClient } from '@azure/arm-hybridcompute';
import { ResourceGraphClient } from '@azure/arm-resourcegraph';
import type { QueryRequest, QueryResponse } from '@azure/arm-resourcegraph';
import { createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import type { HttpClient, Pipeline, PipelinePolicy, PipelineResponse } from '@azure/core-rest-pipeline';
import type { MachineId, TenantId } from '../core/ids';
import { machineIdParts } from '../core/ids';
import type { Result } from '../core/result';
import { failed, succeeded } from '../core/result';
import { HYBRID_COMPUTE_VERSION } from './armMachine';
import type { ListPage } from './armList';
import { listPageOf } from './armList';
import { armPipeline } from './armPipeline';
import type { AzureFault } from './azureFault';
import type { Clock } from './clock';
import type { AzureCloud } from './clouds';
import { FaultError } from './faultError';
import { bodyOf, faultOfError, faultOfResponse } from './faultOfResponse';
import { Quota } from './quota';
import type { GraphPage } from './resourceGraph';
import type { RequestLog } from './requestLog';
import type { AttemptFault, HeaderReader, RetryOptions } from './retry';
import { retryAfterOf, withRetries } from './retry';
import { booleanOf, countOf, isJsonObject, parsedJson } from './rowValues';
import type { ServerClock } from './serverClock';
import type { TokenSource } from './tokenSource';

export interface ArmConnectionOptions {
  readonly cloud: AzureCloud;
  readonly tokenSource: TokenSource;
  readonly httpClient: HttpClient;
  readonly userAgent: string;
  readonly requestLog: RequestLog;
  readonly clock: Clock;
  readonly serverClock?: ServerClock;
  readonly retry: RetryOptions;
  /** How long one try may take, from the request to the last byte of its answer. */
  readonly attemptTimeoutMilliseconds: number;
}

/**
 * Reads Azure Resource Manager and Resource Graph as one tenant's user: tokens, timeouts, retries and quota included.
 * Nothing here throws; whatever goes wrong is a fault.
 */
export class ArmConnection {
  private readonly pipeline: Pipeline;
  private readonly machinePipeline: Pipeline;
  private readonly graph: ResourceGraphClient;
  private readonly quota: Quota;

  constructor(
    private readonly options: ArmConnectionOptions,
    tenantId: TenantId | null,
  ) {
    const { cloud, httpClient, clock } = options;
    this.pipeline = armPipeline({ ...options, tenantId });
    this.machinePipeline = this.pipeline.clone();
    this.machinePipeline.addPolicy(apiVersionPolicy(HYBRID_COMPUTE_VERSION));
    this.graph = new ResourceGraphClient(NO_CREDENTIAL, {
      endpoint: cloud.endpoint,
      pipeline: this.pipeline,
      httpClient,
      allowInsecureConnection: cloud.placeholderOnly,
    });
    this.quota = new Quota(clock);
  }

  /** POST …/Microsoft.ResourceGraph/resources, within the tenant's quota. */
  query(request: QueryRequest, signal: AbortSignal): Promise<Result<GraphPage, AzureFault>> {
    return this.withRetries(() => this.queryOnce(request, signal), signal);
  }

  /** GET a page of an ARM list by its absolute URL; anything but the cloud's own Resource Manager is refused. */
  getList(url: string, signal: AbortSignal): Promise<Result<ListPage, AzureFault>> {
    return this.withRetries(() => this.getListOnce(url, signal), signal);
  }

  /** GET one Arc machine as it is now, ahead of Resource Graph; its body as it came. */
  getMachine(id: MachineId, signal: AbortSignal): Promise<Result<unknown, AzureFault>> {
    return this.withRetries(() => this.getMachineOnce(id, signal), signal);
  }

  private withRetries<Value>(
    attempt: () => Promise<Result<Value, AttemptFault>>,
    signal: AbortSignal,
  ): Promise<Result<Value, AzureFault>> {
    const { retry, requestLog } = this.options;
    return withRetries(attempt, retry, signal, (entry) => requestLog.retrying?.(entry));
  }

  private async queryOnce(request: QueryRequest, signal: AbortSignal): Promise<Result<GraphPage, AttemptFault>> {
    await this.quota.acquire(signal);
    const seen: { response: PipelineResponse | null } = { response: null };
    try {
      const answer = await this.graph.resources(request, {
        abortSignal: signal,
        requestOptions: { timeout: this.options.attemptTimeoutMilliseconds },
        onResponse: (response) => {
          seen.response = response;
        },
      });
      const page = graphPageOf(answer, seen.response?.bodyAsText?.length ?? 0);
      return page === null ? failed(this.faultOf(null, seen.response, signal)) : succeeded(page);
    } catch (error) {
      return failed(this.faultOf(error, seen.response, signal));
    } finally {
      this.quota.release(seen.response === null ? null : headersOf(seen.response));
    }
  }

  private async getListOnce(url: string, signal: AbortSignal): Promise<Result<ListPage, AttemptFault>> {
    const request = createPipelineRequest({
      url,
      method: 'GET',
      headers: createHttpHeaders({ Accept: 'application/json' }),
      abortSignal: signal,
      timeout: this.options.attemptTimeoutMilliseconds,
      allowInsecureConnection: this.options.cloud.placeholderOnly,
    });
    try {
      const response = await this.pipeline.sendRequest(this.options.httpClient, request);
      const page = response.status === 200 ? listPageOf(response.bodyAsText ?? '') : null;
      if (page !== null) return succeeded(page);
      return failed(this.faultOf(null, response, signal));
    } catch (error) {
      return failed(this.faultOf(error, null, signal));
    }
  }

  private async getMachineOnce(id: MachineId, signal: AbortSignal): Promise<Result<unknown, AttemptFault>> {
    const { subscriptionId, resourceGroup, name } = machineIdParts(id);
    const { cloud, httpClient, attemptTimeoutMilliseconds } = this.options;
    const seen: { response: PipelineResponse | null } = { response: null };
    try {
      const client = new HybridComputeManagementClient(NO_CREDENTIAL, subscriptionId, {
        endpoint: cloud.endpoint,
        pipeline: this.machinePipeline,
        httpClient,
        allowInsecureConnection: cloud.placeholderOnly,
      });
      // The SDK's model of a machine is that of 2021; the body is read from the response itself.
      await client.machines.get(resourceGroup, name, {
        abortSignal: signal,
        requestOptions: { timeout: attemptTimeoutMilliseconds },
        onResponse: (response) => {
          seen.response = response;
        },
      });
    } catch (error) {
      if (seen.response === null) return failed(this.faultOf(error, null, signal));
    }
    const body = seen.response?.status === 200 ? parsedJson(seen.response.bodyAsText ?? '') : undefined;
    return isJsonObject(body) ? succeeded(body) : failed(this.faultOf(null, seen.response, signal));
  }

  // The response says more than what the SDK throws for it: the SDK's own error may be about its mapping of the body.
  private faultOf(error: unknown, response: PipelineResponse | null, signal: AbortSignal): AttemptFault {
    if (signal.aborted) return { fault: { kind: 'cancelled' }, retryAfterMilliseconds: null };
    if (error instanceof FaultError || response === null) {
      return { fault: faultOfError(error), retryAfterMilliseconds: null };
    }
    const retryAfterMilliseconds = retryAfterOf(headersOf(response), this.options.clock);
    const text = response.bodyAsText ?? '';
    if (response.status === 200) {
      const message = `not the expected JSON (${text.length} characters)`;
      return { fault: { kind: 'unreadable', message }, retryAfterMilliseconds };
    }
    const fault = faultOfResponse({ status: response.status, body: bodyOf(text) });
    return { fault, retryAfterMilliseconds };
  }
}

// The SDK's types are what the contract promises; what comes is read as unknown.
function graphPageOf(answer: QueryResponse, size: number): GraphPage | null {
  const rows: unknown = answer.data;
  const skipToken: unknown = answer.skipToken;
  if (!Array.isArray(rows)) return null;
  return {
    rows,
    totalRows: countOf(answer.totalRecords),
    skipToken: typeof skipToken === 'string' && skipToken !== '' ? skipToken : null,
    isTruncated: booleanOf(answer.resultTruncated) ?? false,
    size,
  };
}

// The pipeline has no bearer policy, so nobody asks this; it is there because the SDK's type wants one.
const NO_CREDENTIAL = { getToken: () => Promise.resolve(null) };

function headersOf(response: PipelineResponse): HeaderReader {
  return (name) => response.headers.get(name);
}

/** The SDK's operations send the version that they were made for, whatever the client is told. */
function apiVersionPolicy(version: string): PipelinePolicy {
  return {
    name: 'hotpatchFleetApiVersionPolicy',
    sendRequest(request, next) {
      const url = new URL(request.url);
      url.searchParams.set('api-version', version);
      request.url = url.href;
      return next(request);
    },
  };
}
