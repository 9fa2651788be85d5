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
 * Joins the newest assessment and the newest installation run; the newer of those that say something wins.
 * No row is "never assessed", never "no reboot": Azure keeps assessments for 7 days and installations for 30.
 */
export function rebootOf(assessment: AssessmentFacts | null, installation: InstallationFacts | null): RebootReading {
  const assessed = readAssessment(assessment);
  const installed = readInstallation(installation);
  if (assessed && installed) return (installed.at ?? -Infinity) > (assessed.at ?? -Infinity) ? installed : assessed;
  return assessed ?? installed ?? NEVER_ASSESSED;
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
      return { reboot: 'notPending', source: 'installation', at: installation?.at ?? null };
    default:
      return undefined;
  }
}
