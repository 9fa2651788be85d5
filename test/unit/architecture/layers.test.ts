import assert from 'node:assert/strict';
import { posix } from 'node:path';
import ts from 'typescript';
import { sourceFiles } from '../messages/sources';

/** What each part of src/ may import of ours, and of packages. */
const MAY_IMPORT: Readonly<Record<string, { readonly parts: readonly string[]; readonly packages: RegExp }>> = {
  core: { parts: [], packages: /^$/ },
  messages: { parts: ['core'], packages: /^$/ },
  azure: { parts: ['core'], packages: /^(?:node:.+|@azure\/.+)$/ },
  fleet: { parts: ['core', 'azure'], packages: /^(?:node:.+|write-file-atomic)$/ },
  ui: { parts: ['core', 'messages', 'azure', 'fleet'], packages: /^(?:node:.+|vscode)$/ },
  webview: { parts: ['core', 'messages'], packages: /^preact(?:\/.+)?$/ },
  simulator: { parts: [], packages: /^node:.+$/ },
  'extension.ts': { parts: ['core', 'messages', 'azure', 'fleet', 'ui'], packages: /^(?:node:.+|vscode)$/ },
};

interface Import {
  readonly from: string;
  readonly request: string;
  /** The file of ours that is meant, without its ending; undefined = a package. */
  readonly to: string | undefined;
  /** Types alone: nothing of it is left when the code runs. */
  readonly isOfTypes: boolean;
}

const imports = sourceFiles('src').flatMap(importsOf);

describe('architecture', () => {
  it('has nothing in src/ that is not one of the layers', () => {
    for (const { path } of sourceFiles('src')) assert.ok(partOf(path) in MAY_IMPORT, path);
  });

  it('is seen: the imports are found', () => {
    assert.ok(imports.length > 300, String(imports.length));
    assert.ok(imports.some(({ from, to }) => from === 'src/extension' && to === 'src/azure/azureEntry'));
  });

  it('lets each layer import only what it may', () => {
    const wrong = imports.filter(({ from, request, to }) => {
      const rule = MAY_IMPORT[partOf(from)];
      if (rule === undefined) return true;
      if (to === undefined) return !rule.packages.test(request);
      return partOf(to) !== partOf(from) && !rule.parts.includes(partOf(to));
    });
    assert.deepEqual(wrong, []);
  });

  it('lets only the interface and the composition root know VS Code', () => {
    const knowing = new Set(imports.filter(({ request }) => request === 'vscode').map(({ from }) => partOf(from)));
    assert.deepEqual([...knowing].toSorted(), ['extension.ts', 'ui']);
  });

  it('keeps the simulator to itself, so that it can contradict the client', () => {
    const shared = imports.filter(({ from, to }) => to !== undefined && isSimulator(from) !== isSimulator(to));
    assert.deepEqual(shared, []);
  });

  it('has no cycles, but for files that only name each other’s types', () => {
    assert.deepEqual(cyclesIn(imports.filter(({ isOfTypes }) => !isOfTypes)), []);
  });

  it('finds a cycle where there is one', () => {
    const edge = (from: string, to: string): Import => ({ from, request: '', to, isOfTypes: false });
    assert.deepEqual(cyclesIn([edge('a', 'b'), edge('b', 'c'), edge('c', 'a'), edge('d', 'a')]), [
      ['a', 'b', 'c', 'a'],
    ]);
  });
});

function importsOf({ path, text }: { readonly path: string; readonly text: string }): readonly Import[] {
  const { importedFiles } = ts.preProcessFile(text, true, true);
  const ofTypes = new Set([...text.matchAll(/^import type [^;]*?from '([^']+)';/gm)].map(([, request]) => request));
  const ofValues = new Set(
    [...text.matchAll(/^import (?!type )[^;]*?from '([^']+)';/gm)].map(([, request]) => request),
  );
  const from = withoutEnding(path);
  return importedFiles.map(({ fileName: request }) => ({
    from,
    request,
    to: request.startsWith('.') ? withoutEnding(posix.join(posix.dirname(path), request)) : undefined,
    isOfTypes: ofTypes.has(request) && !ofValues.has(request),
  }));
}

function withoutEnding(path: string): string {
  return path.replace(/\.tsx?$/, '');
}

function partOf(path: string): string {
  const [, part = '', ...rest] = path.split('/');
  return rest.length === 0 ? `${withoutEnding(part)}.ts` : part;
}

function isSimulator(path: string): boolean {
  return partOf(path) === 'simulator';
}

/** Each cycle once, from the file where the search met it. */
function cyclesIn(all: readonly Import[]): readonly (readonly string[])[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of all) if (to !== undefined) next.set(from, [...(next.get(from) ?? []), to]);
  const done = new Set<string>();
  const cycles: string[][] = [];
  const visit = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file);
    if (start >= 0) cycles.push([...path.slice(start), file]);
    if (start >= 0 || done.has(file)) return;
    for (const target of next.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of next.keys()) visit(file, []);
  return cycles;
}
