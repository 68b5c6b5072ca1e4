import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { visibleString, visibleText } from './visible-text.ts';

test('a right-to-left override is shown as its code, not obeyed', () => {
  expect(visibleText('rm \u202Egpj.exe', { maxCharacters: 100 })).toEqual([
    { kind: 'text', text: 'rm ' },
    { kind: 'hidden', code: 'U+202E', count: 1 },
    { kind: 'text', text: 'gpj.exe' },
  ]);
});

test('a run of one hidden character is one token with its count', () => {
  expect(visibleString('a\u200B\u200B\u200Bb', 100)).toBe('a⟨U+200B ×3⟩b');
});

test('line feeds stay in a block and are tokens in a line', () => {
  expect(visibleString('a\nb', 100)).toBe('a⟨U+000A⟩b');
  expect(visibleText('a\nb\tc', { maxCharacters: 100, multiline: true })).toEqual([
    { kind: 'text', text: 'a\nb\tc' },
  ]);
});

test('letters of other scripts, accents and emoji are left alone', () => {
  const text = 'naïve שלום مرحبا 日本語 e\u0301 👍 ✓';
  expect(visibleString(text, 1000)).toBe(text);
});

test('a pile of combining marks is cut down to three and counted', () => {
  const parts = visibleText(`Z${'\u0300'.repeat(40)}`, { maxCharacters: 100 });
  expect(parts).toEqual([
    { kind: 'text', text: 'Z\u0300\u0300\u0300' },
    { kind: 'hidden', code: 'U+0300', count: 37 },
  ]);
});

test('redaction marks are shown only where the record says that something was taken out', () => {
  const text = 'export KEY=secret#3 now';
  expect(visibleText(text, { maxCharacters: 100 })).toEqual([{ kind: 'text', text }]);
  expect(visibleText(text, { maxCharacters: 100, redactions: true })).toContainEqual({
    kind: 'redaction',
    text: 'secret#3',
  });
});

test('a cut never leaves half a character and says how much is missing', () => {
  expect(visibleText('ab👍cd', { maxCharacters: 3 })).toEqual([
    { kind: 'text', text: 'ab' },
    { kind: 'cut', characters: 4 },
  ]);
});

const codePoints = (text: string): number => Array.from(text).length;

test('whatever the text, nothing hidden is left in it and nothing visible is lost', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      const parts = visibleText(text, { maxCharacters: 1000 });
      const shown = parts.flatMap((part) => (part.kind === 'text' ? [part.text] : [])).join('');
      expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
      const hidden = parts.reduce((sum, part) => sum + (part.kind === 'hidden' ? part.count : 0), 0);
      expect(codePoints(shown) + hidden).toBe(codePoints(text));
    }),
  );
});

test('text of 100 kB is cut to what was asked for', () => {
  expect(visibleString('A'.repeat(100_000), 300)).toBe(`${'A'.repeat(300)}…`);
});
