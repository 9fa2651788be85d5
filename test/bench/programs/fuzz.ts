// Changes answers of Azure and does with them what the extension does; ends with the first that fails, made small.
//   fuzz.js ANSWERS SEED
import { fuzzRows } from '../../unit/hardening/fuzzAzure';
import { failureText, fuzzCase, runFuzzCase } from '../../unit/hardening/fuzzCase';
import { answerAndExit } from './answer';
import { collectGarbage } from './measure';

export interface FuzzAnswer {
  readonly answers: number;
  readonly cases: number;
  /** That were run a second time and held against the first. */
  readonly repeated: number;
  readonly machines: number;
  readonly seconds: number;
  /** In bytes, after forced collections: at the beginning, and after each tenth of the answers. */
  readonly heaps: readonly number[];
}

const [answers = '100000', seed = '1'] = process.argv.slice(2);
const TENTHS = 10;
const REPEAT_EVERY = 20;

async function heapInUse(): Promise<number> {
  for (let turn = 0; turn < 3; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    collectGarbage();
  }
  return process.memoryUsage().heapUsed;
}

async function main(): Promise<FuzzAnswer> {
  const rows = fuzzRows();
  const begin = performance.now();
  const counts = { answers: 0, cases: 0, repeated: 0, machines: 0 };
  const heaps = [await heapInUse()];
  while (counts.answers < Number(answers)) {
    if (counts.answers >= (heaps.length * Number(answers)) / TENTHS) heaps.push(await heapInUse());
    const testCase = fuzzCase(`${seed}-${counts.cases}`);
    try {
      const outcome = await runFuzzCase(rows, testCase);
      if (counts.cases % REPEAT_EVERY === 0) {
        const { digest } = await runFuzzCase(rows, testCase);
        if (digest !== outcome.digest) throw new Error('A second run gave something else.');
        counts.repeated += 1;
      }
      counts.answers += outcome.mutatedAnswers;
      counts.machines += outcome.machines;
    } catch (error) {
      throw new Error(await failureText(rows, testCase, error), { cause: error });
    }
    counts.cases += 1;
  }
  const seconds = (performance.now() - begin) / 1000;
  return { ...counts, seconds, heaps: [...heaps, await heapInUse()] };
}

answerAndExit(main());
