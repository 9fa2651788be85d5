import type { RunCommandReading } from '../azure/machineActing';
import type { GuestFacts, ScriptResult } from '../core/machineAction';
import type { Instant } from '../core/instant';
import { parseInstant } from '../core/instant';

/** What the restart script said. */
export interface RestartOutput {
  readonly restarting: boolean;
  readonly reason: string;
  readonly lastBootAt: Instant | null;
}

/** Reads what the script checkVbs wrote; undefined where it wrote something else. Never throws. */
export function readGuestOutput(output: string, at: Instant): GuestFacts | undefined {
  const said = lastJsonLine(output);
  if (said === undefined || !('vbsStatus' in said)) return undefined;
  return {
    vbsStatus: wholeNumber(said['vbsStatus']),
    secureBoot: typeof said['secureBoot'] === 'boolean' ? said['secureBoot'] : null,
    firmware: typeof said['firmware'] === 'string' ? said['firmware'].slice(0, 40) : null,
    lastBootAt: instantOf(said['lastBootUtc']),
    at,
  };
}

/** Whether the script enableVbs set the value, and owes a restart; undefined where it wrote something else. */
export function readVbsSet(output: string): { readonly set: boolean; readonly restartOwed: boolean } | undefined {
  const said = lastJsonLine(output);
  if (typeof said?.['set'] !== 'boolean') return undefined;
  return { set: said['set'], restartOwed: said['restartOwed'] !== false };
}

export function readRestartOutput(output: string): RestartOutput | undefined {
  const said = lastJsonLine(output);
  if (typeof said?.['restarting'] !== 'boolean') return undefined;
  const reason = said['reason'];
  return {
    restarting: said['restarting'],
    reason: typeof reason === 'string' ? reason.slice(0, 500) : '',
    lastBootAt: instantOf(said['lastBootUtc']),
  };
}

type Present = Extract<RunCommandReading, { kind: 'present' }>;

/** What a script that has ended has brought. `at`: when it was read. */
export function scriptResultOf(kind: 'checkVbs' | 'enableVbs' | 'restart', read: Present, at: Instant): ScriptResult {
  return (HAS_SUCCEEDED.test(read.executionState ?? '') ? saidBy(kind, read.output, at) : null) ?? scriptFailed(read);
}

const HAS_SUCCEEDED = /^(?:succeeded|completedwithwarnings)$/i;

function saidBy(kind: 'checkVbs' | 'enableVbs' | 'restart', output: string, at: Instant): ScriptResult | null {
  switch (kind) {
    case 'checkVbs': {
      const guest = readGuestOutput(output, at);
      return guest === undefined ? null : { kind: 'guest', guest };
    }
    case 'enableVbs': {
      const said = readVbsSet(output);
      return said?.set === true ? { kind: 'vbsSet', restartOwed: said.restartOwed } : null;
    }
    case 'restart': {
      const said = readRestartOutput(output);
      if (said === undefined) return null;
      const { restarting, lastBootAt, reason } = said;
      return restarting ? { kind: 'restarting', lastBootAt } : { kind: 'notRestarted', reason };
    }
  }
}

/** What a script that failed, or wrote something else, has to say. */
function scriptFailed({ executionState, exitCode, output, error }: Present): ScriptResult {
  const code = exitCode === null ? (executionState ?? '') : `${executionState ?? ''} (${exitCode})`;
  return { kind: 'failed', error: { code, message: (error.trim() === '' ? output : error).trim().slice(0, 1_000) } };
}

/** A profile or a module may write before the script does: the last line that is JSON counts. */
function lastJsonLine(output: string): Readonly<Record<string, unknown>> | undefined {
  for (const line of output.split(/\r?\n/).reverse()) {
    if (!line.trim().startsWith('{')) continue;
    try {
      const value: unknown = JSON.parse(line);
      if (typeof value === 'object' && value !== null) return value as Readonly<Record<string, unknown>>;
    } catch {
      // Not the line that is looked for.
    }
  }
  return undefined;
}

function wholeNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

function instantOf(value: unknown): Instant | null {
  return typeof value === 'string' ? (parseInstant(value) ?? null) : null;
}
