import { splitFields } from './split-fields.ts';
import type { Cell, Table } from './table.ts';

type Line = { readonly start: number; readonly end: number };

const linesOf = (text: string): readonly Line[] => {
  const lines: Line[] = [];
  for (let start = 0; start <= text.length;) {
    const next = text.indexOf('\n', start);
    const end = next === -1 ? text.length : next;
    lines.push({ start, end: text[end - 1] === '\r' ? end - 1 : end });
    start = end + 1;
  }
  return lines;
};

/** A line longer than this is no row of people, and is not split. */
const MAX_LINE = 20_000;

const fieldsOf = (text: string, { start, end }: Line, delimiter: string): readonly Cell[] => {
  if (end - start > MAX_LINE || !text.slice(start, end).includes(delimiter)) return [];
  const cells = splitFields(text, start, end, delimiter);
  if (delimiter !== '|') return cells;
  // Markdown closes its rows on both sides.
  const first = cells[0]?.text === '' ? 1 : 0;
  return cells.slice(first, cells.at(-1)?.text === '' ? -1 : undefined);
};

const isRule = (cells: readonly Cell[]): boolean =>
  cells.every(({ text }) => /^:?-{2,}:?$|^[-+]+$/.test(text));

/** A head names its columns: short words, none of them empty, none a number or a mail. */
const isHead = (cells: readonly Cell[]): boolean =>
  cells.every(({ text }) => text.length > 0 && text.length <= 40 && /^[\p{L}_][^@\d]*\d?$/u.test(text)) &&
  new Set(cells.map(({ text }) => text)).size === cells.length;

/** Tables of lines: the same delimiter equally often on lines that follow each other (CSV, TSV, Markdown, `psql`). */
export const readDelimited = (text: string): readonly Table[] => {
  const tables: Table[] = [];
  const lines = linesOf(text);
  for (const delimiter of [',', ';', '\t', '|']) {
    if (!text.includes(delimiter)) continue;
    let run: (readonly Cell[])[] = [];
    const close = (): void => {
      const [head, ...rest] = run;
      if (head !== undefined && isHead(head) && rest.length > 0) {
        tables.push({ headers: head.map(({ text }) => text), rows: rest });
      } else if (head !== undefined && rest.length > 0) {
        tables.push({ headers: head.map(() => ''), rows: run });
      }
      run = [];
    };
    for (const line of lines) {
      const cells = fieldsOf(text, line, delimiter);
      if (cells.length > 1 && isRule(cells)) continue;
      if (run[0] !== undefined && cells.length !== run[0].length) close();
      if (cells.length > 1) run.push(cells);
    }
    close();
  }
  return tables;
};
