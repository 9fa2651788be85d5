import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import { inRepository } from '../host/repository';

/** The programs that are measured, or that stand around what is measured: each runs in a process of its own. */
const PROGRAMS = [
  'pageServer',
  'loadFleet',
  'loadBare',
  'holdFleet',
  'pureSteps',
  'makeSnapshot',
  'dashboardSteps',
  'operationRun',
  'operationSerial',
  'assessmentRun',
  'fuzz',
  'soak',
] as const;
export type Program = (typeof PROGRAMS)[number];

/** What the extension ships, and the programs of the benchmark, built for production into a folder of their own. */
export interface BenchBundles {
  readonly folder: string;
  /** The extension as it would be installed: package.json, media, dist. */
  readonly extension: string;
  program(name: Program): string;
  remove(): void;
}

type MakeOptions = (options: { readonly production: boolean }) => BuildOptions & {
  readonly entryPoints: readonly { readonly in: string; readonly out: string }[];
};

interface ExtensionBuild {
  readonly bundleOptions: MakeOptions;
  readonly pageOptions: MakeOptions;
}

/** dist/ itself is not touched: other programs may be using it. */
export async function buildBundles(): Promise<BenchBundles> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hotpatch-bench-'));
  const extension = path.join(folder, 'extension');
  const dist = path.join(extension, 'dist');
  const { bundleOptions, pageOptions } = createRequire(__filename)(inRepository('esbuild.js')) as ExtensionBuild;
  const options = bundleOptions({ production: true });
  await build({ ...options, outdir: dist });
  await build({ ...pageOptions({ production: true }), outdir: dist });
  const parts = ['package.json', 'package.nls.json', 'package.nls.vi.json', 'media'];
  for (const part of parts.filter((each) => fs.existsSync(inRepository(each))))
    fs.cpSync(inRepository(part), path.join(extension, part), { recursive: true });
  // The programs load azure.js, as built for the extension, from beside them.
  const programs = path.join(folder, 'programs');
  await build({
    ...options,
    outdir: programs,
    entryPoints: PROGRAMS.map((name) => ({ in: inRepository('test', 'bench', 'programs', `${name}.ts`), out: name })),
  });
  fs.copyFileSync(path.join(dist, 'azure.js'), path.join(programs, 'azure.js'));
  return {
    folder,
    extension,
    program: (name) => path.join(programs, `${name}.js`),
    remove: () => fs.rmSync(folder, { recursive: true, force: true }),
  };
}
