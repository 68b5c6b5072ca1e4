import type { CommandRow } from './command-row.ts';
import type { ProgramWords } from './program-words.ts';

type WordTest = (word: string) => boolean;

/** A row, its words taken apart once. */
export type PreparedRow = CommandRow & {
  readonly wordTests: readonly WordTest[];
  readonly flagSets: readonly (readonly string[])[];
  readonly stops: readonly string[];
};

/** A verb stands near the front; what comes later is data. */
const MAX_LOOK = 12;

export function prepareRow(row: CommandRow): PreparedRow {
  return {
    ...row,
    wordTests: (row.words ?? []).map(oneOf),
    flagSets: (row.flags ?? []).map(split),
    stops: row.unless === undefined ? [] : split(row.unless),
  };
}

const split = (words: string): string[] => words.split(' ');

function oneOf(alternatives: string): WordTest {
  const tests = split(alternatives).map(wordTest);
  return (word) => tests.some((test) => test(word));
}

function wordTest(pattern: string): WordTest {
  const inner = pattern.replaceAll('*', '').toLowerCase();
  if (pattern.startsWith('*') && pattern.endsWith('*') && pattern !== '*')
    return (word) => word.includes(inner);
  if (pattern.startsWith('*')) return (word) => word.endsWith(inner);
  if (pattern.endsWith('*')) return (word) => word.startsWith(inner);
  return (word) => word === inner;
}

export function matchesRow(row: PreparedRow, words: ProgramWords): boolean {
  for (const any of row.flagSets) if (!any.some((flag) => words.flags.has(flag))) return false;
  for (const stop of row.stops) if (words.flags.has(stop) || words.operands.includes(stop)) return false;
  if (!followEachOther(row.wordTests, words.operands)) return false;
  if (row.says && !row.says.test(words.said)) return false;
  return row.test?.(words) ?? true;
}

function followEachOther(tests: readonly WordTest[], operands: readonly string[]): boolean {
  let at = 0;
  for (const operand of operands.slice(0, MAX_LOOK)) {
    const test = tests[at];
    if (test === undefined) return true;
    if (test(operand.slice(0, 256).toLowerCase())) at += 1;
  }
  return at >= tests.length;
}
