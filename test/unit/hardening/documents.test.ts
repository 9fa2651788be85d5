import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');
const documents = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  ...markdownIn('docs'),
  ...markdownIn('docs/decisions'),
];

function markdownIn(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`);
}

/** As GitHub makes them. */
function anchorsOf(file: string): ReadonlySet<string> {
  const heads = [...readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, head = '']) => head);
  return new Set(
    heads.map((head) =>
      head
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

describe('the documents', () => {
  for (const name of documents) {
    it(`lead to what there is: ${name}`, () => {
      const text = readFileSync(join(ROOT, name), 'utf8').replaceAll(/```[\s\S]*?```/g, '');
      const links = [...text.matchAll(/\]\(([^)\s]+)\)|src="([^"]+)"/g)].map(
        ([, link, source]) => link ?? source ?? '',
      );
      for (const link of links.filter((each) => !/^https?:/.test(each))) {
        const [path = '', anchor] = link.split('#');
        const file = path === '' ? join(ROOT, name) : join(ROOT, dirname(name), path);
        assert.ok(existsSync(file), `${name} leads to ${relative(ROOT, file)}`);
        if (anchor !== undefined) assert.ok(anchorsOf(file).has(anchor), `${name} leads to ${link}`);
      }
    });

    it(`have a picture’s meaning in words: ${name}`, () => {
      const text = readFileSync(join(ROOT, name), 'utf8');
      for (const [picture] of text.matchAll(/<img [^>]*>/g)) assert.match(picture, /alt="[^"]{10,}"/);
    });
  }

  it('keep a changelog', () => {
    const text = readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8');
    const versions = [...text.matchAll(/^## (.+)$/gm)].map(([, head = '']) => head);
    assert.equal(versions[0], '[Unreleased]');
    for (const version of versions.slice(1)) assert.match(version, /^\[\d+\.\d+\.\d+\] - \d{4}-\d{2}-\d{2}$/);
    for (const [, kind = ''] of text.matchAll(/^### (.+)$/gm)) {
      assert.ok(['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security'].includes(kind), kind);
    }
  });

  it('are all found from the README or from one that it leads to', () => {
    const seen = new Set<string>();
    const visit = (name: string): void => {
      if (seen.has(name) || !name.endsWith('.md') || !existsSync(join(ROOT, name))) return;
      seen.add(name);
      const text = readFileSync(join(ROOT, name), 'utf8');
      for (const [, link = ''] of text.matchAll(/\]\(([^)\s#]+)[^)]*\)/g)) {
        if (!/^https?:/.test(link)) visit(relative(ROOT, join(ROOT, dirname(name), link)).replaceAll('\\', '/'));
      }
    };
    visit('README.md');
    const lost = documents.filter((name) => !seen.has(name) && !name.startsWith('docs/decisions/'));
    assert.deepEqual(lost, []);
  });
});
