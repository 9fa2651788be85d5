import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** A file of the folder with facts and contracts beside the repository; undefined where that folder is absent. */
export function sharedFile(name: string): { readonly path: string; readonly text: string } | undefined {
  const folder = process.env['HOTPATCH_FLEET_SHARED'] ?? resolve(import.meta.dirname, '../../../../shared');
  const path = join(folder, name);
  return existsSync(path) ? { path, text: readFileSync(path, 'utf8') } : undefined;
}
