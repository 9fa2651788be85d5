import type { OperationArchive } from '../fleet/operationArchive';
import type { OperationConnection, Operations } from '../fleet/operations';
import type { OperationServices } from './operationServices';
import type { ReadonlyDocuments } from './readonlyDocuments';

/** What the parts of the operation desk share. */
export interface OperationParts {
  readonly services: OperationServices;
  readonly operations: Operations;
  readonly archive: OperationArchive;
  readonly documents: ReadonlyDocuments;
  /** The connection in use; reads the fleet where there is none yet. Null = Azure was not reached. */
  readonly connect: () => Promise<OperationConnection | null>;
}
