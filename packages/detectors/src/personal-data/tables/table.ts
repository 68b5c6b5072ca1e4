/** A value where it stands in the text, without the quotes around it. */
export type Cell = { readonly text: string; readonly start: number; readonly end: number };

/** Records of one make, whatever they were written in. A table without a head has `''` for every header. */
export type Table = { readonly headers: readonly string[]; readonly rows: readonly (readonly Cell[])[] };

/** A record's values beyond this many are not read: nobody keeps people in so many columns, and the cost has to end. */
export const MAX_COLUMNS = 200;

/** A cell for `text[start, end)` without the blanks and the quotes at its ends. */
export const cellAt = (text: string, from: number, to: number): Cell => {
  let [start, end] = [from, to];
  while (start < end && /\s/.test(text[start] ?? '')) start += 1;
  while (end > start && /\s/.test(text[end - 1] ?? '')) end -= 1;
  const quote = text[start];
  if (end - start > 1 && (quote === '"' || quote === "'") && text[end - 1] === quote) {
    start += 1;
    end -= 1;
  }
  return { text: text.slice(start, end), start, end };
};
