import type { Instant } from './instant';
import type { AssessmentFacts, InstallationFacts } from './machineFacts';

export type RebootId = 'pending' | 'notPending' | 'neverAssessed';

/** Whether a restart is owed, who says so, and as of when. */
export interface RebootReading {
  readonly reboot: RebootId;
  readonly source: 'assessment' | 'installation' | null;
  readonly at: Instant | null;
}

const NEVER_ASSESSED: RebootReading = { reboot: 'neverAssessed', source: null, at: null };

/**
 * Joins the newest assessment and the newest installation run; the newer of those that say something wins, but for one
 * case: a pending restart that an assessment saw is over only where a run restarted the machine after it. A run that
 * needed no restart says that of its own updates, not of what was owed before.
 * No row is "never assessed", never "no reboot": Azure keeps assessments for 7 days and installations for 30.
 */
export function rebootOf(assessment: AssessmentFacts | null, installation: InstallationFacts | null): RebootReading {
  const assessed = readAssessment(assessment);
  const installed = readInstallation(installation);
  if (assessed && installed) return isOverruled(assessed, installed, installation) ? installed : assessed;
  return assessed ?? installed ?? NEVER_ASSESSED;
}

function isOverruled(assessed: RebootReading, installed: RebootReading, run: InstallationFacts | null): boolean {
  const isNewer = (installed.at ?? -Infinity) > (assessed.at ?? -Infinity);
  if (assessed.reboot !== 'pending' || installed.reboot === 'pending') return isNewer;
  // An assessment without a time may be the newer one.
  return isNewer && assessed.at !== null && /^completed$/i.test(run?.rebootStatus ?? '');
}

function readAssessment(assessment: AssessmentFacts | null): RebootReading | undefined {
  const isPending = assessment?.rebootPending ?? null;
  if (isPending === null) return undefined;
  // An assessment that failed or still runs proves a pending reboot if it saw one, but its "false" proves nothing.
  const isComplete = /^(?:succeeded|completedwithwarnings)$/i.test(assessment?.status ?? 'succeeded');
  if (!isPending && !isComplete) return undefined;
  return { reboot: isPending ? 'pending' : 'notPending', source: 'assessment', at: assessment?.at ?? null };
}

function readInstallation(installation: InstallationFacts | null): RebootReading | undefined {
  switch ((installation?.rebootStatus ?? '').toLowerCase()) {
    case 'required':
    case 'started':
    case 'failed':
      return { reboot: 'pending', source: 'installation', at: installation?.at ?? null };
    case 'notneeded':
    case 'completed':
      // A run that goes on may yet install what needs a restart.
      if (!hasEnded(installation)) return undefined;
      return { reboot: 'notPending', source: 'installation', at: installation?.at ?? null };
    default:
      return undefined;
  }
}

function hasEnded(installation: InstallationFacts | null): boolean {
  return /^(?:succeeded|failed|completedwithwarnings)$/i.test(installation?.status ?? 'succeeded');
}
