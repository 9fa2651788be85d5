import assert from 'node:assert/strict';
import type { VsCodeChoice } from '../../host/vsCodeChoice';
import { chooseVsCode } from '../../host/vsCodeChoice';

describe('the VS Code of the in-host tests', () => {
  const cases: readonly (readonly [string, NodeJS.ProcessEnv, boolean, VsCodeChoice])[] = [
    ['the private host where there is one', {}, true, { kind: 'private' }],
    ['the newest desktop where there is none', {}, false, { kind: 'download', version: null }],
    ['the newest desktop where it is asked for', { VSCODE_DESKTOP: '1' }, true, { kind: 'download', version: null }],
    ['the one with a path', { VSCODE_DESKTOP: '/opt/code' }, true, { kind: 'installed', executable: '/opt/code' }],
    [
      'one version of the desktop',
      { HOTPATCH_VSCODE_VERSION: '1.105.0' },
      true,
      { kind: 'download', version: '1.105.0' },
    ],
    [
      'the newest stable one',
      { HOTPATCH_VSCODE_VERSION: 'stable', VSCODE_DESKTOP: '1' },
      false,
      { kind: 'download', version: 'stable' },
    ],
    ['what there is where the wish is empty', { HOTPATCH_VSCODE_VERSION: '' }, true, { kind: 'private' }],
  ];
  for (const [what, environment, hasPrivateHost, choice] of cases) {
    it(`is ${what}`, () => assert.deepEqual(chooseVsCode(environment, hasPrivateHost), choice));
  }

  it('is not guessed at where the wish makes no sense', () => {
    for (const version of ['1.105', 'oldest', '^1.105.0', '../x'])
      assert.throws(() => chooseVsCode({ HOTPATCH_VSCODE_VERSION: version }), /has to be a version/, version);
    assert.throws(() => chooseVsCode({ HOTPATCH_VSCODE_VERSION: 'stable', VSCODE_DESKTOP: '/opt/code' }), /two wishes/);
  });
});
