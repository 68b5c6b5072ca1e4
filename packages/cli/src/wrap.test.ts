import { expect, it } from 'vitest';
import { formatBytes } from './scan/format-bytes.ts';
import { wrap } from './wrap.ts';

it('wraps at spaces by what a terminal shows, and lets a long word be', () => {
  expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
  expect(wrap('日本 日本 ab', 9)).toEqual(['日本 日本', 'ab']);
  expect(wrap('a https://example.com/long b', 5)).toEqual(['a', 'https://example.com/long', 'b']);
  expect(wrap('', 5)).toEqual([]);
});

it('says sizes as people do', () => {
  expect([0, 1023, 1024, 15_000, 3_500_000, 1e12].map(formatBytes)).toEqual([
    '0 bytes',
    '1023 bytes',
    '1.0 KiB',
    '15 KiB',
    '3.3 MiB',
    '931 GiB',
  ]);
});
