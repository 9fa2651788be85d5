import { bindAggregate } from './aggregates';
import type { Accumulator, Aggregate } from './aggregates';
import { bindExpression } from './bindExpression';
import type { Bound } from './bound';
import { NameRegister, derivedName } from './columnNames';
import type { DerivedName } from './columnNames';
import type { Row, Value } from './kqlValue';
import { groupKey } from './order';
import type { Plan, Source } from './plan';
import { semanticFailure } from './queryFailure';
import type { Column, Scope } from './scope';
import type { NamedExpression, Operator } from './syntax';

type Summarize = Extract<Operator, { readonly kind: 'summarize' }>;

interface Output {
  readonly column: Column;
  /** Evaluated over the results of all aggregates of a group, side by side. */
  readonly value: Bound;
}

interface Group {
  readonly keys: Row;
  readonly accumulators: readonly Accumulator[];
}

/** summarize: group keys first, then the aggregates, in the order of the query. */
export function bindSummarize(operator: Summarize, scope: Scope): Pick<Plan, 'columns' | 'run'> {
  const names = new NameRegister();
  const keys = operator.by.map((item) => bindKey(item, scope, names));
  const collector = new Collector(scope, groupColumns(operator.by));
  const outputs = operator.aggregates.flatMap((item) => collector.outputs(item, names));
  const keyValues = keys.map((key) => key.value);
  return {
    columns: [...keys.map((key) => key.column), ...outputs.map((output) => output.column)],
    run: (source) => (visit) => {
      const groups = grouped(source, keyValues, collector.aggregates);
      for (const group of groups) visit(outputRow(group, outputs));
    },
  };
}

function bindKey(item: NamedExpression, scope: Scope, names: NameRegister): Output {
  const value = bindExpression(item.value, scope);
  const name = names.register(nameOf(item));
  if (value.type === 'dynamic') {
    // Kusto's own message.
    throw semanticFailure(
      `Summarize group key '${name}' is of a 'dynamic' type. Please use an explicit cast (for example, ` +
        `'summarize ... by tostring(${name})') as grouping by a 'dynamic' type is not supported.`,
    );
  }
  return { column: { name, type: value.type }, value };
}

function nameOf(item: NamedExpression): DerivedName | null {
  return item.name === null ? derivedName(item.value) : { name: item.name, origin: 'explicit' };
}

/** The columns that stand in `by` as they are. */
function groupColumns(by: readonly NamedExpression[]): ReadonlySet<string> {
  return new Set(by.flatMap((item) => (item.value.kind === 'name' ? [item.value.name] : [])));
}

/** Collects the aggregates that the expressions of one summarize call, and gives each its place in the results. */
class Collector {
  readonly aggregates: Aggregate[] = [];
  #width = 0;

  constructor(
    readonly scope: Scope,
    readonly groupColumns: ReadonlySet<string>,
  ) {}

  outputs(item: NamedExpression, names: NameRegister): readonly Output[] {
    const { value } = item;
    if (value.kind === 'call') {
      const { name, args } = value;
      const aggregate = bindAggregate({ name, args, scope: this.scope, groupColumns: this.groupColumns });
      if (aggregate) return this.#columnsOf(aggregate, item, names);
    }
    const bound = bindExpression(value, this.#resultScope());
    return [{ column: { name: names.register(nameOf(item)), type: bound.type }, value: bound }];
  }

  #columnsOf(aggregate: Aggregate, item: NamedExpression, names: NameRegister): readonly Output[] {
    const start = this.#place(aggregate);
    return aggregate.columns.map((column, index) => {
      const own: DerivedName | null =
        column.name === '' ? derivedName(item.value) : { name: column.name, origin: 'implicit' };
      const given = index === 0 ? item.name : null;
      const name = names.register(given === null ? own : { name: given, origin: 'explicit' });
      return { column: { name, type: column.type }, value: resultReader(start + index, column.type) };
    });
  }

  #place(aggregate: Aggregate): number {
    const start = this.#width;
    this.aggregates.push(aggregate);
    this.#width += aggregate.columns.length;
    return start;
  }

  /** In toint(max(x)) no column is in sight, only aggregates and lets. */
  #resultScope(): Scope {
    return {
      ...this.scope,
      columns: [],
      bindAggregate: (name, args) => {
        const aggregate = bindAggregate({ name, args, scope: this.scope, groupColumns: this.groupColumns });
        const [column] = aggregate?.columns ?? [];
        if (!aggregate || !column) return undefined;
        return resultReader(this.#place(aggregate), column.type);
      },
    };
  }
}

function resultReader(index: number, type: Column['type']): Bound {
  return { type, isConstant: false, evaluate: (row) => row[index] ?? null };
}

function grouped(source: Source, keys: readonly Bound[], aggregates: readonly Aggregate[]): Iterable<Group> {
  const groups = new Map<string, Group>();
  const start = (values: Row): Group => ({
    keys: values,
    accumulators: aggregates.map((aggregate) => aggregate.start()),
  });
  source((row) => {
    const values = keys.map((key) => key.evaluate(row));
    const name = groupKey(values);
    let group = groups.get(name);
    if (!group) {
      group = start(values);
      groups.set(name, group);
    }
    for (const accumulator of group.accumulators) accumulator.add(row);
  });
  // Without keys there is one group, even of no rows.
  if (keys.length === 0 && groups.size === 0) groups.set('', start([]));
  return groups.values();
}

function outputRow(group: Group, outputs: readonly Output[]): Row {
  const results: Value[] = [];
  for (const accumulator of group.accumulators) results.push(...accumulator.result());
  const row: Value[] = [...group.keys];
  for (const output of outputs) row.push(output.value.evaluate(results));
  return row;
}
