import { bindCondition, bindExpression } from './bindExpression';
import type { Bound } from './bound';
import { NameRegister, derivedName } from './columnNames';
import { bindMvExpand } from './bindMvExpand';
import { bindSummarize } from './bindSummarize';
import { bindRowCount } from './bindRowCount';
import { groupKey } from './order';
import { allAtOnce, rowByRow } from './plan';
import type { Plan, Source } from './plan';
import { limitFailure, semanticFailure } from './queryFailure';
import type { Column, Scope } from './scope';
import { bindSort } from './bindSort';
import type { ColumnPattern, Expression, NamedExpression, Operator } from './syntax';

type Step = Pick<Plan, 'columns' | 'run'> & Partial<Pick<Plan, 'limitsRows' | 'isOrdered'>>;

// A bound of this evaluator, so that no text makes it slow.
const MOST_COLUMNS = 1_000;

/** One more operator at the end of a plan. */
export function bindOperator(operator: Operator, plan: Plan, scope: Omit<Scope, 'columns'>): Plan {
  const step = bindStep(operator, { ...scope, columns: plan.columns });
  if (step.columns.length > MOST_COLUMNS) {
    throw limitFailure('TooManyColumns', `A query may have ${MOST_COLUMNS} columns at most.`);
  }
  return {
    columns: step.columns,
    run: (source) => step.run(plan.run(source)),
    limitsRows: plan.limitsRows || step.limitsRows === true,
    isOrdered: step.isOrdered ?? plan.isOrdered,
  };
}

function bindStep(operator: Operator, scope: Scope): Step {
  switch (operator.kind) {
    case 'where':
      return bindWhere(operator.predicate, scope);
    case 'project':
      return bindProject(operator.items, scope);
    case 'extend':
      return bindExtend(operator.items, scope);
    case 'project-away':
      return kept(scope, (name) => !matchesAny(operator.patterns, scope)(name));
    case 'project-keep':
      return kept(scope, matchesAny(operator.patterns, scope));
    case 'project-rename':
      return bindRename(operator.items, scope);
    case 'sort':
      return { columns: scope.columns, run: allAtOnce(bindSort(operator.keys, scope)), isOrdered: true };
    case 'take':
      return bindTake(operator.count, scope);
    case 'top':
      return bindTop(operator, scope);
    case 'count':
      return {
        columns: [{ name: operator.name, type: 'long' }],
        run: countRows,
        isOrdered: false,
      };
    case 'distinct':
      return bindDistinct(operator.items, scope);
    case 'summarize':
      return { ...bindSummarize(operator, scope), isOrdered: false };
    case 'mv-expand':
      return bindMvExpand(operator, scope);
  }
}

function bindWhere(predicate: Expression, scope: Scope): Step {
  const { evaluate } = bindCondition(predicate, scope);
  // "Records for which the predicate returns the null value are dropped", Kusto's page on null values.
  return { columns: scope.columns, run: rowByRow((row) => (evaluate(row) === true ? row : undefined)) };
}

function named(item: NamedExpression): ReturnType<typeof derivedName> {
  return item.name === null ? derivedName(item.value) : { name: item.name, origin: 'explicit' };
}

function evaluated(values: readonly Bound[]): Plan['run'] {
  const evaluators = values.map((value) => value.evaluate);
  return rowByRow((row) => evaluators.map((evaluate) => evaluate(row)));
}

const countRows: Plan['run'] = (source) => (visit) => {
  let count = 0;
  source(() => {
    count += 1;
  });
  visit([count]);
};

function bindProject(items: readonly NamedExpression[], scope: Scope): Step {
  const names = new NameRegister();
  const values = items.map((item) => bindExpression(item.value, scope));
  const columns = items.map((item, index): Column => ({
    name: names.register(named(item)),
    type: values[index]?.type ?? 'dynamic',
  }));
  return { columns, run: evaluated(values) };
}

