import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findPersonalData } from './find-personal-data.ts';

const found = (text: string) =>
  findPersonalData(text)
    .filter(({ confidence }) => confidence >= 0.5)
    .map(({ rule, start, end }) => [rule, text.slice(start, end)]);

describe('findPersonalData', () => {
  it('names the place in UTF-16 units, in the order of the text', () => {
    expect(found('😀 Mr. Bo Ek, bo@firma.se, +46 8 928 571 38')).toEqual([
      ['name', 'Bo Ek'],
      ['email', 'bo@firma.se'],
      ['phone', '+46 8 928 571 38'],
    ]);
  });

  it('reads keys of JSON and heads of columns', () => {
    expect(found('{"first_name": "Ada", "street": "Rue X 5", "v": "1.2"}')).toEqual([
      ['name', 'Ada'],
      ['address', 'Rue X 5'],
    ]);
    expect(found('first_name,phone\nAda,467 3395\n')).toEqual([
      ['name', 'Ada'],
      ['phone', '467 3395'],
    ]);
  });

  it('gives a place one name', () => {
    expect(found('card number 4992819677820891, call me')).toEqual([['card', '4992819677820891']]);
  });

  it('finds nothing in a text about nothing', () =>
    expect(found('npm install --save-dev vitest@5.0.1')).toEqual([]));

  it('never throws, never points outside the text, and never gives two findings one place', () => {
    const piece = fc.constantFrom(
      'ada@firma.de',
      '4992 8196 7782 0891',
      'ssn ',
      '536-22-8726',
      ' call ',
      '212-664-7665',
      '{"name":',
      '"',
      '}',
      '[',
      '\n',
      ',',
      '|',
      'Mr. ',
      'Ada Lovelace',
      '12 High Street',
      ' apt 4',
      'address: ',
      'insert into t values (',
      "'",
      ')',
      '😀',
      '\\',
      'born 1987-05-03',
      '+49 ',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 30 }), (pieces) => {
        const text = pieces.join('');
        let last = 0;
        for (const { rule, start, end } of findPersonalData(text)) {
          expect(start >= 0 && start < end && end <= text.length).toBe(true);
          if (rule === 'bulk') continue;
          expect(start).toBeGreaterThanOrEqual(last);
          last = end;
        }
      }),
      { numRuns: 1000 },
    );
  });
});
