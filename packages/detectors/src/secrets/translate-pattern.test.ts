import { describe, expect, test } from 'vitest';
import { beginnings, longestMatch, repeatsWidely } from '../../test/secrets/rule-maker/pattern-facts.ts';
import { readGoPattern } from '../../test/secrets/rule-maker/read-go-pattern.ts';
import { writeJsPattern } from '../../test/secrets/rule-maker/write-js-pattern.ts';

const regexpOf = (go: string): RegExp => {
  const { source, flags } = writeJsPattern(readGoPattern(go));
  return new RegExp(source, flags);
};

/** What Go's engine says of the text, by its documentation. */
const cases: readonly (readonly [go: string, text: string, match: string | null])[] = [
  ['(?i)abc', 'xABCx', 'ABC'],
  ['a(?i)b|c', 'aB', 'aB'],
  ['a(?i)b|c', 'AB', null],
  ['a(?i)b|c', 'C', 'C'],
  ['(a(?i)b)c', 'aBC', null],
  ['(?i)a(?-i:b)c', 'AbC', 'AbC'],
  ['(?i)a(?-i:b)c', 'ABC', null],
  ['a.b', 'a\rb', 'a\rb'],
  ['a.b', 'a\nb', null],
  ['a(?s:.)b', 'a\nb', 'a\nb'],
  ['a\\sb', 'a\vb', null],
  ['a\\sb', 'a\u00a0b', null],
  ['[^]]+', 'ab]', 'ab'],
  ['[]a]+', ']a', ']a'],
  ['[\\s\\S-]{2}', '\n\v', '\n\v'],
  ['[[:alnum:]_]+', '-aZ9_-', 'aZ9_'],
  ['a\\z', 'a\n', null],
  ['\\x60a', '`a', '`a'],
  ['\\$\\([^)]+\\)', '$(ls)', '$(ls)'],
  ['^\\${\\d}$', '${1}', '${1}'],
  ['(?P<name>a)+?', 'aa', 'a'],
];

describe('a Go pattern means the same in JavaScript', () => {
  test.each(cases)('`%s` on %j', (go, text, match) => {
    expect(regexpOf(go).exec(text)?.[0] ?? null).toBe(match);
  });
  test.each(['\\pL', '(?m)^a', 'a)', '[a', '(?U)a'])('`%s` is refused rather than guessed', (go) => {
    expect(() => readGoPattern(go)).toThrow('cannot translate');
  });
});

test('what a match begins with is known through choices, classes and options', () => {
  expect(beginnings(readGoPattern('\\b(?:sk|rk)_(?:test|live)_\\w+'))).toEqual([
    'sk_test_',
    'sk_live_',
    'rk_test_',
    'rk_live_',
  ]);
  expect(beginnings(readGoPattern('(?:https://)?hooks.x'))).toEqual(['hooks', 'https://hooks']);
  expect(beginnings(readGoPattern('(?i)[a-z0-9]{14}\\.atlasv1'))).toEqual([]);
});

test('a pattern that reads far is told from one that does not', () => {
  expect(longestMatch(readGoPattern('a{2,5}(?:bc|d)?'))).toBe(7);
  expect(longestMatch(readGoPattern('a+'))).toBe(Infinity);
  expect(repeatsWidely(readGoPattern('BEGIN[\\s\\S]{64,}?END'))).toBe(true);
  expect(repeatsWidely(readGoPattern('key[A-Za-z0-9+/]{64,}'))).toBe(false);
});
