import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  globSegment,
  globTokens,
  segmentsMeet,
  someStartMeets,
  textMatches,
  textTest,
  tokensMeet,
} from './glob.ts';

const text = (characters: readonly string[], maxLength: number) =>
  fc.array(fc.constantFrom(...characters), { maxLength }).map((each) => each.join(''));

test('a test made for one glob answers as the matcher that knows all of them', () => {
  fc.assert(
    fc.property(
      text(['a', 'b', '*', '?', '[ab]', '\\'], 9),
      text(['a', 'b', '\\', 'ab'], 12),
      (glob, given) => {
        expect(textTest(glob)(given)).toBe(textMatches(globTokens(glob), given));
      },
    ),
    { numRuns: 2000 },
  );
});

test.each<[boolean, string, string]>([
  [true, '', ''],
  [false, '', 'a'],
  [true, '*', ''],
  [true, 'ab*ba', 'abba'],
  [false, 'ab*ba', 'aba'],
  [false, '*ab*b', 'ab'],
  [true, '*a*b*', 'cacbc'],
])('the ends of a text are not counted twice (%s: `%s`, `%s`)', (expected, glob, given) => {
  expect(textTest(glob)(given)).toBe(expected);
});

/** Every way to lay one row of segments beside the other, tried in turn. */
const meet = (pattern: readonly string[], path: readonly string[], hidesDots: boolean): boolean => {
  const [first, ...pattern2] = pattern;
  const [other, ...path2] = path;
  if (first === undefined) return path.every((each) => each === '**');
  if (first === '**')
    return meet(pattern2, path, hidesDots) || (other !== undefined && meet(pattern, path2, hidesDots));
  if (other === undefined) return false;
  const startsWithDot = hidesDots && first.startsWith('.');
  if (other === '**')
    return meet(pattern, path2, hidesDots) || (!startsWithDot && meet(pattern2, path, hidesDots));
  const hidden = startsWithDot && /^[*?]/u.test(other);
  return !hidden && tokensMeet(globTokens(first), globTokens(other)) && meet(pattern2, path2, hidesDots);
};

const segments = fc.array(
  fc.constantFrom('a', 'b', 'ab', '.a', '*', '**', 'a*', '*b', '?', '.*', 'a*b', '.?a'),
  { maxLength: 5 },
);
const compiled = (texts: readonly string[]) => texts.map(globSegment);

test('rows of segments meet exactly when some way to lay them side by side fits', () => {
  const answers = new Set<string>();
  fc.assert(
    fc.property(segments, segments, fc.boolean(), (pattern, path, hidesDots) => {
      const whole = meet(pattern, path, hidesDots);
      const start = pattern.some((_, index) => meet(pattern.slice(0, index + 1), path, hidesDots));
      expect(segmentsMeet(compiled(pattern), compiled(path), hidesDots)).toBe(whole);
      expect(someStartMeets(compiled(pattern), compiled(path), hidesDots)).toBe(start);
      answers.add(`${whole} ${start}`);
    }),
    { numRuns: 5000 },
  );
  // A pattern without segments meets an empty path as a whole and has no start that could.
  expect([...answers].toSorted()).toEqual(['false false', 'false true', 'true false', 'true true']);
});
