import build from '../esbuild.js';
import { DOCUMENTS } from './packageReadme.mjs';

/** The whole .vsix, as a person downloads it. */
export const PACKAGE_LIMIT_BYTES = 900 * 1024;

/** What a package consists of; `required`: without it the extension, or its page in VS Code, is not whole. */
const PARTS = [
  { pattern: /^\[Content_Types\]\.xml$/, required: true },
  { pattern: /^extension\.vsixmanifest$/, required: true },
  { pattern: /^extension\/package\.json$/, required: true },
  { pattern: /^extension\/package\.nls\.json$/, required: true },
  { pattern: /^extension\/package\.nls\.vi\.json$/, required: true },
  { pattern: /^extension\/(?:readme|README)\.md$/, required: true },
  { pattern: /^extension\/(?:changelog|CHANGELOG)\.md$/, required: true },
  { pattern: /^extension\/LICENSE(?:\.txt|\.md)?$/, required: true },
  { pattern: /^extension\/THIRD-PARTY-NOTICES\.txt$/, required: true },
  ...DOCUMENTS.map((name) => ({ pattern: new RegExp(`^extension/docs/${name}\\.md$`), required: true })),
  ...build.bundleOptions().entryPoints.map(({ out }) => bundle(out)),
  ...build.pageOptions().entryPoints.map(({ out }) => bundle(out)),
  { pattern: /^extension\/media\/dashboard\.css$/, required: true },
  { pattern: /^extension\/media\/fleet\.svg$/, required: true },
  { pattern: /^extension\/media\/fleet-light\.svg$/, required: true },
  { pattern: /^extension\/media\/icon\.png$/, required: true },
  { pattern: /^extension\/media\/walkthrough\/[a-z-]+\.svg$/, required: true },
];

function bundle(name) {
  return { pattern: new RegExp(`^extension/dist/${name}\\.js$`), required: true };
}

/** What is wrong with a package that holds these files and has this size; empty: nothing. */
export function packageProblems(names, bytes) {
  const needless = names.filter((name) => !PARTS.some(({ pattern }) => pattern.test(name)));
  const missing = PARTS.filter(
    ({ pattern, required }) => required === true && !names.some((name) => pattern.test(name)),
  );
  const tooLarge = bytes > PACKAGE_LIMIT_BYTES;
  return [
    ...needless.map((name) => `${name} is not needed at run time`),
    ...missing.map(({ pattern }) => `${pattern.source.replaceAll('\\', '')} is missing`),
    ...(tooLarge ? [`it has ${bytes} bytes, more than ${PACKAGE_LIMIT_BYTES}`] : []),
  ];
}
