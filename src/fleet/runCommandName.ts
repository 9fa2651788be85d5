import type { MachineAction } from '../core/machineAction';

/** A script's purpose: the actions that are scripts, and the look after a restart. */
export type ScriptPurpose = Extract<MachineAction['kind'], 'checkVbs' | 'enableVbs' | 'restart'> | 'comeBack';

/**
 * The name of a run command: the same operation asks the same machine for the same thing under the same name, so that it
 * is found again after a crash. Ours can be told from others' by its beginning.
 */
export function runCommandName(operation: string, purpose: ScriptPurpose): string {
  return `hotpatch-fleet-${operation}-${purpose.toLowerCase()}`;
}
