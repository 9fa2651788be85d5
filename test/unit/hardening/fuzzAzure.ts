import type { HttpClient, PipelineRequest } from '@azure/core-rest-pipeline';
import { createHttpHeaders } from '@azure/core-rest-pipeline';
import { ArmConnection } from '../../../src/azure/armConnection';
import { AzureFleetReader } from '../../../src/azure/azureFleetReader';
import type { Clock } from '../../../src/azure/clock';
import { loopbackCloud } from '../../../src/azure/clouds';
import { placeholderTokenSource } from '../../../src/azure/placeholderTokenSource';
import {
  ASSESSMENTS_QUERY,
  INSTALLATIONS_QUERY,
  MACHINES_QUERY,
  pendingUpdatesQuery,
} from '../../../src/azure/queries';
import { silentRequestLog } from '../../../src/azure/requestLog';
import { RETRY_DEFAULTS } from '../../../src/azure/retry';
import { TokenTenants } from '../../../src/azure/tokenTenants';
import { machineId, type MachineId, type TenantId } from '../../../src/core/ids';
import type { Instant } from '../../../src/core/instant';
import { companySubscriptions, CONTOSO } from '../../../src/simulator/companyDirectory';
import { generateFleet } from '../../../src/simulator/fleetGenerator';
import { FleetState } from '../../../src/simulator/fleetState';
import { QueryQuota } from '../../../src/simulator/queryQuota';
import { ResourceGraphEndpoint } from '../../../src/simulator/resourceGraphEndpoint';
import { type SeededRandom } from '../../../src/simulator/seededRandom';
import type { WireAnswer } from './mutations';

/** Milliseconds UTC; inside the release data. */
export const FUZZ_NOW = Date.parse('2026-09-18T08:00:00Z');

/** The answers that a reading of the fleet and of its details asks for. */
export const ANSWERS = ['tenants', 'subscriptions', 'machines', 'assessments', 'installations', 'updates'] as const;
export type AnswerName = (typeof ANSWERS)[number];
export type Answers = Readonly<Record<AnswerName, WireAnswer>>;

type Row = Readonly<Record<string, unknown>>;

/** A simulated Azure's rows of a small fleet, asked for once. */
export interface FuzzRows {
  readonly machines: readonly Row[];
  readonly assessments: ReadonlyMap<string, Row>;
  readonly installations: ReadonlyMap<string, Row>;
  readonly updates: ReadonlyMap<string, readonly Row[]>;
}

const FLEET = 120;
const SUBSCRIPTIONS = companySubscriptions(0).filter(({ tenantId }) => tenantId === CONTOSO.id);

export function fuzzRows(): FuzzRows {
  const endpoint = new ResourceGraphEndpoint(
    new FleetState(generateFleet({ machines: FLEET, seed: 11, now: FUZZ_NOW, subscriptions: 0 })),
    new QueryQuota(null, () => 0),
    () => FUZZ_NOW,
    () => 0,
  );
  const rowsOf = (query: string): readonly Row[] => {
    const { status, body } = endpoint.answer({
      caller: { principal: 'placeholder', tenantId: CONTOSO.id, hasClaims: false },
      body: { query, subscriptions: SUBSCRIPTIONS.map(({ id }) => id), options: { resultFormat: 'objectArray' } },
      correlationId: '',
      deniedSubscriptions: new Set(),
      mostRows: undefined,
    });
    if (status !== 200) throw new Error(JSON.stringify(body));
    return (JSON.parse(JSON.stringify(body)) as { readonly data: readonly Row[] }).data;
  };
  const machines = rowsOf(MACHINES_QUERY);
  const ids = machines.map(idOfRow).filter((id) => id !== undefined);
  const updates = new Map<string, Row[]>();
  for (const row of rowsOf(pendingUpdatesQuery(ids))) {
    const id = machineOfUpdate(row);
    updates.set(id, [...(updates.get(id) ?? []), row]);
  }
  return {
    machines,
    assessments: byId(rowsOf(ASSESSMENTS_QUERY)),
    installations: byId(rowsOf(INSTALLATIONS_QUERY)),
    updates,
  };
}

function byId(rows: readonly Row[]): ReadonlyMap<string, Row> {
  return new Map(rows.map((row) => [idText(row), row]));
}

function idText(row: Row): string {
  return String(row['id']).toLowerCase();
}

