import { systemClock } from '../../src/azure/clock';
import type { Clock } from '../../src/core/clock';
import { instant } from '../../src/core/instant';

/** A simulated Azure's time, which runs `scale` times as fast as ours: a clock, and waits that are as much shorter. */
export interface SimulatedTime extends Clock {
  readonly scale: number;
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

export async function simulatedTime(url: string, scale: number): Promise<SimulatedTime> {
  const asked = performance.now();
  const answer = (await (await fetch(`${url}/simulator/clock`)).json()) as { readonly now: string };
  const [start, begun] = [Date.parse(answer.now), (asked + performance.now()) / 2];
  return {
    scale,
    now: () => instant(Math.round(start + (performance.now() - begun) * scale)),
    sleep: (milliseconds, signal) => systemClock.sleep(milliseconds / scale, signal),
  };
}
