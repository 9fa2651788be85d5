import path from 'node:path';
import type { Context, Test } from 'mocha';
import { inRepository } from '../host/repository';
import { runningWorkbenches } from './startWorkbench';

/** Keeps what was on the screen when a test failed: out/ui-failures/<test>.png */
async function keepPictureOfFailure(this: Context): Promise<void> {
  const test = this.currentTest;
  if (test?.state !== 'failed') return;
  for (const { workbench } of runningWorkbenches()) {
    const file = inRepository('out', 'ui-failures', `${fileName(test)}.png`);
    await workbench.page.screenshot({ path: file });
    console.log(`      picture: ${path.relative(inRepository(), file)}`);
  }
}

async function closeWhatIsLeft(): Promise<void> {
  for (const workbench of runningWorkbenches()) await workbench.close();
}

function fileName(test: Test): string {
  return test
    .fullTitle()
    .replace(/[^\w-]+/g, '-')
    .slice(0, 100);
}

export const mochaHooks = { afterEach: keepPictureOfFailure, afterAll: closeWhatIsLeft };
