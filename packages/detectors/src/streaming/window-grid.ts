/**
 * Where the windows over a long text stand. Their places follow from the text alone, never from how it was cut into
 * pieces, so that the same text gives the same findings however it came.
 */

/** What `normalise` takes in one call: a text up to this length is one window, and so exactly what `detect` says. */
export const WINDOW_UNITS = 256 * 1024;
/** Neighbours share this much; each place has a window that sees at least half of it on both sides. */
export const OVERLAP_UNITS = 40 * 1024;
export const STRIDE_UNITS = WINDOW_UNITS - OVERLAP_UNITS;
/** A window begins behind a line's end or a blank if one is so near: a word cut in two reads as another word. */
const SEARCH_UNITS = 4096;

/** From here on the findings of window `index` count; before, those of the window before. */
export const homeOf = (index: number): number => (index === 0 ? 0 : index * STRIDE_UNITS + OVERLAP_UNITS / 2);

/** A window's first unit, from the text that stands at its place in the grid; `clean` unless it had to cut a word. */
export const windowStart = (
  text: string,
  index: number,
): { readonly skip: number; readonly clean: boolean } => {
  if (index === 0) return { skip: 0, clean: true };
  const near = text.slice(0, SEARCH_UNITS);
  const line = near.indexOf('\n');
  if (line !== -1) return { skip: line + 1, clean: true };
  const blank = near.search(/\s/);
  if (blank !== -1) return { skip: blank + 1, clean: true };
  const isSecondHalf = /^[\udc00-\udfff]/.test(near);
  return { skip: isSecondHalf ? 1 : 0, clean: false };
};