function machineOfUpdate(row: Row): string {
  return (/^.*?\/machines\/[^/]+/.exec(idText(row)) ?? [''])[0];
}

function idOfRow(row: Row): MachineId | undefined {
  return machineId(String(row['id']));
}

/** What Azure answers about a few of the machines. */
export function answersOf(rows: FuzzRows, random: SeededRandom): Answers {
  const first = random.below(rows.machines.length);
  const machines = Array.from({ length: 1 + random.below(8) }, (_, place) => {
    const row = rows.machines[(first + place * 7) % rows.machines.length];
    return row === undefined ? [] : [row];
  }).flat();
  const ids = machines.map(idText);
  return {
    tenants: list([{ tenantId: CONTOSO.id, displayName: CONTOSO.displayName, tenantCategory: 'Home' }]),
    subscriptions: list(
      SUBSCRIPTIONS.map(({ id, ...rest }) => ({ id: `/subscriptions/${id}`, subscriptionId: id, ...rest })),
    ),
    machines: page(machines),
    assessments: page(ids.flatMap((id) => rows.assessments.get(id) ?? [])),
    installations: page(ids.flatMap((id) => rows.installations.get(id) ?? [])),
    updates: page(ids.flatMap((id) => rows.updates.get(id) ?? []).slice(0, 12)),
  };
}

function list(value: readonly unknown[]): WireAnswer {
  return answer({ value });
}

function page(data: readonly unknown[]): WireAnswer {
  return answer({ totalRecords: data.length, count: data.length, resultTruncated: 'false', data });
}

function answer(body: unknown): WireAnswer {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** The most requests that one reading may send, retries and pages and the search for a forbidden subscription included. */
const MOST_REQUESTS = 600;

/** The extension's own reader, with everything but the socket, over answers that are given. */
export function readerOver(
  answers: Answers,
  now: () => Instant,
): { readonly reader: AzureFleetReader; readonly sent: () => number } {
  let sent = 0;
  const httpClient: HttpClient = {
    sendRequest: (request) => {
      sent += 1;
      if (sent > MOST_REQUESTS) throw new UnboundedError(`more than ${MOST_REQUESTS} requests`);
      const { status, headers, body } = answers[answerFor(request)];
      return Promise.resolve({ request, status, headers: createHttpHeaders(headers), bodyAsText: body });
    },
  };
  const clock = new IdleClock();
  const cloud = loopbackCloud('Loopback', new URL('http://127.0.0.1:1'));
  const connections = new Map<TenantId | null, ArmConnection>();
  const connectionOf = (tenant: TenantId | null): ArmConnection => {
    const known = connections.get(tenant);
    if (known) return known;
    const made = new ArmConnection(
      {
        cloud,
        tokenSource: placeholderTokenSource(),
        httpClient,
        userAgent: 'fuzz',
        requestLog: silentRequestLog,
        clock,
        retry: { ...RETRY_DEFAULTS, clock, random: () => 0.5 },
        attemptTimeoutMilliseconds: 60_000,
      },
      tenant,
    );
    connections.set(tenant, made);
    return made;
  };
  const reader = new AzureFleetReader({
    endpoint: cloud.endpoint,
    connectionOf,
    now,
    tokenTenants: new TokenTenants(),
  });
  return { reader, sent: () => sent };
}

/** Not a fault of Azure's: the client did not come to an end. */
export class UnboundedError extends Error {}

function answerFor({ url, body }: PipelineRequest): AnswerName {
  const { pathname } = new URL(url);
  if (pathname === '/tenants') return 'tenants';
  if (pathname === '/subscriptions') return 'subscriptions';
  const text = typeof body === 'string' ? body : '';
  if (text.includes('softwarepatches')) return 'updates';
  if (text.includes('"query":"patchassessmentresources')) return 'assessments';
  return text.includes('"query":"patchinstallationresources') ? 'installations' : 'machines';
}

/** Waits that are over at once. */
class IdleClock implements Clock {
  #time = 0;

  monotonic(): number {
    return this.#time;
  }

  wall(): number {
    return FUZZ_NOW + this.#time;
  }

  sleep(milliseconds: number): Promise<void> {
    if (!(milliseconds >= 0 && milliseconds <= 600_000)) throw new UnboundedError(`a wait of ${milliseconds} ms`);
    this.#time += milliseconds;
    return Promise.resolve();
  }
}
