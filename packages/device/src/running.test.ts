import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testMachine } from '../test/install/test-machine.ts';
import { isSameProcess, readRunning, removeRunning, startTicksOf, writeRunning } from './running.ts';

const running = (more: object = {}) => ({
  pid: process.pid,
  startTicks: startTicksOf(process.pid) ?? '',
  startedAt: '2026-11-22T12:00:00.000Z',
  url: 'http://localhost:7070',
  ports: { console: 7070 },
  ...more,
});
/** Above what any Linux gives out by default. */
const NO_SUCH_PID = 4_194_305;

describe('readRunning', () => {
  it('gives what a living process wrote, until it is removed', async () => {
    await using machine = await testMachine();
    const file = join(machine.root, 'run', 'running.json');
    writeRunning(file, running());
    expect(readRunning(file)).toEqual(running());
    removeRunning(file);
    removeRunning(file);
    expect(readRunning(file)).toBeUndefined();
  });

  it('is not taken in by a number that another process has now, or that nobody has', async () => {
    await using machine = await testMachine();
    const file = join(machine.root, 'running.json');
    for (const stale of [{ startTicks: '1' }, { pid: NO_SUCH_PID }, { pid: 1, startTicks: 'x' }]) {
      writeRunning(file, running(stale));
      expect(readRunning(file)).toBeUndefined();
    }
  });

  it('takes any damage for nothing running', async () => {
    await using machine = await testMachine();
    const file = join(machine.root, 'running.json');
    for (const text of ['', '{', 'null', '[]', JSON.stringify(running({ pid: -1 })), '{"pid":1}']) {
      writeFileSync(file, text);
      expect(readRunning(file)).toBeUndefined();
    }
    // A folder in its place.
    expect(readRunning(machine.root)).toBeUndefined();
  });
});

describe('isSameProcess', () => {
  it('needs number and start, where there is one', () => {
    expect(isSameProcess(process.pid, startTicksOf(process.pid))).toBe(true);
    expect(isSameProcess(process.pid, undefined)).toBe(true);
    expect(isSameProcess(process.pid, '1')).toBe(false);
    expect(isSameProcess(NO_SUCH_PID, undefined)).toBe(false);
  });
});
