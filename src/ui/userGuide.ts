import * as vscode from 'vscode';

/** Shows the user guide that is in the package: rendered where VS Code can, else as it is. */
export async function openUserGuide(extensionUri: vscode.Uri): Promise<void> {
  const guide = vscode.Uri.joinPath(extensionUri, 'docs', 'user-guide.md');
  try {
    await vscode.commands.executeCommand('markdown.showPreview', guide);
  } catch {
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(guide), { preview: true });
  }
}
