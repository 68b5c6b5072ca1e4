import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testMachine } from '../../test/install/test-machine.ts';
import { takeHookGaps } from './hook-gaps.ts';

describe('takeHookGaps', () => {
  it('counts the lines of the script and takes them away', async () => {
    await using machine = await testMachine();
    const file = join(machine.root, 'gaps.txt');
    expect(takeHookGaps(file)).toBeUndefined();
    writeFileSync(file, 'PreToolUse closed curl-28\nPreToolUse closed curl-28\nStop open curl-7\n');
    const taken = takeHookGaps(file);
    expect(taken?.gaps).toEqual({
      count: 3,
      detail: 'PreToolUse closed curl-28 ×2, Stop open curl-7 ×1',
    });
    // The script goes on meanwhile.
    appendFileSync(file, 'Stop open curl-7\n');
    taken?.done();
    expect(takeHookGaps(file)?.gaps.count).toBe(1);
  });

  it('loses nothing when the daemon dies while it counts', async () => {
    await using machine = await testMachine();
    const file = join(machine.root, 'gaps.txt');
    writeFileSync(file, 'Stop open curl-7\n');
    expect(takeHookGaps(file)?.gaps.count).toBe(1);
    appendFileSync(file, 'Stop open curl-28\nStop open curl-28\n');
    const again = takeHookGaps(file);
    expect(again?.gaps.count).toBe(1);
    again?.done();
    const rest = takeHookGaps(file);
    expect(rest?.gaps.count).toBe(2);
    rest?.done();
    expect(takeHookGaps(file)).toBeUndefined();
    expect(existsSync(file)).toBe(false);
  });

  it('repeats only lines of our shape', async () => {
    await using machine = await testMachine();
    const file = join(machine.root, 'gaps.txt');
    writeFileSync(file, 'Stop open curl-7; rm\n\u001b[2J\nStop maybe curl-7\n\nStop open curl-7\n');
    expect(takeHookGaps(file)?.gaps).toEqual({ count: 1, detail: 'Stop open curl-7 ×1' });
  });
});
