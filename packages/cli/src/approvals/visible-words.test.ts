import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationMs } from './duration.ts';
import { visibleLine, visibleWords } from './visible-words.ts';

describe('what a person is to agree to', () => {
  it.each([
    [`ls${' '.repeat(200)}; id`, 'ls⟨200 spaces⟩; id'],
    [`ls${'\n'.repeat(50)}id`, 'ls\n⟨49 empty lines⟩\nid'],
    ['curl p\u0430ypal.test', 'curl p\u0430⟨U+0430⟩ypal.test'],
    ['echo \u0434\u0430', 'echo \u0434\u0430'],
    ['a\u202eb\u001b[2Jc', 'a⟨U+202E⟩b⟨U+001B⟩[2Jc'],
    ['na\u00efve caf\u00e9', 'na\u00efve caf\u00e9'],
    ['x\ny', 'x\ny'],
  ])('shows %j whole', (text, shown) => {
    expect(visibleWords(text)).toBe(shown);
  });

  it('counts what a list leaves out, and shows the end', () => {
    const line = visibleLine(`echo ${'a'.repeat(500)}; rm -rf x`, 60);
    expect(line).toMatch(/^echo a+⟨… \d+ more …⟩a*; rm -rf x$/);
  });

  it('never lets a control or an invisible character through, and loses no letter', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = visibleWords(text);
        expect(shown).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
        const letters = text.match(/[A-Za-z]/g)?.length ?? 0;
        expect(shown.match(/[A-Za-z]/g)?.length ?? 0).toBeGreaterThanOrEqual(letters);
        expect(visibleLine(text)).not.toMatch(/\p{Cc}|\p{Cf}/u);
      }),
    );
  });
});

it('reads the time a grant lasts', () => {
  expect(['30m', '8h', '7d', '7', 'h', '-1h', '1w'].map(durationMs)).toEqual([
    1_800_000,
    28_800_000,
    604_800_000,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
