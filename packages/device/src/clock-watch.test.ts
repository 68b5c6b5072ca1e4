import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NewEvidence } from '@sallyport/action-model';
import { describe, expect, it } from 'vitest';
import { testMachine } from '../test/install/test-machine.ts';
import { ClockWatch, jumpSince, keepClock, steadyClock } from './clock-watch.ts';
import { noProofs } from './health/last-proofs.ts';

const NOON = Date.parse('2026-11-22T12:00:00.000Z');
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** A machine whose clocks the test moves. */
function watched() {
  const place = { wallMs: NOON, elapsedMs: 1000, broken: false, noted: [] as NewEvidence[] };
  const watch = new ClockWatch({
    now: () => new Date(place.wallMs),
    steady: {
      kind: 'boot',
      elapsedMs: () => {
        if (place.broken) throw new Error('EMFILE');
        return place.elapsedMs;
      },
    },
    jumped: (evidence) => place.noted.push(evidence),
    isStale: () => false,
  });
  const pass = (elapsedMs: number, setBy = 0): NewEvidence[] => {
    place.elapsedMs += elapsedMs;
    place.wallMs += elapsedMs + setBy;
    place.noted = [];
    watch.look();
    return place.noted;
  };
  return { pass, broken: (is: boolean) => void (place.broken = is) };
}

describe('ClockWatch', () => {
  it.each([
    [3 * DAY, '2026-11-25T12:01:00.000Z', 259_200],
    [-3 * DAY, '2026-11-19T12:01:00.000Z', -259_200],
    [3 * MINUTE, '2026-11-22T12:04:00.000Z', 180],
  ])('records a clock that was set by %i ms, once', (setBy, to, seconds) => {
    const { pass } = watched();
    expect(pass(MINUTE, setBy)).toEqual([
      {
        type: 'lifecycle',
        event: 'clock-jumped',
        detail: { from: '2026-11-22T12:01:00.000Z', to, seconds, by: 'boot', policyStale: false },
      },
    ]);
    expect(pass(MINUTE)).toEqual([]);
    expect(pass(MINUTE, -setBy)).toHaveLength(1);
  });

  it('is silent while time only passes, also over a sleep', () => {
    const { pass } = watched();
    for (const elapsed of [0, 5000, MINUTE, 30 * DAY]) expect(pass(elapsed)).toEqual([]);
  });

  it('outlasts a moment in which the time since the start cannot be read', () => {
    const { pass, broken } = watched();
    broken(true);
    expect(pass(MINUTE, DAY)).toEqual([]);
    broken(false);
    expect(pass(MINUTE)).toHaveLength(1);
  });

  it('takes small corrections as they are, and adds them up', () => {
    const { pass } = watched();
    expect(pass(MINUTE, MINUTE)).toEqual([]);
    expect(pass(MINUTE, -MINUTE)).toEqual([]);
    expect([pass(MINUTE, MINUTE), pass(MINUTE, MINUTE), pass(MINUTE, MINUTE)].flat()).toHaveLength(1);
  });
});

describe('steadyClock', () => {
  it('counts from the start of the machine where that can be known, else from the start of the process', async () => {
    await using machine = await testMachine();
    const file = await machine.put('uptime', '4711.25 9000.00\n');
    expect(steadyClock(file)).toMatchObject({ kind: 'boot' });
    expect(steadyClock(file).elapsedMs()).toBe(4_711_250);
    for (const text of ['', 'soon']) {
      writeFileSync(file, text);
      expect(steadyClock(file).kind).toBe('process');
    }
    expect(steadyClock(join(machine.root, 'nowhere')).kind).toBe('process');
  });
});

/** A start of the machine that lasts for an hour, by the clock of now. */
async function stopped() {
  const machine = await testMachine();
  const proc = join(machine.root, 'proc');
  await machine.put('proc/sys/kernel/random/boot_id', 'b-1\n');
  await machine.put('proc/uptime', '3600.00 1\n');
  const home = { clock: join(machine.root, 'clock.json'), proofs: join(machine.root, 'proofs.json') };
  const stored = async (at: string) =>
    void (await machine.put('proofs.json', JSON.stringify({ ...noProofs(at), stored: { seq: 7, at } })));
  return {
    keep: (atMs: number) => keepClock(home.clock, new Date(atMs), proc),
    jump: (atMs: number) => jumpSince(home, new Date(atMs), proc),
    restart: () => writeFileSync(join(proc, 'sys/kernel/random/boot_id'), 'b-2\n'),
    stored,
    [Symbol.asyncDispose]: () => machine[Symbol.asyncDispose](),
  };
}

describe('jumpSince', () => {
  it('sees a clock that was set while no guard ran, within one start of the machine', async () => {
    await using machine = await stopped();
    await machine.keep(NOON);
    expect(await machine.jump(NOON + MINUTE)).toBeUndefined();
    expect(await machine.jump(NOON + 2 * DAY)).toMatchObject({
      detail: { from: '2026-11-22T12:00:00.000Z', to: '2026-11-24T12:00:00.000Z', whileStopped: true },
    });
    await machine.keep(NOON + 2 * DAY);
    expect(await machine.jump(NOON + 2 * DAY)).toBeUndefined();
  });

  it('sees a clock that stands before the last record, after another start of the machine', async () => {
    await using machine = await stopped();
    await machine.keep(NOON);
    await machine.stored('2026-11-25T12:00:00.000Z');
    machine.restart();
    expect(await machine.jump(NOON)).toMatchObject({
      detail: { from: '2026-11-25T12:00:00.000Z', to: '2026-11-22T12:00:00.000Z', by: 'last-record' },
    });
    // Later than the last record it may be by any time.
    expect(await machine.jump(NOON + 90 * DAY)).toBeUndefined();
  });

  it('says nothing where nothing is known', async () => {
    await using machine = await stopped();
    expect(await machine.jump(NOON)).toBeUndefined();
    expect(
      await jumpSince({ clock: '/nowhere', proofs: '/nowhere' }, new Date(NOON), '/nowhere'),
    ).toBeUndefined();
  });
});
