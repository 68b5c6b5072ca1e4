import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SpoolFile } from './file-layer.ts';
import { FILL, frame } from './frame.ts';
import { segmentLines, type SegmentLine } from './segment-lines.ts';

const fileOf = (content: Buffer): Pick<SpoolFile, 'read'> => ({
  read: (into, position) =>
    Promise.resolve(content.copy(into, 0, position, Math.min(content.length, position + into.length))),
});

const linesOf = async (content: Buffer, start?: number): Promise<SegmentLine[]> => {
  const lines: SegmentLine[] = [];
  // Only `read` is called.
  for await (const line of segmentLines(fileOf(content) as SpoolFile, start)) lines.push(line);
  return lines;
};

const RECORD = Buffer.from(frame('{"v":1,"seq":1}', 0));

describe('the lines of a segment', () => {
  test('are found wherever they lie in the fill, at their own places', async () => {
    // Around the blocks and chunks in which fill is passed over, and in between.
    const near = fc
      .tuple(fc.constantFrom(0, 1, 16_384, 32_768, 262_144, 278_528), fc.integer({ min: -40, max: 40 }))
      .map(([edge, away]) => Math.max(0, edge + away));
    const gaps = fc.array(fc.oneof(near, fc.nat(600_000)), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(gaps, fc.nat(40_000), async (fills, behind) => {
        const places: number[] = [];
        const pieces: Buffer[] = [];
        let length = 0;
        for (const fill of fills) {
          places.push(length + fill);
          pieces.push(Buffer.alloc(fill, FILL), RECORD);
          length += fill + RECORD.length;
        }
        const found = await linesOf(Buffer.concat([...pieces, Buffer.alloc(behind, FILL)]));
        expect(found.map(({ kind, offset, end }) => ({ kind, offset, length: end - offset }))).toEqual(
          places.map((offset) => ({ kind: 'line', offset, length: RECORD.length })),
        );
      }),
      { numRuns: 100 },
    );
  });

  test('keep what they say when the chunk they were read in is read into again', async () => {
    const texts = Array.from({ length: 3_000 }, (_, seq) =>
      JSON.stringify({ v: 1, seq, pad: 'x'.repeat(300) }),
    );
    const found = await linesOf(Buffer.from(texts.map((text) => frame(text, 0)).join('')));
    expect(found.map((line) => (line.kind === 'line' ? line.text : line.kind))).toEqual(texts);
  });
});
