import assert from 'node:assert/strict';
import ts from 'typescript';
import { sourceFiles } from '../messages/sources';

/** Long enough that a quadratic search takes hundreds of milliseconds, and a linear one less than one. */
const LENGTH = 40_000;
const LONGEST_MILLISECONDS = 60;
/** A search that something else held up is measured again: the quickest counts. */
const TRIES = 3;

interface Expression {
  readonly place: string;
  readonly form: RegExp;
}

const expressions = sourceFiles('src')
  .filter(({ path }) => !path.startsWith('src/simulator/'))
  .flatMap(({ path, text }) => expressionsOf(path, text));

/** Names, tags, titles and messages come from outside and can be of any length: nothing may search them for minutes. */
describe('regular expressions', function () {
  this.timeout(60_000);

  it('are found in the sources', () => {
    assert.ok(expressions.length > 60, String(expressions.length));
  });

  it('that search for a quadratic time would be noticed', () => {
    assert.ok(quickest(/\bcumulative\b.*\bwindows\b/is, filled('cumulative ')) > LONGEST_MILLISECONDS);
    assert.ok(quickest(/\s*=\s*/, `${filled(' ')}!`) > LONGEST_MILLISECONDS);
  });

  for (const { place, form } of expressions) {
    it(`take no longer than the text is long: ${place} ${String(form)}`, () => {
      const { milliseconds, attack } = slowest(form);
      assert.ok(milliseconds <= LONGEST_MILLISECONDS, `${milliseconds.toFixed()} ms with ${attack}…`);
    });
  }
});

function slowest(form: RegExp): { readonly milliseconds: number; readonly attack: string } {
  const measured = attacks(form).map((attack) => ({
    milliseconds: quickest(form, attack),
    attack: attack.slice(0, 40),
  }));
  return measured.reduce((one, other) => (other.milliseconds > one.milliseconds ? other : one));
}

function quickest(form: RegExp, text: string): number {
  let best = Infinity;
  for (let tries = 0; tries < TRIES && best > LONGEST_MILLISECONDS; tries += 1) {
    const start = performance.now();
    text.replace(form, '');
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

/** What an expression itself looks for, over and over; and what it may take in between, without an end. */
function attacks(form: RegExp): readonly string[] {
  const words = form.source.replaceAll(/\\[a-zA-Z]/g, ' ').match(/[a-z_]{2,}/gi) ?? [];
  const fillers = [' ', '\t', '0', 'a', '-', '.', '=', '"', '/', '\0', '\n'];
  const repeated = [...fillers, ...words.flatMap((word) => [word, `${word} `, `/${word}/a`, `${word}="`, `${word}: `])];
  return [
    ...repeated.flatMap((piece) => [`${filled(piece)}!`, `a${filled(piece)}!`, `1${filled(piece)}\u0001`]),
    ...words.flatMap((word) => fillers.map((filler) => `${word}${filled(filler)}!`)),
  ];
}

function filled(piece: string): string {
  return piece.repeat(Math.ceil(LENGTH / piece.length));
}

function expressionsOf(path: string, text: string): readonly Expression[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) found.push({ place: path, form: literal(node.text) });
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function literal(text: string): RegExp {
  const end = text.lastIndexOf('/');
  return new RegExp(text.slice(1, end), text.slice(end + 1));
}
