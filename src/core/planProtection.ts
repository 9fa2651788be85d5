/** Finds what protects a machine by its tags; null = nothing does. */
export type Protection = (tags: Readonly<Record<string, string>>) => string | null;

const NOT_PROTECTED: Protection = () => null;

/**
 * Reads the patterns of protected tags. A pattern is a tag's name, or its name and value as `name=value`; upper and lower
 * case and blanks around the `=` make no difference. Compared whole, so a name that itself holds a `=` is protected too.
 * An empty pattern protects nothing.
 */
export function protectionOf(patterns: readonly string[]): Protection {
  const byKey = new Map(patterns.map((pattern) => [keyOf(pattern), pattern.trim()] as const));
  byKey.delete('');
  if (byKey.size === 0) return NOT_PROTECTED;
  return (tags) => {
    for (const [name, value] of Object.entries(tags)) {
      const pattern = byKey.get(keyOf(name)) ?? byKey.get(keyOf(`${name}=${value}`));
      if (pattern !== undefined) return pattern;
    }
    return null;
  };
}

// No regular expression: one for the blanks around a `=` would try each blank of a long value anew.
function keyOf(text: string): string {
  return text
    .toLowerCase()
    .split('=')
    .map((part) => part.trim())
    .join('=');
}
