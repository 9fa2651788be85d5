import type { RequirementId, Saying } from './requirement';
import type { Evidence, Judgement } from './diagnosisEvidence';
import { isAskedFor, met, notKnown, notMet, quotesAbout, said, todo } from './diagnosisEvidence';

/** What only the machine itself knows: read there, or seen through Azure's errors. */
export function guestJudgements(
  evidence: Evidence,
): Readonly<Record<Extract<RequirementId, 'vbs' | 'secureBoot'>, Judgement>> {
  return { vbs: vbsJudgement(evidence), secureBoot: secureBootJudgement(evidence) };
}

/** Win32_DeviceGuard.VirtualizationBasedSecurityStatus. */
const VBS_CONFIGURED = 1;
const VBS_RUNNING = 2;

function vbsJudgement(evidence: Evidence): Judgement {
  const { guest, errors, facts } = evidence;
  const quotes = quotesAbout('vbs', errors);
  const status = guest?.vbsStatus ?? null;
  if (guest !== null && status !== null) {
    const at = { at: { instant: guest.at } };
    if (status === VBS_RUNNING) {
      const stillAsks: readonly Saying[] =
        quotes.length > 0 && isAskedFor(evidence) ? [said('azureStillAsks'), ...quotes] : [];
      return met([said('vbsRunning', at), ...stillAsks]);
    }
    if (evidence.isRestartOwed) return awaitsRestart(quotes);
    return status === VBS_CONFIGURED
      ? notMet('vbs', [said('vbsConfigured', at), ...quotes], todo('restartForVbs'))
      : notMet('vbs', [said('vbsOff', at), ...quotes], todo('runVbs'));
  }
  if (evidence.isRestartOwed) return awaitsRestart(quotes);
  if (quotes.length > 0 && isAskedFor(evidence)) return notMet('vbs', [said('vbsReported'), ...quotes], todo('runVbs'));
  const isEnabled = (facts.patchSettings.enablementStatus ?? '').toLowerCase() === 'enabled';
  return notKnown([said(isEnabled ? 'vbsEnabledInAzure' : 'vbsNotInAzure')], todo('checkVbs'));
}

function awaitsRestart(quotes: readonly Saying[]): Judgement {
  return notMet('vbs', [said('vbsSetHere'), ...quotes], todo('restartForVbs'));
}

function secureBootJudgement(evidence: Evidence): Judgement {
  const { guest, errors } = evidence;
  const quotes = quotesAbout('secureBoot', errors);
  // Where VBS runs, hotpatches come, whatever it runs on.
  const blocks = guest?.vbsStatus !== VBS_RUNNING;
  if (guest !== null) {
    const at = { at: { instant: guest.at } };
    if (/^bios$/i.test(guest.firmware ?? ''))
      return notMet('secureBoot', [said('firmwareBios', at)], todo('useUefi'), blocks);
    if (guest.secureBoot === true) return met([said('secureBootOn', at)]);
    if (guest.secureBoot === false) {
      return notMet('secureBoot', [said('secureBootOff', at)], todo('turnSecureBootOn'), blocks);
    }
  }
  if (quotes.length > 0 && isAskedFor(evidence)) {
    return notMet('secureBoot', [said('secureBootReported'), ...quotes], todo('turnSecureBootOn'), blocks);
  }
  return notKnown([said('secureBootNotInAzure')], todo('checkVbs'));
}
