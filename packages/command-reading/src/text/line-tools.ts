/**
 * What the small text tools make of text that is known. Each gives nothing where its flags ask for more than is
 * done here: a wrong text taken for known would be worse than an unknown one.
 */

const endsInNewline = (text: string): boolean => text.endsWith('\n');

/** The lines, without the empty piece behind the last end. */
const linesOf = (text: string): readonly string[] =>
  (endsInNewline(text) ? text.slice(0, -1) : text).split('\n');

const joinLines = (lines: readonly string[]): string => (lines.length === 0 ? '' : `${lines.join('\n')}\n`);

export const reverseOrder = (text: string): string => joinLines(linesOf(text).toReversed());

/** `fold -w 3`: a new line after so many characters. */
export function foldLines(text: string, width: string): string | undefined {
  if (!/^[1-9]\d{0,5}$/.test(width)) return undefined;
  const pieces = new RegExp(`.{1,${Math.min(Number(width), 65_535)}}`, 'gu');
  return text
    .split('\n')
    .map((line) => line.match(pieces)?.join('\n') ?? '')
    .join('\n');
}

/** `head -n 3`, `tail -c +5`: the first or last so many lines or characters, or all but those. */
export function takeEnd(
  text: string,
  end: 'head' | 'tail',
  unit: 'lines' | 'characters',
  count: string,
): string | undefined {
  const [, sign = '', digits = ''] = /^([-+]?)(\d{1,9})$/.exec(count) ?? [];
  if (digits === '') return undefined;
  const items = unit === 'lines' ? linesOf(text) : Array.from(text);
  const size = Number(digits);
  const taken =
    end === 'head'
      ? items.slice(0, sign === '-' ? -size || items.length : size)
      : sign === '+'
        ? items.slice(Math.max(0, size - 1))
        : items.slice(Math.max(0, items.length - size));
  return unit === 'lines' ? joinLines(taken) : taken.join('');
}

/** `sort` with no more than `-r`, `-u` and `-n`. */
export function sortLines(text: string, flags: readonly string[]): string | undefined {
  const known = new Set(['-r', '-u', '-n', '--reverse', '--unique', '--numeric-sort']);
  if (flags.some((flag) => !known.has(flag))) return undefined;
  const numeric = flags.includes('-n') || flags.includes('--numeric-sort');
  const sorted = linesOf(text).toSorted((left, right) => {
    const difference = numeric ? Number.parseFloat(left) - Number.parseFloat(right) : 0;
    return difference || (left < right ? -1 : Number(left > right));
  });
  if (flags.includes('-r') || flags.includes('--reverse')) sorted.reverse();
  return joinLines(flags.includes('-u') || flags.includes('--unique') ? [...new Set(sorted)] : sorted);
}

/** `paste`: lines of several texts beside each other; with `-s` the lines of each in one. */
export function pasteTexts(texts: readonly string[], serial: boolean, delimiters: string): string {
  const glue = Array.from(delimiters.replaceAll('\\n', '\n').replaceAll('\\t', '\t').replaceAll('\\0', ''));
  const glueAt = (index: number): string => glue[index % glue.length] ?? '';
  const join = (pieces: readonly string[]): string =>
    pieces.map((piece, index) => (index === 0 ? '' : glueAt(index - 1)) + piece).join('');
  const columns = texts.map(linesOf);
  if (serial) return joinLines(columns.map(join));
  const height = Math.max(0, ...columns.map((column) => column.length));
  const rows = Array.from({ length: height }, (_, row) => columns.map((column) => column[row] ?? ''));
  return joinLines(rows.map(join));
}

/** `dd conv=swab`: every two bytes change places. */
export const swapPairs = (text: string): string => text.replaceAll(/([\s\S])([\s\S])/g, '$2$1');
