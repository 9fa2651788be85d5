import { parserFailure } from './queryFailure';
import type { QueryFailure } from './queryFailure';
import { placeOf, tokenize } from './tokenize';
import type { Token } from './tokenize';

const DEEPEST_NESTING = 100;

/** The tokens of a query and where the parser stands in them. */
export class TokenStream {
  readonly #tokens: readonly Token[];
  #index = 0;
  #depth = 0;

  constructor(readonly text: string) {
    this.#tokens = tokenize(text);
  }

  get current(): Token {
    return this.#at(this.#index);
  }

  get next(): Token {
    return this.#at(this.#index + 1);
  }

  #at(index: number): Token {
    return this.#tokens[index] ?? { kind: 'end', text: '<EOF>', start: this.text.length, end: this.text.length };
  }

  advance(): Token {
    const token = this.current;
    this.#index += 1;
    return token;
  }

  isMark(text: string): boolean {
    return this.current.kind === 'mark' && this.current.text === text;
  }

  isWord(text: string): boolean {
    return this.current.kind === 'name' && this.current.text === text;
  }

  takeMark(text: string): boolean {
    if (!this.isMark(text)) return false;
    this.#index += 1;
    return true;
  }

  takeWord(text: string): boolean {
    if (!this.isWord(text)) return false;
    this.#index += 1;
    return true;
  }

  expectMark(text: string): void {
    if (!this.takeMark(text)) throw this.failure(text);
  }

  expectWord(text: string): void {
    if (!this.takeWord(text)) throw this.failure(text);
  }

  /** What stands here cannot stand here. */
  failure(expected?: string): QueryFailure {
    return parserFailure(placeOf(this.text, this.current.start), this.current.text, expected);
  }

  /** Guards the stack: a query may nest only so deep. */
  nested<Result>(parse: () => Result): Result {
    if (this.#depth >= DEEPEST_NESTING) throw this.failure();
    this.#depth += 1;
    try {
      return parse();
    } finally {
      this.#depth -= 1;
    }
  }
}
