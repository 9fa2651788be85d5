import type { Reply } from './armReply';
import type { Caller } from './bearerToken';
import { FILLED_TABLES, type FilledTable } from './fleetSource';
import type { FleetState } from './fleetState';
import type { JsonObject } from './jsonValues';
import type { Json, JsonRow } from './kql/json';
import { runQuery, type QueryAnswer, type QueryOutcome } from './kql/runQuery';
import type { QueryQuota } from './queryQuota';
import {
  ACCESS_DENIED,
  graphError,
  INVALID_QUERY,
  PAYLOAD_LIMIT,
  payloadTooLarge,
  RATE_LIMITING,
  type GraphErrorDetail,
} from './resourceGraphErrors';
import { readGraphRequest, type GraphRequest } from './resourceGraphRequest';
import type { MonotonicClock } from './simulatorClock';
import { writeSkipToken } from './skipToken';

/** Tables that Resource Graph has and that hold nothing here. Any other name is no table. */
const EMPTY_TABLES: ReadonlySet<string> = new Set([
  'advisorresources',
  'alertsmanagementresources',
  'extendedlocationresources',
  'guestconfigurationresources',
  'healthresources',
  'kubernetesconfigurationresources',
  'maintenanceresources',
  'policyresources',
  'recoveryservicesresources',
  'securityresources',
  'servicehealthresources',
  'insightsresources',
  'authorizationresources',
]);

/** How many answers are kept between the pages of a query, and how long. */
const KEPT_ANSWERS = 6;
const KEPT_MILLISECONDS = 60_000;

/** Who asks, and what was decided about the request before it got here. */
export interface GraphCall {
  readonly caller: Caller;
  readonly body: Json | undefined;
  readonly correlationId: string;
  /** Subscriptions (lower case) that the caller was denied by a fault. */
  readonly deniedSubscriptions: ReadonlySet<string>;
  /** A fault: more rows than this in one answer count as too large. */
  readonly mostRows: number | undefined;
}

/** How long a further page may be of an evaluation that ARM's writes have overtaken. */
const PAGING_MILLISECONDS = 10_000;

interface KeptAnswer {
  readonly outcome: QueryOutcome;
  readonly version: number;
  readonly graphVersion: number;
  readonly at: number;
}

/** POST /providers/Microsoft.ResourceGraph/resources */
export class ResourceGraphEndpoint {
  private readonly kept = new Map<string, KeptAnswer>();
  private unorderedPages = 0;

  constructor(
    private readonly state: FleetState,
    private readonly quota: QueryQuota,
    private readonly now: () => number,
    private readonly monotonic: MonotonicClock,
  ) {}

  answer(call: GraphCall): Reply {
    const quota = this.quota.take(call.caller.principal);
    const headers = { ...quota.headers, 'x-ms-ratelimit-remaining-tenant-resource-requests': '149' };
    const refuse = (status: number, code: string, details: readonly GraphErrorDetail[]): Reply =>
      graphError(status, code, details, call.correlationId, this.now(), headers);
    if (quota.isExceeded) return refuse(429, 'RateLimiting', [RATE_LIMITING]);
    const reading = readGraphRequest(call.body);
    if (!reading.ok) return refuse(400, 'BadRequest', reading.details);
    const scope = this.scopeOf(reading.request, call);
    if (scope === undefined) return refuse(403, 'AccessDenied', [ACCESS_DENIED]);
    const outcome = this.run(reading.request, scope);
    if (!outcome.ok) return refuse(400, 'BadRequest', [INVALID_QUERY, ...outcome.errors]);
    const body = this.page(reading.request, outcome.answer);
    const text = JSON.stringify(body);
    const bytes = payloadBytes(text, body, call.mostRows);
    if (bytes > PAYLOAD_LIMIT) return refuse(400, 'BadRequest', [payloadTooLarge(bytes)]);
    return { status: 200, headers, body, text };
  }

