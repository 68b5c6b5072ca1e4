import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FairQueue } from './fair-queue.ts';

type Job = { readonly caller: string; readonly units: number; readonly id: number };
const LIMITS = { mostUnits: 100, mostUnitsTogether: 150 };
const job = (caller: string, id = 0, units = 10): Job => ({ caller, id, units });
const drained = (queue: FairQueue<Job>): string[] => {
  const names: string[] = [];
  for (let next = queue.next(); next !== undefined; next = queue.next())
    names.push(`${next.caller}${next.id}`);
  return names;
};

test('callers take turns, each in the order of their own', () => {
  const queue = new FairQueue<Job>(LIMITS);
  for (const id of [1, 2, 3]) queue.push(job('a', id));
  for (const id of [1, 2]) queue.push(job('b', id));
  expect(queue.next()).toMatchObject({ caller: 'a', id: 1 });
  queue.push(job('c', 1));
  expect(drained(queue)).toEqual(['b1', 'a2', 'c1', 'b2', 'a3']);
});

describe('a bound', () => {
  test('is each caller’s own', () => {
    const queue = new FairQueue<Job>(LIMITS);
    const taken = Array.from({ length: 20 }, (_, id) => queue.push(job('a', id)));
    expect(taken.filter(Boolean)).toHaveLength(10);
    expect(queue.push(job('b'))).toBe(true);
  });

  test('of all together lets in who has nothing waiting', () => {
    const queue = new FairQueue<Job>(LIMITS);
    for (let id = 0; id < 20; id++) queue.push(job(id < 10 ? 'a' : 'b', id));
    expect(queue.push(job('a', 99))).toBe(false);
    expect(queue.push(job('c', 1, 90))).toBe(true);
    expect(queue.push(job('c', 2))).toBe(false);
  });
});

const callers = ['a', 'b', 'c'];
const step = fc.record({
  what: fc.constantFrom('push' as const, 'next' as const, 'remove' as const),
  caller: fc.constantFrom(...callers),
});

/** Plays the steps, and tells what went wrong on the way. */
function play(steps: readonly { readonly what: 'push' | 'next' | 'remove'; readonly caller: string }[]) {
  const queue = new FairQueue<Job>(LIMITS);
  const waiting: Job[] = [];
  const wrong: string[] = [];
  /** Whose turns there were since each caller began to wait for theirs. */
  const turns = new Map<string, string[]>();
  const firstOf = (name: string) => waiting.find((other) => other.caller === name);
  const forget = (gone: Job): void => {
    waiting.splice(waiting.indexOf(gone), 1);
  };
  const push = (one: Job): void => {
    const isFirst = firstOf(one.caller) === undefined;
    if (isFirst) turns.set(one.caller, []);
    if (queue.push(one)) waiting.push(one);
    else if (isFirst) wrong.push('who had nothing waiting was turned away');
  };
  const next = (): void => {
    const one = queue.next();
    if (one === undefined) {
      if (waiting.length > 0) wrong.push('somebody waits and nobody is next');
      return;
    }
    if (firstOf(one.caller) !== one) wrong.push('out of the order of one caller');
    forget(one);
    turns.set(one.caller, []);
    for (const other of new Set(waiting.map((each) => each.caller)))
      if (other !== one.caller) turns.get(other)?.push(one.caller);
    for (const had of turns.values())
      if (new Set(had).size < had.length) wrong.push('somebody had two turns while another waited');
  };
  for (const [id, { what, caller }] of steps.entries()) {
    if (what === 'push') push(job(caller, id));
    else if (what === 'next') next();
    else {
      const one = firstOf(caller);
      if (one === undefined) continue;
      queue.remove(one);
      forget(one);
    }
  }
  const left = new Set(queue.clear());
  if (left.size !== waiting.length || waiting.some((one) => !left.has(one))) wrong.push('something was lost');
  return wrong;
}

test('whatever is pushed, taken and removed, nobody has two turns while another waits, and nothing is lost', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      expect(play(steps)).toEqual([]);
    }),
  );
});
