import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Node } from '@vscode/tree-sitter-wasm';
import { Language, Parser } from '@vscode/tree-sitter-wasm';

const FOLDER = join(createRequire(import.meta.filename).resolve('@vscode/tree-sitter-wasm/package.json'), '../wasm');

/** What a script's text is to tree-sitter's grammar of PowerShell. */
export interface ParsedScript {
  readonly hasError: boolean;
  /** The text of each string literal, outermost ones only, in order. */
  readonly strings: readonly string[];
  /** Names of the commands that would run, in order. */
  readonly commands: readonly string[];
}

let parser: Parser | undefined;

/** Loads the grammar; to be awaited before {@link parsePowershell}. */
export async function loadPowershell(): Promise<void> {
  await Parser.init({ locateFile: (name: string) => join(FOLDER, name) });
  parser = new Parser();
  parser.setLanguage(await Language.load(readFileSync(join(FOLDER, 'tree-sitter-powershell.wasm'))));
}

export function parsePowershell(script: string): ParsedScript {
  const tree = parser?.parse(script);
  if (!tree) throw new Error('The grammar is not loaded.');
  const strings: string[] = [];
  const commands: string[] = [];
  collect(tree.rootNode, strings, commands);
  const parsed = { hasError: tree.rootNode.hasError, strings, commands };
  tree.delete();
  return parsed;
}

function collect(node: Node, strings: string[], commands: string[]): void {
  if (node.type === 'string_literal') {
    strings.push(node.text);
    return;
  }
  if (node.type === 'command') commands.push(node.childForFieldName('command_name')?.text ?? node.text);
  for (const child of node.children) if (child) collect(child, strings, commands);
}
