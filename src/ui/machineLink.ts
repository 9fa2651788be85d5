import type { MachineId } from '../core/ids';

/** The id of this extension: the authority of its links. */
const AUTHORITY = 'hotpatch-fleet.hotpatch-fleet';

/** A link to a machine. `scheme`: that of the VS Code in use, such as `vscode` or `vscode-insiders`. */
export function machineLink(scheme: string, id: MachineId): string {
  return `${scheme}://${AUTHORITY}/machine?id=${encodeURIComponent(id)}`;
}
