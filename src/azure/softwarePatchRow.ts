import type { MachineId } from '../core/ids';
import type { PendingUpdate } from '../core/machineFacts';
import { wholeStart } from '../core/plainText';
import { parentMachineIdOf } from './rowIds';
import type { JsonObject } from './rowValues';
import { anyCase, isJsonObject, itemsOf, objectOr, parsedJson, textOf } from './rowValues';

/** Microsoft's titles have about a hundred characters; more than this is searched and kept for nobody's good. */
const LONGEST_TITLE = 500;

export interface SoftwarePatchRow {
  /** The update's own id, lower case, to tell rows apart. */
  readonly id: string;
  readonly machineId: MachineId;
  readonly update: PendingUpdate;
}

/** Reads a row of pendingUpdatesQuery; null where it belongs to no Arc machine. Never throws. */
export function softwarePatchOfRow(row: unknown): SoftwarePatchRow | null {
  if (!isJsonObject(row)) return null;
  const id = row['id'];
  const machineId = parentMachineIdOf(id, '/patchassessmentresults/');
  if (typeof id !== 'string' || machineId === null) return null;
  const raw = row['properties'];
  const properties = objectOr(typeof raw === 'string' ? parsedJson(raw) : raw);
  return { id: id.toLowerCase(), machineId, update: updateOf(properties) };
}

/** An update's properties, of either table. */
export function updateOf(properties: JsonObject): PendingUpdate {
  const title = textOf(anyCase(properties, 'patchName'));
  const kb = kbOf(textOf(anyCase(properties, 'kbId'))) ?? kbInTitle(title);
  return {
    kb,
    title: wholeStart(title ?? kb ?? '', LONGEST_TITLE),
    classifications: classificationsOf(anyCase(properties, 'classifications')),
    rebootBehavior: textOf(anyCase(properties, 'rebootBehavior')),
  };
}

// Azure writes both "KB5044444" and "5030211".
function kbOf(text: string | null): string | null {
  const digits = /^(?:kb)?\s*(\d{4,10})$/i.exec(text ?? '')?.[1];
  return digits === undefined ? null : `KB${digits}`;
}

function kbInTitle(title: string | null): string | null {
  return /\bKB\d{6,10}\b/i.exec((title ?? '').slice(0, 1000))?.[0].toUpperCase() ?? null;
}

// An array, an array written as JSON text, or one name alone.
function classificationsOf(value: unknown): readonly string[] {
  const items = itemsOf(value);
  const texts = items.length > 0 ? items : typeof value === 'string' && !value.trim().startsWith('[') ? [value] : [];
  return texts.map(textOf).filter((text) => text !== null);
}
