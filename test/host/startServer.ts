import { type ChildProcessByStdio, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { type InstalledHost, extensionManifest } from './installHost';
import { ProcessMark } from './processMark';
import { inRepository } from './repository';

export interface ServerOptions {
  readonly host: InstalledHost;
  readonly userDataDir: string;
  readonly extensionsDir: string;
  /** For the server's own files and temporary files; has to exist. */
  readonly scratchDir: string;
  /** Only these folders of built-in extensions, e.g. `['theme-defaults']`; all where it is left out. */
  readonly builtins?: readonly string[] | undefined;
  /** Ids of built-in extensions to leave out, e.g. `vscode.microsoft-authentication`. */
  readonly hiddenBuiltins?: readonly string[] | undefined;
  /** Added to this process's environment for the server, and so for the extension host. undefined takes one away. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Opened where the address names no other. */
  readonly defaultFolder?: string | undefined;
  /** 0 or left out: a free one. */
  readonly port?: number | undefined;
  /** Without one every process and every user of this machine can open the window. */
  readonly connectionToken?: string | undefined;
  /** The display language; its pack has to be installed. English where it is left out. */
  /** Without it, every folder is trusted. */
  readonly workspaceTrust?: boolean | undefined;
  readonly language?: string | undefined;
  readonly onLine?: ((line: string) => void) | undefined;
}

export interface VsCodeServer {
  readonly port: number;
  /** http://127.0.0.1:PORT */
  readonly origin: string;
  /** Settles when the server ends, whoever ended it: its exit code or signal. */
  readonly ended: Promise<string>;
  /** Ends the server, the extension host and all that they have started, the demo's simulator too. */
  close(): Promise<void>;
  /** The same at once, for `process.on('exit')`. */
  closeNow(): void;
}

type ServerProcess = ChildProcessByStdio<Writable, Readable, Readable>;

const LISTENING = /Extension host agent listening on (\d+)/;
const START_TIMEOUT_MS = 60_000;
const TERM_GRACE_MS = 500;

/** Starts VS Code's server (without a browser) on 127.0.0.1, and answers when it listens. */
export async function startServer(options: ServerOptions): Promise<VsCodeServer> {
  const mark = new ProcessMark();
  const server = spawnServer(options, mark);
  const ended = new Promise<string>((resolve) => {
    server.once('exit', (code, signal) => {
      resolve(signal ?? String(code));
    });
    server.once('error', (error) => {
      resolve(error.message);
    });
  });
  const closeNow = (): void => {
    signalGroup(server, 'SIGKILL');
    mark.endProcesses();
  };
  const close = async (): Promise<void> => {
    const timer = new AbortController();
    signalGroup(server, 'SIGTERM');
    await Promise.race([ended, delay(TERM_GRACE_MS, undefined, { signal: timer.signal }).catch(() => undefined)]);
    timer.abort();
    closeNow();
    await ended;
  };
  try {
    const port = await listeningPort(server, ended, options.onLine);
    return { port, origin: `http://127.0.0.1:${String(port)}`, ended, close, closeNow };
  } catch (error) {
    await close();
    throw error;
  }
}

function spawnServer(options: ServerOptions, mark: ProcessMark): ServerProcess {
  const { host, scratchDir } = options;
  const builtinDir = selectBuiltins(options);
  const parameters = [
    ...['--require', inRepository('test', 'host', 'endWithParent.cjs'), host.serverMain],
    ...['--host', '127.0.0.1', '--port', String(options.port ?? 0), '--accept-server-license-terms'],
    ...(options.connectionToken === undefined
      ? ['--without-connection-token']
      : ['--connection-token', options.connectionToken]),
    ...['--server-data-dir', path.join(scratchDir, 'server')],
    ...['--user-data-dir', options.userDataDir, '--extensions-dir', options.extensionsDir],
    ...['--telemetry-level', 'off', '--disable-telemetry', '--disable-experiments'],
    ...(options.workspaceTrust === true ? [] : ['--disable-workspace-trust']),
    '--disable-getting-started-override',
    ...(options.language === undefined ? [] : ['--locale', options.language]),
    ...(options.defaultFolder === undefined ? [] : ['--default-folder', options.defaultFolder]),
    ...(builtinDir === undefined ? [] : ['--builtin-extensions-dir', builtinDir]),
  ];
  return spawn(host.node, parameters, {
    cwd: scratchDir,
    env: { ...serverEnvironment(options), ...mark.environment },
    detached: true, // a process group of its own, so that all of it can be ended at once
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

function serverEnvironment(options: ServerOptions): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$)/.test(name));
  // VS Code and its built-in extensions leave sockets in the temporary folder.
  const temporary = path.join(options.scratchDir, 'tmp');
  fs.mkdirSync(temporary, { recursive: true });
  return { ...Object.fromEntries(inherited), TMPDIR: temporary, XDG_RUNTIME_DIR: temporary, ...options.env };
}

/** A folder of links to the wanted built-in extensions: the server has no switch that disables one. */
function selectBuiltins(options: ServerOptions): string | undefined {
  const { builtins, hiddenBuiltins = [] } = options;
  if (builtins === undefined && hiddenBuiltins.length === 0) return undefined;
  const source = path.join(options.host.vscode, 'extensions');
  const target = path.join(options.scratchDir, 'builtin-extensions');
  fs.mkdirSync(target);
  for (const name of builtins ?? fs.readdirSync(source)) {
    if (!hiddenBuiltins.includes(extensionId(path.join(source, name)))) {
      fs.symlinkSync(path.join(source, name), path.join(target, name));
    }
  }
  return target;
}

function extensionId(folder: string): string {
  const { publisher = '', name = '' } = extensionManifest(folder);
  return `${publisher}.${name}`;
}

function listeningPort(
  server: ServerProcess,
  ended: Promise<string>,
  onLine: ((line: string) => void) | undefined,
): Promise<number> {
  let output = '';
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`VS Code's server did not listen in ${String(START_TIMEOUT_MS / 1000)} s:\n${output}`));
    }, START_TIMEOUT_MS);
    void ended.then((reason) => {
      clearTimeout(timer);
      reject(new Error(`VS Code's server ended (${reason}) before it listened:\n${output}`));
    });
    const read = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-20_000);
      for (const line of chunk.toString().split('\n')) if (line !== '') onLine?.(line);
      const port = LISTENING.exec(output)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(Number(port));
    };
    server.stdout.on('data', read);
    server.stderr.on('data', read);
  });
}

function signalGroup(server: ServerProcess, signal: NodeJS.Signals): void {
  if (server.pid === undefined) return;
  try {
    process.kill(-server.pid, signal);
  } catch {
    // nothing left to end
  }
}
