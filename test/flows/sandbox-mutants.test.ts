/** The sandbox with one thing taken away: of the attacks that are named beside it at least one must then get through. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { afterAll, expect, test } from 'vitest';
import { maskedPlaces } from '../../packages/device/src/sandbox/masked-places.ts';
import { sandboxArguments } from '../../packages/device/src/sandbox/sandbox-arguments.ts';
import { seccompFilter } from '../../packages/device/src/sandbox/seccomp-filter.ts';
import {
  attacksOn,
  ENVIRONMENT,
  KEPT_OUT,
  python,
  sandboxPlace,
  SECRET,
  SETTINGS_ATTACKS,
} from './support/sandbox-place.ts';

const place = await sandboxPlace();
const { home, project, proof, left, reset, harm } = place;
afterAll(() => place[Symbol.dispose]());

/** Beside the attacks that everybody knows: what is told by the command itself, which alone can know it. */
const ATTACKS: ReadonlyMap<string, string> = new Map([
  ...attacksOn(place),
  ['a file made in the home that nobody else sees', `touch ${proof} && echo HARM`],
  ['a file made beside what is masked', `touch ${join(home, '.config/x')} && echo HARM`],
  ['processes of the machine', '[ "$(ls -d /proc/[0-9]* | wc -l)" -gt 20 ] && echo HARM'],
  ['abilities', 'grep -q "^CapEff:.*[1-9a-f]" /proc/self/status && echo HARM'],
  ['a terminal to read keys from', python('import os; os.open("/dev/tty", os.O_RDWR); print("HARM")')],
  ['the name of the machine', '[ "$(hostname)" = sandbox ] || echo HARM'],
  ['segments of memory of the machine', python('import os; print("HARM") if len(open("/proc/sysvipc/shm").readlines()) > 1 else 0')],
  ['descriptors of its starter', 'for fd in /proc/self/fd/*; do [ "${fd##*/}" -gt 2 ] && [ -S "$fd" ] && echo HARM; done'],
  ['a file renamed over a masked one', 'echo standing; sleep 0.6; cat ~/.netrc'],
]); // prettier-ignore

type Words = readonly string[];
const without = (words: Words, ...gone: Words): string[] => {
  const at = words.findIndex((_, index) => gone.every((word, offset) => words[index + offset] === word));
  if (at < 0) throw new Error(`the sandbox has no \`${gone.join(' ')}\``);
  return words.toSpliced(at, gone.length);
};
/** All mounts that make a folder of the sandbox's own, from `--tmpfs` to the end of its making. */
const withoutOwnFolder = (words: Words, folder: string, instead: Words): string[] => {
  const from = words.findIndex((word, index) => word === '--tmpfs' && words[index + 1] === folder);
  const to = words.findIndex((word, index) => word === '--remount-ro' && words[index + 1] === folder);
  if (from < 0 || to < from) throw new Error(`\`${folder}\` is no folder of its own`);
  return words.toSpliced(from, to + 2 - from, ...instead);
};
const asSeen = (path: string): Words => ['--ro-bind', path, path];

const MUTANTS: readonly (readonly [string, (words: Words) => Words, readonly string[]])[] = [
  [
    'a root that can be written to',
    (words) => withoutOwnFolder(['--bind', '/', '/', ...without(words, '--ro-bind', '/', '/')], home, []),
    ['tee'],
  ],
  ['no filter of system calls', (words) => without(words, '--seccomp', '3'), ['a socket in the home folder']],
  [
    'the network of the machine',
    (words) =>
      words.flatMap((word) =>
        word === '--unshare-all' ? ['--unshare-pid', '--unshare-ipc', '--unshare-uts'] : [word],
      ),
    ['the loopback'],
  ],
  [
    'no mask over folders',
    (words) => {
      const at = words.indexOf(join(home, '.ssh'));
      return words.toSpliced(at - 1, 2, ...asSeen(join(home, '.ssh')));
    },
    ['a private key'],
  ],
  [
    'no mask over files',
    (words) => words.with(words.indexOf(join(home, '.netrc')) - 1, join(home, '.netrc')),
    ['a file of passwords'],
  ],
  [
    'masks that are mounts over what they hide',
    (words) => withoutOwnFolder(words, home, ['--ro-bind', '/dev/null', join(home, '.netrc')]),
    ['a file renamed over a masked one'],
  ],
  [
    'folders of its own that can be written to',
    (words) => without(words, '--remount-ro', home),
    ['a file made in the home that nobody else sees', 'a file made beside what is masked'],
  ],
  ['the environment of whoever starts it', (words) => without(words, '--clearenv'), ['its own environment']],
  [
    'settings of the kernel that can be written',
    (words) => without(words, '--remount-ro', '/proc'),
    SETTINGS_ATTACKS,
  ],
  [
    'the /tmp of the machine',
    (words) => without(words, '--tmpfs', '/tmp'),
    ['a file that another program left in /tmp'],
  ],
  [
    'the processes of the machine',
    (words) => [
      '--unshare-net',
      '--unshare-ipc',
      '--unshare-uts',
      ...without(without(words, '--unshare-all'), '--die-with-parent'),
    ],
    ['processes of the machine'],
  ],
  ['abilities', (words) => words.map((word) => (word === '--cap-drop' ? '--cap-add' : word)), ['abilities']],
  ['the session of whoever starts it', (words) => without(words, '--new-session'), ['a terminal to read keys from']],
  [
    'what its starter had open',
    (words) => words.map((word) => word.replace(/; for fd in .*; done;/, ';')),
    ['descriptors of its starter'],
  ],
]; // prettier-ignore

