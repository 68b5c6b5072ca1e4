import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fold } from './fold.ts';
import { normalise } from './normalise.ts';
import type { View } from './view.ts';
import { MAX_INPUT_UNITS, MAX_VIEWS, workFor } from './work.ts';

const base64 = (text: string): string => btoa(text);

/** Random UTF-16, and pieces that the normaliser reacts to in any order: half of a structure beside half of another. */
const PIECES = [
  '<!--¦-->¦<p hidden>¦</p>¦<div style="display:none">¦<img alt="¦">¦<details>¦<a ¦<¦>¦&lt;¦&#65;¦&#x',
  '[//]: # (¦)\n¦![¦](x "¦\n¦\r\n¦ ¦,¦"¦{"a":¦[¦]¦}¦- k: ¦v¦:¦\\¦\\u00¦\\x41¦%41¦%¦=41¦=\n',
  '6120746578742068696464656e¦YSByZWFkYWJsZSB0ZXh0¦p¦e¦\u200b¦\u202e¦\u{e0041}¦\u{e0100}¦\ufe01¦\ud83d¦\udc00',
  '\x1b[31m¦\x1b]0;¦\x07¦\x1b\\¦\x1b¦\x9b¦\b¦\b\b\b¦\b_¦_¦\r¦\0¦ab¦\x1b(B¦\n',
  '\ufdfa¦\u0301¦\u0344¦\u0430¦\uff41¦\u00ad¦\u{1f170}¦\u1100¦\u1161¦\u{1f3f4}¦\u200d¦\ufeff¦\u0645¦\u00a8',
].flatMap((row) => row.split('¦'));
const hostile = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary', maxLength: 6 })), { maxLength: 60 })
  .map((parts) => parts.join(''));
const units = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 80 })
  .map((codes) => String.fromCharCode(...codes));
const anyText = fc.oneof(hostile, units);
const role = fc.constantFrom('tool-result' as const, 'command' as const, 'manifest' as const);

const spansOf = (view: View): (readonly [number, number])[] =>
  Array.from({ length: view.text.length }, (_, at) => view.toOriginal(at, at + 1));

