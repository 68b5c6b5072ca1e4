import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frame, FRAME_KINDS, FrameReader } from './frame.ts';

describe('frames', () => {
  it('come out as they went in, wherever the connection cuts them', () => {
    const given = fc.array(
      fc.record({
        kind: fc.constantFrom(...FRAME_KINDS),
        line: fc.nat({ max: 0xffff_ffff }),
        text: fc.string({ unit: 'grapheme', maxLength: 300 }),
      }),
    );
    fc.assert(
      fc.property(given, fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }), (frames, cuts) => {
        const bytes = Buffer.concat(frames.map(({ kind, line, text }) => frame(kind, line, text)));
        const reader = new FrameReader();
        const read = [];
        for (let at = 0, cut = 0; at < bytes.length; cut += 1) {
          const length = cuts[cut % cuts.length] ?? 1;
          read.push(...(reader.push(bytes.subarray(at, at + length)) ?? []));
          at += length;
        }
        expect(
          read.map(({ kind, line, bytes: own }) => ({ kind, line, text: own.toString('utf8') })),
        ).toEqual(frames);
      }),
      { numRuns: 50 },
    );
  });

  it('are told from bytes that are none', () => {
    expect(new FrameReader().push(Buffer.from('GET / HTTP/1.1\r\n'))).toBeUndefined();
    const huge = frame('to-client', 1, 'x');
    huge.writeUInt32BE(0xffff_ffff, 0);
    expect(new FrameReader().push(huge)).toBeUndefined();
  });
});
