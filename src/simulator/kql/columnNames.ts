import { semanticFailure } from './queryFailure';
import { NAME_OF_FIRST_ARGUMENT, NAME_PREFIXES } from './functionNames';
import type { Expression } from './syntax';

/** Where a column's name comes from: the query says it, it is the column's own, or it is made up from the expression. */
export type NameOrigin = 'explicit' | 'column' | 'implicit';

export interface DerivedName {
  readonly name: string;
  readonly origin: NameOrigin;
}

/** The name Kusto gives to an unnamed expression (properties.a[0] is properties_a_0); null = ColumnN. */
export function derivedName(expression: Expression): DerivedName | null {
  if (expression.kind === 'name') return { name: expression.name, origin: 'column' };
  const name = implicitName(expression);
  return name === null ? null : { name, origin: 'implicit' };
}

function implicitName(expression: Expression): string | null {
  switch (expression.kind) {
    case 'name':
      return expression.name;
    case 'member':
      return joined(expression.target, expression.name);
    case 'index':
      return joined(expression.target, indexText(expression.index));
    case 'call':
      return callName(expression.name, expression.args[0]?.value);
    default:
      return null;
  }
}

function joined(target: Expression, part: string): string | null {
  const base = implicitName(target);
  return base === null ? null : `${base}_${part}`;
}

function indexText(index: Expression): string {
  return index.kind === 'literal' && typeof index.value === 'number' ? String(index.value) : '';
}

function callName(name: string, first: Expression | undefined): string | null {
  const inner = first ? implicitName(first) : null;
  if (NAME_OF_FIRST_ARGUMENT.has(name)) return inner;
  const prefix = NAME_PREFIXES.get(name);
  return prefix === undefined ? null : `${prefix}_${inner ?? ''}`;
}

/** Gives out the names of an operator's columns as Kusto does: a made-up name that is taken gets a number. */
export class NameRegister {
  readonly #origins = new Map<string, NameOrigin>();
  #unnamed = 0;

  /** `avoided` are names that a ColumnN must keep clear of (the input columns of extend). */
  constructor(readonly avoided: ReadonlySet<string> = new Set()) {}

  register(derived: DerivedName | null): string {
    if (derived === null) return this.#take(this.#columnNumber(), 'implicit');
    const known = this.#origins.get(derived.name);
    const isClash =
      known !== undefined && (known === 'column' || derived.origin === 'column' || bothExplicit(known, derived));
    if (isClash) throw semanticFailure(`A column with the name '${derived.name}' is already declared.`);
    return this.#take(derived.name, derived.origin);
  }

  #columnNumber(): string {
    do this.#unnamed += 1;
    while (this.avoided.has(`Column${this.#unnamed}`));
    return `Column${this.#unnamed}`;
  }

  #take(wanted: string, origin: NameOrigin): string {
    let name = wanted;
    for (let suffix = 1; this.#origins.has(name); suffix += 1) name = `${wanted}${suffix}`;
    this.#origins.set(name, origin);
    return name;
  }
}

function bothExplicit(known: NameOrigin, derived: DerivedName): boolean {
  return known === 'explicit' && derived.origin === 'explicit';
}
