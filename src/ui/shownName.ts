import { plainText } from '../core/plainText';
import type { Texts } from '../messages/texts';

/** A name from outside as one line of ours; one that has nothing to show is said to be none, so that no row is blank. */
export function shownName(name: string, texts: Texts): string {
  const shown = plainText(name);
  return shown === '' ? texts.text('name.none') : shown;
}
