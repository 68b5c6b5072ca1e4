import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stateHome } from '../../packages/device/src/state-home.ts';
import { readRunning } from '../../packages/device/src/running.ts';
import { callHook, faultyScript, isStopped, toolCall } from './support/hook-call.ts';
import { install } from './support/installation.ts';

test('a guard that hangs is replaced, and then decides again', async () => {
  await using place = await install({ '.ssh/id_ed25519': 'key\n' });
  const home = stateHome(place.stateHome);
  const pid = readRunning(home.running)?.processes?.['device'];
  expect(pid).toBeTypeOf('number');
  // Stopped is as good as hung: it keeps its socket, accepts and never answers.
  execFileSync('kill', ['-STOP', String(pid)]);
  const script = faultyScript(join(place.home, 'hook.sh'), home, place.home, { deadlineSeconds: 1 });
  const key = toolCall('Read', { file_path: join(place.home, '.ssh/id_ed25519') }, place.cwd);
  expect((await callHook(script, 'closed', key)).exitCode).toBe(2);
  // Another process is ready and written down; from here on it is not the offline decider that answers.
  const later = { timeout: 60_000, interval: 500 };
  await expect.poll(() => readRunning(home.running)?.processes?.['device'] ?? pid, later).not.toBe(pid);
  const answer = await callHook(script, 'open', key);
  expect(isStopped(answer)).toBe(true);
  expect((await place.decisions()).at(-1)?.decision.enforced).toBe('block');
});
