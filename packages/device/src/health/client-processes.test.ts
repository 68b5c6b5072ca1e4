import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testMachine } from '../../test/install/test-machine.ts';
import { putProcess } from '../../test/health/health-machine.ts';
import { clientProcesses } from './client-processes.ts';

describe('clientProcesses', () => {
  it('finds clients however they are started, and when', async () => {
    await using machine = await testMachine();
    const proc = join(machine.root, 'proc');
    await machine.put('proc/stat', 'cpu 1\nbtime 1000\n');
    await putProcess(machine, 1, 5);
    await putProcess(machine, 2, 6);
    await machine.put('proc/2/cmdline', 'node\0/x/node_modules/@anthropic-ai/claude-code/cli.js\0');
    await putProcess(machine, 3, 7);
    await machine.put('proc/3/cmdline', 'anything\0');
    await symlink('/home/u/.local/share/claude/versions/2.1.330', join(proc, '3/exe'));
    await putProcess(machine, 4, 8);
    await machine.put('proc/4/cmdline', 'vim\0notes\0claude\0');
    await machine.put('proc/5/cmdline', 'claude\0');
    const found = await clientProcesses(proc, undefined);
    expect(found?.map(({ pid, startedAt }) => [pid, startedAt])).toEqual([
      [1, '1970-01-01T00:16:45.000Z'],
      [2, '1970-01-01T00:16:46.000Z'],
      [3, '1970-01-01T00:16:47.000Z'],
    ]);
  });

  it('looks at one user only', async () => {
    await using machine = await testMachine();
    await machine.put('proc/stat', 'btime 1000\n');
    await putProcess(machine, 1, 5);
    expect(await clientProcesses(join(machine.root, 'proc'), 4_000_000)).toEqual([]);
  });

  it('says that it cannot know where there is no such folder', async () => {
    expect(await clientProcesses('/nowhere', undefined)).toBe(null);
  });
});
