/**
 * Tells whether a whole text fits a pattern in which `*` stands for anything and `?` for one character, in any casing. In
 * a time that grows with the text and not with a power of it, as that of a regular expression with several `.*` would.
 */
export function wildcard(pattern: string): (text: string) => boolean {
  const wanted = Array.from(pattern.toLowerCase());
  return (text) => fits(Array.from(text.toLowerCase()), wanted);
}

/** Only the last `*` may have to take more than it did: what stood before it has found its leftmost place. */
function fits(text: readonly string[], wanted: readonly string[]): boolean {
  let at = 0;
  let place = 0;
  let star = -1;
  let takenByStar = 0;
  while (at < text.length) {
    if (wanted[place] === '*') {
      star = place;
      takenByStar = at;
      place += 1;
    } else if (wanted[place] === '?' || wanted[place] === text[at]) {
      place += 1;
      at += 1;
    } else if (star < 0) {
      return false;
    } else {
      takenByStar += 1;
      at = takenByStar;
      place = star + 1;
    }
  }
  return wanted.slice(place).every((character) => character === '*');
}
