// Preloaded into the VS Code server. The process that started the server holds the other end of its standard input; when
// that process is gone, however it ended, the input closes, and the server takes its whole process group with it.
const isServer = /server-main\.js$/.test(process.argv[1] ?? '');

function endProcessGroup() {
  try {
    process.kill(-process.pid, 'SIGTERM');
  } catch {
    process.exit(1);
  }
}

if (isServer) {
  process.stdin.on('error', () => undefined);
  process.stdin.on('close', endProcessGroup);
  process.stdin.resume();
}
