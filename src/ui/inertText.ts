import { plainText } from '../core/plainText';

/** Joins what stands on both sides of it, has no width and means nothing. */
const WORD_JOINER = '\u2060';

/** Where VS Code’s “[label](target)” and “$(icon)” have their bracket. */
const BEFORE_BRACKET = /(?<=[\]$])(?=\()/g;

/**
 * Text in which VS Code finds no link and no icon, and a person no difference. It makes links of `[label](command:…)` in
 * notifications and input boxes, runs the command of who clicks, and shows `$(icon)` of quick picks as a picture.
 */
export function inertText(text: string): string {
  return text.replaceAll(BEFORE_BRACKET, WORD_JOINER);
}

/** Outside text as one such line of ours. */
export function inertLine(text: string): string {
  return inertText(plainText(text));
}
