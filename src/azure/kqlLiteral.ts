/**
 * Writes any text as a KQL string literal in single quotes. A quote, a backslash, a control character, a line or
 * paragraph separator and half of a surrogate pair are escaped, so nothing in the text can end the literal.
 */
export function kqlLiteral(text: string): string {
  const escaped = text.replace(/['\\]|[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]|\p{Surrogate}/gu, (character) =>
    character === "'" || character === '\\' ? `\\${character}` : unicodeEscape(character),
  );
  return `'${escaped}'`;
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
