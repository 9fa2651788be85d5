import { typeNamed } from './kqlValue';
import type { KqlType } from './kqlValue';
import { parseLiteral, parseStrings } from './parseLiteral';
import { unsupportedLanguage } from './queryFailure';
import type { BinaryOperator, Expression, ListOperator, NamedExpression, TextOperator } from './syntax';
import type { TokenStream } from './tokenStream';

const EQUALITY: ReadonlyMap<string, BinaryOperator> = new Map<string, BinaryOperator>([
  ['==', '=='],
  ['!=', '!='],
  ['<>', '!='],
]);
const ORDER: ReadonlyMap<string, BinaryOperator> = new Map<string, BinaryOperator>([
  ['<', '<'],
  ['<=', '<='],
  ['>', '>'],
  ['>=', '>='],
]);
const ADDITIVE: ReadonlyMap<string, BinaryOperator> = new Map<string, BinaryOperator>([
  ['+', '+'],
  ['-', '-'],
]);
const MULTIPLICATIVE: ReadonlyMap<string, BinaryOperator> = new Map<string, BinaryOperator>([
  ['*', '*'],
  ['/', '/'],
  ['%', '%'],
]);

const TEXT_STEMS = ['has', 'hasprefix', 'hassuffix', 'contains', 'startswith', 'endswith'] as const;
const TEXT_OPERATORS: ReadonlyMap<string, TextOperator> = new Map<string, TextOperator>([
  ['=~', '=~'],
  ['!~', '!~'],
  ...TEXT_STEMS.flatMap((stem): [string, TextOperator][] => [
    [stem, stem],
    [`${stem}_cs`, `${stem}_cs`],
    [`!${stem}`, `!${stem}`],
    [`!${stem}_cs`, `!${stem}_cs`],
  ]),
]);

/** Words that mean something else in an expression, so a name spelled so needs ['…']. Measured on Microsoft's parser. */
const RESERVED_WORDS = new Set(
  (
    'where in by and or has contains startswith endswith between project union asc desc first last of to set ' +
    'datetime timespan date time int long real double string dynamic decimal mv-expand has_any has_all has_cs ' +
    'contains_cs search find print invoke as sample isfuzzy float boolean uniqueid'
  ).split(' '),
);
/** Those of them that cannot be given as a new name either. */
const RESERVED_NEW_NAMES = new Set(
  (
    'and or startswith endswith between project union asc desc first last kind datetime timespan date time int ' +
    'long real double string dynamic decimal true false mv-expand has_any has_all has_cs contains_cs isfuzzy ' +
    'withsource float boolean uniqueid'
  ).split(' '),
);

const LONGEST_CHAIN = 500;
const LONGEST_LIST = 1_000;

/** Parses expressions. Precedence as in Kusto's grammar: operators on text bind tighter than arithmetic. */
export class ExpressionParser {
  constructor(
    readonly tokens: TokenStream,
    /** What datetime() stands for, in ticks. */
    readonly now: bigint,
  ) {}

  parse(): Expression {
    return this.tokens.nested(() => this.#logical('or', () => this.#logical('and', () => this.#equality())));
  }

  /** `name = value`, or a value alone. */
  parseNamed(): NamedExpression {
    const name = this.#newNameAhead();
    if (name === undefined) return { name: null, value: this.parse() };
    return { name, value: this.parse() };
  }

  parseList(): readonly NamedExpression[] {
    const items = [this.parseNamed()];
    while (this.tokens.takeMark(',')) {
      if (items.length >= LONGEST_LIST) throw this.tokens.failure();
      items.push(this.parseNamed());
    }
    return items;
  }

  /** Takes a new name: a word or ['any text']. */
  parseNewName(): string {
    const { tokens } = this;
    if (tokens.isMark('[')) return this.#bracketedName();
    const token = tokens.current;
    if (token.kind !== 'name') throw tokens.failure();
    tokens.advance();
    return token.text;
  }

  /** Takes the name of a column that exists. */
  parseReference(): string {
    const { tokens } = this;
    if (tokens.isMark('[')) return this.#bracketedName();
    const token = tokens.current;
    if (token.kind !== 'name' || RESERVED_WORDS.has(token.text)) throw tokens.failure();
    tokens.advance();
    return token.text;
  }

  /** typeof ( name ) */
  parseTypeof(): KqlType {
    const { tokens } = this;
    tokens.expectWord('typeof');
    tokens.expectMark('(');
    const token = tokens.current;
    const type = token.kind === 'name' ? typeNamed(token.text) : undefined;
    if (type === undefined) {
      throw token.text === 'guid' || token.text === 'decimal' ? unsupportedLanguage(token.text) : tokens.failure();
    }
    tokens.advance();
    tokens.expectMark(')');
    return type;
  }

  #newNameAhead(): string | undefined {
    const { tokens } = this;
    if (tokens.current.kind === 'name' && tokens.next.kind === 'mark' && tokens.next.text === '=') {
      if (RESERVED_NEW_NAMES.has(tokens.current.text)) throw tokens.failure();
      const name = tokens.advance().text;
      tokens.advance();
      return name;
    }
    return tokens.isMark('[') ? this.#bracketedNewNameAhead() : undefined;
  }

