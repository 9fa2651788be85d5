// Builds dist/: one bundle that VS Code loads at start, and others that are loaded only when they are needed.
//   node esbuild.js [--production] [--watch]
const fs = require('node:fs');
const path = require('node:path');
const esbuild = require('esbuild');

/** Entry module → bundle in dist/. VS Code itself loads the first one only. */
const BUNDLES = {
  'src/extension.ts': 'extension',
  'src/azure/azureEntry.ts': 'azure',
  'src/azure/identityEntry.ts': 'identity',
  'src/simulator/main.ts': 'simulator',
  'src/fleet/demoSimulator.ts': 'demo',
  'src/fleet/recordsEntry.ts': 'records',
  'src/ui/dashboardEntry.ts': 'dashboard',
  'src/ui/operationsEntry.ts': 'operations',
  'src/ui/careEntry.ts': 'care',
  'src/ui/linksEntry.ts': 'links',
  'src/ui/picksEntry.ts': 'picks',
  'src/messages/vietnamese/vietnamese.ts': 'vietnamese',
};

/** `import('./azure/azureEntry')` becomes a load of dist/azure.js at run time, so that no bundle holds another's code. */
const loadOtherBundlesLazily = {
  name: 'load-other-bundles-lazily',
  setup(build) {
    const bundleOf = new Map(
      Object.entries(BUNDLES).map(([entry, bundle]) => [path.resolve(__dirname, entry).replace(/\.ts$/, ''), bundle]),
    );
    build.onResolve({ filter: /^\./ }, ({ path: request, resolveDir, kind }) => {
      if (kind !== 'dynamic-import') return undefined;
      const bundle = bundleOf.get(path.resolve(resolveDir, request).replace(/\.[jt]s$/, ''));
      return bundle === undefined ? undefined : { path: `./${bundle}.js`, external: true };
    });
  },
};

/** The dashboard's page: one script for a browser, in a folder from which a webview may load. */
const PAGE = { 'src/webview/main.tsx': 'webview/dashboard' };

/** Prints the lines that the problem matcher in .vscode/tasks.json waits for. */
const reportForProblemMatcher = {
  name: 'report-for-problem-matcher',
  setup(build) {
    build.onStart(() => console.log('[watch] build started'));
    build.onEnd(({ errors }) => {
      for (const { text, location } of errors) {
        console.error(`✘ [ERROR] ${text}`);
        if (location) console.error(`    ${location.file}:${location.line}:${location.column}:`);
      }
      console.log('[watch] build finished');
    });
  },
};

/** The options of one esbuild run that makes all bundles. */
function bundleOptions({ production = false, watch = false } = {}) {
  const isThere = (entry) => fs.existsSync(path.join(__dirname, entry));
  for (const entry of Object.keys(BUNDLES)) {
    if (!isThere(entry)) console.log(`esbuild: ${entry} is not there, left out`);
  }
  return {
    absWorkingDir: __dirname,
    entryPoints: Object.entries(BUNDLES)
      .filter(([entry]) => isThere(entry))
      .map(([entry, bundle]) => ({ in: entry, out: bundle })),
    outdir: 'dist',
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: ['node20', 'es2022'],
    supported: { 'dynamic-import': false }, // require() instead: faster, and it needs no guess at a bundle's exports
    external: ['vscode'],
    minify: production,
    sourcemap: !production,
    sourcesContent: false,
    charset: 'utf8', // Node reads it so; escapes would make each letter of Vietnamese six bytes
    legalComments: 'none',
    logLevel: watch ? 'silent' : 'warning',
    plugins: [loadOtherBundlesLazily, ...(watch ? [reportForProblemMatcher] : [])],
  };
}

/** The options of the run that makes the page's script. */
function pageOptions({ production = false, watch = false } = {}) {
  const [[entry, out]] = Object.entries(PAGE);
  return {
    absWorkingDir: __dirname,
    entryPoints: [{ in: entry, out }],
    outdir: 'dist',
    bundle: true,
    platform: 'browser',
    format: 'iife',
    target: ['chrome140'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: production,
    sourcemap: production ? false : 'inline', // a separate file would be fetched, which the page's policy forbids
    legalComments: 'none',
    logLevel: watch ? 'silent' : 'warning',
    plugins: watch ? [reportForProblemMatcher] : [],
  };
}

async function main() {
  const production = process.argv.includes('--production');
  if (process.argv.includes('--watch')) {
    for (const options of [bundleOptions({ production, watch: true }), pageOptions({ production, watch: true })]) {
      const context = await esbuild.context(options);
      await context.watch();
    }
    return;
  }
  // A development build only overwrites: a window that is open may be about to load one of the files.
  if (production) fs.rmSync(path.join(__dirname, 'dist'), { recursive: true, force: true });
  await Promise.all([esbuild.build(bundleOptions({ production })), esbuild.build(pageOptions({ production }))]);
}

module.exports = { bundleOptions, pageOptions };

if (require.main === module) {
  main().catch((error) => {
    if (!Array.isArray(error.errors)) console.error(error); // else esbuild has printed them
    process.exit(1);
  });
}
