/** Runs `work` over all items, at most `limit` at a time, and gives the outcomes in the items' order. */
export async function mapLimited<Item, Outcome>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<Outcome>,
): Promise<readonly Outcome[]> {
  const outcomes: Promise<Outcome>[] = [];
  const running = new Set<Promise<unknown>>();
  for (const item of items) {
    while (running.size >= limit) await Promise.race(running);
    const outcome = work(item);
    outcomes.push(outcome);
    const ended: Promise<unknown> = outcome.then(
      () => running.delete(ended),
      () => running.delete(ended),
    );
    running.add(ended);
  }
  return Promise.all(outcomes);
}
