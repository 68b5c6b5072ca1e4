/** A readable unified diff of two texts; `null` stands for a file that is not there. */
export const unifiedDiff = (path: string, before: string | null, after: string | null): string => {
  if (before === after) return '';
  const from = linesOf(before);
  const to = linesOf(after);
  const lines = changes(from, to);
  const head = [`--- ${before === null ? '/dev/null' : path}`, `+++ ${after === null ? '/dev/null' : path}`];
  return [...head, ...hunks(lines)].join('\n') + '\n';
};

const CONTEXT_LINES = 3;
// Above this the table of common lines is not worth its memory; the middle is shown as replaced whole.
const MAX_TABLE_CELLS = 4_000_000;

interface Line {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

// Comments in a settings file can hold terminal escapes and characters that turn the reading order.
// oxlint-disable-next-line no-control-regex -- control characters are what this removes
const UNPRINTABLE = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g;

const linesOf = (text: string | null): readonly string[] => {
  if (text === null || text === '') return [];
  const lines = text.replaceAll('\r\n', '\n').replaceAll(UNPRINTABLE, '\uFFFD').split('\n');
  // The last line break ends a line rather than starting one; its absence is worth a mark, as in `diff`.
  if (lines.at(-1) === '') return lines.slice(0, -1);
  return [...lines.slice(0, -1), `${lines.at(-1)}\n\\ No newline at end of file`];
};

const tagged = (sign: Line['sign'], texts: readonly string[]): Line[] =>
  texts.map((text) => ({ sign, text }));

const changes = (from: readonly string[], to: readonly string[]): readonly Line[] => {
  let start = 0;
  while (start < from.length && start < to.length && from[start] === to[start]) start++;
  let end = 0;
  while (end < from.length - start && end < to.length - start && from.at(-1 - end) === to.at(-1 - end)) end++;
  return [
    ...tagged(' ', from.slice(0, start)),
    ...middle(from.slice(start, from.length - end), to.slice(start, to.length - end)),
    ...tagged(' ', from.slice(from.length - end)),
  ];
};

/** Longest common subsequence of the part that differs. */
const middle = (from: readonly string[], to: readonly string[]): readonly Line[] => {
  const width = to.length + 1;
  if ((from.length + 1) * width > MAX_TABLE_CELLS) return [...tagged('-', from), ...tagged('+', to)];
  const table = new Uint32Array((from.length + 1) * width);
  const at = (row: number, column: number): number => table[row * width + column] ?? 0;
  for (let row = from.length - 1; row >= 0; row--) {
    for (let column = to.length - 1; column >= 0; column--) {
      table[row * width + column] =
        from[row] === to[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const lines: Line[] = [];
  let row = 0;
  let column = 0;
  while (row < from.length && column < to.length) {
    if (from[row] === to[column]) {
      lines.push(...tagged(' ', from.slice(row, row + 1)));
      row++;
      column++;
    } else if (at(row + 1, column) >= at(row, column + 1)) lines.push(...tagged('-', from.slice(row, ++row)));
    else lines.push(...tagged('+', to.slice(column, ++column)));
  }
  return [...lines, ...tagged('-', from.slice(row)), ...tagged('+', to.slice(column))];
};

const hunks = (lines: readonly Line[]): readonly string[] => {
  const shown = lines.map((_, index) =>
    lines
      .slice(Math.max(0, index - CONTEXT_LINES), index + CONTEXT_LINES + 1)
      .some(({ sign }) => sign !== ' '),
  );
  const output: string[] = [];
  let oldLine = 1;
  let newLine = 1;
  for (let index = 0; index < lines.length;) {
    let end = index;
    while (end < lines.length && shown[end] === shown[index]) end++;
    const block = lines.slice(index, end);
    const removed = block.filter(({ sign }) => sign !== '+').length;
    const added = block.filter(({ sign }) => sign !== '-').length;
    if (shown[index] === true) {
      output.push(
        `@@ -${removed === 0 ? oldLine - 1 : oldLine},${removed} +${added === 0 ? newLine - 1 : newLine},${added} @@`,
      );
      output.push(...block.map(({ sign, text }) => sign + text));
    }
    oldLine += removed;
    newLine += added;
    index = end;
  }
  return output;
};
