import { randomBytes } from 'node:crypto';
import type { Instant } from '../core/instant';
import { parseInstant, toIso } from '../core/instant';
import type { OperationId } from './journalEntry';

/** Digits, lower case letters and dashes alone: no path, no reserved name, the same on file systems that fold case. */
const OPERATION_ID = /^(\d{4})(\d{2})(\d{2})-(\d{2})(\d{2})(\d{2})-(\d{3})-[0-9a-f]{12}$/;

/** A new id: the UTC time to the millisecond, and 48 random bits for operations that begin in the same one. */
export function newOperationId(begunAt: Instant): OperationId {
  const [date = '', time = ''] = toIso(begunAt).split('T');
  const clock = time.replace('.', '-').replace(/[:Z]/g, '');
  return `${date.replaceAll('-', '')}-${clock}-${randomBytes(6).toString('hex')}` as OperationId;
}

/** Reads an id that came from outside, e.g. a folder's name or a command's argument; undefined when it is none. */
export function readOperationId(text: string): OperationId | undefined {
  return begunAtOf(text) === undefined ? undefined : (text as OperationId);
}

/** When an operation began, as its id tells; undefined when the text is no id. */
export function begunAtOf(text: string): Instant | undefined {
  const match = OPERATION_ID.exec(text);
  if (!match) return undefined;
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '', fraction = ''] = match;
  return parseInstant(`${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction}Z`);
}
