import type { TakePair } from './read-data.ts';

const DELIMITERS = [',', ';', '\t', '|'];
const FEWEST_ROWS = 2;
const LONGEST_HEADER = 64;

interface Field {
  readonly start: number;
  readonly end: number;
  readonly quoted: boolean;
}

/** A table with a header: at least two columns, and rows that nearly all have as many fields as the header. */
export function csvPairs(source: string, take: TakePair): boolean {
  const headerEnd = source.indexOf('\n');
  if (headerEnd < 0) return false;
  const header = source.slice(0, headerEnd);
  const delimiter = DELIMITERS.toSorted(
    (left, right) => header.split(right).length - header.split(left).length,
  )[0];
  if (delimiter === undefined || !header.includes(delimiter)) return false;
  const [names, ...rows] = rowsOf(source, delimiter);
  const headers = names?.map((field) => valueOf(source, field).trim().slice(0, LONGEST_HEADER)) ?? [];
  const fitting = rows.filter((row) => row.length === headers.length).length;
  // Prose has commas too, but no two lines with the same number of them for long, and no short words between.
  if (headers.some((name) => name === '' || /[.!?{}<>]\s|\s\S+\s\S+\s\S+\s/.test(name))) return false;
  if (fitting < FEWEST_ROWS || fitting < rows.length * 0.9) return false;
  for (const [number, row] of rows.entries())
    for (const [column, field] of row.entries()) {
      const path = `[${number}].${headers[column] ?? column}`;
      if (!take(path, valueOf(source, field), field.start, field.end)) return true;
    }
  return true;
}

const valueOf = (source: string, { start, end, quoted }: Field): string =>
  quoted ? source.slice(start, end).replaceAll('""', '"') : source.slice(start, end);

function rowsOf(source: string, delimiter: string): Field[][] {
  const rows: Field[][] = [];
  let row: Field[] = [];
  let at = 0;
  while (at < source.length) {
    const quoted = source[at] === '"';
    const start = quoted ? at + 1 : at;
    let end = start;
    if (quoted) {
      while (end < source.length && (source[end] !== '"' || source[end + 1] === '"'))
        end += source[end] === '"' ? 2 : 1;
      end = Math.min(end, source.length);
      at = end + 1;
    } else at = start;
    while (at < source.length && source[at] !== delimiter && source[at] !== '\n') at++;
    if (!quoted) end = source[at - 1] === '\r' && at > start ? at - 1 : at;
    row.push({ start, end, quoted });
    if (source[at] === delimiter && at + 1 < source.length) at++;
    else {
      rows.push(row);
      row = [];
      at++;
    }
  }
  return rows;
}