  /** ['name'] = … ; anything else that begins with [ is an expression. */
  #bracketedNewNameAhead(): string | undefined {
    const match = /\[\s{0,20}(?:"[^"\\\n]{0,200}"|'[^'\\\n]{0,200}')\s{0,20}\]\s{0,20}=(?![=~])/y;
    match.lastIndex = this.tokens.current.start;
    if (!match.test(this.tokens.text)) return undefined;
    const name = this.#bracketedName();
    this.tokens.expectMark('=');
    return name;
  }

  #bracketedName(): string {
    this.tokens.expectMark('[');
    if (this.tokens.current.kind !== 'string') throw this.tokens.failure();
    const name = parseStrings(this.tokens);
    this.tokens.expectMark(']');
    return name;
  }

  #logical(operator: 'and' | 'or', operand: () => Expression): Expression {
    const first = operand();
    if (!this.tokens.isWord(operator)) return first;
    const operands = [first];
    while (this.tokens.takeWord(operator)) operands.push(operand());
    return { kind: 'logical', operator, operands };
  }

  #equality(): Expression {
    const left = this.#order();
    const equality = this.#markOperator(EQUALITY);
    if (equality) return { kind: 'binary', operator: equality, left, right: this.#order() };
    return this.#list(left) ?? this.#between(left) ?? left;
  }

  #order(): Expression {
    const left = this.#additive();
    const operator = this.#markOperator(ORDER);
    return operator ? { kind: 'binary', operator, left, right: this.#additive() } : left;
  }

  #additive(): Expression {
    return this.#chain(ADDITIVE, () => this.#chain(MULTIPLICATIVE, () => this.#text()));
  }

  #chain(operators: ReadonlyMap<string, BinaryOperator>, operand: () => Expression): Expression {
    let left = operand();
    for (let length = 0; ; length += 1) {
      const operator = this.#markOperator(operators);
      if (!operator) return left;
      if (length > LONGEST_CHAIN) throw this.tokens.failure();
      left = { kind: 'binary', operator, left, right: operand() };
    }
  }

  #text(): Expression {
    const left = this.#signed();
    const operator = this.#textOperator();
    return operator ? { kind: 'binary', operator, left, right: this.#signed() } : left;
  }

  #markOperator(operators: ReadonlyMap<string, BinaryOperator>): BinaryOperator | undefined {
    const { tokens } = this;
    const operator = tokens.current.kind === 'mark' ? operators.get(tokens.current.text) : undefined;
    if (operator) tokens.advance();
    return operator;
  }

  #textOperator(): TextOperator | undefined {
    const { tokens } = this;
    // One word to Kusto, with just one blank.
    const isRegex = tokens.next.text === 'regex' && tokens.next.start === tokens.current.end + 1;
    if (tokens.isWord('matches') && isRegex) {
      tokens.advance();
      tokens.advance();
      return 'matches regex';
    }
    const word = this.#operatorWord();
    const operator = TEXT_OPERATORS.get(word);
    if (!operator) return undefined;
    this.#takeOperatorWord(word);
    return operator;
  }

  /** The operator that begins here, its ! included: "!has" is two tokens, "!~" one. */
  #operatorWord(): string {
    const { current, next } = this.tokens;
    const isJoined = current.text === '!' && next.kind === 'name' && next.start === current.end;
    return isJoined ? `!${next.text}` : current.kind === 'string' ? '' : current.text;
  }

  /** Takes it, and tells where it ends. */
  #takeOperatorWord(word: string): number {
    if (this.tokens.current.text === '!' && word !== '!') this.tokens.advance();
    return this.tokens.advance().end;
  }

  #list(left: Expression): Expression | undefined {
    const operator = this.#listOperator();
    if (!operator) return undefined;
    this.tokens.expectMark('(');
    const items = [this.parse()];
    while (this.tokens.takeMark(',')) items.push(this.parse());
    if (this.tokens.isMark('|')) throw unsupportedLanguage(operator);
    this.tokens.expectMark(')');
    return { kind: 'list', operator, left, items };
  }

  #listOperator(): ListOperator | undefined {
    const word = this.#operatorWord();
    if (word === 'has_any' || word === 'has_all') {
      this.#takeOperatorWord(word);
      return word;
    }
    if (word !== 'in' && word !== '!in') return undefined;
    const end = this.#takeOperatorWord(word);
    const { tokens } = this;
    return tokens.current.start === end && tokens.takeMark('~') ? `${word}~` : word;
  }

  #between(left: Expression): Expression | undefined {
    const word = this.#operatorWord();
    if (word !== 'between' && word !== '!between') return undefined;
    this.#takeOperatorWord(word);
    this.tokens.expectMark('(');
    const low = this.tokens.nested(() => this.#additive());
    this.tokens.expectMark('..');
    const high = this.tokens.nested(() => this.#additive());
    this.tokens.expectMark(')');
    return { kind: 'between', isNegated: word === '!between', left, low, high };
  }

  #signed(): Expression {
    const { tokens } = this;
    if (!tokens.isMark('-') && !tokens.isMark('+')) return this.#postfix();
    const isNegative = tokens.advance().text === '-';
    return { kind: 'sign', isNegative, operand: this.#postfix() };
  }

  #postfix(): Expression {
    let target = this.#primary();
    for (let length = 0; length <= LONGEST_CHAIN; length += 1) {
      const longer = this.#accessed(target);
      if (!longer) return target;
      target = longer;
    }
    throw this.tokens.failure();
  }

  #accessed(target: Expression): Expression | undefined {
    const { tokens } = this;
    if (tokens.takeMark('.')) {
      return { kind: 'member', target, name: this.parseReference() };
    }
    if (!tokens.takeMark('[')) return undefined;
    const index = this.parse();
    tokens.expectMark(']');
    if (index.kind === 'literal' && index.type === 'string' && typeof index.value === 'string') {
      return { kind: 'member', target, name: index.value };
    }
    return { kind: 'index', target, index };
  }

  #primary(): Expression {
    const { tokens } = this;
    if (tokens.takeMark('(')) {
      const inner = this.parse();
      tokens.expectMark(')');
      return inner;
    }
    const literal = parseLiteral(tokens, this.now);
    if (literal) return literal;
    if (tokens.isMark('[')) return { kind: 'name', name: this.#bracketedName() };
    if (tokens.isWord('typeof') && tokens.next.text === '(') return { kind: 'typeof', type: this.parseTypeof() };
    const token = tokens.current;
    if (token.kind !== 'name') throw tokens.failure();
    if (tokens.next.kind === 'mark' && tokens.next.text === '(') return this.#call(token.text);
    return { kind: 'name', name: this.parseReference() };
  }

  #call(name: string): Expression {
    const { tokens } = this;
    tokens.advance();
    tokens.expectMark('(');
    const args: NamedExpression[] = [];
    if (tokens.takeMark(')')) return { kind: 'call', name, args };
    do args.push(this.#argument());
    while (tokens.takeMark(','));
    tokens.expectMark(')');
    return { kind: 'call', name, args };
  }

  #argument(): NamedExpression {
    const { tokens } = this;
    const isStar = tokens.isMark('*') && tokens.next.kind === 'mark' && /^[,)]$/.test(tokens.next.text);
    if (!isStar) return this.parseNamed();
    tokens.advance();
    return { name: null, value: { kind: 'star' } };
  }
}
