import { Readable } from 'node:stream';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutIntoLines, type Line } from './read-lines.ts';

async function linesOf(chunks: readonly string[], maxUnits?: number): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const line of cutIntoLines(Readable.from(chunks), maxUnits)) lines.push(line);
  return lines;
}

const lines = (...texts: string[]): Line[] => texts.map((text) => ({ kind: 'line', text }));

describe('cutIntoLines', () => {
  it('gives the same lines wherever the chunks are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: fc.constantFrom('a', '\n', '\r', '\u2028') })),
        async (chunks) => {
          const whole = chunks.join('').split('\n');
          if (whole.at(-1) === '') whole.pop();
          expect(await linesOf(chunks)).toEqual(lines(...whole));
        },
      ),
    );
  });

  it('puts a mark in the place of a line that is too long, and reads on', async () => {
    expect(await linesOf(['abc', 'def\nxy', '\nlong', 'er'], 4)).toEqual([
      { kind: 'too-long' },
      { kind: 'line', text: 'xy' },
      { kind: 'too-long' },
    ]);
    expect(await linesOf(['abcd\nabcde\n'], 4)).toEqual([
      { kind: 'line', text: 'abcd' },
      { kind: 'too-long' },
    ]);
  });
});
