/** What of docs/ is for who uses the extension, and so is in the package. .vscodeignore names the same. */
export const DOCUMENTS = [
  'accessibility',
  'commands',
  'cost',
  'operations',
  'security',
  'settings',
  'states',
  'troubleshooting',
  'user-guide',
];

const SHIPPED_LINK = `(?:${DOCUMENTS.join('|')})\\.md(?:#[^)]*)?\\)`;
const OTHER_LINK = new RegExp(`\\[([^\\]]+)\\]\\((?!https://|#|${SHIPPED_LINK})[^)]*\\)`, 'g');

/** A document of docs/ as it is in the package: without pictures, and with links to what is in the package alone. */
export function packagedDocument(text) {
  return text
    .replaceAll(/^[ ]*<img\b(?:[^>"]|"[^"]*")*>[ ]*\n\n?/gm, '')
    .replaceAll(/<img\b(?:[^>"]|"[^"]*")*>/g, '')
    .replaceAll(/!\[[^\]]*\]\([^)]*\)/g, '')
    .replaceAll(OTHER_LINK, '$1');
}

/**
 * The README as it is shown in VS Code for the installed extension: without what only stands in the repository. Pictures
 * and other documents are not in the package, and there is no public address to link to.
 */
export function packagedReadme(readme) {
  const text = readme
    .replaceAll(/<!-- repository only -->[\s\S]*?<!-- \/repository only -->\n*/g, '')
    .replaceAll(/<img\b(?:[^>"]|"[^"]*")*>\s*/g, '')
    .replaceAll(/!\[[^\]]*\]\([^)]*\)\s*/g, '')
    // A sentence that is nothing but a link to a file of the repository goes; any other such link keeps its words.
    .replaceAll(/(?<=[.!?])\s+\[[^\]]+\]\((?!https:\/\/|#)[^)]*\)\.(?=\s|$)/g, '')
    .replaceAll(/\[([^\]]+)\]\((?!https:\/\/|#)[^)]*\)/g, '$1')
    .replaceAll(/\n{3,}/g, '\n\n');
  const left = /<img|!\[|\]\((?!https:\/\/|#)/.exec(text);
  if (left !== null)
    throw new Error(`README.md has what a package cannot show: ${text.slice(left.index, left.index + 80)}`);
  return text;
}
