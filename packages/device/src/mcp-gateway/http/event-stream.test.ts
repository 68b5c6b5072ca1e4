import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventStreamReader, eventText, type StreamEvent } from './event-stream.ts';

const read = (pieces: readonly Uint8Array[], limit = 1_000_000): readonly StreamEvent[] | undefined => {
  const reader = new EventStreamReader(limit);
  const events: StreamEvent[] = [];
  for (const piece of pieces) {
    const some = reader.push(piece);
    if (some === undefined) return undefined;
    events.push(...some);
  }
  return events;
};
const bytes = (text: string): Uint8Array => Buffer.from(text);

describe('a stream of events', () => {
  it.each<[string, string, readonly StreamEvent[]]>([
    ['an event', 'event: message\nid: 7\nretry: 50\ndata: {"a":1}\n\n', [{ event: 'message', id: '7', retryMs: 50, data: '{"a":1}' }]],
    ['data on several lines', 'data: a\ndata:b\n\n', [{ data: 'a\nb' }]],
    ['a mark of where to go on', 'id: 3\ndata:\n\n', [{ id: '3', data: '' }]],
    ['an id alone', 'id: 3\n\n', [{ id: '3' }]],
    ['comments and names nobody knows', ': hi\nfoo: bar\n\n\n', []],
    ['every end of a line', 'data: a\r\n\r\ndata: b\r\rdata: c\n\n', [{ data: 'a' }, { data: 'b' }, { data: 'c' }]],
    ['an end that never came', 'data: a\n', []],
    ['an id with a NUL and a retry of words', 'id: a\0b\nretry: soon\ndata: x\n\n', [{ data: 'x' }]],
  ])('is read: %s', (_what, text, events) => {
    expect(read([bytes(text)])).toEqual(events);
  }); // prettier-ignore

  it('is the same however it is cut', () => {
    const text = 'id: 1\r\ndata: é\r\n\r\nevent: x\rdata: 2\r\rdata: a\ndata: b\n\n: c\n\ndata: 😀\n\n';
    const whole = bytes(text);
    fc.assert(
      fc.property(fc.array(fc.nat(whole.length), { maxLength: 8 }), (cuts) => {
        const places = [0, ...cuts.toSorted((a, b) => a - b), whole.length];
        const pieces = places.slice(1).map((end, index) => whole.subarray(places[index], end));
        expect(read(pieces)).toEqual([
          { id: '1', data: 'é' },
          { event: 'x', data: '2' },
          { data: 'a\nb' },
          { data: '😀' },
        ]);
      }),
    );
  });

  it('is read again as it was written', () => {
    const field = fc.stringMatching(/^[^\r\n\0 ][^\r\n\0]{0,20}$/);
    const event = fc.record(
      { id: field, event: field, retryMs: fc.nat(999_999_999), data: field },
      { requiredKeys: ['data'] },
    );
    fc.assert(
      fc.property(fc.array(event), (events) => {
        expect(read([bytes(events.map(eventText).join(''))])).toEqual(events);
      }),
    );
  });

  it('is none where an event has no end in sight, or the bytes are no text', () => {
    expect(read([bytes('data: '), bytes('x'.repeat(600)), bytes('y'.repeat(600))], 1000)).toBe(undefined);
    expect(
      read([bytes(`data: ${'x'.repeat(600)}\n\n`), bytes(`data: ${'x'.repeat(600)}\n\n`)], 1000),
    ).toHaveLength(2);
    expect(read([Uint8Array.of(0xff)])).toBe(undefined);
  });
});
