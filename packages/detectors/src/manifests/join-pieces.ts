import { packedPieces } from '../normalise/packed-pieces.ts';

export type Joined = {
  readonly text: string;
  readonly toOriginal: (start: number, end: number) => readonly [start: number, end: number];
};

/** Between two pieces of a string that a program would put together: `"cur" + "l"`, `'a'\n  'b'`. */
const SEAM = /["'`][ \t]{0,4}(?:\+|\.|\\\n)[ \t]{0,4}\n?[ \t]{0,16}["'`]/g;
const MOST_SEAMS = 4096;

/**
 * The text with string pieces put together, and what the result decodes to at the end; undefined where nothing was in
 * pieces. A place is led back to the pieces it came from.
 */
export function joinPieces(text: string): Joined | undefined {
  const cuts: { readonly at: number; readonly removed: number }[] = [];
  let joined = '';
  let from = 0;
  let removed = 0;
  for (const match of text.matchAll(SEAM)) {
    if (cuts.length === MOST_SEAMS) break;
    joined += text.slice(from, match.index);
    from = match.index + match[0].length;
    removed += match[0].length;
    cuts.push({ at: joined.length, removed });
  }
  if (cuts.length === 0) return undefined;
  joined += text.slice(from);
  const plainLength = joined.length;
  const decoded = [...packedPieces(joined)].map((piece) => piece.text).join('\n');
  const back = (at: number): number => {
    if (at >= plainLength) return text.length;
    let low = 0;
    let high = cuts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cuts[middle]?.at ?? Infinity) <= at) low = middle + 1;
      else high = middle;
    }
    return at + (cuts[low - 1]?.removed ?? 0);
  };
  return {
    text: decoded === '' ? joined : `${joined}\n${decoded}`,
    toOriginal: (start, end) =>
      start >= plainLength ? [0, text.length] : [back(start), Math.max(back(start), back(end - 1) + 1)],
  };
}
