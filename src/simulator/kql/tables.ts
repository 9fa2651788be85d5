import { dynamicText } from './convert';
import type { JsonRow } from './json';
import type { Row, Value } from './kqlValue';
import type { Column } from './scope';

const TEXT_COLUMNS = [
  'id',
  'name',
  'type',
  'tenantId',
  'kind',
  'location',
  'resourceGroup',
  'subscriptionId',
  'managedBy',
] as const;
const DYNAMIC_COLUMNS = ['sku', 'plan', 'properties', 'tags', 'identity', 'zones', 'extendedLocation'] as const;

/** The columns that every table of Resource Graph has, in its order. */
export const STANDARD_COLUMNS: readonly Column[] = [
  ...TEXT_COLUMNS.map((name): Column => ({ name, type: 'string' })),
  ...DYNAMIC_COLUMNS.map((name): Column => ({ name, type: 'dynamic' })),
];

/** A stored row as the query sees it: text columns are never null, dynamic ones are null where the row has nothing. */
export function standardRow(row: JsonRow): Row {
  const values: Value[] = [];
  for (const name of TEXT_COLUMNS) {
    const value = row[name];
    values.push(typeof value === 'string' ? value : dynamicText(value ?? null));
  }
  for (const name of DYNAMIC_COLUMNS) values.push(row[name] ?? null);
  return values;
}
