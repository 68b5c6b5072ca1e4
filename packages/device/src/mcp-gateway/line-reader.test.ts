import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineReader } from './line-reader.ts';

const lines = (reader: LineReader, ...pieces: string[]): string[] =>
  pieces.flatMap((piece) =>
    reader.push(Buffer.from(piece)).map(({ tooLong, bytes }) => `${tooLong ? '!' : ''}${bytes.toString()}`),
  );

describe('lines', () => {
  it('are whole wherever the stream cuts them, and the rest without an end is none', () => {
    expect(lines(new LineReader(), '{"a"', ':1}\n\n', ' \r\n{"b"', ':2}\r', '\n{"c"')).toEqual([
      '{"a":1}',
      '{"b":2}\r',
    ]);
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{1,9}$/)),
        fc.array(fc.nat({ max: 40 })),
        (given, cuts) => {
          const text = given.map((line) => `${line}\n`).join('');
          const at = [...new Set([0, ...cuts, text.length])].sort((a, b) => a - b);
          const pieces = at.slice(1).map((end, index) => text.slice(at[index], end));
          expect(lines(new LineReader(), ...pieces)).toEqual(given);
        },
      ),
    );
  });

  it('beyond the limit are left out but for their ends, and the next one is whole again', () => {
    const reader = new LineReader(2000);
    const long = `{"id":7,${'x'.repeat(5000)},"end":1}`;
    const [first = '', ...others] = lines(reader, long.slice(0, 1500), long.slice(1500), '\n{"b":2}\n');
    expect(first.startsWith('!{"id":7,')).toBe(true);
    expect(first.endsWith('"end":1}')).toBe(true);
    expect(first.length).toBeLessThan(1100);
    expect(others).toEqual(['{"b":2}']);
  });
});
