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
  /** After forced collections, once what runs only once has run; and at the end. */
  readonly heapBefore: number;
  readonly heapAfter: number;
}

const [answers = '100000', seed = '1'] = process.argv.slice(2);
const CASES_TO_WARM_UP = 100;
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
  let heapBefore = 0;
  while (counts.answers < Number(answers)) {
    if (counts.cases === CASES_TO_WARM_UP) heapBefore = await heapInUse();
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
  return { ...counts, seconds, heapBefore, heapAfter: await heapInUse() };
}

answerAndExit(main());
