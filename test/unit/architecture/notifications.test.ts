import assert from 'node:assert/strict';
import { join } from 'node:path';
import { ESLint } from 'eslint';

const ROOT = join(import.meta.dirname, '../../..');

describe('notifications', () => {
  let eslint: ESLint;

  before(() => {
    eslint = new ESLint({ cwd: ROOT });
  });

  /** What `no-restricted-syntax` is set to for a file, as selectors. */
  async function forbiddenIn(file: string): Promise<readonly string[]> {
    const config = (await eslint.calculateConfigForFile(join(ROOT, file))) as {
      readonly rules: Readonly<Record<string, readonly unknown[]>>;
    };
    const [severity, ...forbidden] = config.rules['no-restricted-syntax'] ?? [];
    assert.equal(severity, 2, file);
    return forbidden.map((one) => (one as { readonly selector: string }).selector);
  }

  it('go through one module, which makes their texts inert: nothing else may show one', async () => {
    const [everywhere, there] = [await forbiddenIn('src/ui/signIn.ts'), await forbiddenIn('src/ui/notifications.ts')];
    assert.deepEqual(await forbiddenIn('src/extension.ts'), everywhere);
    const own = everywhere.filter((selector) => !there.includes(selector));
    assert.equal(own.length, 1);
    // The rules of every file hold in that module, too.
    assert.equal(there.length, everywhere.length - 1);
    for (const name of [
      'showErrorMessage',
      'showWarningMessage',
      'showInformationMessage',
      'showInputBox',
      'createInputBox',
      'ProgressLocation',
    ]) {
      assert.ok(isAbout(own[0] ?? '', name), name);
    }
  });
});

/** Whether a selector of the form Identifier[name=/…/] is about this name. */
function isAbout(selector: string, name: string): boolean {
  const form = /^Identifier\[name=\/(.+)\/\]$/.exec(selector)?.[1];
  return form !== undefined && new RegExp(form).test(name);
}
