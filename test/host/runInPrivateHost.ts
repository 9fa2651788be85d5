import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { format, parseArgs } from 'node:util';
import { Profile } from './profile';
import { type Host, startHost } from './startHost';

/** What VS Code's command line cannot say; JSON in HOTPATCH_PRIVATE_HOST. */
export interface PrivateHostOptions {
  readonly hiddenBuiltins?: readonly string[];
  readonly trustedAuthExtensions?: readonly string[];
}

/** Exit status where the host failed, as apart from 1 = tests failed. */
const HOST_FAILED = 87;
const TIMEOUT_MS = Number(process.env['HOTPATCH_HOST_TIMEOUT_MS'] ?? 300_000);
const BUILTINS = ['theme-defaults', 'theme-seti', 'microsoft-authentication', 'github-authentication'];
/** Set: everything that VS Code says is printed at once, not only its last words after a failure. */
const VERBOSE = process.env['HOTPATCH_HOST_VERBOSE'] === '1';

/**
 * Runs extension tests as `code --extensionTestsPath=…` would, and answers the exit status: 0 passed, 1 failed, 87 the
 * host did not get to the end (it died, it hung, the page crashed), 130 a signal.
 */
export async function runInPrivateHost(commandLine: readonly string[]): Promise<number> {
  const run = new PrivateHostRun(commandLine);
  try {
    return await run.execute();
  } finally {
    await run.close();
  }
}

class PrivateHostRun {
  private readonly scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'hotpatch-shim-'));
  private readonly lastWords: string[] = [];
  private readonly output = new TestOutput(path.join(this.scratch, 'output'));
  private host: Host | undefined;
  private isOver = false;
  private settle: (code: number) => void = () => undefined;
  private readonly settled = new Promise<number>((resolve) => {
    this.settle = (code) => {
      this.isOver = true;
      resolve(code);
    };
  });

  constructor(private readonly commandLine: readonly string[]) {}

  async execute(): Promise<number> {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => {
        this.settle(130);
      });
    }
    const timer = setTimeout(() => {
      this.fail(`no result after ${TIMEOUT_MS / 1000} s`);
    }, TIMEOUT_MS);
    // A failure to start counts, but a signal must not have to wait for the start.
    void this.start().catch((error: unknown) => {
      this.fail(error instanceof Error ? (error.stack ?? error.message) : String(error));
    });
    const code = await this.settled;
    clearTimeout(timer);
    return code;
  }

  async close(): Promise<void> {
    await this.host?.close();
    this.output.close();
    fs.rmSync(this.scratch, { recursive: true, force: true });
  }

  private async start(): Promise<void> {
    const { extensions, testsPath, userDataDir } = parseCommandLine(this.commandLine);
    await this.output.listen();
    const options = JSON.parse(process.env['HOTPATCH_PRIVATE_HOST'] ?? '{}') as PrivateHostOptions;
    this.host = await startHost({
      ...options,
      extensions,
      testsPath,
      profile: Profile.open(userDataDir),
      builtins: BUILTINS,
      proposedApis: { 'hotpatch-fleet-test.fake-microsoft-account': ['authenticationChallenges'] },
      env: { HOTPATCH_TEST_OUTPUT: this.output.address },
      onServerLine: (line) => {
        this.note(`[server] ${line}`);
      },
    });
    await this.watch(this.host);
    await this.host.open();
  }

  private async watch({ page, browser, server }: Host): Promise<void> {
    await page.exposeFunction('codeAutomationLog', (type: string, values: readonly unknown[]) => {
      this.note(`[${type}] ${format(...values)}`);
    });
    await page.exposeFunction('codeAutomationExit', (code: number) => {
      void this.onTestsEnded(code);
    });
    page.on('pageerror', (error) => {
      this.note(`[page] ${error.stack ?? error.message}`);
    });
    page.on('crash', () => {
      this.fail('the page crashed');
    });
    browser.on('disconnected', () => {
      this.fail('the browser ended');
    });
    void server.ended.then((reason) => {
      this.fail(`the server ended (${reason})`);
    });
  }

  private async onTestsEnded(code: number): Promise<void> {
    await this.output.drained();
    const resultFile = process.env['HOTPATCH_TEST_RESULT'];
    // VS Code reports 0 as well where the extension host has died.
    if (resultFile !== undefined && !fs.existsSync(resultFile)) {
      this.fail(`the extension host ended before the tests did (VS Code reported ${code})`);
      return;
    }
    this.settle(code);
  }

  private fail(reason: string): void {
    if (this.isOver) return; // the end of one part is the reason for the end of the next
    if (!VERBOSE) for (const line of this.lastWords) print(2, line);
    print(2, `Private VS Code host: ${reason}.`);
    this.settle(HOST_FAILED);
  }

  private note(line: string): void {
    if (VERBOSE) print(2, line);
    this.lastWords.push(line.slice(0, 1_000));
    if (this.lastWords.length > 60) this.lastWords.shift();
  }
}

/** A local socket that the tests write to; what arrives is printed as it is. */
class TestOutput {
  private readonly server = net.createServer((socket) => {
    this.connections.add(socket);
    socket.on('data', (chunk: Buffer) => {
      print(1, chunk);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.connections.delete(socket);
      if (this.connections.size === 0) this.onDrained();
    });
  });
  private readonly connections = new Set<net.Socket>();
  private onDrained: () => void = () => undefined;

  constructor(readonly address: string) {}

  async listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject).listen(this.address, resolve);
    });
  }

  /** Settles when all that was written has been printed. */
  async drained(): Promise<void> {
    if (this.connections.size === 0) return;
    await new Promise<void>((resolve) => {
      this.onDrained = resolve;
    });
  }

  close(): void {
    for (const socket of this.connections) socket.destroy();
    this.server.close();
  }
}

interface CommandLine {
  readonly extensions: readonly string[];
  readonly testsPath: string;
  readonly userDataDir: string;
}

function parseCommandLine(parameters: readonly string[]): CommandLine {
  const { values } = parseArgs({
    args: [...parameters],
    strict: false, // VS Code's other switches mean nothing here
    options: {
      extensionDevelopmentPath: { type: 'string', multiple: true },
      extensionTestsPath: { type: 'string' },
      'user-data-dir': { type: 'string' },
    },
  });
  const { extensionDevelopmentPath, extensionTestsPath, 'user-data-dir': userDataDir } = values;
  if (typeof extensionTestsPath !== 'string') throw new Error('--extensionTestsPath is missing');
  if (typeof userDataDir !== 'string') throw new Error('--user-data-dir is missing');
  const extensions = [extensionDevelopmentPath ?? []].flat().filter((value) => typeof value === 'string');
  return { extensions, testsPath: extensionTestsPath, userDataDir };
}

/** At once: @vscode/test-electron drops what it has not read when this process ends. */
function print(descriptor: number, text: string | Buffer): void {
  const bytes = typeof text === 'string' ? Buffer.from(`${text}\n`) : text;
  for (let written = 0; written < bytes.length;) {
    try {
      written += fs.writeSync(descriptor, bytes, written);
    } catch (error) {
      if (!isBusy(error)) return; // nobody reads any more
    }
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EAGAIN';
}
