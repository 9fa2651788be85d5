import assert from 'node:assert/strict';
import { at, errorOf, textAt, type Answer, type SimulatorUnderTest } from './simulatorUnderTest';
import { hotpatch, idOf, patch, pollPath, put, startWithRows, wait } from './writeRequests';

describe('the operations behind a write', () => {
  let azure: SimulatorUnderTest;
  beforeEach(async () => {
    azure = await startWithRows();
  });
  afterEach(() => azure.stop());

  async function behave(name: string, behaviour: object): Promise<void> {
    const answer = await azure.control('behaviours', { id: idOf(name), ...behaviour });
    assert.equal(answer.status, 200, answer.text);
  }

  async function poll(answer: Answer): Promise<Answer> {
    return azure.ask(pollPath(azure, answer));
  }

  it('are InProgress as long as the feature is Enabling, then Succeeded with the profile', async () => {
    const first = await poll(await put(azure, 'app01'));
    assert.equal(first.status, 200);
    assert.equal(at(first.body, 'status'), 'InProgress');
    assert.equal(at(first.body, 'startTime'), '2026-08-26T08:00:00.000Z');
    assert.equal(at(first.body, 'endTime'), undefined);
    wait(azure, 900);
    const last = await poll(first);
    assert.equal(at(last.body, 'status'), 'Succeeded');
    assert.equal(at(last.body, 'name'), textAt(first.body, 'name'));
    assert.ok(textAt(last.body, 'endTime') > '2026-08-26T08:10:00');
    const product = at(last.body, 'properties', 'properties', 'productProfile');
    assert.equal(at(product, 'productFeatures', 0, 'subscriptionStatus'), 'Enabled');
  });

  it('give their result at Location: 202 until there is one', async () => {
    const begun = await put(azure, 'app01');
    const first = await azure.ask(pollPath(azure, begun, 'location'));
    assert.equal(first.status, 202);
    wait(azure, 900);
    const last = await azure.ask(pollPath(azure, first, 'location'));
    assert.equal(last.status, 200);
    assert.match(textAt(last.body, 'id'), /\/licenseProfiles\/default$/);
  });

  it('hand out another URL with every answer; the newest and the one before it hold', async () => {
    const begun = await put(azure, 'app01');
    const [zero, first] = [pollPath(azure, begun), await poll(begun)];
    assert.notEqual(pollPath(azure, first), zero);
    assert.equal((await azure.ask(zero)).status, 200);
    const late = await azure.ask(zero);
    assert.equal(late.status, 404);
    assert.equal(errorOf(late).code, 'OperationNotFound');
  });

  it('refuse a URL that is not signed, or for another operation', async () => {
    const one = pollPath(azure, await put(azure, 'app01'));
    const other = pollPath(azure, await put(azure, 'rich01'));
    const id = (path: string): string => /operationstatus\/([^?]+)/.exec(path)?.[1] ?? '';
    for (const wrong of [
      one.replace(/&s=[^&]+/, ''),
      one.replace(/&s=[^&]+/, '&s=wrong'),
      one.replace(/&t=\d+/, '&t=639000000000000000'),
      one.replace(id(one), id(other)),
      one.replace('westeurope', 'northeurope'),
    ]) {
      assert.equal((await azure.ask(wrong)).status, 404, wrong);
    }
    assert.equal((await azure.ask(one)).status, 200);
  });

  it('carry Retry-After when the switch says so', async () => {
    await azure.control('switches', { retryAfter: 'present' });
    const begun = await put(azure, 'app01');
    assert.equal(begun.headers.get('retry-after'), '30');
    assert.equal((await poll(begun)).headers.get('retry-after'), '30');
  });

  it('fail with the error of the feature', async () => {
    await behave('app01', { enrolment: 'fails', code: 'NoLicence', message: 'No licence.', seconds: 60 });
    const begun = await put(azure, 'app01');
    wait(azure, 61);
    const status = await poll(begun);
    assert.equal(at(status.body, 'status'), 'Failed');
    assert.deepEqual(at(status.body, 'error'), { code: 'NoLicence', message: 'No licence.' });
    const result = await azure.ask(pollPath(azure, status, 'location'));
    assert.equal(result.status, 409);
    assert.equal(errorOf(result).code, 'NoLicence');
  });

  for (const [enrolment, says] of [
    ['fails', 'Succeeded'],
    ['succeeds', 'Failed'],
  ] as const) {
    it(`may contradict a feature that ${enrolment}`, async () => {
      await behave('app01', { enrolment, contradicts: true, seconds: 60 });
      const begun = await put(azure, 'app01');
      wait(azure, 61);
      assert.equal(at((await poll(begun)).body, 'status'), says);
    });
  }

  it('are cancelled by a write that takes over', async () => {
    const begun = await put(azure, 'app01');
    await patch(azure, 'app01', hotpatch('Disable'));
    assert.equal(at((await poll(begun)).body, 'status'), 'Canceled');
  });
});
