import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testMachine } from '../../test/install/test-machine.ts';
import { coworkHookScript } from './cowork-hook-script.ts';

const run = (script: string, args: readonly string[], env: Record<string, string> = {}) =>
  spawnSync('/bin/sh', ['-c', script, 'sallyport-hook', ...args], {
    input: '{"a":1}',
    env,
    encoding: 'utf8',
  });

describe('the script of the Cowork plugin', () => {
  it('hands event, mode, project folder and input to the hook script of this machine', async () => {
    await using machine = await testMachine();
    await machine.put("sta'te 1/hook/hook.sh", 'echo "$1 $2 $3"; cat');
    const result = run(coworkHookScript(join(machine.root, "sta'te 1")), [
      'PreToolUse',
      'closed',
      '/home/ann/my project',
    ]);
    expect(result).toMatchObject({ status: 0, stdout: 'PreToolUse closed /home/ann/my project\n{"a":1}' });
  });

  // A machine with the folder of Cowork's sandbox would take the other branch.
  describe.skipIf(existsSync('/sessions'))('where there is no hook script', () => {
    it('blocks what policy closes and says what to do', () => {
      const result = run(coworkHookScript('/nowhere'), ['PreToolUse', 'closed']);
      expect(result.status).toBe(2);
      expect(result.stderr).toContain('sallyport up');
    });

    it('lets the rest go, silently', () => {
      const result = run(coworkHookScript('/nowhere'), ['PreToolUse', 'open']);
      expect(result).toMatchObject({ status: 0, stdout: '', stderr: '' });
    });

    it('is not moved to another folder by a variable', async () => {
      await using machine = await testMachine();
      await machine.put('.sallyport/hook/hook.sh', 'exit 0');
      const state = join(machine.root, '.sallyport');
      const env = {
        HOME: machine.root,
        SALLYPORT_HOME: state,
        state,
        user: 'x',
        BASH_ENV: join(state, 'hook/hook.sh'),
      };
      expect(run(coworkHookScript('/nowhere'), ['PreToolUse', 'closed'], env).status).toBe(2);
    });
  });
});
