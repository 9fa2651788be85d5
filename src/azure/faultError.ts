import type { AzureFault } from './azureFault';

/** Carries a fault through the SDK's pipeline, which knows only exceptions. Caught in armConnection.ts; never leaves it. */
export class FaultError extends Error {
  constructor(readonly fault: AzureFault) {
    super(fault.kind);
    this.name = 'FaultError';
  }
}
