import assert from 'node:assert/strict';
import ts from 'typescript';
import { sourceFiles } from '../messages/sources';

/** Long enough that a quadratic search takes hundreds of milliseconds, and a linear one less than one. */
const LENGTH = 40_000;
const NOTHING_TO_SEE_MILLISECONDS = 60;
/** Four times the text takes a linear search four times as long, and a quadratic one sixteen times. */
const SHORTER = 4;
const MOST_GROWTH = 8;
/** A search that something else held up is measured again: the quickest counts. */
const TRIES = 5;

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
    for (const form of [/\bcumulative\b.*\bwindows\b/is, /\s*=\s*/]) assert.notEqual(growing(form), null);
  });

  for (const { place, form } of expressions) {
    it(`take no longer than the text is long: ${place} ${String(form)}`, () => {
      assert.equal(growing(form), null);
    });
  }
});

/** The text whose search takes out of proportion longer where there is more of it; null = there is none. */
function growing(form: RegExp): string | null {
  const short = attacks(form, LENGTH / SHORTER);
  for (const [place, attack] of attacks(form, LENGTH).entries()) {
    const milliseconds = quickest(form, attack);
    if (milliseconds <= NOTHING_TO_SEE_MILLISECONDS) continue;
    const growth = milliseconds / quickest(form, short[place] ?? '', 0);
    if (growth > MOST_GROWTH) return `${growth.toFixed()} times as long with ${attack.slice(0, 40)}…`;
  }
  return null;
}

/** Of a few searches; not repeated once one has taken no more than `enough`. */
function quickest(form: RegExp, text: string, enough = NOTHING_TO_SEE_MILLISECONDS): number {
  let best = Infinity;
  for (let tries = 0; tries < TRIES && best > enough; tries += 1) {
    const start = performance.now();
    text.replace(form, '');
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

/** What an expression itself looks for, over and over; and what it may take in between, without an end. */
function attacks(form: RegExp, length: number): readonly string[] {
  const filled = (piece: string): string => piece.repeat(Math.ceil(length / piece.length));
  const words = form.source.replaceAll(/\\[a-zA-Z]/g, ' ').match(/[a-z_]{2,}/gi) ?? [];
  const fillers = [' ', '\t', '0', 'a', '-', '.', '=', '"', '/', '\0', '\n'];
  const repeated = [...fillers, ...words.flatMap((word) => [word, `${word} `, `/${word}/a`, `${word}="`, `${word}: `])];
  return [
    ...repeated.flatMap((piece) => [`${filled(piece)}!`, `a${filled(piece)}!`, `1${filled(piece)}\u0001`]),
    ...words.flatMap((word) => fillers.map((filler) => `${word}${filled(filler)}!`)),
  ];
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
