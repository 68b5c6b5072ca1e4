import { describe, expect, test } from 'vitest';
import { foldLines, pasteTexts, sortLines, swapPairs, takeEnd } from './line-tools.ts';

describe('small text tools', () => {
  test.each([
    ['head', 'lines', '2', 'a\nb\n'],
    ['head', 'lines', '-1', 'a\nb\n'],
    ['head', 'lines', '-0', 'a\nb\nc\n'],
    ['tail', 'lines', '1', 'c\n'],
    ['tail', 'lines', '+2', 'b\nc\n'],
    ['head', 'characters', '3', 'a\nb'],
    ['tail', 'characters', '2', 'c\n'],
  ] as const)('%s of %s by %s is %j', (end, unit, count, left) => {
    expect(takeEnd('a\nb\nc\n', end, unit, count)).toBe(left);
  });

  test('what they are asked beyond what is done here leaves nothing known', () => {
    expect(takeEnd('a\n', 'head', 'lines', '1k')).toBeUndefined();
    expect(foldLines('abc', 'x')).toBeUndefined();
    expect(sortLines('b\na\n', ['-V'])).toBeUndefined();
  });

  test('sort, fold, paste and swab do what their namesakes do', () => {
    expect(sortLines('b\na\nb\n', ['-u'])).toBe('a\nb\n');
    expect(sortLines('10\n9\n', ['-n', '-r'])).toBe('10\n9\n');
    expect(foldLines('abcd\ne\n', '3')).toBe('abc\nd\ne\n');
    expect(pasteTexts(['a\nb\n', '1\n'], false, ':')).toBe('a:1\nb:\n');
    expect(pasteTexts(['a\nb\nc\n'], true, '+-')).toBe('a+b-c\n');
    expect(swapPairs('abcde')).toBe('badce');
  });
});
