import { bindExpression } from './bindExpression';
import { bindRowCount } from './bindRowCount';
import { NameRegister, derivedName } from './columnNames';
import { elementAs } from './convert';
import type { Evaluate } from './bound';
import type { Json } from './json';
import { isJsonArray, isJsonObject } from './kqlValue';
import type { KqlType, Row, Value } from './kqlValue';
import type { Plan } from './plan';
import { limitFailure, semanticFailure } from './queryFailure';
import type { Column, Scope } from './scope';
import type { ExpandedColumn, Operator } from './syntax';

type MvExpand = Extract<Operator, { readonly kind: 'mv-expand' }>;

// "RowLimit max of 400. The default is 128. … default limit of 3 join and 3 mv-expand operators in a single query",
// Resource Graph's page on its query language.
const DEFAULT_ROW_LIMIT = 128;
const LARGEST_ROW_LIMIT = 400;

interface Expansion {
  readonly position: number;
  readonly read: Evaluate<Value>;
  readonly toType: KqlType;
}

/**
 * mv-expand: one row per element, several columns side by side, the shorter padded with null. The result takes the
 * place of a column of its name, or goes to the end. A null is one element, an empty array none.
 */
export function bindMvExpand(operator: MvExpand, scope: Scope): Pick<Plan, 'columns' | 'run'> {
  const columns = [...scope.columns];
  const names = new NameRegister();
  const expansions = operator.columns.map((item) => bindExpansion(item, scope, columns, names));
  const hasIndex = operator.indexName !== null;
  if (operator.indexName !== null) columns.push({ name: freeName(operator.indexName, columns), type: 'long' });
  const limit = rowLimit(operator, scope);
  const expand = (row: Row): readonly Row[] => expandRow(row, expansions, limit, operator.bagsAsPairs, hasIndex);
  const run: Plan['run'] = (source) => (visit) => {
    source((row) => expand(row).forEach((expanded) => visit(expanded)));
  };
  return { columns, run };
}

function bindExpansion(item: ExpandedColumn, scope: Scope, columns: Column[], names: NameRegister): Expansion {
  const value = bindExpression(item.value, scope);
  if (value.type !== 'dynamic') throw semanticFailure('mv-expand: the expression must have the type dynamic.');
  const derived = item.name === null ? derivedName(item.value) : ({ name: item.name, origin: 'explicit' } as const);
  const column: Column = { name: names.register(derived), type: item.toType ?? 'dynamic' };
  const known = columns.findIndex((other) => other.name === column.name);
  const position = known < 0 ? columns.length : known;
  columns[position] = column;
  return { position, read: value.evaluate, toType: column.type };
}

function freeName(wanted: string, columns: readonly Column[]): string {
  let name = wanted;
  for (let suffix = 1; columns.some((column) => column.name === name); suffix += 1) name = `${wanted}${suffix}`;
  return name;
}

function rowLimit(operator: MvExpand, scope: Scope): number {
  if (!operator.limit) return DEFAULT_ROW_LIMIT;
  const limit = bindRowCount(operator.limit, scope);
  if (limit > LARGEST_ROW_LIMIT) {
    throw limitFailure(
      'DisallowedMvExpandRowLimit',
      `The row limit of mv-expand is ${LARGEST_ROW_LIMIT} at most, but ${limit} was asked for.`,
    );
  }
  return limit;
}

function expandRow(
  row: Row,
  expansions: readonly Expansion[],
  limit: number,
  bagsAsPairs: boolean,
  hasIndex: boolean,
): readonly Row[] {
  const lists = expansions.map((expansion) => elementsOf(expansion.read(row), bagsAsPairs));
  const longest = Math.max(...lists.map((list) => list.length));
  return Array.from({ length: Math.min(longest, limit) }, (_, index) => {
    const copy = [...row];
    expansions.forEach(({ position, toType }, which) => {
      copy[position] = elementAs(lists[which]?.[index] ?? null, toType);
    });
    if (hasIndex) copy.push(index);
    return copy;
  });
}

function elementsOf(value: Value, bagsAsPairs: boolean): readonly Json[] {
  if (isJsonArray(value)) return value;
  if (!isJsonObject(value)) return [typeof value === 'bigint' ? null : value];
  return Object.entries(value).map(([key, item]) => (bagsAsPairs ? [key, item] : { [key]: item }));
}
