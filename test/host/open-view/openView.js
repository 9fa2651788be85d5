// For `npm start` only: shows the extension's view, where VS Code would show the file explorer first.
const vscode = require('vscode');

exports.activate = async () => {
  const extension = vscode.extensions.getExtension('hotpatch-fleet.hotpatch-fleet');
  const container = extension?.packageJSON.contributes?.viewsContainers?.activitybar?.[0]?.id;
  if (container !== undefined) await vscode.commands.executeCommand(`workbench.view.extension.${container}`);
};
