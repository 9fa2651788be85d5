import type { AzureFault } from '../azure/azureFault';
import { harmlessCode } from '../azure/requestLog';

/*
 * What a report may say. A word of it is one of a list that is written here, or has a form in which no name, address or
 * id fits; a number is a number. Whatever else stands there is “other”.
 */

const OTHER = 'other';

/** The word itself where it is one of these. */
export function wordOf(value: unknown, words: readonly string[]): string {
  return words.find((word) => word === value) ?? OTHER;
}

/** The text itself where all of it has this form. */
export function formOf(text: string, form: RegExp): string {
  return form.test(text) ? text : OTHER;
}

/** Numbers as they are, flags as yes and no. */
export function plainValue(value: number | boolean): string {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : OTHER;
  return value ? 'yes' : 'no';
}

/** In UTC, to the second. */
export function timeWords(at: number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? OTHER : `${date.toISOString().slice(0, 19)}Z`;
}

// A record, so that the compiler asks for each kind that there is.
const FAULT_KINDS: Readonly<Record<AzureFault['kind'], true>> = {
  signInNeeded: true,
  forbidden: true,
  notFound: true,
  throttled: true,
  tooLarge: true,
  rejected: true,
  unreachable: true,
  proxyUnreadable: true,
  timedOut: true,
  unreadable: true,
  hostRefused: true,
  cancelled: true,
};

export function faultKind(kind: string): string {
  return wordOf(kind, Object.keys(FAULT_KINDS));
}

/** Kind, status and code of a fault, none of its words. */
export function faultWords(fault: AzureFault): string {
  const status = fault.kind === 'rejected' ? plainValue(fault.status) : '';
  const code = 'code' in fault ? codeWord(fault.code) : '';
  return [faultKind(fault.kind), status, code].filter((word) => word !== '').join(' ');
}

/** Empty where there is none. */
export function codeWord(code: string | null): string {
  if (code === null || code === '') return '';
  return harmlessCode(code) ?? OTHER;
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Parts of paths that say what is asked for, in lower case. */
const RESOURCES = [
  'tenants',
  'subscriptions',
  'resourcegroups',
  'providers',
  'permissions',
  'resources',
  'machines',
  'licenseprofiles',
  'runcommands',
  'assesspatches',
  'installpatches',
  'operationstatus',
  'operationresults',
];

/** Method and the last part of the path that is known: “PATCH licenseprofiles”. */
export function requestWords(method: string, path: string): string {
  const parts = path.toLowerCase().split('/');
  return `${wordOf(method, METHODS)} ${wordOf(
    parts.findLast((part) => RESOURCES.includes(part)),
    RESOURCES,
  )}`;
}
