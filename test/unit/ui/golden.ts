import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, 'golden');

/** Compares a text with the one that is kept under `golden/`. `RESET_GOLDEN=1` writes it anew, to be read in the diff. */
export function assertGolden(name: string, text: string): void {
  const path = join(FOLDER, `${name}.txt`);
  const whole = `${text.trimEnd()}\n`;
  if (process.env['RESET_GOLDEN'] === '1') {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(path, whole);
    return;
  }
  // A checkout may have turned the ends of lines.
  assert.equal(whole, readFileSync(path, 'utf8').replaceAll('\r\n', '\n'));
}
