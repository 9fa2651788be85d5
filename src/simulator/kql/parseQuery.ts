import { ExpressionParser } from './parseExpression';
import { unsupportedLanguage } from './queryFailure';
import type { ColumnPattern, ExpandedColumn, NamedExpression, Operator, Query, SortKey } from './syntax';
import { TokenStream } from './tokenStream';

/** "Resources is the default table", Resource Graph's page on its query language. */
const DEFAULT_TABLE = 'resources';

/** KQL that Resource Graph or Kusto knows and this evaluator does not serve: refused by name, never ignored. */
const UNSUPPORTED_OPERATORS = new Set(
  (
    'as assert-schema consume evaluate execute-and-cache externaldata facet find fork getschema graph-mark-components ' +
    'graph-match graph-shortest-paths graph-to-table invoke join lookup macro-expand make-graph make-series mv-apply ' +
    'parse parse-kv parse-where partition print project-by-names project-reorder range reduce render sample-distinct ' +
    'scan search serialize top-hitters top-nested union __partitionby'
  ).split(' '),
);

const OPERATORS = new Set(
  (
    'where filter project extend project-away project-keep project-rename order sort take limit sample top count ' +
    'distinct summarize mv-expand mvexpand'
  ).split(' '),
);

const MOST_OPERATORS = 1_000;

/** Parses one query. Throws QueryFailure. `now` (ticks) is what datetime() stands for. */
export function parseQuery(text: string, now: bigint): Query {
  return new QueryParser(new TokenStream(text), now).parse();
}

class QueryParser {
  readonly #expressions: ExpressionParser;

  constructor(
    readonly tokens: TokenStream,
    now: bigint,
  ) {
    this.#expressions = new ExpressionParser(tokens, now);
  }

  parse(): Query {
    const lets = [];
    while (this.#isLet()) {
      lets.push(this.#let());
      this.tokens.expectMark(';');
    }
    const query = { lets, ...this.#pipeline() };
    this.tokens.takeMark(';');
    if (this.tokens.current.kind !== 'end') throw this.tokens.failure();
    return query;
  }

  #isLet(): boolean {
    return this.tokens.isWord('let') && (this.tokens.next.kind === 'name' || this.tokens.next.text === '[');
  }

  #let(): Query['lets'][number] {
    const { tokens } = this;
    tokens.advance();
    if (OPERATORS.has(tokens.current.text)) throw tokens.failure();
    const name = this.#expressions.parseNewName();
    tokens.expectMark('=');
    const value = this.#expressions.parse();
    // A let of a table, which Kusto has and this evaluator has not.
    if (tokens.isMark('|')) throw unsupportedLanguage('let');
    return { name, value };
  }

  #pipeline(): Pick<Query, 'table' | 'operators'> {
    const table = this.#table();
    const operators: Operator[] = [];
    if (table === undefined) operators.push(this.#operator());
    while (this.tokens.takeMark('|')) {
      if (operators.length >= MOST_OPERATORS) throw this.tokens.failure();
      operators.push(this.#operator());
    }
    return { table: table ?? DEFAULT_TABLE, operators };
  }

  /** The table's name, or undefined where the query begins with an operator on the default table. */
  #table(): string | undefined {
    const { tokens } = this;
    const token = tokens.current;
    if (token.kind === 'mark' && token.text === '[') return this.#expressions.parseReference();
    if (token.kind !== 'name') throw tokens.failure();
    if (UNSUPPORTED_OPERATORS.has(token.text)) throw unsupportedLanguage(token.text);
    if (OPERATORS.has(token.text)) return undefined;
    if (tokens.next.kind === 'mark' && tokens.next.text === '(') throw unsupportedLanguage(token.text);
    tokens.advance();
    return token.text;
  }

