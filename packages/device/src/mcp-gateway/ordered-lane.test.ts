import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { OrderedLane } from './ordered-lane.ts';

describe('a lane', () => {
  it('lets out in the order in which it took in, whatever takes how long', async () => {
    const out: number[] = [];
    const lane = new OrderedLane();
    const making = [0, 1, 2, 3].map(() => Promise.withResolvers<() => void>());
    for (const one of making) lane.put(one.promise);
    for (const each of [2, 3, 1, 0]) {
      making[each]?.resolve(() => out.push(each));
      await setImmediate();
    }
    expect(out).toEqual([0, 1, 2, 3]);
  });

  it('lets others pass whoever steps aside', async () => {
    const out: string[] = [];
    const lane = new OrderedLane();
    const held = Promise.withResolvers<() => void>();
    const aside = Promise.withResolvers<void>();
    lane.put(held.promise, aside.promise);
    lane.put(Promise.resolve(() => out.push('later')));
    await setImmediate();
    expect(out).toEqual([]);
    aside.resolve();
    await setImmediate();
    expect(out).toEqual(['later']);
    held.resolve(() => out.push('held'));
    await setImmediate();
    expect(out).toEqual(['later', 'held']);
  });
});
