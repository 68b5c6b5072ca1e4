import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMonthAndDay, luhnHolds, mod1110Holds, mod97, verhoeffHolds, weightedSum } from './checksums.ts';

const digits = fc.stringMatching(/^[0-9]{8,18}$/);
const withOneDigitChanged = (text: string, at: number): string => {
  const place = at % text.length;
  return text.slice(0, place) + ((Number(text[place]) + 1) % 10) + text.slice(place + 1);
};

describe('checksums', () => {
  it.for([
    ['Luhn', luhnHolds],
    ['Verhoeff', verhoeffHolds],
    ['mod 11,10', mod1110Holds],
  ] as const)(
    '%s has exactly one check digit for every number, and sees any single wrong digit',
    ([, holds]) => {
      fc.assert(
        fc.property(digits, fc.nat(), (body, at) => {
          const right = '0123456789'.split('').filter((check) => holds(body + check));
          expect(right).toHaveLength(1);
          const whole = body + right.join('');
          expect(holds(withOneDigitChanged(whole, at))).toBe(false);
        }),
        { numRuns: 200 },
      );
    },
  );

  it('holds for published numbers', () => {
    expect(luhnHolds('4111111111111111')).toBe(true);
    expect(verhoeffHolds('2363')).toBe(true);
    expect(mod97('WEST12345698765432GB82')).toBe(1);
    expect(weightedSum('123', [1, 2, 3])).toBe(14);
  });

  it('knows the days of a month', () => {
    expect(isMonthAndDay(2, 29)).toBe(true);
    expect(isMonthAndDay(2, 30)).toBe(false);
    expect(isMonthAndDay(4, 31)).toBe(false);
    expect(isMonthAndDay(13, 1)).toBe(false);
  });
});
