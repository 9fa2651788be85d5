import assert from 'node:assert/strict';
import { fuzzRows } from './fuzzAzure';
import { failureText, fuzzCase, minimalCase, runFuzzCase } from './fuzzCase';

const ANSWERS = 500;

/** The same as `npm run bench -- --only fuzz`, with fewer answers. */
describe('changed answers of Azure', function () {
  this.timeout(60_000);
  const rows = fuzzRows();

  it(`never throw, and show nothing that is not fit to be shown: ${ANSWERS} of them`, async () => {
    let answers = 0;
    for (let seed = 0; answers < ANSWERS; seed += 1) {
      const testCase = fuzzCase(`unit-${seed}`);
      try {
        answers += (await runFuzzCase(rows, testCase)).mutatedAnswers;
      } catch (error) {
        assert.fail(await failureText(rows, testCase, error));
      }
    }
  });

  it('give the same each time', async () => {
    for (const seed of ['unit-3', 'unit-4', 'unit-5']) {
      const [first, second] = [await runFuzzCase(rows, fuzzCase(seed)), await runFuzzCase(rows, fuzzCase(seed))];
      assert.deepEqual(first, second);
    }
  });

  it('that are none at all are the fleet as it is', async () => {
    const outcome = await runFuzzCase(rows, { seed: 'unit-6', readings: [[], []] });
    assert.ok(outcome.machines > 0);
    assert.equal(outcome.mutatedAnswers, 0);
  });

  it('that do no harm are not made smaller', async () => {
    const testCase = fuzzCase('unit-7');
    assert.deepEqual(await minimalCase(rows, testCase), testCase);
  });
});
