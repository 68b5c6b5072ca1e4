import type { RE2JS } from 're2js';

export type Span = { readonly start: number; readonly end: number };

/** A match may be so long; what is longer is found as far as that, and may end where the pattern would go on. */
const MAX_MATCH = 1024;
const SLICE = 4096;

/**
 * Where a pattern matches. The engine takes linear time for one search, but each next search may read to the end
 * again (`a.*b|a` on nothing but `a`): so a text is searched in slices, and every search is paid for from `work`.
 * False when that was used up before the end.
 */
export const findPattern = (
  pattern: RE2JS,
  text: string,
  work: { unitsLeft: number },
  found: (span: Span) => void,
): boolean => {
  // One quick pass tells for nearly all texts that there is nothing.
  if (!pattern.test(text)) return true;
  let from = 0;
  for (let slice = 0; slice < text.length; slice += SLICE) {
    const to = Math.min(text.length, slice + SLICE);
    from = Math.max(from, slice);
    // What stands before is seen too: `\b` and `^` ask for it.
    const before = Math.max(0, from - 2);
    const piece = text.slice(before, to + MAX_MATCH);
    if (!pattern.test(piece)) continue;
    const matcher = pattern.matcher(piece);
    while (from < to) {
      if (work.unitsLeft <= 0) return false;
      work.unitsLeft -= piece.length - (from - before);
      if (!matcher.find(from - before)) break;
      const start = before + matcher.start();
      const end = before + matcher.end();
      // A match that begins behind the slice is the next one's.
      if (start >= to) break;
      if (end > start) found({ start, end });
      from = Math.max(end, start + 1);
    }
  }
  return true;
};
