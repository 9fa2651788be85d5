import ts from 'typescript';
import { SeededRandom } from '../../src/simulator/seededRandom';

/** A change of one place of a source file that its tests ought to notice. */
export interface Mutant {
  readonly file: string;
  /** Half-open, in characters of the text. */
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
  /** From 1. */
  readonly line: number;
  readonly original: string;
}

const SWAPPED: Readonly<Partial<Record<ts.SyntaxKind, string>>> = {
  [ts.SyntaxKind.LessThanToken]: '<=',
  [ts.SyntaxKind.LessThanEqualsToken]: '<',
  [ts.SyntaxKind.GreaterThanToken]: '>=',
  [ts.SyntaxKind.GreaterThanEqualsToken]: '>',
  [ts.SyntaxKind.EqualsEqualsEqualsToken]: '!==',
  [ts.SyntaxKind.ExclamationEqualsEqualsToken]: '===',
  [ts.SyntaxKind.PlusToken]: '-',
  [ts.SyntaxKind.MinusToken]: '+',
  [ts.SyntaxKind.AsteriskToken]: '/',
  [ts.SyntaxKind.SlashToken]: '*',
  [ts.SyntaxKind.AmpersandAmpersandToken]: '||',
  [ts.SyntaxKind.BarBarToken]: '&&',
};
const RENAMED: Readonly<Record<string, string>> = {
  some: 'every',
  every: 'some',
  min: 'max',
  max: 'min',
  floor: 'ceil',
  ceil: 'floor',
};

/** Every place of a file where one of the operators applies. */
export function mutantsOf(file: string, text: string): readonly Mutant[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const mutants: Mutant[] = [];
  const add = (node: ts.Node, replacement: string): void => {
    const start = node.getStart(source);
    const { line } = source.getLineAndCharacterOfPosition(start);
    mutants.push({ file, start, end: node.end, replacement, line: line + 1, original: node.getText(source) });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node)) return;
    for (const change of changesOf(node, source)) add(change.node, change.replacement);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return mutants;
}

interface Change {
  readonly node: ts.Node;
  readonly replacement: string;
}

function changesOf(node: ts.Node, source: ts.SourceFile): readonly Change[] {
  if (ts.isBinaryExpression(node)) {
    const swapped = SWAPPED[node.operatorToken.kind];
    return swapped === undefined ? [] : [{ node: node.operatorToken, replacement: swapped }];
  }
  if (ts.isIfStatement(node)) return [{ node: node.expression, replacement: `!(${node.expression.getText(source)})` }];
  if (ts.isConditionalExpression(node)) {
    return [{ node: node.condition, replacement: `!(${node.condition.getText(source)})` }];
  }
  if (ts.isPropertyAccessExpression(node)) {
    const renamed = RENAMED[node.name.text];
    return renamed === undefined ? [] : [{ node: node.name, replacement: renamed }];
  }
  if (node.kind === ts.SyntaxKind.TrueKeyword) return [{ node, replacement: 'false' }];
  if (node.kind === ts.SyntaxKind.FalseKeyword) return [{ node, replacement: 'true' }];
  if (ts.isNumericLiteral(node)) return [{ node, replacement: `(${node.text} + 1)` }];
  if (ts.isExpressionStatement(node)) return [{ node, replacement: ';' }];
  return [];
}

/** As many as wanted, drawn from all of them; the same seed draws the same. */
export function sampleOf(mutants: readonly Mutant[], count: number, seed: number): readonly Mutant[] {
  return new SeededRandom('mutants', seed).shuffled(mutants).slice(0, count);
}

/** The file's text with the change in it. */
export function mutatedText(text: string, { start, end, replacement }: Mutant): string {
  return text.slice(0, start) + replacement + text.slice(end);
}
