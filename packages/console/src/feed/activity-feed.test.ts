import type { ActivityItem, ActivityPage, ApiResult } from '@sallyport/fleet-protocol';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { itemOf } from '../../test/item-of.ts';
import type { StreamHandlers } from '../api/follow-stream.ts';
import {
  ActivityFeed,
  ASK_MS,
  COMMIT_MS,
  MAX_LISTED,
  MAX_WAITING,
  RETRY_MS,
  type PageStart,
} from './activity-feed.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const record = (seq: number, own: Partial<ActivityItem> = {}): ActivityItem =>
  itemOf({ seq, at: new Date(seq * 1000).toISOString(), ...own });
const range = (from: number, to: number): ActivityItem[] =>
  Array.from({ length: to - from + 1 }, (_, index) => record(to - index));
const seqs = (feed: ActivityFeed): number[] => feed.snapshot().items.map((item) => item.seq);

type Answer = ApiResult<ActivityPage>;

/** A feed over a store the test writes to: pages of 10, newest first, cursor = the last `seq` given. */
const open = (
  store: ActivityItem[],
  fit: 'yes' | 'ask' = 'yes',
  answering: { current?: (page: Answer) => Promise<Answer> } = {},
) => {
  let handlers: StreamHandlers | undefined;
  const starts: (PageStart | undefined)[] = [];
  const feed = new ActivityFeed({
    getPage: (start) => {
      starts.push(start);
      const below = start === undefined ? Infinity : 'cursor' in start ? Number(start.cursor) : Infinity;
      const { until = '9', since = '' }: { until?: string; since?: string } =
        start !== undefined && 'until' in start ? start : {};
      const fitting = store.filter((item) => item.seq < below && item.at <= until && item.at >= since);
      const items = fitting.slice(0, 10);
      const next = fitting.length > 10 ? String(items.at(-1)?.seq) : null;
      const page: { ok: true; value: ActivityPage } = { ok: true, value: { items, next } };
      return answering.current?.(page) ?? Promise.resolve(page);
    },
    fit: () => fit,
    follow: (given) => {
      handlers = given;
      return () => undefined;
    },
  });
  const stop = feed.start();
  const push = async (...items: ActivityItem[]) => {
    handlers?.onEvents(
      items.map((item) => ({ event: 'activity', data: JSON.stringify(item), id: undefined })),
    );
    await vi.advanceTimersByTimeAsync(COMMIT_MS);
  };
  const goLive = async () => {
    handlers?.onState({ kind: 'live' });
    await vi.advanceTimersByTimeAsync(0);
  };
  const pushRaw = (data: string) => handlers?.onEvents([{ event: 'activity', data, id: undefined }]);
  const pushReset = async () => {
    handlers?.onEvents([{ event: 'reset', data: '{}', id: 'x' }]);
    await vi.advanceTimersByTimeAsync(0);
  };
  return { feed, push, pushRaw, pushReset, goLive, starts, answering, stop };
};

test('the first page is listed, new records come on top, older pages below', async () => {
  const { feed, push, goLive } = open(range(1, 25));
  await goLive();
  await push(record(26));
  await feed.loadOlder();
  expect(seqs(feed)).toEqual(range(6, 26).map((item) => item.seq));
  expect(feed.snapshot().hasOlder).toBe(true);
});

test('a burst of events is one commit', async () => {
  const { feed, push, goLive } = open([]);
  await goLive();
  const commits: number[] = [];
  feed.subscribe(() => commits.push(feed.snapshot().items.length));
  await push(...range(1, 80));
  expect(commits).toEqual([80]);
});

test('a held list stays still, counts what waits, and lets it in when released', async () => {
  const { feed, push, goLive } = open(range(1, 3));
  await goLive();
  feed.hold(true);
  await push(record(4), record(5, { verdict: 'block', enforced: 'block' }), record(3));
  expect(seqs(feed)).toEqual([3, 2, 1]);
  expect(feed.snapshot()).toMatchObject({ waiting: 2, waitingBlocked: 1 });
  feed.hold(false);
  expect(seqs(feed)).toEqual([5, 4, 3, 2, 1]);
  expect(feed.snapshot().waiting).toBe(0);
});

test('after an interruption the missed records are there once', async () => {
  const store = range(1, 8);
  const { feed, push, goLive } = open(store);
  await goLive();
  store.unshift(record(10), record(9));
  await goLive();
  await push(record(10), record(11));
  expect(seqs(feed)).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
});

test('when more was missed than a page holds, the list starts again instead of hiding a hole', async () => {
  const store = range(1, 8);
  const { feed, goLive } = open(store);
  await goLive();
  store.unshift(...range(9, 60));
  await goLive();
  expect(seqs(feed)).toEqual(range(51, 60).map((item) => item.seq));
  await feed.loadOlder();
  expect(seqs(feed)).toEqual(range(41, 60).map((item) => item.seq));
});

test('a record older than the end of the list waits for its page', async () => {
  const { feed, push, goLive } = open(range(1, 25));
  await goLive();
  await push(record(2));
  expect(seqs(feed)).not.toContain(2);
});

test('the oldest leave beyond the limit, and their page begins where the list now ends', async () => {
  const { feed, push, goLive, starts } = open(range(1, 5));
  await goLive();
  await push(...range(6, MAX_LISTED + 10));
  expect(feed.snapshot().items).toHaveLength(MAX_LISTED);
  expect(feed.snapshot().hasOlder).toBe(true);
  await feed.loadOlder();
  expect(starts.at(-1)).toEqual({ until: record(11).at });
});

