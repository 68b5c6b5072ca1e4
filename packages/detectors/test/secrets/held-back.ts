/**
 * Which development rows tune and which only measure. The lines come without the names of their files, but in the files'
 * order: so a stretch of fifty neighbours stands for a source and goes to one side whole. A held-back line that looks
 * like a tuning line, its values aside, or shares one of those values, is left out of both.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

export type Row = {
  readonly id: string;
  readonly label: number;
  readonly cat: string;
  readonly text: string;
};

const data = new URL('../../../../../shared/data/dev/', import.meta.url);

export const readRows = (name: string): readonly Row[] =>
  readFileSync(new URL(`${name}.jsonl`, data), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    // The sets' format is the data's own README.
    .map((line): Row => JSON.parse(line) as Row);

const STRETCH = 50;

const isOdd = (source: string): boolean => (createHash('sha256').update(source).digest()[0] ?? 0) % 2 === 1;

export type Split = { readonly tuning: readonly Row[]; readonly heldBack: readonly Row[] };

/** `sourceOf` names what a row came from, as far as the data tells. */
export const splitBySource = (rows: readonly Row[], sourceOf: (row: Row, index: number) => string): Split => {
  const tuning = rows.filter((row, index) => !isOdd(sourceOf(row, index)));
  const shapes = new Set(tuning.map(({ text }) => shapeOf(text)));
  const values = new Set(tuning.flatMap(({ text }) => valuesOf(text)));
  const heldBack = rows.filter(
    (row, index) =>
      isOdd(sourceOf(row, index)) &&
      !shapes.has(shapeOf(row.text)) &&
      !valuesOf(row.text).some((value) => values.has(value)),
  );
  return { tuning, heldBack };
};

export const lineSplit = (): Split =>
  splitBySource(
    readRows('secrets.credsweeper-lines'),
    (_, index) => `stretch ${Math.floor(index / STRETCH)}`,
  );

export const fileSplit = (): Split => splitBySource(readRows('secrets.leaky-repo'), ({ cat }) => cat);

/** Words with a digit or in mixed case, eight letters or more: what a value looks like, wherever it stands. */
const valuesOf = (text: string): readonly string[] =>
  (text.match(/[A-Za-z0-9+/_-]{8,}/g) ?? []).filter((word) => /\d/.test(word) && /[A-Za-z]/.test(word));

const shapeOf = (text: string): string =>
  text
    .replace(/[A-Za-z0-9+/_-]*\d[A-Za-z0-9+/_-]*/g, '0')
    .replace(/\b[a-z]+[A-Z]\w*/g, 'x')
    .replace(/\s+/g, ' ')
    .toLowerCase();
