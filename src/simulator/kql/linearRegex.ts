/**
 * Regular expressions in time linear in the text, like RE2, whose syntax Kusto's matches regex follows. JavaScript's own
 * RegExp backtracks and lacks the guarantee; it serves here only to test one character against one class.
 * Not known: lookaround and back references (RE2 has none either), flags other than i and s at the very start.
 */
export class LinearRegex {
  readonly #program: readonly Instruction[];
  readonly groupCount: number;

  private constructor(program: readonly Instruction[], groupCount: number) {
    this.#program = program;
    this.groupCount = groupCount;
  }

  /** Undefined when the pattern is no regular expression, or one too large. */
  static compile(pattern: string): LinearRegex | undefined {
    try {
      const { node, groupCount } = new PatternParser(pattern).parse();
      const program: Instruction[] = [];
      emit(node, program);
      program.push({ kind: 'match' });
      return new LinearRegex(program, groupCount);
    } catch (error) {
      if (error instanceof PatternError) return undefined;
      throw error;
    }
  }

  /** The leftmost match from an index on: the start and end of each group (0 = all), or undefined. */
  find(text: string, from = 0): readonly (readonly [number, number] | undefined)[] | undefined {
    const slots = runProgram(this.#program, text, from);
    if (!slots) return undefined;
    return Array.from({ length: this.groupCount + 1 }, (_, group) => {
      const [start, end] = [slots[2 * group], slots[2 * group + 1]];
      return start === undefined || end === undefined ? undefined : ([start, end] as const);
    });
  }
}

type Test = (character: string) => boolean;
type Assertion = 'start' | 'end' | 'boundary' | 'noBoundary';

type Node =
  | { readonly kind: 'test'; readonly test: Test }
  | { readonly kind: 'assert'; readonly assertion: Assertion }
  | { readonly kind: 'group'; readonly index: number; readonly inner: Node }
  | { readonly kind: 'sequence'; readonly parts: readonly Node[] }
  | { readonly kind: 'choice'; readonly options: readonly Node[] }
  | {
      readonly kind: 'repeat';
      readonly inner: Node;
      readonly least: number;
      readonly most: number;
      readonly isLazy: boolean;
    };

type Instruction =
  | { readonly kind: 'test'; readonly test: Test }
  | { readonly kind: 'assert'; readonly assertion: Assertion }
  | { readonly kind: 'save'; readonly slot: number }
  | { kind: 'split'; first: number; second: number }
  | { kind: 'jump'; to: number }
  | { readonly kind: 'match' };

class PatternError extends Error {}

const LARGEST_PROGRAM = 5_000;
const DEEPEST_NESTING = 50;
const MOST_REPEATS = 1_000;

class PatternParser {
  #offset = 0;
  #groups = 0;
  #depth = 0;
  #ignoresCase = false;
  #dotIsAll = false;

  constructor(readonly pattern: string) {}

