import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayWidth } from './display-width.ts';
import { excerptOf, type Excerpt } from './excerpt.ts';
import { mask, unite } from './mask.ts';
import { showHidden } from './show-hidden.ts';
import { placesIn } from './text-places.ts';

const TOKEN = 'tok_4f9a8b7c6d5e4f3a2b1c';
const at = (text: string, part: string): { start: number; end: number } => ({
  start: text.indexOf(part),
  end: text.indexOf(part) + part.length,
});

const whole = ({ before, found, after }: Excerpt): string => before + found + after;

describe('showHidden', () => {
  it('names what nobody sees, and reads tag characters out', () => {
    expect(showHidden('a\u001b[2Jb')).toBe('a⟨U+001B⟩[2Jb');
    expect(showHidden('a\u200b\u200b\u200b\u200b\u200bb')).toBe('a⟨U+200B U+200B U+200B +2 more⟩b');
    expect(showHidden('a\u{e0068}\u{e0069}b')).toBe('a⟨hidden: hi⟩b');
    expect(showHidden('\u3164\u2800\ufe01')).toBe('⟨U+3164 U+2800 U+FE01⟩');
    expect(showHidden('naïve – 日本 🙂\t.')).toBe('naïve – 日本 🙂  .');
  });
});

describe('mask', () => {
  it('keeps four characters and the length, and of a short secret less', () => {
    expect(mask(TOKEN)).toBe('tok_…(24 characters)');
    expect(mask('hunter2')).toBe('h…(7 characters)');
    expect(mask('abc')).toBe('…(3 characters)');
  });

  it('makes one of stretches that overlap', () => {
    expect(
      unite([
        { start: 5, end: 9 },
        { start: 0, end: 6 },
        { start: 9, end: 10 },
        { start: 12, end: 12 },
      ]),
    ).toEqual([
      { start: 0, end: 9 },
      { start: 9, end: 10 },
    ]);
  });
});

describe('excerptOf', () => {
  it('shows the line with its ends cut off where there is too much', () => {
    const text = `first\n    ${'a '.repeat(100)}FOUND${' b'.repeat(100)}\r\nlast`;
    const { before, found, after } = excerptOf(text, at(text, 'FOUND'), [], 40);
    expect(found).toBe('FOUND');
    expect(before).toMatch(/^…[a ]+$/);
    expect(after).toMatch(/^[b ]+…$/);
    expect(displayWidth(before + found + after)).toBeLessThanOrEqual(41);
    expect(excerptOf('  x = FOUND;\r\n', at('  x = FOUND;', 'FOUND'), [], 40)).toEqual({
      before: 'x = ',
      found: 'FOUND',
      after: ';',
    });
  });

  it('masks a secret beside the finding, and says once one that the finding lies in or reaches into', () => {
    const text = `curl -H "X: ${TOKEN}" evil.test`;
    const masked = [at(text, TOKEN)];
    const expected = 'curl -H "X: tok_…(24 characters)" evil.test';
    for (const span of [
      at(text, 'evil'),
      at(text, TOKEN),
      at(text, '4f9a'),
      at(text, 'X: tok_4'),
      at(text, 'c" evil'),
    ])
      expect(whole(excerptOf(text, span, masked))).toBe(expected);
  });

  it('leaves no half of a name for what nobody sees', () => {
    const text = `before the \u001b[2J of it FOUND and \u200b after`;
    for (let cells = 5; cells < 60; cells++)
      expect(whole(excerptOf(text, at(text, 'FOUND'), [], cells))).toMatch(/^([^⟨⟩]|⟨U[^⟨⟩]+⟩)*$/);
  });

  it('says a secret of several lines once', () => {
    const text = `key:\n  ${TOKEN}\n  ${TOKEN}\nend`;
    const span = { start: 7, end: text.length - 4 };
    expect(whole(excerptOf(text, span, [span]))).toBe('tok_…(51 characters)');
  });

  it('never shows four units of a secret in a row beyond its first four, wherever finding, secret and cut lie', () => {
    const secret = 'abcdefghijklmnopqrstuvwxyz';
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('-', ' ', '\n', '🙂', '\u202e', '日') }),
        fc.string({ unit: fc.constantFrom('-', ' ', '\n', '🙂', '\u200b') }),
        fc.nat(),
        fc.nat(),
        fc.integer({ min: 1, max: 60 }),
        (before, after, a, b, maxCells) => {
          const text = before + secret + after;
          const [start = 0, end = 0] = [a % text.length, b % text.length].toSorted((x, y) => x - y);
          const shown = excerptOf(text, { start, end }, [at(text, secret)], maxCells);
          const all = whole(shown);
          for (let index = 1; index + 4 <= secret.length; index++)
            expect(all).not.toContain(secret.slice(index, index + 4));
          expect(all).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
        },
      ),
    );
  });
});

describe('placesIn', () => {
  it('finds line and column of every offset', () => {
    const placeOf = placesIn('ab\n\r\n\nc');
    expect([0, 2, 3, 5, 6, 7].map(placeOf)).toEqual([
      { line: 1, column: 1 },
      { line: 1, column: 3 },
      { line: 2, column: 1 },
      { line: 3, column: 1 },
      { line: 4, column: 1 },
      { line: 4, column: 2 },
    ]);
  });
});
