import path from 'node:path';

/**
 * What each part of src/ may import: other parts, and packages. A part not listed here may not be imported by anyone.
 * `vscode` is for src/ui and the composition root alone, so that all other code runs, and is tested, without a host.
 */
const LAYERS = {
  core: { layers: [], packages: [] },
  messages: { layers: ['core'], packages: [] },
  azure: { layers: ['core'], packages: ['node:*', '@azure/*'] },
  fleet: { layers: ['core', 'azure'], packages: ['node:*', 'write-file-atomic'] },
  ui: { layers: ['core', 'messages', 'azure', 'fleet'], packages: ['node:*', 'vscode'] },
  webview: { layers: ['core', 'messages'], packages: ['preact', 'preact/*'] },
  simulator: { layers: [], packages: ['node:*'] },
  'extension.ts': {
    layers: ['core', 'messages', 'azure', 'fleet', 'ui'],
    packages: ['node:*', 'vscode'],
  },
};

/** ESLint rule: an import from one layer of src/ into another, or of a package, that {@link LAYERS} does not list. */
export const layersRule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      layer: 'src/{{from}} may not import from src/{{to}}.',
      package: 'src/{{from}} may not import the package {{to}}.',
      unknown: 'src/{{from}} is not a layer: list it in scripts/layersRule.mjs.',
    },
  },
  create(context) {
    const source = path.join(context.cwd, 'src');
    const [from] = path.relative(source, context.filename).split(path.sep);
    if (from === '..' || path.isAbsolute(from)) return {};
    const check = (node) => {
      if (node?.type !== 'Literal' || typeof node.value !== 'string') return;
      const problem = violation(node.value, from, source, context.filename);
      if (problem) context.report({ node, ...problem });
    };
    return {
      ImportDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      TSImportType: (node) => check(node.source ?? node.argument?.literal),
      'CallExpression[callee.name="require"]': (node) => check(node.arguments[0]),
    };
  },
};

function violation(request, from, source, file) {
  const allowed = LAYERS[from];
  if (allowed === undefined) return { messageId: 'unknown', data: { from } };
  if (request.startsWith('.')) {
    const [to] = path.relative(source, path.resolve(path.dirname(file), request)).split(path.sep);
    return to === from || allowed.layers.includes(to) ? undefined : { messageId: 'layer', data: { from, to } };
  }
  return isAllowedPackage(request, allowed.packages)
    ? undefined
    : { messageId: 'package', data: { from, to: request } };
}

function isAllowedPackage(request, packages) {
  return packages.some((name) => (name.endsWith('*') ? request.startsWith(name.slice(0, -1)) : request === name));
}
