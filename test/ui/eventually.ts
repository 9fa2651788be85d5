const TIMEOUT_MS = 15_000;
const POLL_MS = 50;

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