describe('whatever the text', () => {
  test('each unit of each view stands in the given text, in its order, and the whole holds every part', () => {
    fc.assert(
      fc.property(anyText, role, (text, role) => {
        for (const view of normalise(text, { role }).views) {
          let before: readonly [number, number] = [0, 0];
          const [wholeStart, wholeEnd] = view.toOriginal(0, view.text.length);
          for (const [start, end] of spansOf(view)) {
            expect(start).toBeGreaterThanOrEqual(before[0]);
            expect(end).toBeGreaterThanOrEqual(before[1]);
            expect(end).toBeGreaterThanOrEqual(start);
            expect(start).toBeGreaterThanOrEqual(wholeStart);
            expect(end).toBeLessThanOrEqual(wholeEnd);
            before = [start, end];
          }
          expect(wholeEnd).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('offsets outside a view give a span inside the given text', () => {
    fc.assert(
      fc.property(anyText, fc.integer(), fc.integer(), (text, start, end) => {
        for (const view of normalise(text, { role: 'file' }).views) {
          const [from, to] = view.toOriginal(start, end);
          expect(from).toBeGreaterThanOrEqual(0);
          expect(to).toBeGreaterThanOrEqual(from);
          expect(to).toBeLessThanOrEqual(text.length);
        }
      }),
    );
  });

  test('features and values stand in the given text, and the limits hold', () => {
    fc.assert(
      fc.property(anyText, role, (text, role) => {
        const { views, data } = normalise(text, { role });
        const spans = [...views.flatMap(({ features }) => features), ...(data?.pairs ?? [])];
        for (const { start, end } of spans) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeGreaterThanOrEqual(start);
          expect(end).toBeLessThanOrEqual(text.length);
        }
        const written = views.reduce((sum, view) => sum + view.text.length, 0);
        expect(written).toBeLessThanOrEqual(4 * text.length + 64 * 1024);
        expect(views.length).toBeLessThanOrEqual(MAX_VIEWS);
        expect(views[0]?.text).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  test('a folded text folds to itself', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const once = fold(text, workFor(text.length)).folded?.text ?? text;
        expect(fold(once, workFor(once.length)).folded?.text ?? once).toBe(once);
      }),
      { numRuns: 3000 },
    );
  });

  test.each([
    '\u1dab',
    '\u1dab\u0301',
    'a\uff9e\u0307',
    '\uff41\u{e0100}',
    '\u{e0041}\u{e0100}',
    '\u{1f170}\ufe0f',
  ])('a folded text folds to itself, found by chance: %j', (text) => {
    const once = fold(text, workFor(text.length)).folded?.text ?? text;
    expect(fold(once, workFor(once.length)).folded?.text ?? once).toBe(once);
  });

  test('plain words between the pieces are found where they stand', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{3,12}$/), fc.stringMatching(/^[a-z ]{0,20}$/), (word, before) => {
        const text = `${before}<!-- ${word.split('').join('\u200b')} -->`;
        const hidden = normalise(text, { role: 'file' }).views.find(({ kind }) => kind === 'hidden');
        const at = hidden?.text.indexOf(word) ?? -1;
        const [start, end] = hidden?.toOriginal(at, at + word.length) ?? [0, 0];
        expect(text.slice(start, end)).toBe(word.split('').join('\u200b'));
      }),
    );
  });
});

describe('limits', () => {
  test('a text over the limit is cut, and that is told', () => {
    const { views, truncated } = normalise('a'.repeat(MAX_INPUT_UNITS + 1), { role: 'file' });
    expect(truncated).toBe(true);
    expect(views[0]?.text.length).toBe(MAX_INPUT_UNITS);
  });

  test('a text at the limit is whole', () => {
    expect(normalise('a'.repeat(MAX_INPUT_UNITS), { role: 'file' }).truncated).toBe(false);
  });

  test('a character that folds to eighteen does not make the text eighteen times as long', () => {
    const { views, truncated } = normalise('\ufdfa'.repeat(50_000), { role: 'file' });
    expect(truncated).toBe(true);
    // What fitted is folded, and the rest is there as it stood.
    const folded = views.find(({ kind }) => kind === 'folded')?.text;
    expect(folded?.endsWith('\ufdfa')).toBe(true);
    expect(folded?.length).toBeLessThanOrEqual(50_000 * 1.25 + 1024);
    expect(views.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(4 * 50_000 + 64 * 1024);
  });

  test('what is encoded a third time is left encoded', () => {
    const thrice = base64(base64(base64('the innermost readable text')));
    expect(normalise(thrice, { role: 'file' }).views.some(({ text }) => text.includes('innermost'))).toBe(
      false,
    );
  });
});

describe('the work grows with the text and no faster', () => {
  test.each(
    Object.entries({
      prose: 'The quick brown fox jumps. ',
      'comment openings': '<!--',
      'tag openings': '<a ',
      'open quotes': '<a b="',
      elements: '<a>x',
      'closing tags': '</b>',
      declarations: '<!x',
      'hidden styles': '<i style="color:white">x</i>',
      'zero width': 'a\u200b',
      tags: '\u{e0041}',
      marks: '\u0323\u0301',
      'look-alikes': 'p\u0430',
      ligatures: '\ufdfa',
      'many pieces': `${base64('a readable text')} `,
      'one piece': 'YWJj',
      'wrapped piece': `${'YWJj'.repeat(19)}\n`,
      percent: '%41',
      'nested percent': '%2541',
      escapes: '\\u0041',
      entities: '&lt;',
      'quoted-printable': '=3D',
      'markdown images': '![a',
      'markdown titles': '](x "',
      'markdown definitions': '[a]: b "',
      'JSON strings': '["',
      'JSON depth': '{"a":',
      'CSV quotes': 'a,"',
      'YAML lines': '- a: b\n',
      'lone surrogates': '\ud800',
    }),
  )('%s', (_, piece) => {
    const steps = (length: number): number =>
      normalise(piece.repeat(Math.floor(length / piece.length)), { role: 'file' }).steps;
    const small = steps(8_000);
    expect(steps(64_000)).toBeLessThanOrEqual(small * 8 * 1.3);
    expect(small).toBeLessThanOrEqual(8_000 * 160);
  });
});
