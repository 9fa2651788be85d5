import type { JournalFault } from '../fleet/journalDisk';
import type { TenantId } from '../core/ids';
import type { OperationHead } from '../fleet/journalEntry';
import type { GiveUpFault, RunningOperation, StartFault } from '../fleet/operations';
import type { OperationState } from '../fleet/operationState';
import { countMachines } from '../fleet/operationState';
import type { StopReason } from '../fleet/runContext';
import type { Texts } from '../messages/texts';
import { faultText } from './faultText';
import { countsText } from './operationReport';

/** Why an operation did not begin or was not resumed, and what to do. */
export function startFaultText(fault: StartFault, texts: Texts, isDemo: boolean): string {
  switch (fault.kind) {
    case 'readOnly':
      return texts.text('run.start.readOnly');
    case 'noConnection':
      return texts.text('run.noConnection');
    case 'azure':
      return texts.text('run.start.account', { fault: faultText(texts, fault.fault, isDemo) });
    case 'otherAccount':
      return texts.text('run.resume.otherAccount', { name: fault.name });
    case 'otherPlace':
      return texts.text('run.resume.otherPlace', { cloud: fault.cloud });
    case 'journal':
      if (fault.fault.kind === 'damaged' || fault.fault.kind === 'newer') {
        return texts.text(`run.resume.${fault.fault.kind}`);
      }
      return texts.text('run.start.journal', { message: journalFaultWords(fault.fault) });
    case 'held':
      return texts.text('run.resume.held');
  }
}

/** Why an operation was not given up. */
export function giveUpFaultText(fault: Exclude<GiveUpFault, { readonly kind: 'cancelled' }>, texts: Texts): string {
  switch (fault.kind) {
    case 'ended':
      return texts.text('run.giveUp.ended');
    case 'held':
      return texts.text('run.resume.held');
    case 'journal':
      return texts.text('run.giveUp.journal', { message: journalFaultWords(fault.fault) });
  }
}

/** What is asked before an operation is given up: which it is, and what becomes of its machines. */
export function giveUpQuestion(state: OperationState, texts: Texts): GiveUpQuestion {
  const { kind, machineCount, begunAt, owner } = state.head;
  const { total, inFlight, waiting } = countMachines(state);
  const finished = total - inFlight - waiting;
  const lines = [
    texts.text('run.giveUp.begun', {
      ...{ at: { instant: begunAt }, cloud: owner.cloud },
      account: [...new Set(owner.accounts.map(({ name }) => name))].join(', '),
    }),
    finished > 0 ? texts.text('run.giveUp.finished', { count: finished }) : '',
    inFlight > 0 ? texts.text('run.giveUp.inFlight', { count: inFlight }) : '',
    waiting > 0 ? texts.text('run.giveUp.waiting', { count: waiting }) : '',
    texts.text('run.giveUp.effect'),
  ];
  return {
    message: texts.text('run.giveUp.question', { title: texts.text(`run.title.${kind}`, { count: machineCount }) }),
    detail: lines.filter((line) => line !== '').join('\n\n'),
    button: texts.text('run.giveUp.button'),
  };
}

interface GiveUpQuestion {
  readonly message: string;
  readonly detail: string;
  readonly button: string;
}

/** Why an operation stands still, and what to do. */
export function stopReasonText(
  head: OperationHead,
  reason: Exclude<StopReason, { kind: 'closed' | 'signIn' }>,
  texts: Texts,
  isDemo: boolean,
): string {
  const name = texts.text(`run.name.${head.kind}`);
  switch (reason.kind) {
    case 'takenOver':
      return texts.text('run.stopped.takenOver', { name });
    case 'journal':
      return texts.text('run.stopped.journal', { name, message: journalFaultWords(reason.fault) });
    case 'azure':
      return texts.text('run.stopped.azure', { name, fault: faultText(texts, reason.fault, isDemo) });
  }
}

/** What came of an operation at its end, and what is still owed. */
export function endText(
  { head, outcomes, isCancelled }: Pick<RunningOperation, 'head' | 'outcomes' | 'isCancelled'>,
  texts: Texts,
): string {
  const name = texts.text(`run.name.${head.kind}`);
  const says = texts.text(isCancelled ? 'run.end.cancelled' : 'run.end', { name, counts: countsText(outcomes, texts) });
  const owes = head.kind === 'enableVbs' && (outcomes.done ?? 0) > 0;
  return owes ? `${says} ${texts.text('run.end.restartOwed')}` : says;
}

/** Which tenants want a sign-in, how many machines wait for it there, and what became of all others. */
export function signInText(
  { head, outcomes }: Pick<RunningOperation, 'head' | 'outcomes'>,
  { waits, laterWaves }: Extract<StopReason, { kind: 'signIn' }>,
  { texts, tenantName }: { readonly texts: Texts; readonly tenantName: (id: TenantId) => string },
): string {
  const tenants = waits.map(({ tenantId, machines }) =>
    texts.text('run.signIn.tenant', { tenant: tenantName(tenantId), count: machines }),
  );
  const [first] = waits;
  const name = texts.text(`run.name.${head.kind}`);
  const counts = countsText(outcomes, texts);
  return [
    texts.text('run.stopped.signIn', { name, message: tenants.join(', ') }),
    first === undefined ? '' : faultText(texts, first.fault, false),
    counts === '' ? '' : texts.text('run.stopped.signIn.others', { counts }),
    laterWaves === 0 ? '' : texts.text('run.stopped.signIn.laterWaves', { count: laterWaves }),
    texts.text('run.stopped.signIn.resume'),
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

/** The system's own code, for whoever looks it up. */
function journalFaultWords(fault: JournalFault): string {
  return fault.kind === 'disk' ? fault.code : fault.kind;
}
