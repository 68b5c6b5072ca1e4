import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { waitAfter } from './backoff.ts';

const backoff = { firstMs: 500, longestMs: 60_000 };

test('the wait doubles with each failure until it is the longest', () => {
  const waits = [1, 2, 3, 8, 9, 1000].map((failures) => waitAfter(failures, backoff, 1));
  expect(waits).toEqual([500, 1000, 2000, 60_000, 60_000, 60_000]);
});

test('chance takes away at most half of it, so that nobody hammers and nobody comes together', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 200 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (failures, random) => {
        const whole = waitAfter(failures, backoff, 1);
        const wait = waitAfter(failures, backoff, random);
        expect(wait).toBeGreaterThanOrEqual(whole / 2);
        expect(wait).toBeLessThanOrEqual(whole);
      },
    ),
  );
});
