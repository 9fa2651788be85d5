/** The date of the benchmark's fleet: inside the release data. Milliseconds UTC. */
export const BENCH_NOW = Date.parse('2026-09-18T08:00:00Z');
