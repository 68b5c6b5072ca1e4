import { describe, expect, it } from 'vitest';
import { INJECTION_RULES } from './all-rules.ts';

const UNITS = 20_000;
const SIGNS = [
  'a',
  '1',
  'é',
  'и',
  '指',
  ' ',
  '\n',
  '-',
  '.',
  ',',
  ':',
  '"',
  "'",
  '<',
  '[',
  '*',
  '_',
  '#',
  '-a',
  ' a',
  'a.',
];

const pumped = (piece: string): string => piece.repeat(Math.ceil(UNITS / piece.length)).slice(0, UNITS);

/** Runs of one to three words of a text that the rule finds, so that a half match begins again and again. */
const fragmentsOf = (text: string): readonly string[] => {
  const words = text.split(/\s+/).filter((word) => word !== '');
  return words.flatMap((_, at) => [1, 3].map((count) => `${words.slice(at, at + count).join(' ')} `));
};

/** A pattern that tries a row in all ways hangs here for hours: the runner stops it. */
describe('a hostile text of 20,000 units is read to its end', () => {
  it.for(
    INJECTION_RULES.map((rule, at): [string, (typeof INJECTION_RULES)[number]] => [
      `${rule.kind} ${at}`,
      rule,
    ]),
  )('by the rule %s', ([, { pattern, finds }]) => {
    const pieces = new Set([...SIGNS, ...finds.flatMap(fragmentsOf)]);
    for (const piece of pieces) {
      // Before the row stands what begins a match, so that the row is met within it.
      for (const head of ['', finds[0].slice(0, finds[0].length >> 1)]) {
        const text = head + pumped(piece);
        const found = pattern.exec(text);
        expect(found === null || found.index < text.length).toBe(true);
      }
    }
  });
});
