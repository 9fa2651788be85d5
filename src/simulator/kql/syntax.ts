import type { KqlType, Value } from './kqlValue';

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%';
export type EqualityOperator = '==' | '!=';
export type OrderOperator = '<' | '<=' | '>' | '>=';
/** Operators on text. A leading ! negates, a trailing _cs minds the case. */
export type TextOperator =
  | '=~'
  | '!~'
  | `${'' | '!'}${'has' | 'hasprefix' | 'hassuffix' | 'contains' | 'startswith' | 'endswith'}${'' | '_cs'}`
  | 'matches regex';
export type ListOperator = 'in' | 'in~' | '!in' | '!in~' | 'has_any' | 'has_all';
export type BinaryOperator = ArithmeticOperator | EqualityOperator | OrderOperator | TextOperator;

export type Expression =
  | { readonly kind: 'literal'; readonly type: KqlType; readonly value: Value }
  | { readonly kind: 'name'; readonly name: string }
  /** a.b, a.['b'], a['b'] */
  | { readonly kind: 'member'; readonly target: Expression; readonly name: string }
  /** a[0], a[expression] */
  | { readonly kind: 'index'; readonly target: Expression; readonly index: Expression }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly NamedExpression[] }
  | { readonly kind: 'sign'; readonly isNegative: boolean; readonly operand: Expression }
  | {
      readonly kind: 'logical';
      readonly operator: 'and' | 'or';
      readonly operands: readonly Expression[];
    }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'list';
      readonly operator: ListOperator;
      readonly left: Expression;
      readonly items: readonly Expression[];
    }
  | {
      readonly kind: 'between';
      readonly isNegated: boolean;
      readonly left: Expression;
      readonly low: Expression;
      readonly high: Expression;
    }
  /** The * of arg_max(x, *) and take_any(*). */
  | { readonly kind: 'star' }
  /** typeof(long), an argument of extract(). */
  | { readonly kind: 'typeof'; readonly type: KqlType };

/** `name = value`, or a value alone. */
export interface NamedExpression {
  readonly name: string | null;
  readonly value: Expression;
}

export interface SortKey {
  readonly value: Expression;
  readonly isDescending: boolean;
  readonly nullsFirst: boolean;
}

export interface ExpandedColumn extends NamedExpression {
  readonly toType: KqlType | null;
}

export type Operator =
  | { readonly kind: 'where'; readonly predicate: Expression }
  | { readonly kind: 'project'; readonly items: readonly NamedExpression[] }
  | { readonly kind: 'extend'; readonly items: readonly NamedExpression[] }
  /** Names, or wildcard patterns such as os*. */
  | { readonly kind: 'project-away' | 'project-keep'; readonly patterns: readonly ColumnPattern[] }
  | { readonly kind: 'project-rename'; readonly items: readonly NamedExpression[] }
  | { readonly kind: 'sort'; readonly keys: readonly SortKey[] }
  | { readonly kind: 'take'; readonly count: Expression }
  | { readonly kind: 'top'; readonly count: Expression; readonly key: SortKey }
  | { readonly kind: 'count'; readonly name: string }
  /** Null = distinct * */
  | { readonly kind: 'distinct'; readonly items: readonly NamedExpression[] | null }
  | {
      readonly kind: 'summarize';
      readonly aggregates: readonly NamedExpression[];
      readonly by: readonly NamedExpression[];
    }
  | {
      readonly kind: 'mv-expand';
      readonly columns: readonly ExpandedColumn[];
      readonly bagsAsPairs: boolean;
      readonly indexName: string | null;
      readonly limit: Expression | null;
    };

export interface ColumnPattern {
  readonly text: string;
  readonly isWildcard: boolean;
}

export interface Query {
  readonly lets: readonly { readonly name: string; readonly value: Expression }[];
  readonly table: string;
  readonly operators: readonly Operator[];
}
