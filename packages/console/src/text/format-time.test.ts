import { expect, test } from 'vitest';
import { ago, byteSize, clockTime, duration } from './format-time.ts';

const nowMs = new Date(2026, 10, 22, 14, 3, 7).getTime();
const local = (...parts: [number, number, number, number, number, number]) =>
  new Date(...parts).toISOString();

test('a time of today is shown without its day, another with it, one of another year with that too', () => {
  expect(clockTime(local(2020, 0, 1, 9, 5, 2), nowMs)).toBe('1 Jan 2020 09:05');
  expect(clockTime(local(2027, 10, 22, 14, 3, 7), nowMs)).toBe('22 Nov 2027 14:03');
  expect(clockTime(local(2026, 10, 22, 9, 1, 2), nowMs)).toBe('09:01:02');
  expect(clockTime(local(2026, 10, 21, 23, 59, 59), nowMs)).toBe('21 Nov 23:59:59');
});

test('ages are told in the largest unit that still says something', () => {
  expect([0, 89, 90, 5400, 129_600].map(duration)).toEqual(['0 s', '89 s', '2 min', '2 h', '2 d']);
});

test('a clock that runs ahead of ours gives no negative age', () => {
  expect(ago(local(2026, 10, 22, 14, 3, 30), nowMs)).toBe('0 s ago');
});

test('sizes are told in decimal units', () => {
  expect([999, 1000, 2_500_000].map(byteSize)).toEqual(['999 B', '1.0 kB', '2.5 MB']);
});
