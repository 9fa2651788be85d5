import type { Bound } from './bound';
import type { KqlType } from './kqlValue';
import type { NamedExpression } from './syntax';

export interface Column {
  readonly name: string;
  readonly type: KqlType;
}

/** What names mean where an expression stands. */
export interface Scope {
  /** Columns by position in the row. */
  readonly columns: readonly Column[];
  readonly lets: ReadonlyMap<string, Bound>;
  /** now(), in ticks; the same for the whole query. */
  readonly now: bigint;
  /** In summarize: binds a call of an aggregate; undefined = the name is no aggregate. */
  readonly bindAggregate?: (name: string, args: readonly NamedExpression[]) => Bound | undefined;
}
