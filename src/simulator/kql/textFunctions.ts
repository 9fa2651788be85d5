import { regexEvaluator } from './bindText';
import { bound, constantValue, numberEvaluator, textEvaluator } from './bound';
import type { Bound, Evaluate } from './bound';
import { converted } from './convert';
import { argument, integerArgument, typedArgument, wrongArgument } from './functionCall';
import type { FunctionCall, FunctionTable } from './functionCall';
import { LinearRegex } from './linearRegex';
import { semanticFailure } from './queryFailure';

/*
 * Positions count characters, not UTF-16 units. tolower(), strlen(), substring() and indexof() take any scalar;
 * trim(), replace_string(), countof() and extract() want a string: a cluster refuses a dynamic there (measured by
 * duckdb-kql, rule R17).
 */

function anyText(call: FunctionCall, index: number): Bound {
  return argument(call, index);
}

function plainText(call: FunctionCall, index: number): Bound {
  return typedArgument(call, index, ['string']);
}

const SURROGATE = /[\ud800-\udfff]/;

function characterCount(text: string): number {
  return SURROGATE.test(text) ? Array.from(text).length : text.length;
}

function slice(text: string, from: number, to: number): string {
  return SURROGATE.test(text) ? Array.from(text).slice(from, to).join('') : text.slice(from, to);
}

function textToText(transform: (text: string) => string): (call: FunctionCall) => Bound {
  return (call) => {
    const value = anyText(call, 0);
    const read = textEvaluator(value);
    return bound('string', [value], (row) => transform(read(row)));
  };
}

function bindStrcat(call: FunctionCall): Bound {
  const readers = call.args.map(textEvaluator);
  return bound('string', call.args, (row) => {
    let text = '';
    for (const read of readers) text += read(row);
    return text;
  });
}

function bindStrlen(call: FunctionCall): Bound {
  const value = anyText(call, 0);
  const read = textEvaluator(value);
  return bound('long', [value], (row) => characterCount(read(row)));
}

/** split(text, delimiter): an array; split(text, delimiter, index): an array of that one part, or null. */
function bindSplit(call: FunctionCall): Bound {
  const source = typedArgument(call, 0, ['string', 'dynamic']);
  const delimiter = plainText(call, 1);
  const [text, separator] = [textEvaluator(source), textEvaluator(delimiter)];
  const parts: Evaluate<readonly string[]> = (row) => {
    const by = separator(row);
    return by === '' ? [text(row)] : text(row).split(by);
  };
  if (call.args.length < 3) return bound('dynamic', [source, delimiter], parts);
  const index = integerArgument(call, 2);
  const at = numberEvaluator(index);
  return bound('dynamic', [source, delimiter, index], (row) => {
    const part = parts(row)[at(row) ?? -1];
    return part === undefined ? null : [part];
  });
}

/** From an index (negative: from the end), so many characters; out of range is ''. */
function bindSubstring(call: FunctionCall): Bound {
  const source = anyText(call, 0);
  const start = integerArgument(call, 1);
  const length = call.args.length > 2 ? integerArgument(call, 2) : undefined;
  const [text, from] = [textEvaluator(source), numberEvaluator(start)];
  const count: Evaluate<number | null> = length ? numberEvaluator(length) : () => Infinity;
  return bound('string', [source, start, ...(length ? [length] : [])], (row) => {
    const value = text(row);
    const first = from(row);
    const size = count(row);
    if (first === null || size === null || size <= 0) return '';
    const begin = first < 0 ? Math.max(0, characterCount(value) + first) : first;
    return slice(value, begin, begin + size);
  });
}

/** indexof(text, match, start, length, occurrence): a position, -1, or null for arguments that make no sense. */
function bindIndexof(call: FunctionCall): Bound {
  const [source, match] = [anyText(call, 0), anyText(call, 1)];
  const numbers = call.args.slice(2).map((_, index) => integerArgument(call, index + 2));
  const [text, needle] = [textEvaluator(source), textEvaluator(match)];
  const readers = numbers.map(numberEvaluator);
  return bound('long', [source, match, ...numbers], (row) => {
    const [start = 0, length = -1, occurrence = 1] = readers.map((read) => read(row));
    if (start === null || length === null || occurrence === null) return null;
    return position(text(row), needle(row), start, length, occurrence);
  });
}

/** Each occurrence is sought in a window of the given length; the next window begins behind the one before. */
function position(text: string, needle: string, start: number, length: number, occurrence: number): number | null {
  if (occurrence < 1 || length < -1) return null;
  let from = start < 0 ? Math.max(0, text.length + start) : start;
  for (let count = 1; count <= occurrence && from <= text.length; count += 1) {
    const at = text.indexOf(needle, from);
    if (at < 0 || (length >= 0 && at + needle.length > from + length)) return -1;
    if (count === occurrence) return at;
    from = at + 1;
  }
  return -1;
}

