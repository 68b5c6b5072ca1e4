import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testMachine } from '../../test/install/test-machine.ts';
import { coworkHookScript } from './cowork-hook-script.ts';
import type { LastResortTable } from './hook-entries.ts';

const OPEN: LastResortTable = {
  tools: { Bash: 'closed', mcp__x__y: 'closed', Glob: 'open' },
  unknownTool: 'open',
};

const run = (script: string, event: string, input: object, env: Record<string, string> = {}) =>
  spawnSync('/bin/sh', ['-c', script, 'sallyport-hook', event], {
    input: JSON.stringify(input),
    env,
    encoding: 'utf8',
  });

const decide = (table: LastResortTable, tool_name: string, more: object = {}) =>
  run(coworkHookScript(table, '/nowhere'), 'PreToolUse', {
    cwd: '/',
    ...more,
    tool_name,
    tool_input: { tool_name: 'Glob' },
  });

describe('the script of the Cowork plugin', () => {
  it('hands event and input to the hook script of this machine', async () => {
    await using machine = await testMachine();
    await machine.put('sta te/hook/hook.sh', 'echo "$1"; cat');
    const result = run(coworkHookScript(OPEN, join(machine.root, 'sta te')), 'PreToolUse', {
      tool_name: 'Bash',
    });
    expect(result).toMatchObject({ status: 0, stdout: 'PreToolUse\n{"tool_name":"Bash"}' });
  });

  // A machine with the folder of Cowork's sandbox would take the other branch.
  describe.skipIf(existsSync('/sessions'))('where there is no hook script', () => {
    it('blocks a tool that policy closes and says what to do', () => {
      const result = decide(OPEN, 'Bash');
      expect(result.status).toBe(2);
      expect(result.stderr).toContain('sallyport up');
      expect(decide(OPEN, 'mcp__x__y').status).toBe(2);
    });

    it('lets an open tool go, silently', () => {
      expect(decide(OPEN, 'Glob')).toMatchObject({ status: 0, stdout: '', stderr: '' });
    });

    it('treats a tool that it does not know as the table says', () => {
      expect(decide(OPEN, 'Unheard').status).toBe(0);
      expect(decide({ ...OPEN, unknownTool: 'closed' }, 'Unheard').status).toBe(2);
      expect(decide({ ...OPEN, unknownTool: 'closed' }, 'Glob').status).toBe(0);
    });

    it('reads the name from the client, not from text that imitates it', () => {
      expect(decide(OPEN, 'Bash', { cwd: '/"tool_name":"Glob"/"tool_input"' }).status).toBe(2);
    });

    it('is not moved to another folder by a variable', async () => {
      await using machine = await testMachine();
      await machine.put('.sallyport/hook/hook.sh', 'exit 0');
      const env = {
        HOME: machine.root,
        SALLYPORT_HOME: join(machine.root, '.sallyport'),
        state: machine.root,
      };
      const result = run(
        coworkHookScript(OPEN, '/nowhere'),
        'PreToolUse',
        { tool_name: 'Bash', tool_input: {} },
        env,
      );
      expect(result.status).toBe(2);
    });

    it('never blocks an event that comes before or after a tool', () => {
      expect(run(coworkHookScript(OPEN, '/nowhere'), 'PostToolUse', { tool_name: 'Bash' }).status).toBe(0);
    });
  });
});
