import { cellAt, MAX_COLUMNS, type Cell } from './table.ts';

/**
 * One pass over `text[from, to)`: fields between `delimiter`, which means nothing inside quotes. A quote that is never closed
 * is a sign like any other, so one stray mark can't swallow a row.
 */
export const splitFields = (
  text: string,
  from: number,
  to: number,
  delimiter: string,
  quotes = '"',
): readonly Cell[] => {
  const cells: Cell[] = [];
  let start = from;
  let at = from;
  let isAtFieldStart = true;
  while (at < to && cells.length < MAX_COLUMNS) {
    const sign = text[at] ?? '';
    if (isAtFieldStart && quotes.includes(sign)) {
      const close = text.indexOf(sign, at + 1);
      if (close !== -1 && close < to) at = close;
    } else if (sign === delimiter) {
      cells.push(cellAt(text, start, at));
      start = at + 1;
    }
    isAtFieldStart = sign === delimiter || (isAtFieldStart && sign === ' ');
    at += 1;
  }
  cells.push(cellAt(text, start, to));
  return cells;
};
