import type { Result } from './result';
import { failed, succeeded } from './result';

/** A character that has no place in a script: it cannot be seen, or makes what is read another text than what is run. */
export interface UnfitCharacter {
  /** As in U+202E. */
  readonly codePoint: number;
}

/** Each of these begins, ends and, doubled, escapes a single-quoted string; PowerShell does not tell them apart. */
const SINGLE_QUOTES = /['\u2018-\u201b]/g;

/** Control and format characters (line ends, direction marks), line and paragraph separators, halves of characters. */
const UNFIT = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

/**
 * A text as one single-quoted string of PowerShell, in which nothing is expanded. Texts with line ends, control or
 * direction characters are refused: no value of ours has any, and nobody could read what such a script does.
 */
export function powershellString(text: string): Result<string, UnfitCharacter> {
  const unfit = unfitCharacter(text);
  return unfit === null ? succeeded(`'${text.replaceAll(SINGLE_QUOTES, '$&$&')}'`) : failed(unfit);
}

/**
 * A text as an expression of PowerShell that is written in ASCII alone. Windows PowerShell reads a file without a byte
 * order mark in the computer's own code page, in which half of a letter can be a quote (U+0411 in UTF-8 ends in 0x91,
 * which is U+2018 in Windows-1252); what only a string holds must not depend on how the file was saved.
 */
export function powershellValue(text: string): Result<string, UnfitCharacter> {
  const quoted = powershellString(text);
  if (!quoted.ok || isAscii(text)) return quoted;
  const escaped = text.replaceAll('\\', '\\\\').replaceAll(BEYOND_ASCII, codeUnitEscape).replaceAll("'", "''");
  return succeeded(`[regex]::Unescape('${escaped}')`);
}

/** The first character that no script may hold; null = none. */
export function unfitCharacter(text: string): UnfitCharacter | null {
  const found = UNFIT.exec(text)?.[0];
  return found === undefined ? null : { codePoint: found.codePointAt(0) ?? 0 };
}

/** As people write a character that cannot be shown: U+202E. */
export function codePointName({ codePoint }: UnfitCharacter): string {
  return `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`;
}

// By code units, without the u flag: .NET's escapes are those of UTF-16.
const BEYOND_ASCII = /[^\x20-\x7e]/g;

function isAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}

function codeUnitEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
