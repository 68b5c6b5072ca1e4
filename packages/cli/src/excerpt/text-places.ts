/** A stretch of a text in UTF-16 units, end exclusive. */
export type Span = { readonly start: number; readonly end: number };

/** Where an offset stands for a person: both from 1, the column in UTF-16 units. Only `\n` ends a line. */
export type TextPlace = { readonly line: number; readonly column: number };

export const placesIn = (text: string): ((offset: number) => TextPlace) => {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
};
