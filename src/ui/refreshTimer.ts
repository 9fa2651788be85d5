import type * as vscode from 'vscode';
import { MINUTE } from '../core/instant';

/** Asks for a read every so many minutes while something of the fleet can be seen, and once when it can be seen again. */
export class RefreshTimer implements vscode.Disposable {
  readonly #isVisible: () => boolean;
  readonly #refresh: () => void;
  #timer: NodeJS.Timeout | undefined;
  #isDue = false;

  constructor(isVisible: () => boolean, refresh: () => void) {
    this.#isVisible = isVisible;
    this.#refresh = refresh;
  }

  /** `minutes` 0 = off. */
  every(minutes: number): void {
    clearInterval(this.#timer);
    this.#isDue = false;
    this.#timer = minutes === 0 ? undefined : setInterval(() => this.#tick(), minutes * MINUTE);
  }

  /** Something has come into sight: a read that fell due meanwhile happens now. */
  becameVisible(): void {
    if (this.#isDue && this.#isVisible()) this.#tick();
  }

  dispose(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    this.#isDue = !this.#isVisible();
    if (!this.#isDue) this.#refresh();
  }
}
