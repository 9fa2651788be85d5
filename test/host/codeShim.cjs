#!/usr/bin/env node
// Stands in for desktop VS Code's executable where none can be downloaded: @vscode/test-electron starts it with VS Code's
// command line, and the same tests run in the private host.
require('tsx/cjs');
const { runInPrivateHost } = require('./runInPrivateHost.ts');

runInPrivateHost(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error) => {
    console.error(error);
    process.exit(87);
  },
);
