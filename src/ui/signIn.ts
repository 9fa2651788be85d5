import type * as vscode from 'vscode';
import { isLoopbackCloudId } from '../azure/clouds';
import type { SignInFault } from '../azure/azureFault';
import { boundedMessage } from '../core/withoutSecrets';
import type { Texts } from '../messages/texts';
import type { FleetSources } from './fleetSources';
import { showFailure } from './notifications';
import type { Settings } from './settings';

export interface SignInParts {
  readonly sources: FleetSources;
  readonly settings: () => Settings;
  readonly texts: Texts;
  readonly log: vscode.LogOutputChannel;
}

/** Signing in by VS Code’s own Microsoft account, on a click. */
export class SignIn {
  readonly #parts: SignInParts;

  constructor(parts: SignInParts) {
    this.#parts = parts;
  }

  /** False: the cloud wants none, or it is done elsewhere, as with the Azure CLI. */
  get isHere(): boolean {
    const { cloud, signIn } = this.#parts.settings();
    return !isLoopbackCloudId(cloud) && signIn === 'vscode';
  }

  /** A sign-in that the user turned away from is no error. */
  async ask({ tenantId, claims }: Pick<SignInFault, 'tenantId' | 'claims'>, anotherAccount: boolean): Promise<boolean> {
    const { sources, settings, texts, log } = this.#parts;
    const { cloud } = settings();
    if (isLoopbackCloudId(cloud)) return false;
    try {
      await sources.session(cloud).signIn(tenantId, claims, anotherAccount);
      return true;
    } catch (error) {
      const message = boundedMessage(error);
      if (/cancel|consent/i.test(message)) log.warn(`Sign-in: ${message}`);
      else void showFailure({ texts, log }, texts.text('error.signIn', { message }));
      return false;
    }
  }
}