test('there are at least ten', () => {
  expect(MUTANTS.length).toBeGreaterThanOrEqual(10);
});

test('the attacks that only these need get nothing from a whole sandbox', async () => {
  for (const attack of new Set(MUTANTS.flatMap(([, , attacks]) => attacks)))
    expect([attack, await harmBy(attack, (words) => words)]).toEqual([attack, []]);
});

test.each(MUTANTS)('the attacks notice a sandbox with %s', async (_name, mutate, attacks) => {
  const noticed: string[] = [];
  for (const attack of attacks) if ((await harmBy(attack, mutate)).length > 0) noticed.push(attack);
  expect(noticed).not.toEqual([]);
});

async function harmBy(attack: string, mutate: (words: Words) => Words): Promise<readonly string[]> {
  reset();
  mkdirSync(join(home, '.config'), { recursive: true });
  writeFileSync(left, SECRET);
  writeFileSync(join(home, '.netrc'), SECRET);
  const masked = maskedPlaces([...KEPT_OUT, '~/.config/gh'], { home, cwd: project });
  const command = ATTACKS.get(attack);
  if (command === undefined) throw new Error(`no attack \`${attack}\``);
  const { words } = sandboxArguments({ command, cwd: project, home, masked }, ENVIRONMENT);
  const changed = mutate(words);
  const child = attack.includes('terminal')
    ? onTerminal(changed)
    : spawn('/usr/bin/bwrap', changed, {
        stdio: ['ignore', 'pipe', 'ignore', 'pipe', 'pipe', 'pipe'],
        env: { TOKEN: SECRET },
        timeout: 10_000,
      });
  for (const [at, text] of [
    [3, seccompFilter(process.arch)],
    [5, '1'],
  ] as const) {
    // Its type knows of three only; here it is one of the pipes above.
    const pipe = (child.stdio as readonly unknown[])[at] as Duplex | undefined;
    pipe?.on('error', () => {});
    if (at === 3) pipe?.end(text);
    else pipe?.write(text ?? '');
  }
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (piece: string) => {
    output += piece;
    if (piece.includes('standing')) {
      writeFileSync(join(home, '.netrc.new'), SECRET);
      renameSync(join(home, '.netrc.new'), join(home, '.netrc'));
    }
  });
  await new Promise((resolve) => child.on('close', resolve));
  return harm(output);
}

/** `script` gives what it runs a terminal and nothing else, so what the sandbox is handed comes from files. */
function onTerminal(words: Words): ChildProcess {
  const [filter, start] = [join(place.root, 'filter'), join(place.root, 'start')];
  writeFileSync(filter, seccompFilter(process.arch) ?? '');
  const quoted = ['/usr/bin/bwrap', ...words].map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`);
  // Whoever writes into a pipe that it reads itself has its answer.
  const program = `[ -p ${start} ] || mkfifo ${start}; ${quoted.join(' ')} < /dev/null 3< ${filter} 4> /dev/null 5<> ${start}`;
  return spawn('script', ['-qefc', program, '/dev/null'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    timeout: 10_000,
  });
}
