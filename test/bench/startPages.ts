import { scratchFolder } from '../host/repository';
import type { BenchBundles } from './benchBundles';
import { type RunningProgram, startProgram } from './program';
import type { PageServerAnswer } from './programs/pageServer';

/** Serves a fleet of that size from prebuilt pages, in a process of its own. */
export function startPages(bundles: BenchBundles, machines: number): Promise<RunningProgram<PageServerAnswer>> {
  return startProgram<PageServerAnswer>(bundles.program('pageServer'), machines, scratchFolder);
}