  parse(): { readonly node: Node; readonly groupCount: number } {
    const flags = /^\(\?([is]{1,2})\)/.exec(this.pattern);
    if (flags) {
      this.#ignoresCase = flags[1]?.includes('i') ?? false;
      this.#dotIsAll = flags[1]?.includes('s') ?? false;
      this.#offset = flags[0].length;
    }
    const node = this.#choice();
    if (this.#offset < this.pattern.length) throw new PatternError();
    return { node, groupCount: this.#groups };
  }

  get #current(): string {
    const code = this.pattern.codePointAt(this.#offset);
    return code === undefined ? '' : String.fromCodePoint(code);
  }

  #take(text: string): boolean {
    if (!this.pattern.startsWith(text, this.#offset)) return false;
    this.#offset += text.length;
    return true;
  }

  #choice(): Node {
    this.#depth += 1;
    if (this.#depth > DEEPEST_NESTING) throw new PatternError();
    const options = [this.#sequence()];
    while (this.#take('|')) options.push(this.#sequence());
    this.#depth -= 1;
    return options.length === 1 && options[0] ? options[0] : { kind: 'choice', options };
  }

  #sequence(): Node {
    const parts: Node[] = [];
    while (this.#current !== '' && this.#current !== '|' && this.#current !== ')') parts.push(this.#repeated());
    return { kind: 'sequence', parts };
  }

  #repeated(): Node {
    const inner = this.#atom();
    const range = this.#range();
    if (!range) return inner;
    const isLazy = this.#take('?');
    if (this.#range()) throw new PatternError();
    return { kind: 'repeat', inner, least: range[0], most: range[1], isLazy };
  }

  #range(): readonly [number, number] | undefined {
    if (this.#take('*')) return [0, Infinity];
    if (this.#take('+')) return [1, Infinity];
    if (this.#take('?')) return [0, 1];
    const counted = /^\{(\d{1,4})(,(\d{0,4}))?\}/.exec(this.pattern.slice(this.#offset, this.#offset + 12));
    if (!counted) return undefined;
    const least = Number(counted[1]);
    const most = counted[2] === undefined ? least : counted[3] ? Number(counted[3]) : Infinity;
    if (least > MOST_REPEATS || (most !== Infinity && most > MOST_REPEATS) || most < least) throw new PatternError();
    this.#offset += counted[0].length;
    return [least, most];
  }

  #atom(): Node {
    if (this.#take('(')) return this.#group();
    if (this.#take('[')) return this.#bracket();
    if (this.#take('\\')) return this.#escape();
    if (this.#take('^')) return { kind: 'assert', assertion: 'start' };
    if (this.#take('$')) return { kind: 'assert', assertion: 'end' };
    if (this.#take('.')) return { kind: 'test', test: this.#dotIsAll ? () => true : (character) => character !== '\n' };
    const character = this.#current;
    if (character === '' || '*+?'.includes(character)) throw new PatternError();
    this.#offset += character.length;
    return this.#literal(character);
  }

  #literal(character: string): Node {
    if (!this.#ignoresCase) return { kind: 'test', test: (other) => other === character };
    const lower = character.toLowerCase();
    return { kind: 'test', test: (other) => other.toLowerCase() === lower };
  }

  #group(): Node {
    const isSilent = this.#take('?:');
    if (!isSilent && this.#take('?')) this.#groupName();
    const index = isSilent ? -1 : (this.#groups += 1);
    const inner = this.#choice();
    if (!this.#take(')')) throw new PatternError();
    return isSilent ? inner : { kind: 'group', index, inner };
  }

  #groupName(): void {
    const name = /^P?<[A-Za-z_]\w{0,60}>/.exec(this.pattern.slice(this.#offset, this.#offset + 64));
    if (!name) throw new PatternError();
    this.#offset += name[0].length;
  }

  /** [ … ]: its end is found here, its meaning is left to RegExp, one character at a time. */
  #bracket(): Node {
    const start = this.#offset;
    this.#take('^');
    this.#take(']');
    while (this.#current !== ']') {
      if (this.#current === '') throw new PatternError();
      const named = /^\[:[a-z]{1,8}:\]/.exec(this.pattern.slice(this.#offset, this.#offset + 12));
      this.#offset += named ? named[0].length : this.#current === '\\' ? 2 : this.#current.length;
    }
    const content = this.pattern.slice(start, this.#offset);
    this.#offset += 1;
    return this.#classNode(`[${bracketContent(content)}]`);
  }

  #escape(): Node {
    const character = this.#current;
    this.#offset += character.length;
    if (/^[dDsSwW]$/.test(character)) return this.#classNode(`\\${character}`);
    switch (character) {
      case 'b':
        return { kind: 'assert', assertion: 'boundary' };
      case 'B':
        return { kind: 'assert', assertion: 'noBoundary' };
      case 'A':
        return { kind: 'assert', assertion: 'start' };
      case 'z':
        return { kind: 'assert', assertion: 'end' };
      case 'p':
      case 'P':
        return this.#property(character);
      default:
        return this.#literal(escapedCharacter(character));
    }
  }

  #property(letter: string): Node {
    const name = /^(?:\{\^?[A-Za-z_]{1,40}\}|[A-Z])/.exec(this.pattern.slice(this.#offset, this.#offset + 44));
    if (!name) throw new PatternError();
    this.#offset += name[0].length;
    return this.#classNode(`\\${letter}{${name[0].replace(/[{}]/g, '')}}`);
  }

  #classNode(source: string): Node {
    const regex = singleCharacter(source, this.#ignoresCase);
    const known = new Map<string, boolean>();
    const test: Test = (character) => {
      const answer = known.get(character) ?? regex.test(character);
      if (known.size < 1_000) known.set(character, answer);
      return answer;
    };
    return { kind: 'test', test };
  }
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f', v: '\v', a: '\u0007' };

function escapedCharacter(character: string): string {
  if (character === '' || /^[A-Za-z0-9]$/.test(character)) {
    const known = ESCAPES[character];
    if (known === undefined) throw new PatternError();
    return known;
  }
  return character;
}

const POSIX_CLASSES: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  digit: '0-9',
  lower: 'a-z',
  upper: 'A-Z',
  space: '\\s',
  word: '\\w',
  xdigit: '0-9A-Fa-f',
  punct: '!-\\/:-@\\[-`{-~',
};

function bracketContent(content: string): string {
  const isNegated = content.startsWith('^');
  const inner = (isNegated ? content.slice(1) : content)
    .replace(/\[:([a-z]{1,8}):\]/g, (_, name: string) => POSIX_CLASSES[name] ?? '')
    .replace(/^\]/, '\\]');
  return `${isNegated ? '^' : ''}${inner}`;
}

function singleCharacter(source: string, ignoresCase: boolean): RegExp {
  try {
    return new RegExp(`^${source}$`, ignoresCase ? 'iu' : 'u');
  } catch {
    throw new PatternError();
  }
}

function emit(node: Node, program: Instruction[]): void {
  if (program.length > LARGEST_PROGRAM) throw new PatternError();
  switch (node.kind) {
    case 'test':
    case 'assert':
      program.push(node);
      return;
    case 'group':
      program.push({ kind: 'save', slot: 2 * node.index });
      emit(node.inner, program);
      program.push({ kind: 'save', slot: 2 * node.index + 1 });
      return;
    case 'sequence':
      for (const part of node.parts) emit(part, program);
      return;
    case 'choice':
      emitChoice(node.options, program);
      return;
    case 'repeat':
      emitRepeat(node, program);
  }
}

function emitChoice(options: readonly Node[], program: Instruction[]): void {
  const ends: { kind: 'jump'; to: number }[] = [];
  options.forEach((option, index) => {
    if (index === options.length - 1) {
      emit(option, program);
      return;
    }
    const split: Instruction = { kind: 'split', first: program.length + 1, second: 0 };
    program.push(split);
    emit(option, program);
    const end: Instruction = { kind: 'jump', to: 0 };
    ends.push(end);
    program.push(end);
    split.second = program.length;
  });
  for (const end of ends) end.to = program.length;
}

function emitRepeat(node: Extract<Node, { readonly kind: 'repeat' }>, program: Instruction[]): void {
  for (let count = 0; count < node.least; count += 1) emit(node.inner, program);
  if (node.most === Infinity) {
    emitStar(node, program);
    return;
  }
  for (let count = node.least; count < node.most; count += 1) emitOptional(node, program);
}

function emitStar(node: Extract<Node, { readonly kind: 'repeat' }>, program: Instruction[]): void {
  const start = program.length;
  const split: Instruction = { kind: 'split', first: 0, second: 0 };
  program.push(split);
  emit(node.inner, program);
  program.push({ kind: 'jump', to: start });
  aim(split, start + 1, program.length, node.isLazy);
}

function emitOptional(node: Extract<Node, { readonly kind: 'repeat' }>, program: Instruction[]): void {
  const start = program.length;
  const split: Instruction = { kind: 'split', first: 0, second: 0 };
  program.push(split);
  emit(node.inner, program);
  aim(split, start + 1, program.length, node.isLazy);
}

function aim(split: Extract<Instruction, { kind: 'split' }>, into: number, past: number, isLazy: boolean): void {
  split.first = isLazy ? past : into;
  split.second = isLazy ? into : past;
}

type Slots = readonly (number | undefined)[];
interface Thread {
  readonly at: number;
  readonly slots: Slots;
}

/** Pike's simulation: all threads advance together over the text, so no position is looked at twice by one thread. */
function runProgram(program: readonly Instruction[], text: string, from: number): Slots | undefined {
  let threads: Thread[] = [];
  let found: Slots | undefined;
  for (let index = from; index <= text.length;) {
    const seen = new Set<number>();
    const current: Thread[] = [];
    for (const thread of threads) follow(program, thread, text, index, seen, current);
    if (!found) follow(program, { at: 0, slots: [index] }, text, index, seen, current);
    if (current.length === 0 && found) return found;
    const code = text.codePointAt(index);
    const character = code === undefined ? '' : String.fromCodePoint(code);
    threads = [];
    for (const thread of current) {
      const instruction = program[thread.at];
      if (instruction?.kind === 'match') {
        found = withSlot(thread.slots, 1, index);
        break;
      }
      if (character !== '' && instruction?.kind === 'test' && instruction.test(character)) {
        threads.push({ at: thread.at + 1, slots: thread.slots });
      }
    }
    if (character === '') return found;
    index += character.length;
  }
  return found;
}

function withSlot(slots: Slots, slot: number, index: number): Slots {
  const copy = [...slots];
  copy[slot] = index;
  return copy;
}

/** Follows jumps, splits, saves and assertions to the instructions that look at a character, in order of preference. */
function follow(
  program: readonly Instruction[],
  start: Thread,
  text: string,
  index: number,
  seen: Set<number>,
  into: Thread[],
): void {
  const stack = [start];
  for (let thread = stack.pop(); thread; thread = stack.pop()) {
    if (seen.has(thread.at)) continue;
    seen.add(thread.at);
    const instruction = program[thread.at];
    switch (instruction?.kind) {
      case 'jump':
        stack.push({ at: instruction.to, slots: thread.slots });
        break;
      case 'split':
        stack.push({ at: instruction.second, slots: thread.slots }, { at: instruction.first, slots: thread.slots });
        break;
      case 'save':
        stack.push({ at: thread.at + 1, slots: withSlot(thread.slots, instruction.slot, index) });
        break;
      case 'assert':
        if (holds(instruction.assertion, text, index)) stack.push({ at: thread.at + 1, slots: thread.slots });
        break;
      default:
        into.push(thread);
    }
  }
}

function holds(assertion: Assertion, text: string, index: number): boolean {
  switch (assertion) {
    case 'start':
      return index === 0;
    case 'end':
      return index === text.length;
    case 'boundary':
      return isBoundary(text, index);
    case 'noBoundary':
      return !isBoundary(text, index);
  }
}

function isBoundary(text: string, index: number): boolean {
  const isWord = (character: string | undefined): boolean =>
    character !== undefined && /[\p{L}\p{N}_]/u.test(character);
  return isWord(text[index - 1]) !== isWord(text[index]);
}
