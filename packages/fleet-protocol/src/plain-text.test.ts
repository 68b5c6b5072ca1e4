import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainText } from './plain-text.ts';

describe('plainText', () => {
  it.each([
    ['a line\nof two\r\nlines', 'a line of two lines'],
    ['ok\u001b[31m red', 'ok[31m red'],
    ['safe\u202Egnp.exe', 'safegnp.exe'],
    ['zero\u200Bwidth\uFEFF', 'zerowidth'],
    ['nul\u0000byte', 'nulbyte'],
    ['lone \uD800 surrogate', 'lone  surrogate'],
    ['smile 😀', 'smile 😀'],
    ['<script>alert(1)</script>', '<script>alert(1)</script>'],
  ])('turns %j into %j', (given, expected) => {
    expect(plainText(given, 100)).toBe(expected);
  });

  it('cuts long text with an ellipsis and never inside a character', () => {
    expect(plainText('abcdefgh', 5)).toBe('abcd…');
    expect(plainText('abc😀defgh', 5)).toBe('abc…');
  });

  it('leaves nothing that can hide text or leave the line, whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.integer({ min: 2, max: 50 }),
        (text, length) => {
          const plain = plainText(text, length);
          expect(plain.length).toBeLessThanOrEqual(length);
          expect(plain).not.toMatch(/[\p{C}\u2028\u2029]/u);
        },
      ),
    );
  });
});
