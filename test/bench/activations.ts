import fs from 'node:fs';
import path from 'node:path';
import { inRepository } from '../host/repository';
import { startHost } from '../host/startHost';

/** What VS Code says of one activation, in milliseconds. */
export interface Activation {
  readonly loadCode: number;
  readonly callActivate: number;
  /** From the call until what `activate` returned has settled. */
  readonly finishActivate: number;
}

/** Only the yardsticks and what they need: less noise. */
const BUILTINS = ['git', 'git-base', 'json', 'json-language-features', 'github-authentication', 'theme-defaults'];
const TIMEOUT_MS = 60_000;

/** Starts VS Code once, and reads its own table of activations for these extensions. */
export async function readActivations(
  extension: string,
  ids: readonly string[],
  folder: string,
): Promise<ReadonlyMap<string, Activation>> {
  const table = path.join(folder, 'startup-performance.md');
  fs.rmSync(table, { force: true });
  const host = await startHost({
    extensions: [extension],
    testsPath: inRepository('test', 'bench', 'activationProbe.cjs'),
    builtins: BUILTINS,
    env: { HOTPATCH_BENCH_IDS: JSON.stringify(ids), HOTPATCH_BENCH_TABLE: table },
  });
  try {
    const ended = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('VS Code gave no table of activations.')), TIMEOUT_MS);
      void host.page.exposeFunction('codeAutomationExit', () => {
        clearTimeout(timer);
        resolve();
      });
    });
    await host.page.exposeFunction('codeAutomationLog', () => undefined);
    await host.open();
    await ended;
    return activationsOf(fs.readFileSync(table, 'utf8'));
  } finally {
    await host.close();
  }
}

// Rows of the markdown table: extension, eager, load code, call activate, finish activate, event, by.
function activationsOf(text: string): ReadonlyMap<string, Activation> {
  const rows = text.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  const activations = rows
    .filter((cells) => /^[\w-]+\.[\w-]+$/.test(cells[1] ?? '') && Number.isFinite(Number(cells[3])))
    .map(([, id = '', , loadCode, callActivate, finishActivate]) => {
      const times = {
        loadCode: Number(loadCode),
        callActivate: Number(callActivate),
        finishActivate: Number(finishActivate),
      };
      return [id, times] as const;
    });
  return new Map(activations);
}
