/** Edit distance with neighbouring letters swapped counted once: `file.raed` is one slip away from `file.read`. */
const distance = (left: string, right: string): number => {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const row = [i];
    for (let j = 1; j <= right.length; j++) {
      const same = left[i - 1] === right[j - 1];
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1])
        best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      row[j] = best;
    }
    beforeLast = last;
    last = row;
  }
  return last[right.length] ?? 0;
};

/** The nearest known word, when it is near enough to be a slip of the pen. */
export const nearest = (word: string, known: readonly string[]): string | undefined => {
  if (word.length > 64) return undefined;
  const limit = Math.max(1, Math.floor(word.length / 3));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of known) {
    const near = distance(word.toLowerCase(), candidate.toLowerCase());
    if (near < bestDistance) {
      best = candidate;
      bestDistance = near;
    }
  }
  return best;
};

/** `; did you mean `x`?`, or the list when it is short, or nothing. */
export const hint = (word: string, known: readonly string[]): string => {
  const near = nearest(word, known);
  if (near !== undefined) return `; did you mean \`${near}\`?`;
  return known.length > 0 && known.length <= 12
    ? `; known here: ${known.map((name) => `\`${name}\``).join(', ')}`
    : '';
};
