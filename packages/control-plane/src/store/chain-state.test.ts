import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillHole, type ChainState, type Hole } from './chain-state.ts';

const chainWith = (holes: Hole[]): ChainState => ({
  id: 1,
  device: 'd',
  epoch: 'e',
  firstSeen: '',
  through: 100,
  head: '',
  lastAt: '',
  holes,
});

describe('fillHole', () => {
  it('takes each missing number exactly once, in whatever order they come', () => {
    const numbers = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 80 });
    fc.assert(
      fc.property(numbers, (arriving) => {
        const chain = chainWith([
          { first: 3, last: 9 },
          { first: 20, last: 20 },
        ]);
        const missing = new Set([3, 4, 5, 6, 7, 8, 9, 20]);
        for (const seq of arriving) {
          expect(fillHole(chain, seq)).toBe(missing.has(seq));
          missing.delete(seq);
        }
        const left = chain.holes.flatMap(({ first, last }) =>
          Array.from({ length: last - first + 1 }, (_, n) => first + n),
        );
        expect(left.sort((a, b) => a - b)).toEqual([...missing].sort((a, b) => a - b));
      }),
    );
  });
});
