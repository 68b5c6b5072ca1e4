import type { ActivityItem, StreamQuery } from '@sallyport/fleet-protocol';
import { describe, expect, it } from 'vitest';
import { ActivityHub } from './activity-hub.ts';
import { openEventStream } from './event-stream.ts';

const item = (seq: number, more: Partial<ActivityItem> = {}): ActivityItem => ({
  device: 'd',
  epoch: 'e',
  seq,
  at: '2026-11-22T10:00:00.000Z',
  type: 'decision',
  kind: 'file.read',
  agent: null,
  session: null,
  user: null,
  host: null,
  tool: null,
  verdict: 'allow',
  enforced: 'allow',
  summary: `read file ${seq}`,
  reason: null,
  policy: null,
  rule: null,
  rules: [],
  sightings: [],
  redacted: false,
  ...more,
});

const open = (hub: ActivityHub, more: { query?: StreamQuery; lastEventId?: string } = {}) =>
  openEventStream({
    hub,
    query: more.query ?? {},
    lastEventId: more.lastEventId,
    heartbeatMs: 60_000,
    mayGoOn: () => true,
  }).getReader();

type Reader = ReadableStreamDefaultReader<Uint8Array>;

/** Reads until `wanted` events came or the stream ended. */
const events = async (
  reader: Reader,
  wanted: number,
): Promise<{ event: string; id: string | undefined; data: unknown }[]> => {
  const decoder = new TextDecoder();
  const frames: string[] = [];
  let rest = '';
  while (frames.length < wanted) {
    const { done, value } = await reader.read();
    if (done) break;
    const parts = (rest + decoder.decode(value, { stream: true })).split('\n\n');
    rest = parts.pop() ?? '';
    frames.push(...parts.filter((part) => part.startsWith('event:')));
  }
  return frames.map((frame) => ({
    event: /^event: (.*)$/m.exec(frame)?.[1] ?? '',
    id: /^id: (.*)$/m.exec(frame)?.[1],
    data: JSON.parse(/^data: (.*)$/m.exec(frame)?.[1] ?? 'null'),
  }));
};

describe('the event stream', () => {
  it('tells what is stored from now on, filtered', async () => {
    const hub = new ActivityHub();
    hub.publish([item(1)]);
    const reader = open(hub, { query: { verdict: 'block' } });
    hub.publish([item(2), item(3, { verdict: 'block' })]);
    expect(await events(reader, 1)).toMatchObject([{ event: 'activity', data: { seq: 3 } }]);
    await reader.cancel();
    expect(hub.readers).toBe(0);
  });

  it('goes on behind the last id without losing or repeating an event', async () => {
    const hub = new ActivityHub();
    hub.publish([item(1), item(2)]);
    const lastEventId = hub.idOf(hub.end);
    hub.publish([item(3), item(4)]);
    const reader = open(hub, { lastEventId });
    hub.publish([item(5)]);
    expect((await events(reader, 3)).map(({ data }) => (data as ActivityItem).seq)).toEqual([3, 4, 5]);
    await reader.cancel();
  });

  it.each(['another-run-5', 'x', '', '9999999', '-1'])(
    'answers the unknown id %j with a reset that can be resumed',
    async (lastEventId) => {
      const hub = new ActivityHub();
      hub.publish([item(1)]);
      const reader = open(hub, { lastEventId });
      const [reset] = await events(reader, 1);
      expect(reset).toMatchObject({ event: 'reset', id: hub.idOf(hub.end) });
      await reader.cancel();
    },
  );

  it('says reset when more was missed than is kept', async () => {
    const hub = new ActivityHub();
    const lastEventId = hub.idOf(hub.end);
    for (let n = 0; n < 11; n += 1)
      hub.publish(Array.from({ length: 1000 }, (_, seq) => item(n * 1000 + seq + 1)));
    const reader = open(hub, { lastEventId });
    expect(await events(reader, 1)).toMatchObject([{ event: 'reset' }]);
    await reader.cancel();
  });

  it('ends with a marker for a reader that was overtaken, behind an unbroken beginning', async () => {
    const hub = new ActivityHub();
    const reader = open(hub);
    const published = 11_000;
    for (let seq = 1; seq <= published; seq += 1) hub.publish([item(seq)]);
    const read = await events(reader, Number.POSITIVE_INFINITY);
    expect(read.at(-1)).toMatchObject({ event: 'dropped', id: undefined });
    // It asked for little, so little was kept for it; and its last id is a good place to go on from.
    expect(read.length).toBeLessThan(100);
    expect(read.slice(0, -1).map(({ data }) => (data as ActivityItem).seq)).toEqual(
      Array.from({ length: read.length - 1 }, (_, n) => n + 1),
    );
    expect(hub.readers).toBe(0);
  });

  it('keeps up with a burst as long as its reader reads', async () => {
    const hub = new ActivityHub();
    const reader = open(hub);
    hub.publish(Array.from({ length: 5000 }, (_, n) => item(n + 1)));
    expect(await events(reader, 5000)).toHaveLength(5000);
    await reader.cancel();
  });

  it('keeps hostile text inside its frame', async () => {
    const hub = new ActivityHub();
    const reader = open(hub);
    const summary = 'x\n\nevent: dropped\ndata: {}\n\n\r\rid: 1';
    hub.publish([item(1, { summary })]);
    expect(await events(reader, 1)).toMatchObject([{ event: 'activity', data: { summary } }]);
    await reader.cancel();
  });
});
