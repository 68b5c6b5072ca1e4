/** A fixed sequence of choices: the same seed makes the same tricks on every machine. */
export type Dice = {
  readonly below: (limit: number) => number;
  readonly one: <Item>(items: readonly [Item, ...Item[]]) => Item;
};

export function makeDice(seed: number): Dice {
  let state = seed >>> 0;
  const below = (limit: number): number => {
    // Marsaglia's xorshift on 32 bits.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
  return { below, one: (items) => items[below(items.length)] ?? items[0] };
}
