import type { PlanFileFault } from '../fleet/planFile';
import type { Texts } from '../messages/texts';

/** Why an exported plan is not run, as a sentence with what to do. */
export function planFaultText(fault: PlanFileFault, texts: Texts): string {
  switch (fault.kind) {
    case 'notYetMade':
      return texts.text('plan.fault.notYetMade', { at: { instant: fault.createdAt } });
    case 'expired':
      return texts.text('plan.fault.expired', { at: { instant: fault.expiresAt } });
    case 'otherCloud':
      return texts.text('plan.fault.otherCloud', { cloud: fault.cloud, endpoint: fault.endpoint });
    default:
      return texts.text(`plan.fault.${fault.kind}`);
  }
}
