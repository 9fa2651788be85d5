// What a soak's process holds at a moment when nothing is under way.
import { getEventListeners } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { collectGarbage } from './measure';

export interface SoakSample {
  /** Simulated hours since the beginning. */
  readonly hours: number;
  readonly heapBytes: number;
  /** What keeps Node's loop alive, by kind. */
  readonly resources: Readonly<Record<string, number>>;
  /** Listeners on abort signals that are still alive. */
  readonly signalListeners: number;
  readonly processListeners: number;
  /** Open files, sockets and pipes of the process; -1 where the system does not tell. */
  readonly descriptors: number;
  /** Files of half-written caches and journals. */
  readonly strayFiles: number;
}

const signals = new Set<WeakRef<AbortSignal>>();

/** So that listeners of signals that outlive their work can be counted. */
export function watchSignals(): void {
  const known = new WeakSet<AbortSignal>();
  Object.defineProperty(AbortSignal.prototype, 'addEventListener', {
    value(this: AbortSignal, ...parameters: Parameters<EventTarget['addEventListener']>): void {
      if (!known.has(this)) {
        known.add(this);
        signals.add(new WeakRef(this));
      }
      EventTarget.prototype.addEventListener.apply(this, parameters);
    },
  });
}

/** `folder`: that of the soak, with its caches and journals. */
export async function takeSample(hours: number, folder: string): Promise<SoakSample> {
  for (let turn = 0; turn < 4; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 75));
    collectGarbage();
  }
  const resources: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
  const heapBytes = process.memoryUsage().heapUsed;
  const processListeners = process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0);
  return {
    hours,
    heapBytes,
    resources,
    signalListeners: listenersOfLivingSignals(),
    processListeners,
    descriptors: descriptors(),
    strayFiles: strayFiles(folder),
  };
}

function listenersOfLivingSignals(): number {
  let count = 0;
  for (const each of signals) {
    const signal = each.deref();
    if (signal === undefined) signals.delete(each);
    else count += getEventListeners(signal, 'abort').length;
  }
  return count;
}

function descriptors(): number {
  try {
    return fs.readdirSync('/proc/self/fd').length;
  } catch {
    return -1;
  }
}

/** Its folder, its journal of each epoch and its leases, which are swept with it after the time that records are kept. */
const OF_AN_OPERATION = /^(?:[\d-]{20}[0-9a-f]{12}|journal\.\d+\.ndjson|lease\.\d+)$/;

function strayFiles(folder: string): number {
  const cache = path.join(folder, 'cache');
  const kept = fs.existsSync(cache) ? fs.readdirSync(cache).length : 0;
  const operations = path.join(folder, 'operations');
  const names = fs.existsSync(operations) ? fs.readdirSync(operations, { recursive: true }).map(String) : [];
  const strange = names.map((name) => path.basename(name)).filter((name) => !OF_AN_OPERATION.test(name));
  return Math.max(0, kept - 1) + strange.length;
}
