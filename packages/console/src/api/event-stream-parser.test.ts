import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEventStreamParser } from './event-stream-parser.ts';

const readAll = (chunks: readonly string[]) => {
  const parse = createEventStreamParser();
  return chunks.flatMap((chunk) => parse(chunk));
};

const STREAM =
  ': hello\n\nid: 7\nevent: activity\ndata: {"a":1}\n\ndata: x\ndata: y\r\n\r\nevent: lost\n\n:beat\n\n';

test('events, ids and lines of data are read; comments and events without data are not events', () => {
  expect(readAll([STREAM])).toEqual([
    { event: 'activity', data: '{"a":1}', id: '7' },
    { event: 'message', data: 'x\ny', id: '7' },
  ]);
});

test('how the network cuts the text makes no difference', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: STREAM.length }), { maxLength: 12 }), (cuts) => {
      const at = [0, ...cuts.sort((a, b) => a - b), STREAM.length];
      const chunks = at.slice(1).map((end, index) => STREAM.slice(at[index], end));
      expect(readAll(chunks)).toEqual(readAll([STREAM]));
    }),
  );
});

test('an event of more than a mebibyte is left out and the next one is read', () => {
  const huge = `data: ${'x'.repeat(700_000)}\ndata: ${'x'.repeat(700_000)}\n\n`;
  expect(readAll([huge, 'data: next\n\n'])).toEqual([{ event: 'message', data: 'next', id: undefined }]);
});
