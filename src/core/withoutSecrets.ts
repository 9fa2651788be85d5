import { errorMessage } from './errorMessage';

/** The longest message of another program that is kept. */
const LONGEST_MESSAGE = 500;

/** What is not seen: a zero-width character in the middle of a token would hide it from the expressions below. */
const UNSEEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]+/gu;

/** `=` or `:`, also in an address that is part of another address. */
const IS = String.raw`(?:[=:]|%(?:25)*3[ad])`;
/** What stands between a name and its value, in a form, a header, a connection string, in JSON, or in JSON within JSON. */
const SEPARATOR = String.raw`(?:[\\"'\s]|%(?:25)*2[027]){0,8}${IS}(?:\s|%(?:25)*20){0,8}`;
/** In quotes a value goes to the closing one, whatever it holds. */
const VALUE = String.raw`(?:\\+"(?:[^"\\]|\\(?!"))*|"(?:[^"\\]|\\.)*|'[^']*|(?!\[removed)[^&\s"',;}<>]+)`;
const KEYS = 'account|access|shared|api|subscription|private|master|primary|secondary|storage|function|host';
/** Where a name begins, also behind a `?` or `&` of an address that is part of another. */
const BEGIN = String.raw`(?:\b|%(?:25)*[\da-f]{2})`;
const TOKENS = `access|refresh|sas|auth|session|security|bearer|api|csrf|xsrf|${BEGIN}id`;
const NAMES = String.raw`secret(?:[_-]?(?:text|value|key))?|passw(?:or)?d|passphrase|pwd|client[_-]?assertion|connection[_-]?string|(?:${TOKENS})[_-]?token|(?:${KEYS})[_-]?key`;

/** What looks like a credential, and what stands in its place. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/eyJ[\w-]{8,}(?:\.[\w-]*){0,4}/g, '[removed]'],
  // A refresh token and a client secret of Entra, by their forms alone.
  [/\b[01]\.A[\w-]{20,}(?:\.[\w-]+){0,4}/g, '[removed]'],
  [/[\w~.-]{3}\dQ~[\w~.-]{31,34}/g, '[removed]'],
  [/(:\/\/)[^\s/?#"'<>]{0,300}@/g, '$1[removed]@'],
  [/(:\/\/[^\s/?#:@"'<>]{1,100}:)(?!\d{1,5}\/)[^\s"'<>]{0,300}@/g, '$1[removed]@'],
  [/(%(?:25)*3a%(?:25)*2f%(?:25)*2f)[^\s&"'<>]{1,300}%(?:25)*40/gi, '$1[removed]@'],
  [/\b(authorization["'\\]{0,4}\s*[:=]\s*["'\\]{0,4})(?!\[)\w+\s+[^\s"',;\\]+/gi, '$1[removed]'],
  [/\b(bearer)(?:\s|%20|[:=]){1,8}[^\s:=]\S*/gi, '$1 [removed]'],
  [/\b([Bb]asic|BASIC)\s+(?=\S{0,40}(?:[=\d]|[a-z][A-Z]))[\w+/=-]{6,}/g, '$1 [removed]'],
  [new RegExp(`(${BEGIN}(?:sig|code)(?:=|%(?:25)*3d))[^&\\s"'<>]+`, 'gi'), '$1[removed]'],
  // Alone, “token” is a word of sentences too: only with a `=`, or in quotes.
  [new RegExp(String.raw`(\btoken(?:=|%(?:25)*3d|\\*["']\s*[:=]\s*))${VALUE}`, 'gi'), '$1[removed]'],
  [new RegExp(`((?:${NAMES})${SEPARATOR})${VALUE}`, 'gi'), '$1[removed]'],
];

/** A message of another program: one line of bounded length with nothing in it that looks like a credential. */
export function bounded(text: string, length = LONGEST_MESSAGE): string {
  const visible = text.slice(0, 4 * length).replace(UNSEEN, '');
  const line = visible.replace(/[\s\u2028\u2029]+/g, ' ');
  const clean = SECRETS.reduce((rest, [secret, place]) => rest.replace(secret, place), line).trim();
  return clean.length > length ? `${clean.slice(0, length - 1)}…` : clean;
}

/** What a thrown value says of itself, as {@link bounded}: other programs quote what they were sent. */
export function boundedMessage(error: unknown): string {
  return bounded(errorMessage(error));
}
