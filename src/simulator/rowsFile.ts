import { readFileSync } from 'node:fs';
import type { Subscription, Tenant } from './companyDirectory';
import { subscriptionRow } from './fleetGenerator';
import type { FilledTable, FleetSource } from './fleetSource';
import { rowKey, subscriptionOf, tableOf } from './fleetState';
import { isObject, parseJson, textOf } from './jsonValues';
import type { Json, JsonRow } from './kql/json';

/** The tenant of rows that name none. */
export const TENANT_OF_ROWS = '00000000-0000-0000-0000-0000000000a0';

export type RowsFileReading =
  | { readonly ok: true; readonly source: FleetSource; readonly skipped: readonly string[] }
  | { readonly ok: false; readonly message: string };

/** Reads a JSON array of raw Resource Graph rows. What is no row is skipped and reported, a row is served as it is. */
export function readRowsFile(path: string): RowsFileReading {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return { ok: false, message: `The rows file '${path}' cannot be read: ${reason(error)}.` };
  }
  const value = parseJson(text.replace(/^\uFEFF/, ''));
  if (value === undefined) return { ok: false, message: `The rows file '${path}' is not JSON.` };
  if (!Array.isArray(value)) return { ok: false, message: `The rows file '${path}' must hold a JSON array of rows.` };
  const rows: JsonRow[] = [];
  const skipped: string[] = [];
  (value as readonly Json[]).forEach((each, index) => {
    const problem = problemOf(each);
    if (problem === undefined && isObject(each)) rows.push(each);
    else skipped.push(`Row ${index + 1} is skipped: ${problem ?? 'no object'}.`);
  });
  return { ok: true, source: sourceOf(rows), skipped };
}

function reason(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
}

function problemOf(value: Json): string | undefined {
  if (!isObject(value)) return 'it is no object';
  if (rowKey(value) === '') return 'it has no id';
  if (textOf(value['type']) === '') return 'it has no type';
  if (/\/licenseprofiles$/i.test(textOf(value['type'])))
    return "it is a license profile's own body, which Resource Graph has not";
  return subscriptionOf(value) === '' ? 'it names no subscription' : undefined;
}

function sourceOf(rows: readonly JsonRow[]): FleetSource {
  const subscriptions = subscriptionsOf(rows);
  const tenantIds = [...new Set(subscriptions.map((each) => each.tenantId))];
  const [home = TENANT_OF_ROWS, ...others] = tenantIds;
  const containers = new Set(rows.filter((row) => tableOf(row) === 'resourcecontainers').map(rowKey));
  const derived = subscriptions.map(subscriptionRow).filter((row) => !containers.has(rowKey(row)));
  const tables = new Map<FilledTable, JsonRow[]>([['resourcecontainers', derived]]);
  for (const row of rows) {
    const table = tables.get(tableOf(row));
    if (table) table.push(row);
    else tables.set(tableOf(row), [row]);
  }
  return {
    tenants: [tenantOf(home, 0), ...others.map((id, index) => tenantOf(id, index + 1))],
    subscriptions,
    table: (name) => tables.get(name) ?? [],
  };
}

/** One per subscription named, of the first tenant that one of its rows names. */
function subscriptionsOf(rows: readonly JsonRow[]): readonly Subscription[] {
  const tenantOfSubscription = new Map<string, string>();
  for (const row of rows) {
    const id = subscriptionOf(row);
    const tenant = textOf(row['tenantId']).toLowerCase();
    const known = tenantOfSubscription.get(id) ?? '';
    tenantOfSubscription.set(id, known === '' ? tenant : known);
  }
  return [...tenantOfSubscription].map(([id, tenant]) => ({
    id,
    tenantId: tenant === '' ? TENANT_OF_ROWS : tenant,
    displayName: nameOf(id, rows),
    state: 'Enabled',
    tags: {},
  }));
}

function nameOf(id: string, rows: readonly JsonRow[]): string {
  const container = rows.find((row) => rowKey(row) === `/subscriptions/${id}`);
  return textOf(container?.['name']) || `Subscription ${id.slice(-4)}`;
}

function tenantOf(id: string, index: number): Tenant {
  return { id, displayName: `Tenant ${index + 1}`, defaultDomain: `tenant${index + 1}.example`, countryCode: 'US' };
}
