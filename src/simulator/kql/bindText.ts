import { bound, constantValue, textEvaluator } from './bound';
import type { Bound, Evaluate } from './bound';
import { itemTexts } from './bindComparison';
import { LinearRegex } from './linearRegex';
import { semanticFailure } from './queryFailure';
import type { TextOperator } from './syntax';

type TextTest = (text: string, needle: string) => boolean;

/*
 * A term is a run of letters and digits; every other character, the underscore too, ends one. A needle that is empty is
 * in every text. Sources: Kusto's page on string operators ("What is a term?"), measured by duckdb-kql (rule R3).
 */
const TERM_CHARACTER = /[\p{L}\p{N}]/u;

function isTermCharacter(character: string | undefined): boolean {
  return character !== undefined && TERM_CHARACTER.test(character);
}

/** Whether a needle stands in a text with a term boundary before it, after it, or both. */
function hasTerm(text: string, needle: string, atStart: boolean, atEnd: boolean): boolean {
  if (needle === '') return true;
  const guardsStart = atStart && isTermCharacter(needle[0]);
  const guardsEnd = atEnd && isTermCharacter(needle.at(-1));
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) {
    const startsWell = !guardsStart || !isTermCharacter(text[at - 1]);
    if (startsWell && (!guardsEnd || !isTermCharacter(text[at + needle.length]))) return true;
  }
  return false;
}

const TESTS: Readonly<Record<string, TextTest>> = {
  '=~': (text, needle) => text === needle,
  has: (text, needle) => hasTerm(text, needle, true, true),
  hasprefix: (text, needle) => hasTerm(text, needle, true, false),
  hassuffix: (text, needle) => hasTerm(text, needle, false, true),
  contains: (text, needle) => text.includes(needle),
  startswith: (text, needle) => text.startsWith(needle),
  endswith: (text, needle) => text.endsWith(needle),
};

/** has, contains, =~ and the rest. All of them are total: a missing text is ''. */
export function bindTextOperator(operator: TextOperator, left: Bound, right: Bound): Bound {
  for (const side of [left, right]) requireText(operator, side, left, right);
  if (operator === 'matches regex') return bindRegexMatch(left, right);
  const isNegated = operator.startsWith('!');
  const mindsCase = operator.endsWith('_cs');
  const stem = operator === '!~' ? '=~' : operator.replace(/^!/, '').replace(/_cs$/, '');
  const test = TESTS[stem] ?? (() => false);
  const text = folded(left, mindsCase);
  const needle = folded(right, mindsCase);
  return bound('bool', [left, right], (row) => test(text(row), needle(row)) !== isNegated);
}

function requireText(operator: string, side: Bound, left: Bound, right: Bound): void {
  if (side.type === 'string' || side.type === 'dynamic') return;
  throw semanticFailure(
    `The operator '${operator}' is not defined for the operand types ${left.type} and ${right.type}.`,
  );
}

function folded(side: Bound, mindsCase: boolean): Evaluate<string> {
  const read = textEvaluator(side);
  if (mindsCase) return read;
  const value = constantValue(side);
  if (value === undefined) return (row) => read(row).toLowerCase();
  const text = read([]).toLowerCase();
  return () => text;
}

/** Both ignore case; there are no negated forms (Kusto knows none). */
export function bindHasList(operator: 'has_any' | 'has_all', left: Bound, items: readonly Bound[]): Bound {
  const other = [left, ...items].find((side) => side.type !== 'string' && side.type !== 'dynamic');
  if (other) throw semanticFailure(`The operator '${operator}' is not defined for the operand type ${other.type}.`);
  const read = folded(left, false);
  const needles = itemTexts(items);
  const constant = needles.constant.map((needle) => needle.toLowerCase());
  return bound('bool', [left, ...items], (row) => {
    const text = read(row);
    const all = needles.isConstant ? constant : needles.evaluate(row).map((needle) => needle.toLowerCase());
    const isIn = (needle: string): boolean => hasTerm(text, needle, true, true);
    return operator === 'has_any' ? all.some(isIn) : all.every(isIn);
  });
}

function bindRegexMatch(left: Bound, right: Bound): Bound {
  const text = textEvaluator(left);
  const regex = regexEvaluator(right);
  return bound('bool', [left, right], (row) => regex(row)?.find(text(row)) !== undefined);
}

/** A pattern, compiled once when it is constant (and then it must be a regular expression); undefined = it is none. */
export function regexEvaluator(pattern: Bound): Evaluate<LinearRegex | undefined> {
  const read = textEvaluator(pattern);
  if (!pattern.isConstant) return (row) => LinearRegex.compile(read(row));
  const regex = LinearRegex.compile(read([]));
  if (!regex) throw semanticFailure(`Invalid regular expression: '${read([])}'.`);
  return () => regex;
}