  /** The subscriptions whose rows are asked for; undefined when one is named that the caller cannot read. */
  private scopeOf(request: GraphRequest, call: GraphCall): readonly string[] | undefined {
    const readable = this.state.subscriptions
      .filter((each) => each.tenantId.toLowerCase() === call.caller.tenantId)
      .map((each) => each.id.toLowerCase())
      .filter((id) => !call.deniedSubscriptions.has(id));
    if (request.subscriptions === undefined) return readable;
    const known = new Set(readable);
    return request.subscriptions.every((id) => known.has(id)) ? [...new Set(request.subscriptions)] : undefined;
  }

  /**
   * Pages of one query come from one evaluation, as long as nothing was changed from outside. ARM's writes trickle in all
   * the time while many machines are enrolled: a first page shows them, a further one need not.
   */
  private run(request: GraphRequest, scope: readonly string[]): QueryOutcome {
    const key = `${request.context}|${scope.join()}`;
    const known = this.kept.get(key);
    const at = this.monotonic();
    const { version, graphVersion } = this.state;
    const age = at - (known?.at ?? 0);
    if (known?.version === version && age < KEPT_MILLISECONDS) {
      if (known.graphVersion === graphVersion) return known.outcome;
      if (request.offset > 0 && age < PAGING_MILLISECONDS) return known.outcome;
    }
    const outcome = runQuery(request.query, { table: (name) => this.table(name, scope), now: this.now() });
    this.kept.delete(key);
    this.kept.set(key, { outcome, version, graphVersion, at });
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= KEPT_ANSWERS) break;
      this.kept.delete(oldest);
    }
    return outcome;
  }

  private table(name: string, scope: readonly string[]): readonly JsonRow[] | undefined {
    const filled: FilledTable | undefined = FILLED_TABLES.find((each) => each === name);
    if (filled) return this.state.rows(filled, scope);
    return EMPTY_TABLES.has(name) ? [] : undefined;
  }

  private page(request: GraphRequest, answer: QueryAnswer): JsonObject {
    // Documented: $skip is ignored when the query itself limits its rows.
    const offset = answer.limitsRows ? 0 : request.offset;
    const rows = this.slice(answer, offset, request.pageSize);
    const next = offset + rows.length;
    const hasMore = next < answer.rows.length;
    const canContinue = !answer.limitsRows && answer.columns.some((column) => column.type !== 'object');
    return {
      totalRecords: answer.rows.length,
      count: rows.length,
      data: request.resultFormat === 'table' ? tableOf(answer, rows) : [...rows],
      facets: [],
      resultTruncated: hasMore && !canContinue ? 'true' : 'false',
      ...(hasMore && canContinue
        ? { $skipToken: writeSkipToken({ offset: next, pageSize: request.pageSize, context: request.context }) }
        : {}),
    };
  }

  /**
   * Without an order, Resource Graph's rows come "random and not repeatable". So that a client which relies on them
   * loses rows here and not at a user's, every page of an unordered answer starts from another turn of the rows.
   */
  private slice(answer: QueryAnswer, offset: number, pageSize: number): readonly JsonRow[] {
    const { rows } = answer;
    if (answer.isOrdered || rows.length <= pageSize) return rows.slice(offset, offset + pageSize);
    this.unorderedPages += 1;
    const turn = (this.unorderedPages * 7919) % rows.length;
    const count = Math.max(0, Math.min(pageSize, rows.length - offset));
    return Array.from({ length: count }, (_, index) => rows[(offset + index + turn) % rows.length] ?? {});
  }
}

function tableOf(answer: QueryAnswer, rows: readonly JsonRow[]): Json {
  return {
    columns: answer.columns.map((column) => ({ name: column.name, type: column.type })),
    rows: rows.map((row) => answer.columns.map((column) => row[column.name] ?? null)),
  };
}

function payloadBytes(text: string, body: JsonObject, mostRows: number | undefined): number {
  const bytes = Buffer.byteLength(text);
  const rows = Number(body['count']);
  return mostRows !== undefined && rows > mostRows ? Math.max(bytes, PAYLOAD_LIMIT + rows) : bytes;
}
