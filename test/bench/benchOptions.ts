import { parseArgs } from 'node:util';

export const SECTIONS = ['load', 'memory', 'pure', 'host', 'dashboard'] as const;
export type Section = (typeof SECTIONS)[number];

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
}

/** Reads the command line (without node and script); throws a sentence for the user. */
export function readBenchOptions(parameters: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...parameters],
    options: {
      only: { type: 'string' },
      runs: { type: 'string' },
      quick: { type: 'boolean', default: false },
    },
  });
  const runs = Number(values.runs ?? (values.quick ? 1 : 5));
  if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs must be a whole number, at least 1.');
  return {
    sections: values.only === undefined ? SECTIONS : values.only.split(',').map(sectionOf),
    runs,
    sizes: values.quick ? [1_000, 10_000] : [1_000, 10_000, 100_000],
    cached: values.quick ? [500] : [500, 10_000],
    largest: values.quick ? 10_000 : 100_000,
  };
}

function sectionOf(text: string): Section {
  const section = SECTIONS.find((each) => each === text.trim());
  if (section === undefined) throw new Error(`--only takes ${SECTIONS.join(', ')}, with commas between them.`);
  return section;
}
