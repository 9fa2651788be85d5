import { english } from '../../../src/messages/english';
import { Texts } from '../../../src/messages/texts';

/** Texts that know everything, as in a window in which all has been loaded. */
export function englishTexts(locale = 'en', timeZone?: string): Texts {
  const texts = new Texts(locale, undefined, timeZone);
  texts.learn(english);
  return texts;
}
