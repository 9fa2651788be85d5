// The least that a panel can be: a page with one script that shows one text.
const vscode = require('vscode');

exports.activate = (context) => {
  const show = () => {
    const panel = vscode.window.createWebviewPanel('benchBare', 'Bare', vscode.ViewColumn.Active, {
      enableScripts: true,
    });
    panel.webview.html = `<!DOCTYPE html><html><head>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-bare'">
</head><body><div id="bare-panel"></div>
<script nonce="bare">document.getElementById('bare-panel').textContent = 'shown';</script></body></html>`;
  };
  context.subscriptions.push(vscode.commands.registerCommand('benchBare.show', show));
};