  #operator(): Operator {
    const { tokens } = this;
    const token = tokens.current;
    if (token.kind !== 'name') throw tokens.failure();
    if (UNSUPPORTED_OPERATORS.has(token.text)) throw unsupportedLanguage(token.text);
    if (!OPERATORS.has(token.text)) throw tokens.failure();
    tokens.advance();
    return this.#operatorNamed(token.text);
  }

  #operatorNamed(name: string): Operator {
    switch (name) {
      case 'where':
      case 'filter':
        return { kind: 'where', predicate: this.#expressions.parse() };
      case 'project':
        return { kind: 'project', items: this.#isAtEnd() ? [] : this.#expressions.parseList() };
      case 'extend':
        return { kind: 'extend', items: this.#expressions.parseList() };
      case 'project-away':
      case 'project-keep':
        return { kind: name, patterns: this.#isAtEnd() ? [] : this.#patterns() };
      case 'project-rename':
        return { kind: 'project-rename', items: this.#isAtEnd() ? [] : this.#expressions.parseList() };
      case 'order':
      case 'sort':
        this.tokens.expectWord('by');
        return { kind: 'sort', keys: this.#sortKeys() };
      case 'top':
        return this.#top();
      case 'count':
        return { kind: 'count', name: this.tokens.takeWord('as') ? this.#expressions.parseNewName() : 'Count' };
      case 'distinct':
        return { kind: 'distinct', items: this.tokens.takeMark('*') ? null : this.#expressions.parseList() };
      case 'summarize':
        return this.#summarize();
      case 'mv-expand':
      case 'mvexpand':
        return this.#mvExpand();
      default:
        return { kind: 'take', count: this.#expressions.parse() };
    }
  }

  #isAtEnd(): boolean {
    return this.tokens.current.kind === 'end' || this.tokens.isMark('|') || this.tokens.isMark(';');
  }

  #patterns(): readonly ColumnPattern[] {
    const patterns = [this.#pattern()];
    while (this.tokens.takeMark(',')) patterns.push(this.#pattern());
    return patterns;
  }

  /** A column's name, or names and stars without a gap: os*, *Date, *. */
  #pattern(): ColumnPattern {
    const { tokens } = this;
    if (tokens.isMark('[')) return { text: this.#expressions.parseReference(), isWildcard: false };
    const first = tokens.current;
    let text = '';
    let end = first.start;
    while (tokens.current.start === end && (tokens.current.kind === 'name' || tokens.isMark('*'))) {
      text += tokens.current.text;
      end = tokens.advance().end;
    }
    if (text === '') throw tokens.failure();
    return { text, isWildcard: text.includes('*') };
  }

  #sortKeys(): readonly SortKey[] {
    const keys = [this.#sortKey()];
    while (this.tokens.takeMark(',')) keys.push(this.#sortKey());
    return keys;
  }

  /** Kusto sorts descending unless told otherwise, and a null is smaller than anything. */
  #sortKey(): SortKey {
    const value = this.#expressions.parse();
    const isAscending = this.tokens.takeWord('asc');
    if (!isAscending) this.tokens.takeWord('desc');
    if (!this.tokens.takeWord('nulls')) return { value, isDescending: !isAscending, nullsFirst: isAscending };
    const nullsFirst = this.tokens.takeWord('first');
    if (!nullsFirst) this.tokens.expectWord('last');
    return { value, isDescending: !isAscending, nullsFirst };
  }

  #top(): Operator {
    if (this.tokens.isWord('by')) throw this.tokens.failure();
    const count = this.#expressions.parse();
    this.tokens.expectWord('by');
    return { kind: 'top', count, key: this.#sortKey() };
  }

  #summarize(): Operator {
    const aggregates = this.#isAtEnd() || this.tokens.isWord('by') ? [] : this.#expressions.parseList();
    const by: readonly NamedExpression[] = this.tokens.takeWord('by') ? this.#expressions.parseList() : [];
    return { kind: 'summarize', aggregates, by };
  }

  #mvExpand(): Operator {
    const { tokens } = this;
    let bagsAsPairs = false;
    let indexName: string | null = null;
    while (tokens.next.text === '=' && /^(?:kind|bagexpansion|with_itemindex)$/.test(tokens.current.text)) {
      const parameter = tokens.advance().text;
      tokens.advance();
      if (parameter === 'with_itemindex') indexName = this.#expressions.parseNewName();
      else bagsAsPairs = this.#isArrayExpansion();
    }
    const columns = [this.#expandedColumn()];
    while (tokens.takeMark(',')) columns.push(this.#expandedColumn());
    const limit = tokens.takeWord('limit') ? this.#expressions.parse() : null;
    return { kind: 'mv-expand', columns, bagsAsPairs, indexName, limit };
  }

  #isArrayExpansion(): boolean {
    if (this.tokens.takeWord('array')) return true;
    this.tokens.expectWord('bag');
    return false;
  }

  #expandedColumn(): ExpandedColumn {
    const column = this.#expressions.parseNamed();
    return { ...column, toType: this.tokens.takeWord('to') ? this.#expressions.parseTypeof() : null };
  }
}
