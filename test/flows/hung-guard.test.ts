import { execFileSync } from 'node:child_process';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLIENT_VERSIONS, runClient } from '@sallyport/testkit';
import { expect, test } from 'vitest';
import { stateHome } from '../../packages/device/src/state-home.ts';
import { readRunning } from '../../packages/device/src/running.ts';
import { callHook, faultyScript, isStopped, toolCall } from './support/hook-call.ts';
import { startImpostor } from './support/impostor.ts';
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
  // With the time that a call has: one that came back a moment ago on a busy machine may take more than a second.
  const answer = await callHook(home.hookScript, 'open', key);
  expect(isStopped(answer)).toBe(true);
  expect((await place.decisions()).at(-1)?.decision.enforced).toBe('block');
});

test.each(CLIENT_VERSIONS)(
  'what nobody decided is on record with the session that the client %s names',
  async (version) => {
    await using place = await install({});
    const home = stateHome(place.stateHome);
    const gaps = async (): Promise<string> => (await place.sallyport('evidence', 'verify', '--json')).stdout;
    const run = () =>
      runClient({
        version,
        home: place.home,
        prompt: 'please help',
        script: [
          [{ type: 'tool_use', name: 'Bash', input: { command: 'ls' } }],
          [{ type: 'text', text: 'done' }],
        ],
      });
    const socket = join(place.home, 'hung.sock');
    await using _hung = await startImpostor(socket, () => {});
    const good = join(place.home, 'good.sh');
    const bad = join(place.home, 'bad.sh');
    renameSync(home.hookScript, good);
    // Only the tool finds nobody: a prompt that is stopped calls none.
    writeFileSync(
      home.hookScript,
      `case $1 in PreToolUse) exec /bin/sh ${bad} "$@" ;; esac; exec /bin/sh ${good} "$@"\n`,
    );
    faultyScript(bad, home, place.home, { socket });
    const hung = await run();
    expect(hung.toolResults[0]?.isError).toBe(true);
    faultyScript(bad, home, place.home, { curl: '/nowhere/curl' });
    const missing = await run();
    expect(missing.toolResults[0]?.isError).toBe(true);
    // A guard that hangs has the payload; where nobody took it, the tool is named too.
    const later = { timeout: 60_000, interval: 1000 };
    await expect.poll(gaps, later).toContain(`PreToolUse closed curl-28 - ${hung.sessionId}`);
    await expect.poll(gaps, later).toContain(`PreToolUse closed curl-127 Bash ${missing.sessionId}`);
  },
);
