// The least that an extension with a tree can be: one row.
const vscode = require('vscode');

exports.activate = (context) => {
  const treeDataProvider = { getChildren: () => ['row'], getTreeItem: (row) => new vscode.TreeItem(row) };
  context.subscriptions.push(vscode.window.createTreeView('benchEmpty.tree', { treeDataProvider }));
};
