import type { Guest } from './guest';
import { timeOf } from './guestFacts';
import type { JsonObject } from './jsonValues';

/** What a script leaves behind. */
export interface ScriptEnd {
  readonly exitCode: number;
  readonly output: string;
  readonly error: string;
  /** What it changed in the guest. */
  readonly change: Partial<Pick<Guest, 'vbsConfigured'>>;
  /** Milliseconds until the restart that it ordered; null: none. */
  readonly restartIn: number | null;
}

const IDENTIFICATION = /^#\s*hotpatch-fleet-script:\s*([a-z-]+)\s+(\d+)\s*$/i;
/** The identification stands in one of a script's first lines. */
const FIRST_LINES = 12;
const LONGEST_DELAY = 3600;

/**
 * Acts as one of the known scripts would on a machine. The simulator reads no PowerShell: it goes by the line in which a
 * script says which one it is, and by the values that it was given.
 */
export function runScript(
  script: string,
  inputs: Readonly<Record<string, string>>,
  guest: Guest,
  now: number,
): ScriptEnd {
  switch (identityOf(script)) {
    case 'check-vbs 1':
      return written(vbsFacts(guest));
    case 'enable-vbs 1':
      return {
        ...written({ set: true, restartOwed: !guest.vbsRuns }),
        change: { vbsConfigured: true },
      };
    case 'restart 1':
      return restart(inputs, guest, now);
    default:
      return failed('The simulated machine runs only the scripts of Hotpatch Fleet.');
  }
}

/** `name version` of a script; undefined: it does not say. */
export function identityOf(script: string): string | undefined {
  for (const line of script.split(/\r?\n/, FIRST_LINES)) {
    const match = IDENTIFICATION.exec(line.replace(/^\uFEFF/, '').trim());
    if (match) return `${(match[1] ?? '').toLowerCase()} ${Number(match[2])}`;
  }
  return undefined;
}

function vbsFacts(guest: Guest): JsonObject {
  return {
    vbsStatus: guest.vbsRuns ? 2 : guest.vbsConfigured ? 1 : 0,
    secureBoot: guest.secureBoot,
    firmware: guest.firmware,
    lastBootUtc: new Date(guest.lastBootAt).toISOString(),
  };
}

function restart(inputs: Readonly<Record<string, string>>, guest: Guest, now: number): ScriptEnd {
  const notAfter = timeOf(inputs['NotAfterUtc']);
  if (notAfter === undefined) return failed('NotAfterUtc must be a time in UTC.');
  const assessed = inputs['AssessedAtUtc'] ?? '';
  const assessedAt = timeOf(assessed);
  if (assessed !== '' && assessedAt === undefined) return failed('AssessedAtUtc must be a time in UTC.');
  const delay = Number(inputs['DelaySeconds'] ?? '60');
  if (!(delay >= 0 && delay <= LONGEST_DELAY)) return failed('DelaySeconds must be from 0 to 3600.');
  const refusal = reasonAgainst(guest, now, notAfter, assessedAt);
  const facts = { lastBootUtc: new Date(guest.lastBootAt).toISOString() };
  if (refusal !== undefined) return written({ restarting: false, reason: refusal, ...facts });
  // Windows refuses a second order as long as the first one is still to come.
  const reason = guest.restart ? 'alreadyScheduled' : 'pending';
  return { ...written({ restarting: true, reason, ...facts }), restartIn: delay * 1000 };
}

function reasonAgainst(
  guest: Guest,
  now: number,
  notAfter: number,
  assessedAt: number | undefined,
): string | undefined {
  if (now > notAfter) return 'tooLate';
  if (assessedAt !== undefined && guest.lastBootAt > assessedAt) return 'bootedSinceAssessment';
  const vbsOwes = guest.vbsConfigured && !guest.vbsRuns;
  return guest.rebootPending || vbsOwes ? undefined : 'notPending';
}

function written(line: JsonObject): ScriptEnd {
  return { exitCode: 0, output: JSON.stringify(line), error: '', change: {}, restartIn: null };
}

export function failed(message: string): ScriptEnd {
  return { exitCode: 1, output: '', error: message, change: {}, restartIn: null };
}
