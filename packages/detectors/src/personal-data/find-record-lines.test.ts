import { describe, expect, it } from 'vitest';
import { findPersonalData } from './find-personal-data.ts';

const found = (text: string) =>
  findPersonalData(text)
    .filter(({ confidence }) => confidence >= 0.5)
    .map(({ rule, start, end }) => `${rule} ${text.slice(start, end)}`);

describe('a line of cells that nothing names', () => {
  it('holds a person when a name and a valid number of a state stand in it', () => {
    expect(found('Ada Lovelace;12345678Z;11/08/1979')).toEqual([
      'name Ada Lovelace',
      'es-dni 12345678Z',
      'date-of-birth 11/08/1979',
    ]);
  });
  it('reads cells of a Markdown row, and a Chinese name', () => {
    expect(found('| 李文静 | 11010519491231002X | 010-6552-9988 |')).toEqual(
      expect.arrayContaining(['name 李文静', 'cn-resident-id 11010519491231002X']),
    );
  });
  it('holds a person beside a telephone number that some likely plan knows', () => {
    expect(found('Ada Lovelace\tada@analytical.org\t+44 20 7946 0958')).toContain('name Ada Lovelace');
  });
  it('says nothing of a number that fails its own rule', () => {
    expect(found('Ada Lovelace;12345678A;11/08/1979')).toEqual([]);
  });
  it('says nothing of a valid number without a name, nor of a name without a number', () => {
    expect(found('stock;12345678Z;ok')).toEqual([]);
    expect(found('Ada Lovelace;engine;ok')).toEqual([]);
  });
  it('takes no later day for a birth', () => {
    expect(found('Ada Lovelace;12345678Z;2024-03-01')).toEqual(['name Ada Lovelace', 'es-dni 12345678Z']);
  });
  it('reads a tuple in code', () => {
    expect(found('  ("Ada Lovelace", "756.9217.0769.85", date("1976-04-16")),')).toEqual([
      'name Ada Lovelace',
      'ch-ahv 756.9217.0769.85',
      'date-of-birth 1976-04-16',
    ]);
  });
  it('reads the fields of an element', () => {
    expect(found('<p><name>Ada Lovelace</name><id>44051401359</id></p>')).toEqual([
      'name Ada Lovelace',
      'national-id 44051401359',
    ]);
  });
  it('leaves long lines alone', () => {
    expect(found(`${'x'.repeat(500)};Ada Lovelace;12345678Z`)).toEqual([]);
  });
});

describe('a name beside a mail', () => {
  it.for([
    ['From: Ada Lovelace <ada@analytical.org>', 'name Ada Lovelace'],
    ['Signed-off-by: "Ada Lovelace" <ada@analytical.org>', 'name Ada Lovelace'],
    ['to Charles <c@analytical.org>, Ada Lovelace <ada@analytical.org>', 'name Ada Lovelace'],
    ['BEGIN:VCARD\nFN:Søren Brandstrup\nEND:VCARD', 'name Søren Brandstrup'],
  ] as const)('is one in %s', ([text, expected]) => {
    expect(found(text)).toContain(expected);
  });
  it('is none when it is no full name', () => {
    expect(found('ask the Support Team <ada@analytical.org>')).toEqual(['email ada@analytical.org']);
  });
});
