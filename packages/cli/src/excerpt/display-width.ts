/** How many cells of a terminal a text takes, near enough to put a mark under it; no table knows every terminal. */
export const displayWidth = (text: string): number => {
  let width = 0;
  for (const character of text) width += cellsOf(character);
  return width;
};

const NO_CELL = /^\p{M}|^\ufe0f/u;
const TWO_CELLS =
  /^[\u1100-\u115e\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;

const cellsOf = (character: string): number => {
  if (character < '\u0300') return 1;
  if (NO_CELL.test(character)) return 0;
  return TWO_CELLS.test(character) ? 2 : 1;
};
