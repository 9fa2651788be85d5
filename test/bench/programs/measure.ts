import { monitorEventLoopDelay } from 'node:perf_hooks';

/** What something cost this process, all its threads together. */
export interface Cost {
  readonly cpuMilliseconds: number;
  readonly wallMilliseconds: number;
}

/**
 * Without a forced collection before it: that one also throws away what the compiler has learned of rows that nobody
 * holds any more, so that each read would be charged for learning it again.
 */
export async function costOf(work: () => Promise<unknown>): Promise<Cost> {
  const cpu = process.cpuUsage();
  const begin = performance.now();
  await work();
  const wallMilliseconds = performance.now() - begin;
  const { user, system } = process.cpuUsage(cpu);
  return { cpuMilliseconds: (user + system) / 1000, wallMilliseconds };
}

/** The longest time that the event loop stood still meanwhile, in milliseconds. */
export async function longestBlock(work: () => Promise<unknown> | undefined): Promise<number> {
  collectGarbage();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await nextTurns();
  delay.reset();
  await work();
  await nextTurns();
  delay.disable();
  return delay.max / 1e6;
}

/** Long enough for the monitor's own timer to have had its turn. */
function nextTurns(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 10));
}

export function milliseconds(work: () => unknown): number {
  const begin = performance.now();
  work();
  return performance.now() - begin;
}

export function collectGarbage(): void {
  globalThis.gc?.();
}
