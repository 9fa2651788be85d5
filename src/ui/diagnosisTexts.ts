import type { Diagnosis } from '../core/diagnosis';
import type { Fix, RequirementReading, Saying } from '../core/requirement';
import type { Texts } from '../messages/texts';
import { reasonText } from './reasonText';

export function sayingText(saying: Saying, texts: Texts): string {
  if (saying.of === 'reason') return reasonText(texts, saying.reason);
  return texts.text(`diagnosis.says.${saying.id}`, saying.values);
}

export function fixText(fix: Fix, texts: Texts): string {
  if (fix.of === 'next') return texts.text(`next.${fix.step.id}`, fix.step.values);
  return texts.text(`diagnosis.fix.${fix.id}`, fix.values);
}

/** What blocks the machine, in a few words; empty where nothing that is known does. */
export function causeText(reading: RequirementReading | null, texts: Texts): string {
  const cause = reading?.cause ?? null;
  return cause === null ? '' : texts.text(`diagnosis.cause.${cause}`);
}

/** The diagnosis in one sentence. */
export function verdictText({ blocking, requirements }: Diagnosis, texts: Texts): string {
  if (blocking !== null) return texts.text('diagnosis.blockedBy', { cause: causeText(blocking, texts) });
  const count = requirements.filter(({ standing }) => standing === 'notKnown').length;
  return count === 0 ? texts.text('diagnosis.notBlocked') : texts.text('diagnosis.notBlocked.open', { count });
}

/** What else is not met beside the first that blocks, in the order of the walk. */
export function furtherCauses({ blocking, requirements }: Diagnosis, texts: Texts): readonly string[] {
  return requirements
    .filter((reading) => reading !== blocking && reading.cause !== null)
    .map((reading) => causeText(reading, texts));
}
