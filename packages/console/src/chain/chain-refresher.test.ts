import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { chainRefresher, REFRESH_AT_MOST_MS } from './chain-refresher.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const open = () => {
  let isComplete = false;
  const asked = vi.fn(() => Promise.resolve());
  const refresher = chainRefresher({
    // The shape of an answer as far as it is looked at.
    getQueryData: (() => ({
      ok: true,
      value: { chain: [{ ok: true }, { ok: isComplete || null }] },
    })) as never,
    invalidateQueries: asked,
  });
  return { ...refresher, asked, complete: () => (isComplete = true) };
};

test('the first record asks for the chain at once, though every link is proved', () => {
  const { recordCame, asked, complete } = open();
  complete();
  recordCame();
  expect(asked).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(REFRESH_AT_MOST_MS);
  recordCame();
  expect(asked).toHaveBeenCalledTimes(1);
});

test('while a link is missing a flood of records asks once a second, and the last one asks too', () => {
  const { recordCame, asked, complete } = open();
  for (let n = 0; n < 100; n += 1) recordCame();
  expect(asked).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(REFRESH_AT_MOST_MS);
  expect(asked).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(10 * REFRESH_AT_MOST_MS);
  expect(asked).toHaveBeenCalledTimes(2);
  recordCame();
  recordCame();
  complete();
  vi.advanceTimersByTime(REFRESH_AT_MOST_MS);
  expect(asked).toHaveBeenCalledTimes(3);
});

test('nothing is asked after the page has gone', () => {
  const { recordCame, asked, stop } = open();
  recordCame();
  recordCame();
  stop();
  vi.advanceTimersByTime(REFRESH_AT_MOST_MS);
  expect(asked).toHaveBeenCalledTimes(1);
});
