import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasTooManyParts, MAX_JSON_PARTS } from './json-parts.ts';

describe('too many parts', () => {
  it.each([
    ['numbers', '1', 1],
    ['empty objects', '{}', 2],
    ['lists', '[]', 2],
    ['objects with a member', '{"a":1}', 2],
    ['names with all that separates', '{"a,[{\\\\\\"":",,,[["}', 2],
  ])('%s are counted once each, and what holds them', (_what, item, parts) => {
    const list = (count: number): string => JSON.stringify(Array(count).fill(0)).replaceAll('0', () => item);
    // The list itself is one part, and there is no comma before its first item.
    const most = Math.floor(MAX_JSON_PARTS / parts);
    expect(() => JSON.parse(list(2)) as unknown).not.toThrow();
    expect([hasTooManyParts(list(most)), hasTooManyParts(list(most + 1))]).toEqual([false, true]);
  });

  it('is no matter of length: what stands in strings, and what is white, is no part', () => {
    expect(hasTooManyParts(JSON.stringify({ text: ',[{'.repeat(MAX_JSON_PARTS) }))).toBe(false);
    expect(hasTooManyParts(JSON.stringify('\\"'.repeat(MAX_JSON_PARTS)))).toBe(false);
    expect(hasTooManyParts(`[${' '.repeat(MAX_JSON_PARTS * 2)}]`)).toBe(false);
    expect(hasTooManyParts('"'.padEnd(MAX_JSON_PARTS * 2, ','))).toBe(false);
  });

  it('tells the same of a value, whatever stands before it', () => {
    const many = `[${'0,'.repeat(MAX_JSON_PARTS)}0]`;
    fc.assert(
      fc.property(fc.json(), (before) => {
        expect(hasTooManyParts(`[${before},${many}]`)).toBe(true);
        expect(hasTooManyParts(`[${before},${JSON.stringify(many)}]`)).toBe(false);
      }),
      { numRuns: 100 },
    );
  });
});
