/**
 * A text whose plain comparison puts APP-2 before APP-10, whatever the case. Made once a name, it sorts 100,000 names in
 * a fraction of the time that a numeric collator takes.
 */
export function naturalKey(text: string): string {
  return text.slice(0, 256).toLowerCase().replaceAll(/\d+/g, sortableNumber);
}

/** Digits whose plain comparison is that of the numbers: first how many there are, leading zeros aside. */
function sortableNumber(digits: string): string {
  const significant = digits.startsWith('0') ? digits.replace(/^0+(?=\d)/, '') : digits;
  return String(significant.length).padStart(3, '0') + significant;
}

/** A copy in natural order of what `nameOf` gives. */
export function inNaturalOrder<Item>(items: readonly Item[], nameOf: (item: Item) => string): Item[] {
  return items
    .map((item) => ({ item, key: naturalKey(nameOf(item)) }))
    .sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)))
    .map(({ item }) => item);
}
