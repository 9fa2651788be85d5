import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { isHostAvailable } from './installHost';
import { inRepository, scratchFolder } from './repository';

/** In which VS Code the in-host tests are run. */
export type VsCodeChoice =
  /** VS Code's server and a browser, from the npm registry alone. */
  | { readonly kind: 'private' }
  | { readonly kind: 'installed'; readonly executable: string }
  /** `version` null: the newest that this extension takes. */
  | { readonly kind: 'download'; readonly version: string | null };

/**
 * HOTPATCH_VSCODE_VERSION: that desktop VS Code, which is downloaded: `1.105.0`, `stable` or `insiders`.
 * VSCODE_DESKTOP: 1 = the newest desktop VS Code, else the path of one.
 * Without them the private host, where there is one for this machine. Throws where they contradict each other.
 */
export function chooseVsCode(environment: NodeJS.ProcessEnv, hasPrivateHost = isHostAvailable()): VsCodeChoice {
  const version = environment['HOTPATCH_VSCODE_VERSION'] ?? '';
  const desktop = environment['VSCODE_DESKTOP'] ?? '';
  if (version !== '' && desktop !== '' && desktop !== '1') {
    throw new Error('HOTPATCH_VSCODE_VERSION and the path in VSCODE_DESKTOP are two wishes: unset one of them.');
  }
  if (version !== '') return { kind: 'download', version: checkedVersion(version) };
  if (desktop !== '' && desktop !== '1') return { kind: 'installed', executable: desktop };
  if (desktop === '1' || !hasPrivateHost) return { kind: 'download', version: null };
  return { kind: 'private' };
}

function checkedVersion(version: string): string {
  if (/^(?:stable|insiders|\d+\.\d+\.\d+)$/.test(version)) return version;
  throw new Error(`HOTPATCH_VSCODE_VERSION is ${version}: it has to be a version as 1.105.0, stable or insiders.`);
}

/** The program to start, downloaded if need be. */
export async function vsCodeExecutable(choice: VsCodeChoice): Promise<string> {
  switch (choice.kind) {
    case 'private':
      return inRepository('test', 'host', 'codeShim.cjs');
    case 'installed':
      return choice.executable;
    case 'download':
      return downloadAndUnzipVSCode({
        ...(choice.version === null ? {} : { version: choice.version }),
        cachePath: scratchFolder,
        extensionDevelopmentPath: inRepository(),
      });
  }
}
