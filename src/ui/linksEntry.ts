import { links } from '../messages/linkEnglish';
import type { DeepLinksOptions } from './deepLinks';
import { DeepLinks } from './deepLinks';

/** Makes the one that follows links. This is all that its bundle, which is loaded with the first link, gives away. */
export function openDeepLinks(options: DeepLinksOptions): DeepLinks {
  options.texts.learn(links);
  return new DeepLinks(options);
}
