import { parseArgs } from 'node:util';

export const SECTIONS = [
  'load',
  'memory',
  'pure',
  'host',
  'dashboard',
  'operations',
  'fuzz',
  'soak',
  'mutation',
] as const;
export type Section = (typeof SECTIONS)[number];

/** What is run where nothing is named; the others take long and are asked for by name. */
const MEASUREMENTS: readonly Section[] = SECTIONS.filter((each) => !['fuzz', 'soak', 'mutation'].includes(each));

export interface BenchOptions {
  readonly sections: readonly Section[];
  /** How often each measurement is repeated; the median is printed. */
  readonly runs: number;
  /** Fleet sizes of the load. */
  readonly sizes: readonly number[];
  /** Fleet sizes of the caches that windows start from. */
  readonly cached: readonly number[];
  /** Fleet size of the memory and of the pure steps. */
  readonly largest: number;
  /** Machines that are enrolled in one operation. */
  readonly enrolled: number;
  /** How many times as fast as real time the simulated Azure of operations runs. */
  readonly operationScale: number;
  readonly operationRuns: number;
  /** Machines that are enrolled one after the other. */
  readonly serialMachines: number;
  /** Operations whose process is killed. */
  readonly kills: number;
  /** Answers of Azure that are changed. */
  readonly fuzzAnswers: number;
  /** Simulated hours that the extension's parts run on. */
  readonly soakHours: number;
  /** Changes of src/core that its tests are run against. */
  readonly mutants: number;
  readonly seed: number;
}

/** Reads the command line (without node and script); throws a sentence for the user. */
export function readBenchOptions(parameters: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...parameters],
    options: {
      only: { type: 'string' },
      runs: { type: 'string' },
      quick: { type: 'boolean', default: false },
      scale: { type: 'string' },
      kills: { type: 'string' },
      seed: { type: 'string' },
    },
  });
  const runs = Number(values.runs ?? (values.quick ? 1 : 5));
  if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs must be a whole number, at least 1.');
  return {
    sections: values.only === undefined ? MEASUREMENTS : values.only.split(',').map(sectionOf),
    runs,
    sizes: values.quick ? [1_000, 10_000] : [1_000, 10_000, 100_000],
    cached: values.quick ? [500] : [500, 10_000],
    largest: values.quick ? 10_000 : 100_000,
    enrolled: values.quick ? 300 : 10_000,
    operationScale: scaleOf(values.scale ?? (values.quick ? '10' : '5')),
    // Each takes minutes.
    operationRuns: Number(values.runs ?? 1),
    serialMachines: values.quick ? 5 : 20,
    kills: Number(values.kills ?? (values.quick ? 5 : 50)),
    fuzzAnswers: values.quick ? 2_000 : 100_000,
    soakHours: values.quick ? 0.5 : 8,
    mutants: values.quick ? 20 : 200,
    seed: Number(values.seed ?? 1),
  };
}

/** Faster than ten times, the requests of both sides would cost more than Azure's limits let them wait. */
function scaleOf(text: string): number {
  const scale = Number(text);
  if (!Number.isInteger(scale) || scale < 1 || scale > 10)
    throw new Error('--scale must be a whole number from 1 to 10.');
  return scale;
}

function sectionOf(text: string): Section {
  const section = SECTIONS.find((each) => each === text.trim());
  if (section === undefined) throw new Error(`--only takes ${SECTIONS.join(', ')}, with commas between them.`);
  return section;
}
