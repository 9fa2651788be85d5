import type { ActionDetail, GuestFacts } from '../core/machineAction';
import { plainText } from '../core/plainText';
import type { MachineOutcome } from '../fleet/journalEntry';
import type { OperationState } from '../fleet/operationState';
import type { Texts } from '../messages/texts';

/** What an action showed of a machine, or why nothing was sent to it; empty where the outcome says it all. */
export function outcomeDetail(outcome: MachineOutcome | null, texts: Texts): string {
  if (outcome?.kind === 'unfit') return texts.text(`report.unfit.${outcome.reason}`);
  if (outcome?.kind !== 'done' || outcome.detail === undefined) return '';
  return detailText(outcome.detail, texts);
}

export function detailText(detail: ActionDetail, texts: Texts): string {
  switch (detail.kind) {
    case 'assessed':
      return texts.list([
        detail.availableCount === null ? '' : texts.text('report.assessed.updates', { count: detail.availableCount }),
        texts.text(`report.assessed.restart.${restartWord(detail.rebootPending)}`),
      ]);
    case 'installed':
      return installedText(detail, texts);
    case 'guest':
      return guestText(detail.guest, texts);
    case 'vbsSet':
      return texts.text(detail.restartOwed === false ? 'report.vbsSet.runs' : 'report.vbsSet');
    case 'restarted':
      return texts.text('report.restarted', { at: { instant: detail.lastBootAt } });
    case 'notRestarted':
      return notRestartedText(detail.reason, texts);
  }
}

function restartWord(isPending: boolean | null): 'pending' | 'none' | 'notKnown' {
  if (isPending === null) return 'notKnown';
  return isPending ? 'pending' : 'none';
}

function installedText(
  { installed, failed, pending, rebootStatus }: Extract<ActionDetail, { kind: 'installed' }>,
  texts: Texts,
): string {
  const count = (id: 'report.installed' | 'report.installed.failed' | 'report.installed.pending', of: number | null) =>
    of === null ? '' : texts.text(id, { count: of });
  return texts.list([
    count('report.installed', installed),
    failed === 0 ? '' : count('report.installed.failed', failed),
    pending === 0 ? '' : count('report.installed.pending', pending),
    texts.text(`report.installed.restart.${rebootWord(rebootStatus)}`, { status: rebootStatus ?? '' }),
  ]);
}

function rebootWord(status: string | null): 'notNeeded' | 'required' | 'completed' | 'other' | 'notKnown' {
  switch ((status ?? '').toLowerCase()) {
    case 'notneeded':
      return 'notNeeded';
    case 'required':
      return 'required';
    case 'completed':
      return 'completed';
    case '':
    case 'unknown':
      return 'notKnown';
    default:
      return 'other';
  }
}

function guestText({ vbsStatus, secureBoot, firmware, lastBootAt }: GuestFacts, texts: Texts): string {
  const vbs = vbsStatus === 0 || vbsStatus === 1 || vbsStatus === 2 ? vbsStatus : 'notKnown';
  return texts.list([
    texts.text(`report.guest.vbs.${vbs}`),
    secureBoot === null ? '' : texts.text(secureBoot ? 'report.guest.secureBoot.on' : 'report.guest.secureBoot.off'),
    firmware === null ? '' : texts.text('report.guest.firmware', { firmware }),
    lastBootAt === null ? '' : texts.text('report.guest.lastBoot', { at: { instant: lastBootAt } }),
  ]);
}

/** In the script's own words, where it is one that this version does not know. */
function notRestartedText(reason: string, texts: Texts): string {
  switch (reason) {
    case 'tooLate':
    case 'bootedSinceAssessment':
    case 'notPending':
      return texts.text(`report.notRestarted.${reason}`);
    default:
      return texts.text('report.notRestarted', { message: plainText(reason) });
  }
}

/**
 * Run commands of ours that may still be in Azure, by resource id: those that could not be deleted and, of an operation
 * that has ended, those whose deletion was never noted.
 */
export function leftRunCommands({ machines, endedAt }: OperationState): readonly string[] {
  return [...machines.values()].flatMap(({ machine, runCommands }) =>
    [...runCommands].flatMap(([name, standing]) => {
      const isLeft = standing === 'leftBehind' || (standing === 'made' && endedAt !== null);
      return isLeft ? [`${machine.id}/runCommands/${name}`] : [];
    }),
  );
}
