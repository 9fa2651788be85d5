import assert from 'node:assert/strict';

const TIMEOUT_MS = 15_000;
const POLL_MS = 50;
const QUIET_MS = 1_000;

/** Settles as soon as the check passes; rejects with its last failure when it has not done so in time. */
export async function eventually<Value>(check: () => Promise<Value> | Value, timeoutMs = TIMEOUT_MS): Promise<Value> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/**
 * Settles when what is counted has not grown for a second. For the end of a read: the button that starts one can be on
 * the screen still while the read that was just asked for is on its way.
 */
export async function eventuallyQuiet(count: () => Promise<number>): Promise<void> {
  let counted = await count();
  let since = performance.now();
  await eventually(async () => {
    const now = await count();
    if (now !== counted) since = performance.now();
    counted = now;
    assert.ok(performance.now() - since > QUIET_MS, `${counted} by now, and more to come`);
  });
}
