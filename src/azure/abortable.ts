import type { AzureFault } from './azureFault';
import { FaultError } from './faultError';

const CANCELLED: AzureFault = { kind: 'cancelled' };

/** Waits for the promise, but no longer than the signal lasts: then rejects with the fault `cancelled`. */
export function abortable<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(new FaultError(CANCELLED));
    if (signal.aborted) {
      promise.catch(() => undefined);
      onAbort();
      return;
    }
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
