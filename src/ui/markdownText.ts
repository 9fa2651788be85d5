// Letters, digits, spaces, commas and everything beyond ASCII mean nothing in Markdown, HTML or a theme icon's name.
const MEANINGFUL = /[^A-Za-z0-9 ,\u0080-\u{10ffff}]/gu;

/**
 * Text that Markdown shows as it is: every character that could mean something becomes an entity. MarkdownString's own
 * appendText would also turn each space into one that does not break, which tears words apart at the end of a line.
 */
export function markdownText(text: string): string {
  return text.replaceAll(MEANINGFUL, (character) => `&#${character.codePointAt(0) ?? 0};`);
}
