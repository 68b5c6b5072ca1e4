import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testMachine } from '../test/install/test-machine.ts';
import { startTicksOf } from './running.ts';
import { takeUpLock, upLockHolder } from './up-lock.ts';

describe('takeUpLock', () => {
  it('gives a home to one at a time and names the other', async () => {
    await using machine = await testMachine();
    const file = join(machine.root, 'run', 'up.lock');
    const lock = takeUpLock(file);
    expect(lock.ok).toBe(true);
    expect(upLockHolder(file)).toBe(process.pid);
    expect(takeUpLock(file)).toEqual({ ok: false, pid: process.pid });
    if (lock.ok) lock.release();
    expect(existsSync(file)).toBe(false);
    expect(takeUpLock(file).ok).toBe(true);
  });

  it('takes over what a process that is gone, a reused number or nobody left behind', async () => {
    await using machine = await testMachine();
    const file = join(machine.root, 'up.lock');
    for (const text of ['', 'garbage', '4194305 1\n', `${process.pid} 1\n`, '0 0', '99999999999 1']) {
      writeFileSync(file, text);
      expect(upLockHolder(file), text).toBeUndefined();
      expect(takeUpLock(file).ok, text).toBe(true);
      expect(upLockHolder(file)).toBe(process.pid);
    }
    expect(readdirSync(machine.root).filter((name) => name.startsWith('up.lock'))).toEqual(['up.lock']);
  });

  it('releases only its own', async () => {
    await using machine = await testMachine();
    const file = join(machine.root, 'up.lock');
    const lock = takeUpLock(file);
    const others = `1 ${startTicksOf(1) ?? ''}\n`;
    writeFileSync(file, others);
    if (lock.ok) lock.release();
    expect(readFileSync(file, 'utf8')).toBe(others);
  });
});
