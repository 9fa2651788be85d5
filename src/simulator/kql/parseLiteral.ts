import type { Json } from './json';
import type { KqlType, Value } from './kqlValue';
import { unsupportedLanguage } from './queryFailure';
import type { Expression } from './syntax';
import type { TokenStream } from './tokenStream';
import { datetimeText, parseDatetime, parseTimespan, timespanText } from './ticks';
import type { Token } from './tokenize';

type Literal = Extract<Expression, { readonly kind: 'literal' }>;

function literal(type: KqlType, value: Value): Literal {
  return { kind: 'literal', type, value };
}

/** Adjacent string literals are one string, as in C. Source: Kusto's page on the string data type. */
export function parseStrings(tokens: TokenStream): string {
  let value = '';
  while (tokens.current.kind === 'string') {
    value += tokens.current.value;
    tokens.advance();
  }
  return value;
}

/** A literal that begins here, or undefined. */
export function parseLiteral(tokens: TokenStream, now: bigint): Literal | undefined {
  const token = tokens.current;
  switch (token.kind) {
    case 'string':
      return literal('string', parseStrings(tokens));
    case 'number':
      tokens.advance();
      return literal(token.isReal ? 'real' : 'long', token.value);
    case 'timespan':
      tokens.advance();
      return literal('timespan', token.ticks);
    case 'typed':
      tokens.advance();
      return typedLiteral(token, now);
    case 'name':
      return parseNamedLiteral(tokens, token.text);
    default:
      return undefined;
  }
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['True', true],
  ['TRUE', true],
  ['false', false],
  ['False', false],
  ['FALSE', false],
]);

function parseNamedLiteral(tokens: TokenStream, word: string): Literal | undefined {
  const boolean = BOOLEANS.get(word);
  if (boolean !== undefined) {
    tokens.advance();
    return literal('bool', boolean);
  }
  if (word !== 'dynamic' || tokens.next.kind !== 'mark' || tokens.next.text !== '(') return undefined;
  tokens.advance();
  return literal('dynamic', parseDynamic(tokens));
}

/** ( value ) after the word dynamic. */
function parseDynamic(tokens: TokenStream): Json {
  tokens.expectMark('(');
  const value = tokens.nested(() => parseJsonValue(tokens));
  tokens.expectMark(')');
  return value;
}

function parseJsonValue(tokens: TokenStream): Json {
  const token = tokens.current;
  if (token.kind === 'string') return parseStrings(tokens);
  if (tokens.takeMark('[')) return tokens.nested(() => parseJsonArray(tokens));
  if (tokens.takeMark('{')) return tokens.nested(() => parseJsonObject(tokens));
  const isNegative = tokens.takeMark('-');
  const number = tokens.current;
  if (number.kind === 'number') {
    tokens.advance();
    return isNegative ? -number.value : number.value;
  }
  if (isNegative) throw tokens.failure();
  if (tokens.takeWord('null')) return null;
  // JSON has no instants and spans; in a dynamic they turn into their text.
  if (token.kind === 'timespan') {
    tokens.advance();
    return token.ticks === null ? null : timespanText(token.ticks);
  }
  // Of the typed literals Kusto leaves int out here.
  if (token.kind === 'typed' && token.type === 'int') throw tokens.failure();
  const value = parseLiteral(tokens, 0n);
  if (!value) throw tokens.failure();
  if (typeof value.value !== 'bigint') return value.value;
  return value.type === 'datetime' ? datetimeText(value.value) : timespanText(value.value);
}

function parseJsonArray(tokens: TokenStream): Json {
  const items: Json[] = [];
  if (tokens.takeMark(']')) return items;
  do items.push(parseJsonValue(tokens));
  while (tokens.takeMark(','));
  tokens.expectMark(']');
  return items;
}

function parseJsonObject(tokens: TokenStream): Json {
  const entries: [string, Json][] = [];
  if (tokens.takeMark('}')) return {};
  do {
    if (tokens.current.kind !== 'string') throw tokens.failure();
    const key = parseStrings(tokens);
    tokens.expectMark(':');
    entries.push([key, parseJsonValue(tokens)]);
  } while (tokens.takeMark(','));
  tokens.expectMark('}');
  return Object.fromEntries(entries);
}

/** datetime(…), int(…) and their like. Content that is no such value is the type's null, as in Kusto. */
function typedLiteral(token: Extract<Token, { readonly kind: 'typed' }>, now: bigint): Literal {
  const content = unquoted(token.content.trim());
  switch (token.type) {
    case 'datetime':
    case 'date':
      // "datetime(): returns the current time", Kusto's page on the datetime data type.
      return literal('datetime', content === '' ? now : parseDatetime(content));
    case 'timespan':
    case 'time':
      return literal('timespan', parseTimespan(content));
    case 'int':
    case 'long':
      return literal(token.type, /^[+-]?\d{1,20}$/.test(content) ? Number(content) : null);
    case 'real':
    case 'double':
      return literal('real', realContent(content));
    case 'bool':
      return literal('bool', BOOLEANS.get(content) ?? (/^\d{1,9}$/.test(content) ? Number(content) !== 0 : null));
    default:
      throw unsupportedLanguage(token.type);
  }
}

function unquoted(content: string): string {
  const quoted = /^@?(["'])(.*)\1$/s.exec(content);
  return quoted?.[2] ?? content;
}

function realContent(content: string): number | null {
  if (/^[+-]?inf$/i.test(content)) return content.startsWith('-') ? -Infinity : Infinity;
  if (/^nan$/i.test(content)) return NaN;
  return /^[+-]?\d{1,40}(?:\.\d{1,40})?(?:[eE][+-]?\d{1,3})?$/.test(content) ? Number(content) : null;
}
