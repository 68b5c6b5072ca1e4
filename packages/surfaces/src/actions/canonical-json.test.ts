import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalJson } from './canonical-json.ts';

const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, reversed(item)]),
  );
};

it('sorts keys by UTF-16 code units and writes numbers as ECMAScript does', () => {
  expect(
    canonicalJson({ '\u20ac': 1, '\r': 2, '\ud83d\ude00': 3, '1': 4, '\ufb33': 5, a: [1e21, -0, 0.1, null] }),
  ).toBe('{"\\r":2,"1":4,"a":[1e+21,0,0.1,null],"\u20ac":1,"\ud83d\ude00":3,"\ufb33":5}');
});

it('is the same text for the same value in any order, and reads back as that value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value);
      expect(canonicalJson(reversed(value))).toBe(text);
      expect(canonicalJson(JSON.parse(text ?? ''))).toBe(text);
    }),
  );
});

it('gives up on nesting without end instead of the stack', () => {
  let deep: unknown = 1;
  for (let depth = 0; depth < 100_000; depth += 1) deep = [deep];
  expect(canonicalJson(deep)).toBeUndefined();
});
