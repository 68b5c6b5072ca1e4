import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { HeldCalls } from './held-calls.ts';

const STOP = { exitCode: 2, stdout: '', stderr: 'no' } as const;
const never = new Promise<void>(() => {});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('tells whoever asks again to wait, gives the answer when there is one, and once', async () => {
  const held = new HeldCalls();
  const answer = Promise.withResolvers<typeof STOP>();
  const name = held.hold(answer.promise, () => {}, 7);
  const round = held.next(name, 7, never);
  await vi.advanceTimersByTimeAsync(8000);
  expect(await round).toBe('waiting');
  answer.resolve(STOP);
  expect(await held.next(name, 7, never)).toEqual(STOP);
  expect(await held.next(name, 7, never)).toBeUndefined();
});

it('knows no call of another user, and no name that was never given out', async () => {
  const held = new HeldCalls();
  const name = held.hold(Promise.resolve(STOP), () => {}, 7);
  expect(await held.next(name, 8, never)).toBeUndefined();
  expect(await held.next('0'.repeat(32), 7, never)).toBeUndefined();
});

it('finds out that nobody waits any more, by a closed connection or by silence', async () => {
  const held = new HeldCalls();
  const left: string[] = [];
  const closing = Promise.withResolvers<void>();
  const closed = held.hold(new Promise(() => {}), () => left.push('closed'), 7);
  held.hold(new Promise(() => {}), () => left.push('silent'), 7);
  const round = held.next(closed, 7, closing.promise);
  closing.resolve();
  await vi.advanceTimersByTimeAsync(8000);
  await round;
  expect(left).toEqual(['closed']);
  await vi.advanceTimersByTimeAsync(8000);
  expect(left).toEqual(['closed', 'silent']);
});
