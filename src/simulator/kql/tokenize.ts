import { parserFailure } from './queryFailure';
import type { Place } from './queryFailure';
import { TIMESPAN_UNITS, scaledTicks } from './ticks';

export type Token =
  | { readonly kind: 'name'; readonly text: string; readonly start: number; readonly end: number }
  /** ['any name'] where a name may stand; told from an index by the parser. */
  | { readonly kind: 'mark'; readonly text: string; readonly start: number; readonly end: number }
  | {
      readonly kind: 'number';
      readonly text: string;
      readonly start: number;
      readonly end: number;
      readonly value: number;
      readonly isReal: boolean;
    }
  | {
      readonly kind: 'timespan';
      readonly text: string;
      readonly start: number;
      readonly end: number;
      readonly ticks: bigint | null;
    }
  | {
      readonly kind: 'string';
      readonly text: string;
      readonly start: number;
      readonly end: number;
      readonly value: string;
    }
  /** datetime(2026-01-01), int(null) …: the text between the parentheses, unread. */
  | {
      readonly kind: 'typed';
      readonly text: string;
      readonly start: number;
      readonly end: number;
      readonly type: string;
      readonly content: string;
    }
  | { readonly kind: 'end'; readonly text: string; readonly start: number; readonly end: number };

const BLANK = /(?:\s|\/\/[^\n]*)+/y;
// Names with a dash are one word to Kusto; anywhere else a dash is a minus.
const DASHED_NAME =
  /(?:project-(?:away|keep|rename|reorder|by-names)|mv-(?:expand|apply)|top-(?:nested|hitters)|parse-(?:where|kv)|make-(?:series|graph)|graph-(?:match|shortest-paths|mark-components|to-table)|macro-expand|sample-distinct|order-by)(?![\w-])/y;
const NAME = /(?:\$?[A-Za-z_]\w*)(?![\w$])/y;
const NUMBER_OR_NAME = /\d\w*/y;
const REAL = /\d+\.\d+(?:[eE][+-]?\d+)?(?![\w$])|\d+\.?[eE][+-]?\d+(?![\w$])/y;
const REAL_WITH_UNIT = /(\d+(?:\.\d+)?)([a-z]+)(?![\w$])/y;
const INTEGER = /^\d{1,40}$/;
const HEXADECIMAL = /^0[xX][0-9a-fA-F]{1,16}$/;
const MARK = /=~|==|!=|<>|!~|<=|>=|\.\.|[|;,()[\]{}=<>+\-*/%.:!~]/y;
const TYPED_LITERAL = /(datetime|date|timespan|time|int|long|real|double|bool|guid|decimal)\(([^)\n]{0,200})\)/y;

/** Splits a query into tokens; the last is the end. Throws QueryFailure on text that is no token. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let offset = skip(text, BLANK, 0);
  while (offset < text.length) {
    const token = readToken(text, offset);
    tokens.push(token);
    offset = skip(text, BLANK, token.end);
  }
  tokens.push({ kind: 'end', text: '<EOF>', start: text.length, end: text.length });
  return tokens;
}

/** Line from 1 and column from 0 of an offset. */
export function placeOf(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: offset - lineStart };
}

function skip(text: string, pattern: RegExp, offset: number): number {
  return match(text, pattern, offset)?.end ?? offset;
}

function match(text: string, pattern: RegExp, offset: number): { groups: readonly string[]; end: number } | undefined {
  pattern.lastIndex = offset;
  const found = pattern.exec(text);
  return found ? { groups: [...found], end: pattern.lastIndex } : undefined;
}

function readToken(text: string, start: number): Token {
  const string = readString(text, start);
  if (string) return string;
  const number = readNumber(text, start);
  if (number) return number;
  const typed = match(text, TYPED_LITERAL, start);
  if (typed && !/[\w$]/.test(text[start - 1] ?? '')) {
    const [whole = '', type = '', content = ''] = typed.groups;
    return { kind: 'typed', text: whole, start, end: typed.end, type, content };
  }
  const name = match(text, DASHED_NAME, start) ?? match(text, NAME, start);
  if (name) return { kind: 'name', text: name.groups[0] ?? '', start, end: name.end };
  const mark = match(text, MARK, start);
  if (mark) return { kind: 'mark', text: mark.groups[0] ?? '', start, end: mark.end };
  throw parserFailure(placeOf(text, start), String.fromCodePoint(text.codePointAt(start) ?? 0));
}