/** A new column goes to the end; one of an existing name takes that one's place. */
function bindExtend(items: readonly NamedExpression[], scope: Scope): Step {
  const names = new NameRegister(new Set(scope.columns.map((column) => column.name)));
  const columns = [...scope.columns];
  const changes = items.map((item) => {
    const { type, evaluate } = bindExpression(item.value, scope);
    const name = names.register(named(item));
    const known = scope.columns.findIndex((other) => other.name === name);
    const position = known < 0 ? columns.length : known;
    columns[position] = { name, type };
    return { position, evaluate };
  });
  const run = rowByRow((row) => {
    const result = [...row];
    for (const { position, evaluate } of changes) result[position] = evaluate(row);
    return result;
  });
  return { columns, run };
}

function kept(scope: Scope, isKept: (name: string) => boolean): Step {
  const positions = scope.columns.flatMap((column, index) => (isKept(column.name) ? [index] : []));
  return {
    columns: scope.columns.filter((column) => isKept(column.name)),
    run: rowByRow((row) => positions.map((position) => row[position] ?? null)),
  };
}

/** A name that no column has is an error; so is a pattern that fits none. */
function matchesAny(patterns: readonly ColumnPattern[], scope: Scope): (name: string) => boolean {
  const matched = new Set<string>();
  for (const pattern of patterns) {
    const names = scope.columns.map((column) => column.name).filter((name) => matches(pattern, name));
    if (names.length === 0) throw semanticFailure(`Failed to resolve column expression named '${pattern.text}'`);
    for (const name of names) matched.add(name);
  }
  return (name) => matched.has(name);
}

function matches(pattern: ColumnPattern, name: string): boolean {
  if (!pattern.isWildcard) return pattern.text === name;
  const [first = '', ...rest] = pattern.text.split('*');
  const last = rest.pop() ?? '';
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false;
  let from = first.length;
  for (const part of rest) {
    const at = name.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return from <= name.length - last.length;
}

function bindRename(items: readonly NamedExpression[], scope: Scope): Step {
  const columns = [...scope.columns];
  const taken = new Set(scope.columns.map((column) => column.name));
  for (const item of items) {
    const { name, value } = item;
    if (name === null) throw semanticFailure('project-rename: column rename assignment expected.');
    if (value.kind !== 'name') throw semanticFailure('project-rename: column name expected.');
    const position = scope.columns.findIndex((column) => column.name === value.name);
    const old = scope.columns[position];
    if (!old) throw semanticFailure(`Failed to resolve column expression named '${value.name}'`);
    if (taken.has(name)) throw semanticFailure(`A column with the name '${name}' is already declared.`);
    taken.add(name);
    if (columns[position] === old) columns[position] = { name, type: old.type };
  }
  return { columns, run: (source) => source };
}

function firstRows(most: number): Plan['run'] {
  return (source) => (visit) => {
    let count = 0;
    source((row) => {
      count += 1;
      if (count <= most) visit(row);
    });
  };
}

/** take, limit, and sample, which may give any rows at all. */
function bindTake(count: Expression, scope: Scope): Step {
  const most = bindRowCount(count, scope);
  return { columns: scope.columns, run: firstRows(most), limitsRows: true };
}

function bindTop(operator: Extract<Operator, { readonly kind: 'top' }>, scope: Scope): Step {
  const most = bindRowCount(operator.count, scope);
  const sort = bindSort([operator.key], scope);
  return {
    columns: scope.columns,
    run: allAtOnce((rows) => sort(rows).slice(0, most)),
    limitsRows: true,
    isOrdered: true,
  };
}

function bindDistinct(items: readonly NamedExpression[] | null, scope: Scope): Step {
  const all =
    items ?? scope.columns.map(({ name }): NamedExpression => ({ name: null, value: { kind: 'name', name } }));
  const { columns, run } = bindProject(all, scope);
  for (const column of columns) requireGroupable(column);
  return {
    columns,
    isOrdered: false,
    run: (source) => uniqueRows(run(source)),
  };
}

function uniqueRows(source: Source): Source {
  return (visit) => {
    const seen = new Set<string>();
    source((row) => {
      const key = groupKey(row);
      if (seen.has(key)) return;
      seen.add(key);
      visit(row);
    });
  };
}

function requireGroupable(column: Column): void {
  if (column.type === 'dynamic') {
    throw semanticFailure(`distinct operator: column '${column.name}' can't be of dynamic type`);
  }
}
