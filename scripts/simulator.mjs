// Runs the simulated Azure: builds src/simulator into dist/simulator.js if that is older than its sources, then runs it
// in this process, with the same arguments and the same stdin, stdout and stderr.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const sources = `${root}src/simulator`;
const bundle = `${root}dist/simulator.js`;

function newestSource() {
  const files = readdirSync(sources, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Math.max(...files.map((entry) => statSync(`${entry.parentPath}/${entry.name}`).mtimeMs));
}

if (!existsSync(bundle) || statSync(bundle).mtimeMs < newestSource()) {
  await build({
    entryPoints: [`${sources}/main.ts`],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'error',
  });
}

createRequire(import.meta.url)(bundle);
