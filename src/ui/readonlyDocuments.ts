import * as vscode from 'vscode';

const SCHEME = 'hotpatch-fleet';

/** Documents that can be read, searched, copied and saved elsewhere, but not changed: plans, reports. */
export class ReadonlyDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #subscriptions: readonly vscode.Disposable[];
  readonly #scheme: string;

  /** `scheme`: another than the usual one where somebody else provides that. */
  constructor(scheme = SCHEME) {
    this.#scheme = scheme;
    this.#subscriptions = [
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        if (uri.scheme === scheme) this.#texts.delete(uri.path);
      }),
    ];
  }

  /** Shows a Markdown text in the preview, where VS Code has one. A text of the same name takes the place of the one before. */
  async showMarkdown(name: string, text: string): Promise<void> {
    const uri = this.#keep(`${name}.md`, text);
    try {
      await vscode.commands.executeCommand('markdown.showPreview', uri);
    } catch {
      await this.#showText(uri);
    }
  }

  /** Shows a text in an editor. `name` with its extension, which gives the language. */
  showText(name: string, text: string): Promise<void> {
    return this.#showText(this.#keep(name, text));
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.path) ?? '';
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  #keep(name: string, text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme: this.#scheme, path: `/${name.replace(/[/\\]/g, '-')}` });
    this.#texts.set(uri.path, text);
    this.#changed.fire(uri);
    return uri;
  }

  async #showText(uri: vscode.Uri): Promise<void> {
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: false });
  }
}
