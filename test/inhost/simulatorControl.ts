import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';

export interface AnsweredRequest {
  readonly method: string;
  readonly url: string;
  /** 0: there was no answer. */
  readonly status: number;
}

const TIMEOUT_MS = 10_000;
const POLL_MS = 20;

/** The control API of the simulator that the suite has started. */
export class SimulatorControl {
  readonly url = process.env['HOTPATCH_TEST_AZURE'] ?? '';

  async requests(): Promise<readonly AnsweredRequest[]> {
    const { requests } = (await this.#ask('GET', 'requests')) as { requests: readonly AnsweredRequest[] };
    return requests;
  }

  async forgetRequests(): Promise<void> {
    await this.#ask('DELETE', 'requests');
  }

  /** `fault`: see src/simulator/faultRules.ts. */
  async addFault(match: object, fault: object): Promise<void> {
    await this.#ask('POST', 'faults', { match, fault });
  }

  async clearFaults(): Promise<void> {
    await this.#ask('DELETE', 'faults');
  }

  /** Merges `patch` (RFC 7396) onto the row with this id. */
  async merge(id: string, patch: object): Promise<void> {
    await this.#ask('POST', 'machines', { id, merge: patch });
  }

  /** Settles once a request has met a fault. */
  async faultIsUsed(): Promise<void> {
    await this.#until(async () => {
      const { faults } = (await this.#ask('GET', 'faults')) as { faults: readonly { readonly used: number }[] };
      assert.ok(faults.some(({ used }) => used > 0));
    });
  }

  /** Settles once the requests have ended so (0: without an answer). */
  async requestsAre(statuses: readonly number[]): Promise<void> {
    await this.#until(async () =>
      assert.deepEqual(
        (await this.requests()).map(({ status }) => status),
        statuses,
      ),
    );
  }

  async #until(check: () => Promise<void>): Promise<void> {
    const deadline = performance.now() + TIMEOUT_MS;
    for (;;) {
      try {
        await check();
        return;
      } catch (error) {
        if (performance.now() > deadline) throw error;
      }
      await delay(POLL_MS);
    }
  }

  async #ask(method: string, name: string, body?: object): Promise<unknown> {
    const answer = await fetch(`${this.url}/simulator/${name}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    assert.ok(answer.ok, `${method} /simulator/${name}: ${answer.status}`);
    return answer.json();
  }
}
