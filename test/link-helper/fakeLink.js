// For tests only: asks for "/path?query" and opens it as a link into Hotpatch Fleet, as a browser would.
const vscode = require('vscode');

exports.activate = ({ subscriptions }) => {
  subscriptions.push(
    vscode.commands.registerCommand('fakeLink.follow', async () => {
      const link = await vscode.window.showInputBox({ title: 'Path and query' });
      const [path, ...query] = (link ?? '').split('?');
      const authority = 'hotpatch-fleet.hotpatch-fleet';
      const uri = vscode.Uri.from({ scheme: vscode.env.uriScheme, authority, path, query: query.join('?') });
      await vscode.commands.executeCommand('vscode.open', uri);
    }),
  );
};
