/** Something that takes part in waves. */
export interface WaveMember<Id> {
  readonly id: Id;
  /** Of no two members of one group both are in one wave. */
  readonly groups: readonly string[];
}

/**
 * Parts members into waves of at most `size` (at least 1): each in exactly one, in the earliest that has room and nobody
 * of its groups. The order within a wave is that of the members; equal input gives equal waves.
 */
export function wavesOf<Id>(members: readonly WaveMember<Id>[], size: number): readonly (readonly Id[])[] {
  const most = Math.max(1, Math.floor(size));
  const waves: { readonly ids: Id[]; readonly groups: Set<string> }[] = [];
  /** All waves before it are full. */
  let firstOpen = 0;
  for (const { id, groups } of members) {
    let place = firstOpen;
    while (place < waves.length && !hasRoom(waves[place], groups, most)) place += 1;
    const wave = waves[place] ?? { ids: [], groups: new Set<string>() };
    if (place === waves.length) waves.push(wave);
    wave.ids.push(id);
    for (const group of groups) wave.groups.add(group);
    while ((waves[firstOpen]?.ids.length ?? 0) >= most) firstOpen += 1;
  }
  return waves.map(({ ids }) => ids);
}

function hasRoom(
  wave: { readonly ids: readonly unknown[]; readonly groups: ReadonlySet<string> } | undefined,
  groups: readonly string[],
  most: number,
): boolean {
  return wave !== undefined && wave.ids.length < most && !groups.some((group) => wave.groups.has(group));
}
