import type * as vscode from 'vscode';
import type { DeepLinks, DeepLinksOptions } from './deepLinks';
import type * as linksEntry from './linksEntry';

/** Where VS Code hands over `vscode://` links that name this extension. Loads what follows them with the first. */
export class LinksDoor implements vscode.UriHandler {
  readonly #load: () => Promise<typeof linksEntry>;
  readonly #options: DeepLinksOptions;
  #links: Promise<DeepLinks> | null = null;

  constructor(load: () => Promise<typeof linksEntry>, options: DeepLinksOptions) {
    this.#load = load;
    this.#options = options;
  }

  async handleUri(uri: vscode.Uri): Promise<void> {
    this.#links ??= this.#load().then(({ openDeepLinks }) => openDeepLinks(this.#options));
    const links = await this.#links;
    await links.follow(uri);
  }
}
