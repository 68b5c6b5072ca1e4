import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plain, plainLine } from './terminal.ts';

const SEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

describe('plain', () => {
  it('shows escape sequences, direction marks and invisible characters instead of obeying them', () => {
    expect(plain('a\u001b[2Jb')).toBe(String.raw`a\u001b[2Jb`);
    expect(plain('a\u202eb\u009bc\u061cd')).toBe(String.raw`a\u202eb\u009bc\u061cd`);
    expect(plain('a\u{e0041}b')).toBe(String.raw`a\udb40\udc41b`);
    expect(plain('naïve – 日本 🙂')).toBe('naïve – 日本 🙂');
  });

  it('leaves nothing of the kind in any text, and JSON means what it meant', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(plain(text)).not.toMatch(SEEN);
        expect(JSON.parse(plain(JSON.stringify({ text })))).toEqual({ text });
      }),
    );
  });

  it('keeps the tabs of a line where asked to', () => {
    expect(plainLine('\ta\u001b\tb')).toBe('\ta\\u001b\tb');
  });
});
