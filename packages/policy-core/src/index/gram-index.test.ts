import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { globTokens, textMatches } from '../path/glob.ts';
import { GramIndex, gramOfLowered, gramOfSegment, gramOfText } from './gram-index.ts';

const text = (maxLength: number) =>
  fc
    .array(fc.constantFrom('ab', 'B', '*', '?', '.', '0', 'é', '[xy]', ':', '\\'), { maxLength })
    .map((each) => each.join(''));

test('whatever text a glob matches, in either case, is found by the piece the glob was filed under', () => {
  let filed = 0;
  fc.assert(
    fc.property(text(8), text(8), fc.boolean(), (glob, filler, upper) => {
      const gram = gramOfText(glob);
      // A text that matches, made of the glob itself.
      const matching = globTokens(glob)
        .map((token) => (typeof token === 'string' ? token : token === 1 ? 'z' : filler))
        .join('');
      expect(textMatches(globTokens(glob), matching)).toBe(true);
      if (gram === undefined) return;
      filed++;
      const index = new GramIndex();
      index.add(gram, 7);
      const found: number[] = [];
      index.find(upper ? matching.replaceAll(/[a-z]/g, (letter) => letter.toUpperCase()) : matching, (rule) =>
        found.push(rule),
      );
      expect(found).toContain(7);
    }),
    { numRuns: 1000 },
  );
  expect(filed).toBeGreaterThan(100);
});

test('a text that is lowered is found by letters that only their own capitals become', () => {
  expect(gramOfLowered('*kill*')).toBeUndefined();
  expect(gramOfLowered('*kill*sally*')).toBe('sal');
});

test('a piece is chosen by what is rare in ordinary text', () => {
  expect(gramOfText('*localhost:40001*')).toMatch(/[:0]/);
  expect(gramOfText('*')).toBeUndefined();
  expect(gramOfText('a*bc?')).toBeUndefined();
});

test.each(['sett*:ab', 'settings.', 'sétt*', 'café', '**'])(
  'a segment that some system reads otherwise, or that has nothing plain, is filed under no piece: %s',
  (segment) => {
    expect(gramOfSegment(segment)).toBeUndefined();
  },
);
