/**
 * What stands between two items of an object or array. Such a gap holds blanks, comments and at most one comma, so
 * this pattern reads it exactly.
 */
const COMMENT_OR_COMMA = /\/\/[^\r\n]*|\/\*[\s\S]*?\*\/|,/g;

export interface Gap {
  /** Offset of the comma. */
  readonly comma: number | undefined;
  /** Where the last comment or the comma ends; the start when there is none. */
  readonly end: number;
}

export const readGap = (text: string, start: number, end: number): Gap => {
  const tokens = [...text.slice(start, end).matchAll(COMMENT_OR_COMMA)];
  const comma = tokens.find(([token]) => token === ',');
  const last = tokens.at(-1);
  return {
    comma: comma ? start + comma.index : undefined,
    end: last ? start + last.index + last[0].length : start,
  };
};
