import { Console } from 'node:console';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { finished } from 'node:stream/promises';

/** What a run leaves in the file named by HOTPATCH_TEST_RESULT: proof that it came to its end. */
export interface InHostResult {
  readonly passes: number;
  readonly failures: number;
  readonly pending: number;
}

/**
 * Called by VS Code in its extension host. Runs the *.test.js files beside this bundle. In the private host what they
 * print goes into the socket named by HOTPATCH_TEST_OUTPUT, apart from what VS Code itself has to say.
 */
export async function run(): Promise<void> {
  const output = await connectOutput(process.env['HOTPATCH_TEST_OUTPUT']);
  // Mocha's reporters keep the console.log that they find when they are loaded.
  const { default: Mocha } = await import('mocha');
  const mocha = new Mocha({ ui: 'bdd', timeout: 30_000, slow: 2_000, forbidOnly: true });
  const tests = fs.readdirSync(__dirname).filter((name) => name.endsWith('.test.js'));
  for (const name of tests.sort()) mocha.addFile(path.join(__dirname, name));
  await mocha.loadFilesAsync();
  const result = await new Promise<InHostResult>((resolve) => {
    const runner = mocha.run(() => {
      const { passes = 0, failures = 0, pending = 0 } = runner.stats ?? {};
      resolve({ passes, failures, pending });
    });
  });
  writeResult(result);
  output?.end();
  if (output !== undefined) await finished(output);
  if (result.failures > 0) throw new Error(`${result.failures} tests failed`);
}

async function connectOutput(address: string | undefined): Promise<net.Socket | undefined> {
  if (address === undefined) return undefined;
  const socket = net.connect(address);
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  socket.resume(); // nothing comes, but else its end is not noticed
  // The whole console: VS Code locks the methods of its own.
  globalThis.console = new Console({ stdout: socket, stderr: socket });
  return socket;
}

function writeResult(result: InHostResult): void {
  const file = process.env['HOTPATCH_TEST_RESULT'];
  if (file !== undefined) fs.writeFileSync(file, JSON.stringify(result));
}
