import assert from 'node:assert/strict';
import type { PageMessage, PageRequest } from '../../../src/core/dashboardContract';
import { isNothing } from '../../../src/core/dashboardContract';
import { count } from '../../../src/core/shape';
import { Cancelled, HostLink, Late } from '../../../src/webview/hostLink';

const REQUEST: PageRequest = { kind: 'act', action: 'refresh' };

describe('the page’s link to its host', () => {
  const sent: PageMessage[] = [];
  const parts: unknown[] = [];
  const link = (): HostLink => {
    sent.length = 0;
    parts.length = 0;
    return new HostLink({ postMessage: (message) => void sent.push(message) }, (message) => void parts.push(message));
  };

  it('gives each answer to its own request', async () => {
    const host = link();
    const [first, second] = [host.request(REQUEST, count), host.request(REQUEST, count)];
    host.receive({ type: 'answer', id: 2, value: 22 });
    host.receive({ type: 'answer', id: 1, value: 11 });
    assert.deepEqual(await Promise.all([first, second]), [11, 22]);
  });

  it('passes a refusal on', async () => {
    const host = link();
    const answer = host.request(REQUEST, isNothing);
    host.receive({ type: 'refusal', id: 1, message: 'It is not there.' });
    await assert.rejects(answer, /It is not there\./);
  });

  it('refuses an answer of another shape', async () => {
    const host = link();
    const answer = host.request(REQUEST, count);
    host.receive({ type: 'answer', id: 1, value: 'eleven' });
    await assert.rejects(answer, /another shape/);
  });

  it('cancels at the host what nobody waits for, and drops what still comes', async () => {
    const host = link();
    const abort = new AbortController();
    const answer = host.request(REQUEST, count, { signal: abort.signal });
    abort.abort();
    await assert.rejects(answer, Cancelled);
    assert.deepEqual(sent.at(-1), { type: 'cancel', id: 1 });
    host.receive({ type: 'answer', id: 1, value: 11 });
    await assert.rejects(host.request(REQUEST, count, { signal: abort.signal }), Cancelled);
  });

  it('gives up in time', async () => {
    const host = link();
    await assert.rejects(host.request(REQUEST, count, { timeLimit: 1 }), Late);
    assert.deepEqual(sent.at(-1), { type: 'cancel', id: 1 });
  });

  it('reports what is no message', () => {
    const host = link();
    host.receive({ type: 'nonsense' });
    host.receive(null);
    assert.deepEqual(
      sent.map(({ type }) => type),
      ['problem', 'problem'],
    );
    host.receive({ type: 'parts', now: 1, parts: {} });
    assert.equal(parts.length, 1);
  });
});
