import { createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import type { HttpClient, Pipeline, PipelineRequest } from '@azure/core-rest-pipeline';
import type { TenantId } from '../core/ids';
import type { ArmConnectionOptions } from './armConnection';
import { armPipeline } from './armPipeline';
import type { AzureFault } from './azureFault';
import { FaultError } from './faultError';
import { faultOfError } from './faultOfResponse';
import type { HeaderReader } from './retry';

export interface ArmRequest {
  readonly method: 'GET' | 'PUT' | 'PATCH' | 'POST' | 'DELETE';
  /** Absolute. */
  readonly url: string;
  /** Null: none. */
  readonly body: object | null;
}

export interface ArmAnswer {
  readonly status: number;
  readonly header: HeaderReader;
  readonly text: string;
}

/** What became of one request that was sent once. */
export type Exchange = { readonly requestId: string } & (
  | { readonly kind: 'answered'; readonly answer: ArmAnswer }
  /** `mayHaveArrived` false: surely nothing of it reached Azure, or Azure asked for another token and did nothing. */
  | { readonly kind: 'failed'; readonly fault: AzureFault; readonly mayHaveArrived: boolean }
);

export type ArmExchangeOptions = Omit<ArmConnectionOptions, 'retry'>;

/**
 * Sends single requests to Azure Resource Manager as one tenant's user and gives whatever comes, repeating nothing. Its
 * connections are its own: see `idleMilliseconds` of the HTTP client.
 */
export class ArmExchange {
  private readonly pipeline: Pipeline;
  private readonly httpClient: HttpClient;

  constructor(
    private readonly options: ArmExchangeOptions,
    tenantId: TenantId,
  ) {
    this.pipeline = armPipeline({ ...options, tenantId });
    this.httpClient = options.httpClient;
  }

  async send(request: ArmRequest, signal: AbortSignal): Promise<Exchange> {
    const outgoing = this.requestOf(request, signal);
    const { requestId } = outgoing;
    try {
      const response = await this.pipeline.sendRequest(this.httpClient, outgoing);
      const answer: ArmAnswer = {
        status: response.status,
        header: (name) => response.headers.get(name),
        text: response.bodyAsText ?? '',
      };
      return { kind: 'answered', answer, requestId };
    } catch (error) {
      const mayHaveArrived = error instanceof FaultError ? error.mayHaveArrived : true;
      const fault: AzureFault = signal.aborted ? { kind: 'cancelled' } : faultOfError(error);
      return { kind: 'failed', fault, mayHaveArrived, requestId };
    }
  }

  private requestOf({ method, url, body }: ArmRequest, signal: AbortSignal): PipelineRequest {
    const { cloud, attemptTimeoutMilliseconds } = this.options;
    return createPipelineRequest({
      url,
      method,
      headers: createHttpHeaders({
        Accept: 'application/json',
        ...(body === null ? {} : { 'Content-Type': 'application/json' }),
      }),
      ...(body === null ? {} : { body: JSON.stringify(body) }),
      abortSignal: signal,
      timeout: attemptTimeoutMilliseconds,
      allowInsecureConnection: cloud.placeholderOnly,
    });
  }
}
