import type { OperationKind } from '../core/operation';
import type { Texts } from '../messages/texts';
import { askForText } from './notifications';
import { isCountToBeTyped, typedCountIssue } from './planModal';

/** What is about to be begun. */
interface Counted {
  readonly kind: OperationKind;
  readonly included: readonly unknown[];
  /** The words on the button that was pressed. */
  readonly title: string;
}

/** Has the number of machines typed where it has to be; false = turned away. `above`: see {@link isCountToBeTyped}. */
export async function hasTypedCount(counted: Counted, above: number, texts: Texts): Promise<boolean> {
  if (!isCountToBeTyped(counted, above)) return true;
  const count = counted.included.length;
  const typed = await askForText({
    title: counted.title,
    prompt: texts.text('plan.typeCount', { count }),
    ignoreFocusOut: true,
    check: (text) => (text === '' ? null : typedCountIssue(text, count, texts)),
  });
  return typed !== undefined && typedCountIssue(typed, count, texts) === null;
}
