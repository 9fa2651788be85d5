import type { AzureFault } from './azureFault';
import type { RunCommandReading } from './machineActing';
import type { JsonObject } from './rowValues';
import { anyCase, isJsonObject, objectOr, textOf } from './rowValues';

/** Reads the body of GET …/runCommands/{name}; null where it is no resource. Never throws. */
export function runCommandOfArm(body: unknown): RunCommandReading | null {
  if (!isJsonObject(body)) return null;
  const properties = objectOr(anyCase(body, 'properties'));
  const view = objectOr(anyCase(properties, 'instanceView'));
  const error = rawText(view, 'error');
  return {
    kind: 'present',
    executionState: textOf(anyCase(view, 'executionState')),
    exitCode: integerOf(anyCase(view, 'exitCode')),
    output: rawText(view, 'output'),
    error: error === '' ? rawText(view, 'executionMessage') : error,
    provisioningState: textOf(anyCase(properties, 'provisioningState')),
  };
}

const GONE_ABOVE = new Set(['parentresourcenotfound', 'resourcegroupnotfound', 'subscriptionnotfound']);
const NAMES_A_MACHINE = /\/machines\/[^/'"\s]+(?=['"\s]|$)/i;
const NAMES_A_RUN_COMMAND = /\/runcommands\/|\brun ?command\b/i;

/** Whether a 404 of a run command says that the machine, or what it is in, is gone: by its code, else by its words. */
export function isMachineGone(fault: AzureFault): boolean {
  if (fault.kind !== 'notFound') return false;
  if (GONE_ABOVE.has(fault.code.toLowerCase())) return true;
  return NAMES_A_MACHINE.test(fault.message) && !NAMES_A_RUN_COMMAND.test(fault.message);
}

// Windows' exit codes may be negative.
function integerOf(value: unknown): number | null {
  const number = typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : null;
}

// A script's own text: blanks and line ends are part of it.
function rawText(view: JsonObject, name: string): string {
  const value = anyCase(view, name);
  return typeof value === 'string' ? value : '';
}
