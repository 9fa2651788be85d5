import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { build, type Plugin } from 'esbuild';
import { inRepository } from '../host/repository';
import type { BenchOptions } from './benchOptions';
import { type Mutant, mutantsOf, mutatedText, sampleOf } from './mutants';
import { printTable } from './table';

const CORE = inRepository('src', 'core');
const TESTS = inRepository('test', 'unit', 'core');
/** Below the repository, where the tests find their packages. */
const FOLDER = inRepository('node_modules', '.cache', 'hotpatch-fleet-mutants');
/** Data, not rules: what it says is checked against its source by people. */
const LEFT_OUT = new Set(['bundledReleases.ts']);
const MOST_MILLISECONDS = 120_000;

type Outcome = 'killed' | 'timed out' | 'survived' | 'not covered';

/** Changes src/core in one place at a time and runs its unit tests: how many of the changes do they notice? */
export async function benchMutation({ mutants: count, seed }: BenchOptions): Promise<void> {
  try {
    const tests = await passingTests();
    const all = fs
      .readdirSync(CORE)
      .filter((name) => !LEFT_OUT.has(name))
      .flatMap((name) => mutantsOf(path.join(CORE, name), fs.readFileSync(path.join(CORE, name), 'utf8')));
    const outcomes: { readonly mutant: Mutant; readonly outcome: Outcome }[] = [];
    for (const mutant of sampleOf(all, count, seed)) {
      const outcome = await outcomeOf(mutant, tests);
      outcomes.push({ mutant, outcome });
      if (outcome === 'survived' || outcome === 'not covered') console.log(`${outcome}: ${shown(mutant)}`);
    }
    print(outcomes, all.length, seed);
  } finally {
    fs.rmSync(FOLDER, { recursive: true, force: true });
  }
}

/** Test file → the sources that it runs. Those that fail without any change would say nothing. */
async function passingTests(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const files = fs.readdirSync(TESTS).filter((name) => name.endsWith('.test.ts'));
  const built = await bundle(
    files.map((name) => path.join(TESTS, name)),
    null,
  );
  const passing = new Map<string, ReadonlySet<string>>();
  for (const [test, sources] of built) {
    if (run([test]) === 'passed') passing.set(test, sources);
    else console.log(`left out, because it fails as it is: ${path.basename(test)}`);
  }
  return passing;
}

async function outcomeOf(mutant: Mutant, tests: ReadonlyMap<string, ReadonlySet<string>>): Promise<Outcome> {
  const covering = [...tests].filter(([, sources]) => sources.has(mutant.file)).map(([test]) => test);
  if (covering.length === 0) return 'not covered';
  const name = path.basename(mutant.file, '.ts');
  // The file's own tests first: they are the likeliest to notice.
  const isOwn = (test: string): boolean => path.basename(test).startsWith(name);
  const ordered = [...covering.filter(isOwn), ...covering.filter((test) => !isOwn(test))];
  const built = await bundle(ordered, mutant);
  const outcome = run([...built.keys()]);
  return outcome === 'failed' ? 'killed' : outcome === 'passed' ? 'survived' : 'timed out';
}

/** Builds tests, with the change in them; gives each built file the sources that went into it. */
async function bundle(
  tests: readonly string[],
  mutant: Mutant | null,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const { metafile } = await build({
    entryPoints: [...tests],
    absWorkingDir: inRepository(),
    outdir: FOLDER,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'cjs',
    metafile: true,
    logLevel: 'silent',
    plugins: [mutating(mutant)],
  });
  return new Map(
    Object.entries(metafile.outputs).map(([output, { inputs, entryPoint = '' }]) => {
      const sources = new Set(Object.keys(inputs).map((input) => inRepository(input)));
      return [mutant === null ? inRepository(entryPoint) : inRepository(output), sources];
    }),
  );
}

function mutating(mutant: Mutant | null): Plugin {
  return {
    name: 'mutating',
    setup: (plugin) => {
      plugin.onLoad({ filter: /\.ts$/ }, ({ path: file }) => {
        const text = fs.readFileSync(file, 'utf8');
        const changed = file === mutant?.file ? mutatedText(text, mutant) : text;
        const place = JSON.stringify(path.dirname(file));
        return { loader: 'ts', contents: changed.replaceAll('import.meta.dirname', place) };
      });
    },
  };
}

/** Of built tests, or of test files as they are. */
function run(files: readonly string[]): 'passed' | 'failed' | 'timed out' {
  const mocha = inRepository('node_modules', 'mocha', 'bin', 'mocha.js');
  const parameters = [mocha, '--no-config', '--bail', '--reporter', 'dot', '--timeout', '30000'];
  const load = files.some((file) => file.endsWith('.ts')) ? ['--require', 'tsx'] : [];
  const { status, signal } = spawnSync(process.execPath, [...parameters, ...load, ...files], {
    cwd: inRepository(),
    stdio: 'ignore',
    timeout: MOST_MILLISECONDS,
  });
  if (signal !== null) return 'timed out';
  return status === 0 ? 'passed' : 'failed';
}

function shown({ file, line, original, replacement }: Mutant): string {
  return `${path.basename(file)}:${line}  ${original.slice(0, 70)}  →  ${replacement.slice(0, 70)}`.replaceAll(
    /\s+/g,
    ' ',
  );
}

function print(outcomes: readonly { readonly outcome: Outcome }[], places: number, seed: number): void {
  const of = (wanted: Outcome): number => outcomes.filter(({ outcome }) => outcome === wanted).length;
  const noticed = of('killed') + of('timed out');
  printTable(
    `Mutants of src/core: ${outcomes.length} of ${places.toLocaleString('en')} possible ones, seed ${seed}`,
    ['outcome', 'mutants'],
    [
      ['noticed by a test', of('killed')],
      ['never ended', of('timed out')],
      ['survived', of('survived')],
      ['in files that no unit test of core runs', of('not covered')],
      ['score, %', (100 * noticed) / Math.max(1, outcomes.length)],
    ],
  );
}