function readNumber(text: string, start: number): Token | undefined {
  const real = match(text, REAL, start);
  if (real) {
    const source = real.groups[0] ?? '';
    return { kind: 'number', text: source, start, end: real.end, value: Number(source), isReal: true };
  }
  const withUnit = match(text, REAL_WITH_UNIT, start);
  const unit = TIMESPAN_UNITS.get(withUnit?.groups[2] ?? '');
  if (withUnit && unit !== undefined) {
    const [source = '', count = ''] = withUnit.groups;
    return { kind: 'timespan', text: source, start, end: withUnit.end, ticks: scaledTicks(Number(count), unit) };
  }
  const word = match(text, NUMBER_OR_NAME, start);
  if (!word) return undefined;
  const source = word.groups[0] ?? '';
  if (INTEGER.test(source) || HEXADECIMAL.test(source)) {
    return { kind: 'number', text: source, start, end: word.end, value: Number(source), isReal: false };
  }
  // Kusto lets a name begin with a digit.
  return { kind: 'name', text: source, start, end: word.end };
}

const STRING_START = /(?:[hH]?(@?)(["'])|(```|~~~))/y;

function readString(text: string, start: number): Token | undefined {
  const opening = match(text, STRING_START, start);
  if (!opening) return undefined;
  const [, verbatim = '', quote = '', fence = ''] = opening.groups;
  if (fence) return readFenced(text, start, opening.end, fence);
  return verbatim ? readVerbatim(text, start, opening.end, quote) : readEscaped(text, start, opening.end, quote);
}

function readFenced(text: string, start: number, from: number, fence: string): Token {
  const close = text.indexOf(fence, from);
  if (close < 0) throw unterminated(text, start, fence);
  const end = close + fence.length;
  return { kind: 'string', text: text.slice(start, end), start, end, value: text.slice(from, close) };
}

/** @'…': a backslash is a backslash, a doubled quote is a quote. */
function readVerbatim(text: string, start: number, from: number, quote: string): Token {
  let value = '';
  let offset = from;
  for (;;) {
    const close = endOfRun(text, offset, quote);
    if (text[close] !== quote) throw unterminated(text, start, quote);
    value += text.slice(offset, close);
    if (text[close + 1] !== quote) {
      return { kind: 'string', text: text.slice(start, close + 1), start, end: close + 1, value };
    }
    value += quote;
    offset = close + 2;
  }
}

function endOfRun(text: string, from: number, quote: string): number {
  let offset = from;
  while (offset < text.length && text[offset] !== quote && text[offset] !== '\n') offset += 1;
  return offset;
}

const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|([0-7]{1,3})|([\\'"abfnrtv]))/y;
const ESCAPED_CHARACTERS: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

function readEscaped(text: string, start: number, from: number, quote: string): Token {
  const parts: string[] = [];
  let offset = from;
  for (;;) {
    const character = text[offset];
    if (character === undefined || character === '\n') throw unterminated(text, start, quote);
    if (character === quote) {
      const end = offset + 1;
      return { kind: 'string', text: text.slice(start, end), start, end, value: parts.join('') };
    }
    if (character !== '\\') {
      parts.push(character);
      offset += 1;
      continue;
    }
    const escape = match(text, ESCAPE, offset);
    if (!escape) throw parserFailure(placeOf(text, offset), text.slice(offset, offset + 2), quote);
    parts.push(unescaped(escape.groups));
    offset = escape.end;
  }
}

function unescaped(groups: readonly string[]): string {
  const [, four, eight, two, octal, letter] = groups;
  const hexadecimal = four ?? eight ?? two;
  if (hexadecimal !== undefined) return fromCodePoint(Number.parseInt(hexadecimal, 16));
  if (octal !== undefined) return fromCodePoint(Number.parseInt(octal, 8));
  return ESCAPED_CHARACTERS[letter ?? ''] ?? letter ?? '';
}

function fromCodePoint(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
}

function unterminated(text: string, start: number, quote: string): Error {
  const line = text.slice(start).split('\n', 1)[0] ?? '';
  return parserFailure(placeOf(text, start), line, quote);
}
