/**
 * What a command in the sandbox can do to the machine, by what happened: each attack first runs without the sandbox,
 * where it has to succeed, and then in it, where nothing of it may.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInSandbox } from '@sallyport/device';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { attacksOn, ENVIRONMENT, KEPT_OUT, ORIGINAL, sandboxPlace, SECRET } from './support/sandbox-place.ts';

const place = await sandboxPlace();
const { home, project, victim, proof, reset, harm, outside, inside } = place;
afterAll(() => place[Symbol.dispose]());
const attacks = attacksOn(place);

describe('a command in the sandbox changes and reaches nothing:', () => {
  test.for([...attacks])('%s', async ([, command]) => {
    reset();
    expect(await harm(outside(command))).not.toEqual([]);
    reset();
    expect(await harm(await inside(command))).toEqual([]);
  });

  test('other processes: none is to be seen, and none to be ended', async () => {
    const bystander = spawn('sleep', ['60']);
    const output = await inside(`kill -9 ${bystander.pid} && echo HARM; ls -d /proc/[0-9]* | wc -l`);
    expect(bystander.exitCode).toBeNull();
    expect(bystander.signalCode).toBeNull();
    bystander.kill();
    expect(output).not.toContain('HARM');
    expect(Number(output.trim().split('\n').at(-1))).toBeLessThan(8);
  });

  test('abilities: a program that would run as root gets none', async () => {
    const output = await inside('sed -n "s/^Cap\\(Eff\\|Bnd\\):.//p; s/^NoNewPrivs:.//p" /proc/self/status');
    expect(output.trim().split('\n')).toEqual(['0000000000000000', '0000000000000000', '1']);
  });
});

describe('a folder in /tmp that the command works in is put back without what is masked:', () => {
  const own = mkdtempSync('/tmp/sandbox-oracle-');
  mkdirSync(join(own, '.ssh/keys'), { recursive: true });
  writeFileSync(join(own, '.ssh/keys/id'), SECRET);
  writeFileSync(join(own, 'notes.txt'), ORIGINAL);
  symlinkSync(home, join(own, 'link'));
  afterAll(() => rmSync(own, { recursive: true, force: true }));
  test.for([
    ['the home folder itself', own, own],
    ['a folder above it', '/tmp', own],
    ['the masked folder', join(own, '.ssh'), own],
    ['a folder in the masked one', join(own, '.ssh/keys'), own],
    ['a link to a home folder elsewhere', join(own, 'link'), home],
  ] as const)('%s', async ([, cwd, homeThere]) => {
    const command = `cat notes.txt id keys/id .ssh/id* ${homeThere}/.ssh/keys/id ${homeThere}/.ssh/id*`;
    expect(spawnSync('/bin/bash', ['-c', command], { cwd, encoding: 'utf8' }).stdout).toContain(SECRET);
    const output = await inside(command, { cwd, home: homeThere });
    expect(output).not.toContain(SECRET);
  });
});

test('what is not masked in such a folder is there', async () => {
  const own = mkdtempSync('/tmp/sandbox-oracle-');
  writeFileSync(join(own, 'notes.txt'), ORIGINAL);
  expect(await inside('cat notes.txt', { cwd: own, home: own })).toBe(ORIGINAL);
  rmSync(own, { recursive: true });
});

test('what cannot be started is said, and nothing runs', async () => {
  const job = { command: 'echo HARM', cwd: project, home, keptOut: [] };
  const options = { environment: ENVIRONMENT, timeoutMs: 10_000, output: 'ignore' } as const;
  expect(await runInSandbox({ ...job, cwd: join(home, 'gone') }, options)).toMatchObject({ ran: false });
  expect(await runInSandbox({ ...job, command: 'a\0b' }, options)).toMatchObject({ ran: false });
  expect(await runInSandbox(job, { ...options, bwrap: '/nowhere/bwrap' })).toMatchObject({ ran: false });
  expect(await runInSandbox(job, { ...options, bwrap: '/bin/false' })).toEqual({ ran: true, exitCode: 1 });
  expect(await runInSandbox({ ...job, command: `: ${'a'.repeat(140 * 1024)}` }, options)).toMatchObject({
    ran: false,
  });
});

test('work that only looks goes on as ever', async () => {
  reset();
  const output = await inside(
    'pwd; cat victim.txt; ls -a | sort | head -3; git --version; echo scratch > /tmp/x && cat /tmp/x; printf "%s\\n" $((6 * 7)) | sort',
  );
  expect(output).toContain(project);
  expect(output).toContain('as it was');
  expect(output).toContain('scratch');
  expect(output).toContain('42');
});

test('a command that never ends is ended', async () => {
  const end = await runInSandbox(
    { command: 'sleep 60', cwd: project, home, keptOut: KEPT_OUT },
    { environment: ENVIRONMENT, timeoutMs: 500, output: 'ignore' },
  );
  expect(end).toEqual({ ran: true, exitCode: 124 });
});

test('a thousand ways to quote a write end in no write', async () => {
  reset();
  const piece = fc.constantFrom(
    "'",
    '"',
    '\\',
    '`',
    '$(',
    ')',
    ';',
    '&&',
    '|',
    '\n',
    '--',
    ' ',
    '#',
    '${IFS}',
    '<<X\n',
    "$'\\x27'",
    '/bin/bash -c',
    'bwrap --bind / / sh -c',
  );
  const write = fc.constantFrom(`echo x > ${proof}`, `touch ${proof}`, `> ${victim}`, `rm -f ${victim}`);
  const commands = fc.sample(
    fc
      .tuple(fc.array(piece, { maxLength: 4 }), write, fc.array(piece, { maxLength: 4 }), write)
      .map(([before, first, between, second]) => [...before, first, ...between, second].join(' ')),
    { numRuns: 1000, seed: 20_261_122 },
  );
  // Fifty in each sandbox, each read by a shell of its own: what is tried is the quoting, not the start.
  const scripts = Array.from({ length: 20 }, (_, index) =>
    commands
      .slice(index * 50, index * 50 + 50)
      .map((command) => `bash -c '${command.replaceAll("'", String.raw`'\''`)}' < /dev/null > /dev/null 2>&1`)
      .join('\n'),
  );
  const singles = commands.slice(0, 20);
  for (const first of Array.from({ length: 10 }, (_, index) => index * 4)) {
    const together = [...scripts, ...singles].slice(first, first + 4);
    await Promise.all(together.map((each) => inside(each)));
    expect(await harm('')).toEqual([]);
  }
  for (const command of commands.slice(0, 20)) outside(command);
  expect(await harm('')).not.toEqual([]);
});
