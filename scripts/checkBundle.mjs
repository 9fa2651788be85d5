// Fails when the bundle that VS Code loads at start grows, or holds what is to be loaded later.
import { gzipSync } from 'node:zlib';
import esbuild from 'esbuild';
import build from '../esbuild.js';

const START_UP_LIMIT_BYTES = 150 * 1024;
const START_UP = 'dist/extension.js';
/** Of the dashboard's page, as it is sent. */
const PAGE_LIMIT_BYTES = 60 * 1024;
/** Belongs into the bundles that are loaded when the fleet is read for the first time, or never for the simulator. */
const NOT_AT_START_UP = /node_modules\/@azure\/|node_modules\/@typespec\/|^src\/simulator\//;

const { metafile } = await esbuild.build({
  ...build.bundleOptions({ production: true }),
  write: false,
  metafile: true,
});

const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;
for (const [file, { bytes }] of Object.entries(metafile.outputs)) {
  console.log(`${file.padEnd(20)} ${kilobytes(bytes).padStart(10)} minified`);
}

const startUp = metafile.outputs[START_UP];
const problems = [];
if (startUp === undefined) {
  problems.push(`${START_UP} was not built`);
} else {
  if (startUp.bytes > START_UP_LIMIT_BYTES) {
    problems.push(`${START_UP} has ${kilobytes(startUp.bytes)}, more than ${kilobytes(START_UP_LIMIT_BYTES)}`);
  }
  const tooEarly = Object.keys(startUp.inputs).filter((input) => NOT_AT_START_UP.test(input));
  problems.push(...tooEarly.map((input) => `${START_UP} holds ${input}`));
}

const page = await esbuild.build({ ...build.pageOptions({ production: true }), write: false });
for (const { path, contents } of page.outputFiles) {
  const { length } = gzipSync(contents);
  console.log(`${path.split(/[\\/]/).slice(-3).join('/').padEnd(26)} ${kilobytes(length).padStart(4)} gzip`);
  if (length > PAGE_LIMIT_BYTES) {
    problems.push(`the dashboard's script has ${kilobytes(length)} gzip, more than ${kilobytes(PAGE_LIMIT_BYTES)}`);
  }
}
for (const problem of problems) console.error(`Bundle check: ${problem}`);
process.exitCode = problems.length === 0 ? 0 : 1;