test('when too many wait, letting them in asks for the newest page', async () => {
  const store = range(1, 5);
  const { feed, push, goLive } = open(store);
  await goLive();
  feed.hold(true);
  const many = range(6, MAX_WAITING + 20);
  await push(...many);
  expect(feed.snapshot()).toMatchObject({ waiting: MAX_WAITING, waitingMore: true });
  store.unshift(...many);
  feed.hold(false);
  await vi.advanceTimersByTimeAsync(0);
  expect(seqs(feed)).toEqual(range(MAX_WAITING + 11, MAX_WAITING + 20).map((item) => item.seq));
  expect(feed.snapshot().waitingMore).toBe(false);
});

test('an event that cannot be read is counted, not listed and not fatal', async () => {
  const { feed, push, pushRaw, goLive } = open([]);
  await goLive();
  pushRaw('{"not":"ours"}');
  pushRaw('not json');
  await push(record(1));
  expect(seqs(feed)).toEqual([1]);
  expect(feed.snapshot().unreadable).toBe(2);
});

const at = (seq: number): string => record(seq).at;

test('in a search, a burst of live records is one question, about their moments only', async () => {
  const store = range(1, 3);
  const { feed, push, goLive, starts } = open(store, 'ask');
  await goLive();
  const asked = starts.length;
  store.unshift(record(5));
  await push(record(6), record(4), record(5));
  expect(starts.slice(asked)).toEqual([{ since: at(4), until: at(6) }]);
  expect(seqs(feed)).toEqual([5, 3, 2, 1]);
});

test('in a search, a record that comes late is put where it belongs, below newer ones', async () => {
  const store = range(20, 40).filter(({ seq }) => seq !== 33);
  const { feed, push, goLive } = open(store, 'ask');
  await goLive();
  store.splice(7, 0, record(33));
  await push(record(33));
  expect(seqs(feed).slice(5, 9)).toEqual([35, 34, 33, 32]);
});

test('however many records come and however long answers take, one question is on its way', async () => {
  const { push, goLive, starts, answering } = open([], 'ask');
  await goLive();
  const asked = starts.length;
  const answer = Promise.withResolvers<void>();
  answering.current = (page) => answer.promise.then(() => page);
  for (let seq = 1; seq <= 40; seq += 1) await push(record(seq));
  expect(starts.length).toBe(asked + 1);
  answer.resolve();
  await vi.advanceTimersByTimeAsync(ASK_MS);
  // It took ten seconds, so the next one is not asked at once.
  expect(starts.length).toBe(asked + 1);
  await vi.advanceTimersByTimeAsync(40 * COMMIT_MS * 4);
  expect(starts.slice(asked + 1)).toEqual([{ since: at(2), until: at(40) }]);
});

test('a question that failed is asked again, with what came meanwhile', async () => {
  const store = range(1, 3);
  const { feed, push, goLive, starts, answering } = open(store, 'ask');
  await goLive();
  answering.current = () =>
    Promise.resolve({ ok: false, status: 500, code: 'x', message: 'the store could not be read' });
  store.unshift(record(5), record(4));
  await push(record(4));
  expect(feed.snapshot().failure).toBe('the store could not be read');
  delete answering.current;
  await push(record(5));
  await vi.advanceTimersByTimeAsync(ASK_MS);
  expect(starts.at(-1)).toEqual({ since: at(4), until: at(5) });
  expect(feed.snapshot().failure).toBeNull();
  expect(seqs(feed)).toEqual([5, 4, 3, 2, 1]);
});

test('when more fits than a page holds, a search starts again from its top; a held one says that there is more', async () => {
  const store = range(1, 3);
  const { feed, push, goLive } = open(store, 'ask');
  await goLive();
  feed.hold(true);
  store.unshift(...range(4, 30));
  await push(...range(4, 30));
  expect(seqs(feed)).toEqual([3, 2, 1]);
  expect(feed.snapshot().waitingMore).toBe(true);
  feed.hold(false);
  await vi.advanceTimersByTimeAsync(0);
  expect(seqs(feed)).toEqual(range(21, 30).map((item) => item.seq));
  store.unshift(...range(31, 60));
  await push(...range(31, 60));
  await vi.advanceTimersByTimeAsync(ASK_MS);
  expect(seqs(feed)).toEqual(range(51, 60).map((item) => item.seq));
});

test('a first page that failed is asked for again, and what came meanwhile stays', async () => {
  const store = range(1, 25);
  const refusing = { ok: false, status: 500, code: 'x', message: 'the store could not be read' } as const;
  const { feed, push, goLive, answering } = open(store, 'yes', { current: () => Promise.resolve(refusing) });
  await goLive();
  expect(feed.snapshot()).toMatchObject({ failure: 'the store could not be read' });
  store.unshift(record(26));
  await push(record(26));
  expect(feed.snapshot().failure).not.toBeNull();
  delete answering.current;
  await vi.advanceTimersByTimeAsync(RETRY_MS);
  expect(feed.snapshot().failure).toBeNull();
  await feed.loadOlder();
  expect(seqs(feed)).toEqual(range(7, 26).map((item) => item.seq));
});

test('after the list was left, nothing is asked', async () => {
  const { push, goLive, starts, stop } = open([], 'ask');
  await goLive();
  await push(record(1));
  await push(record(2));
  stop();
  const asked = starts.length;
  await vi.advanceTimersByTimeAsync(10 * ASK_MS);
  expect(starts.length).toBe(asked);
});

test('a stream that lost its place makes the list ask again', async () => {
  const store = range(1, 3);
  const { feed, goLive, pushReset } = open(store);
  await goLive();
  store.unshift(record(4));
  await pushReset();
  expect(seqs(feed)).toEqual([4, 3, 2, 1]);
});
