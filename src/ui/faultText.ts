import type { AzureFault } from '../azure/azureFault';
import type { Texts } from '../messages/texts';

/** What happened and what to do, in one sentence or two. `isDemo`: the other side is our own simulator. */
export function faultText(texts: Texts, fault: AzureFault, isDemo: boolean): string {
  switch (fault.kind) {
    case 'signInNeeded':
      if (fault.claims !== null) return texts.text('fault.signInNeeded.challenge');
      return fault.message === ''
        ? texts.text('fault.signInNeeded')
        : texts.text('fault.signInNeeded.because', { message: fault.message });
    case 'rejected':
      return texts.text(fault.status >= 500 ? 'fault.rejected.server' : 'fault.rejected', {
        status: String(fault.status),
        code: fault.code,
      });
    case 'unreachable':
      return texts.text(isDemo ? 'fault.unreachable.demo' : 'fault.unreachable', { code: fault.code });
    case 'forbidden':
    case 'notFound':
      return texts.text(`fault.${fault.kind}`, { code: fault.code });
    case 'timedOut':
      return texts.text('fault.timedOut', { seconds: fault.seconds });
    case 'hostRefused':
      return texts.text('fault.hostRefused', { host: fault.host });
    case 'proxyUnreadable':
      return texts.text('fault.proxyUnreadable', { variable: fault.variable });
    default:
      return texts.text(`fault.${fault.kind}`);
  }
}
