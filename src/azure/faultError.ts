import type { AzureFault } from './azureFault';

/** Carries a fault through the SDK's pipeline, which knows only exceptions. Caught beside the pipeline; never leaves it. */
export class FaultError extends Error {
  /** `mayHaveArrived`: something of the request went out; false for every fault that was found on this side. */
  constructor(
    readonly fault: AzureFault,
    readonly mayHaveArrived = false,
  ) {
    super(fault.kind);
    this.name = 'FaultError';
  }
}