function bindReplaceString(call: FunctionCall): Bound {
  const parts = [plainText(call, 0), plainText(call, 1), plainText(call, 2)];
  const [text, lookup, rewrite] = parts.map(textEvaluator);
  return bound('string', parts, (row) => {
    const sought = lookup?.(row) ?? '';
    const value = text?.(row) ?? '';
    return sought === '' ? value : value.split(sought).join(rewrite?.(row) ?? '');
  });
}

/** trim(regex, text) and its halves: all matches at an end go. */
function bindTrim(atStart: boolean, atEnd: boolean): (call: FunctionCall) => Bound {
  return (call) => {
    const pattern = constantValue(plainText(call, 0));
    if (typeof pattern !== 'string') throw semanticFailure('The expression must be a constant.');
    const source = plainText(call, 1);
    const text = textEvaluator(source);
    const [first, last] = [LinearRegex.compile(`^(?:${pattern})*`), LinearRegex.compile(`(?:${pattern})*$`)];
    if (!first || !last) throw semanticFailure(`Invalid regular expression: '${pattern}'.`);
    return bound('string', [source], (row) => {
      const value = text(row);
      const start = atStart ? (first.find(value)?.[0]?.[1] ?? 0) : 0;
      const rest = value.slice(start);
      return atEnd ? rest.slice(0, last.find(rest)?.[0]?.[0] ?? rest.length) : rest;
    });
  };
}

/** countof(text, search, 'normal' | 'regex'): plain matches may overlap, those of a regex do not. */
function bindCountof(call: FunctionCall): Bound {
  const [source, search] = [plainText(call, 0), plainText(call, 1)];
  const kind = call.args.length > 2 ? constantValue(argument(call, 2)) : 'normal';
  if (kind !== 'normal' && kind !== 'regex') throw wrongArgument(call, 2, "'normal' or 'regex'");
  const text = textEvaluator(source);
  if (kind === 'normal') {
    const needle = textEvaluator(search);
    return bound('long', [source, search], (row) => overlappingCount(text(row), needle(row)));
  }
  const regex = regexEvaluator(search);
  return bound('long', [source, search], (row) => matchCount(text(row), regex(row)));
}

function overlappingCount(text: string, needle: string): number {
  if (needle === '') return 0;
  let count = 0;
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) count += 1;
  return count;
}

const MOST_MATCHES = 10_000;

function matchCount(text: string, regex: LinearRegex | undefined): number | null {
  if (!regex) return null;
  let count = 0;
  for (let from = 0; from <= text.length && count < MOST_MATCHES;) {
    const found = regex.find(text, from)?.[0];
    if (!found) return count;
    count += 1;
    from = found[1] > found[0] ? found[1] : found[1] + 1;
  }
  return count;
}

/** extract(regex, group, text, typeof(…)): no match is '' or the type's null. */
function bindExtract(call: FunctionCall): Bound {
  const pattern = plainText(call, 0);
  const group = integerArgument(call, 1);
  const source = plainText(call, 2);
  const type = call.args.length > 3 ? call.types[3] : 'string';
  if (type === undefined) throw wrongArgument(call, 3, 'type');
  const [regex, index, text] = [regexEvaluator(pattern), numberEvaluator(group), textEvaluator(source)];
  return bound(type, [pattern, group, source], (row) => {
    const value = text(row);
    const span = regex(row)?.find(value)?.[index(row) ?? -1];
    return span ? converted(value.slice(...span), 'string', type) : type === 'string' ? '' : null;
  });
}

export const TEXT_FUNCTIONS: FunctionTable = {
  tolower: { least: 1, most: 1, bind: textToText((text) => text.toLowerCase()) },
  toupper: { least: 1, most: 1, bind: textToText((text) => text.toUpperCase()) },
  strcat: { least: 1, most: 64, bind: bindStrcat },
  strlen: { least: 1, most: 1, bind: bindStrlen },
  split: { least: 2, most: 3, bind: bindSplit },
  substring: { least: 2, most: 3, bind: bindSubstring },
  indexof: { least: 2, most: 5, bind: bindIndexof },
  replace_string: { least: 3, most: 3, bind: bindReplaceString },
  trim: { least: 2, most: 2, bind: bindTrim(true, true) },
  trim_start: { least: 2, most: 2, bind: bindTrim(true, false) },
  trim_end: { least: 2, most: 2, bind: bindTrim(false, true) },
  countof: { least: 2, most: 3, bind: bindCountof },
  extract: { least: 3, most: 4, bind: bindExtract },
};
