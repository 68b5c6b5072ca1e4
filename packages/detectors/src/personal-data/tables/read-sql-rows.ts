import { splitFields } from './split-fields.ts';
import type { Cell, Table } from './table.ts';

const NAME = '[\\w."`\\[\\]]{1,130}';
const COLUMNS = '[\\w\\s,."`\\[\\]]{1,4000}';
const INSERT = new RegExp(
  `\\binsert\\s{1,8}into\\s{1,8}(${NAME})\\s{0,8}(?:\\((${COLUMNS})\\))?\\s{0,8}values\\s{0,8}`,
  'gi',
);
const COPY = new RegExp(
  `\\bcopy\\s{1,8}(${NAME})\\s{0,8}\\((${COLUMNS})\\)\\s{1,8}from\\s{1,8}stdin[^\\n]{0,80}\\n`,
  'gi',
);
const MAX_TUPLE = 20_000;

const headersOf = (columns: string | undefined, width: number): readonly string[] =>
  columns === undefined
    ? Array.from({ length: width }, () => '')
    : columns.split(',').map((column) => column.replace(/["`[\]\s]/g, ''));

/** `(…), (…)`: each tuple's inside, with strings in single quotes (`''` and `\'` do not end them). */
const readTuples = (
  text: string,
  from: number,
): { readonly rows: readonly (readonly Cell[])[]; readonly end: number } => {
  const rows: (readonly Cell[])[] = [];
  let at = from;
  while (text[at] === '(') {
    const limit = Math.min(text.length, at + MAX_TUPLE);
    let end = at + 1;
    let isQuoted = false;
    for (; end < limit && (isQuoted || text[end] !== ')'); end += 1) {
      if (isQuoted && text[end] === '\\') end += 1;
      else if (text[end] === "'") isQuoted = !isQuoted;
    }
    rows.push(splitFields(text, at + 1, Math.min(end, text.length), ',', "'"));
    at = end + 1;
    while (at < text.length && /[\s,]/.test(text[at] ?? '')) at += 1;
  }
  return { rows, end: at };
};

/** The rows that a dump puts into tables, statement after statement of one table together. */
export const readSqlRows = (text: string): readonly Table[] => {
  const tables = new Map<string, { headers: readonly string[]; rows: (readonly Cell[])[] }>();
  const add = (id: string, columns: string | undefined, rows: readonly (readonly Cell[])[]): void => {
    const table = tables.get(id) ?? { headers: headersOf(columns, rows[0]?.length ?? 0), rows: [] };
    for (const row of rows) table.rows.push(row);
    tables.set(id, table);
  };
  // Statements inside what was already read as rows are text of those rows; reading them again would not be linear.
  let readTo = 0;
  for (const match of text.matchAll(INSERT)) {
    if (match.index < readTo) continue;
    const { rows, end } = readTuples(text, match.index + match[0].length);
    add(`${match[1]}(${match[2]})`, match[2], rows);
    readTo = end;
  }
  readTo = 0;
  for (const match of text.matchAll(COPY)) {
    if (match.index < readTo) continue;
    const rows: (readonly Cell[])[] = [];
    let at = match.index + match[0].length;
    while (at < text.length && !text.startsWith('\\.', at)) {
      const next = text.indexOf('\n', at);
      const end = next === -1 ? text.length : next;
      rows.push(splitFields(text, at, end, '\t', ''));
      at = end + 1;
    }
    add(`${match[1]}(${match[2]})`, match[2], rows);
    readTo = at;
  }
  return [...tables.values()];
};
