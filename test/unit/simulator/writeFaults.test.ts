import assert from 'node:assert/strict';
import type { Json } from '../../../src/simulator/kql/json';
import { at, errorOf, type SimulatorUnderTest } from './simulatorUnderTest';
import {
  API,
  hotpatch,
  idOf,
  patch,
  patchSettings,
  pollPath,
  profileOf,
  put,
  row,
  startWithRows,
  statusOf,
  SUBSCRIPTION,
  transitionsOf,
} from './writeRequests';

describe('faults of writes', () => {
  let azure: SimulatorUnderTest;
  beforeEach(async () => {
    azure = await startWithRows(
      {},
      Array.from({ length: 20 }, (_, index) => row(`many${index}`)),
    );
  });
  afterEach(() => azure.stop());

  async function on(fault: Json, match: Json): Promise<void> {
    const answer = await azure.control('faults', { match, fault });
    assert.equal(answer.status, 200, answer.text);
  }

  it('forbidden for one kind of request leaves the others, and names the action, the scope and the object', async () => {
    await on({ kind: 'forbidden' }, { operation: 'licenseWrite', subscriptionId: SUBSCRIPTION });
    const answer = await put(azure, 'app01');
    assert.equal(answer.status, 403);
    assert.equal(errorOf(answer).code, 'AuthorizationFailed');
    assert.match(
      errorOf(answer).message,
      /^The client 'placeholder' with object id '[0-9a-f-]{36}' .* action 'Microsoft\.HybridCompute\/machines\/licenseProfiles\/write' over scope '\/subscriptions\/[^']+\/licenseProfiles\/default'/,
    );
    assert.equal(await statusOf(azure, 'app01'), 'absent');
    assert.equal((await patchSettings(azure, 'app01', { enableHotpatching: true })).status, 200);
    const rows = await azure.query({ query: 'resources | project id', subscriptions: [SUBSCRIPTION] });
    assert.equal(rows.status, 200);
  });

  it('status: any code and message, before the effect or after it', async () => {
    await on({ kind: 'status', status: 409, message: 'Busy.' }, { operation: 'licenseWrite', nth: 1 });
    const before = await put(azure, 'app01');
    assert.deepEqual(errorOf(before), { code: 'Conflict', message: 'Busy.' });
    assert.equal(await transitionsOf(azure, 'app01'), 0);
    await on({ kind: 'status', status: 503, afterEffect: true }, { operation: 'licenseWrite', nth: 1 });
    const after = await put(azure, 'app01');
    assert.equal(after.status, 503);
    assert.equal(errorOf(after).code, 'ServerTimeout');
    assert.equal(await transitionsOf(azure, 'app01'), 1);
  });

  it('reset: before the effect or after it', async () => {
    await on({ kind: 'reset' }, { operation: 'licenseWrite', nth: 1 });
    await assert.rejects(put(azure, 'app01'));
    assert.equal(await transitionsOf(azure, 'app01'), 0);
    await on({ kind: 'reset', after: 'effect' }, { operation: 'licenseWrite', nth: 1 });
    await assert.rejects(put(azure, 'app01'));
    assert.equal(await transitionsOf(azure, 'app01'), 1);
  });

  it('stall: after the effect', async () => {
    await on({ kind: 'stall', after: 'effect' }, { operation: 'licenseWrite', nth: 1 });
    const signal = AbortSignal.timeout(200);
    const init = { method: 'PUT', headers: { 'content-type': 'application/json' }, signal };
    const body = JSON.stringify({ location: 'westeurope', properties: hotpatch('Enable') });
    await assert.rejects(azure.ask(`${profileOf('app01')}?${API}`, { ...init, body }), { name: 'TimeoutError' });
    assert.equal(await transitionsOf(azure, 'app01'), 1);
  });

  it('throttle: with and without Retry-After, for the nth of a kind', async () => {
    await on({ kind: 'throttle', retryAfterSeconds: 3 }, { operation: 'machineWrite', nth: 2 });
    await on({ kind: 'throttle' }, { operation: 'machineWrite', nth: 3 });
    const answers = [];
    for (let count = 0; count < 4; count += 1) {
      const answer = await patchSettings(azure, 'app01', { enableHotpatching: true });
      answers.push([answer.status, answer.headers.get('retry-after')]);
    }
    assert.deepEqual(answers, [
      [200, null],
      [429, '3'],
      [429, null],
      [200, null],
    ]);
  });

  it('machineGone: the machine is deleted just before', async () => {
    await on({ kind: 'machineGone' }, { operation: 'licenseWrite', nth: 1 });
    const answer = await patch(azure, 'rich01', hotpatch('Enable'));
    assert.equal(answer.status, 404);
    assert.match(errorOf(answer).message, /machines\/rich01'/);
    assert.doesNotMatch(errorOf(answer).message, /rich01\/licenseProfiles/);
    assert.equal((await azure.ask(`${idOf('rich01')}?${API}`)).status, 404);
  });

  it('foreignPollUrl and noPollUrl: of the write, and of a poll', async () => {
    await on({ kind: 'foreignPollUrl' }, { operation: 'licenseWrite', nth: 1 });
    const foreign = await put(azure, 'app01');
    assert.match(
      foreign.headers.get('azure-asyncoperation') ?? '',
      /^https:\/\/elsewhere\.invalid\/subscriptions\/.*&s=/,
    );
    assert.match(foreign.headers.get('location') ?? '', /^https:\/\/elsewhere\.invalid\/subscriptions\//);
    await on({ kind: 'foreignPollUrl', url: 'http://127.0.0.1:9' }, { operation: 'operationStatus', nth: 1 });
    const next = await azure.ask(pollPath(azure, await put(azure, 'rich01')));
    assert.match(next.headers.get('azure-asyncoperation') ?? '', /^http:\/\/127\.0\.0\.1:9\/subscriptions\//);
    await on({ kind: 'noPollUrl' }, { operation: 'licenseWrite', nth: 1 });
    const none = await put(azure, 'many1');
    assert.equal(none.status, 201);
    assert.equal(none.headers.get('azure-asyncoperation'), null);
    assert.equal(none.headers.get('location'), null);
  });

  it('poll URLs vanish', async () => {
    await on({ kind: 'status', status: 404 }, { operation: 'operationStatus' });
    const answer = await azure.ask(pollPath(azure, await put(azure, 'app01')));
    assert.equal(answer.status, 404);
  });

  it('come by chance, in the same way each time', async () => {
    await on({ kind: 'status', status: 500 }, { operation: 'licenseWrite', percent: 40, seed: 3 });
    const run = async (): Promise<readonly number[]> => {
      const statuses: number[] = [];
      for (let index = 0; index < 20; index += 1) statuses.push((await put(azure, `many${index}`)).status);
      return statuses;
    };
    const first = await run();
    const failures = first.filter((status) => status === 500).length;
    assert.ok(failures > 2 && failures < 16, `${failures} failed`);
    await azure.ask('/simulator/faults', { method: 'DELETE' });
    await on({ kind: 'status', status: 500 }, { operation: 'licenseWrite', percent: 40, seed: 3 });
    const isFailure = (status: number): boolean => status === 500;
    assert.deepEqual((await run()).map(isFailure), first.map(isFailure));
  });

  it('are refused when they match what is none', async () => {
    for (const match of [{ operation: 'write' }, { percent: 101 }, { seed: 'x' }]) {
      assert.equal((await azure.control('faults', { match, fault: { kind: 'reset' } })).status, 400);
    }
    const fault = { kind: 'status', status: 500, afterEffect: 'yes' };
    assert.equal((await azure.control('faults', { match: {}, fault })).status, 400);
  });

  it('are in the log with their kind', async () => {
    await on({ kind: 'status', status: 500, afterEffect: true }, { operation: 'licenseWrite', nth: 1 });
    await put(azure, 'app01');
    const log = await azure.ask('/simulator/requests');
    assert.equal(at(log.body, 'requests', 0, 'fault'), 'status');
    assert.equal(at(log.body, 'requests', 0, 'status'), 500);
  });
});
