import { existsSync, readFileSync } from 'node:fs';
import { makeClientHome, runProcess } from '@sallyport/testkit';
import { expect, it } from 'vitest';

/** Empty when there is no such process, and for one that has ended but whose parent has not asked about it. */
const commandLineOf = (pid: string): string =>
  existsSync(`/proc/${pid}/cmdline`) ? readFileSync(`/proc/${pid}/cmdline`, 'utf8') : '';

it('a process that takes too long is killed with what it started, in whatever session that is', async () => {
  await using place = await makeClientHome();
  // The client gives its tools a session of their own, too.
  const script = "setsid sh -c 'echo $$ > pid; tail -f /dev/null' & wait";
  const exit = await runProcess(['sh', '-c', script], {
    cwd: place.cwd,
    env: { PATH: '/usr/bin:/bin' },
    timeoutMs: 3_000,
  });
  expect(exit).toMatchObject({ exitCode: null, timedOut: true });
  expect(commandLineOf(readFileSync(`${place.cwd}/pid`, 'utf8').trim())).toBe('');
});

it('a process that ends by itself is left alone', async () => {
  const exit = await runProcess(['sh', '-c', 'echo out; echo err >&2; cat; exit 3'], {
    cwd: '/',
    env: { PATH: '/usr/bin:/bin' },
    timeoutMs: 30_000,
  });
  expect(exit).toEqual({ exitCode: 3, timedOut: false, stdout: 'out\n', stderr: 'err\n' });
});
