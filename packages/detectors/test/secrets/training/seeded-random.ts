/** The same numbers for the same seed on every machine (a 32-bit mix after Weyl's sequence). */
export type SeededRandom = {
  readonly below: (limit: number) => number;
  readonly pick: <T>(list: readonly T[]) => T;
};

export const seededRandom = (seed: number): SeededRandom => {
  let state = seed >>> 0;
  const below = (limit: number): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) % limit;
  };
  return {
    below,
    pick: (list) => {
      const found = list[below(list.length)];
      if (found === undefined) throw new Error('nothing to pick from');
      return found;
    },
  };
};
