// A folder that is on no disk, for the test of virtual workspaces: memory:/fleet with one file in it.
const vscode = require('vscode');

const FILES = new Map([['/fleet/readme.txt', Buffer.from('In no folder of this machine.\n')]]);
const isFolder = (path) => [...FILES.keys()].some((file) => file.startsWith(path === '/' ? path : `${path}/`));

function stat({ path }) {
  const file = FILES.get(path);
  if (file) return { type: vscode.FileType.File, ctime: 0, mtime: 0, size: file.length };
  if (isFolder(path)) return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
  throw vscode.FileSystemError.FileNotFound(path);
}

function readDirectory({ path }) {
  const inside = [...FILES.keys()].filter((file) => file.startsWith(`${path}/`));
  return inside.map((file) => [file.slice(path.length + 1), vscode.FileType.File]);
}

function refuse() {
  throw vscode.FileSystemError.NoPermissions();
}

exports.activate = (context) => {
  const provider = {
    ...{ onDidChangeFile: new vscode.EventEmitter().event, watch: () => ({ dispose() {} }) },
    ...{ stat, readDirectory, readFile: ({ path }) => FILES.get(path) ?? refuse() },
    ...{ createDirectory: refuse, writeFile: refuse, delete: refuse, rename: refuse },
  };
  context.subscriptions.push(vscode.workspace.registerFileSystemProvider('memory', provider, { isReadonly: true }));
};
