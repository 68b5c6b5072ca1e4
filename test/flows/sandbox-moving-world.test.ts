/**
 * What somebody outside does while a sandbox is made or while its command runs, and what the sandbox is given by whoever
 * starts it. Each way first works without it.
 */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, renameSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ActionId, type Action } from '@sallyport/action-model';
import { runInSandbox } from '@sallyport/device';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Sandbox } from '../../packages/device/src/sandbox/sandbox.ts';
import { ENVIRONMENT, python, sandboxPlace } from './support/sandbox-place.ts';

const place = await sandboxPlace();
const { root, home, project, harm, reset, outside } = place;
afterAll(() => place[Symbol.dispose]());

const KEPT_OUT = ['~/.kube', '~/.netrc', '~/.pgpass', '~/.config/gh/hosts.yml', '~/.config/op', '~/.azure'];
const put = (path: string, text: string): void => {
  mkdirSync(join(home, path, '..'), { recursive: true });
  writeFileSync(join(home, path), text);
};
/** Somebody renames, moves or makes what policy keeps from being read; what comes out then has the word of its row. */
const CHANGES: readonly (readonly [name: string, path: string, before: () => void, change: () => void])[] = [
  [
    'a new file renamed over a masked one',
    '.netrc',
    () => put('.netrc', 'old'),
    () => {
      put('.netrc.new', 'word-1');
      renameSync(join(home, '.netrc.new'), join(home, '.netrc'));
    },
  ],
  [
    'a masked folder moved away and another put in its place',
    '.kube/config',
    () => put('.kube/config', 'old'),
    () => {
      renameSync(join(home, '.kube'), join(home, 'kube.old'));
      put('.kube/config', 'word-2');
    },
  ],
  [
    'the folder of a masked file replaced',
    '.config/gh/hosts.yml',
    () => put('.config/gh/hosts.yml', 'old'),
    () => {
      renameSync(join(home, '.config/gh'), join(home, '.config/gh.old'));
      put('.config/gh/hosts.yml', 'word-3');
    },
  ],
  ['a file that was not there', '.pgpass', () => {}, () => put('.pgpass', 'word-4')],
  ['a folder that was not there', '.config/op/session', () => {}, () => put('.config/op/session', 'word-5')],
  [
    'a link turned to another place',
    '.azure/token',
    () => {
      put('project/first/token', 'old');
      symlinkSync('project/first', join(home, '.azure'));
    },
    () => {
      put('project/second/token', 'word-6');
      unlinkSync(join(home, '.azure'));
      symlinkSync('project/second', join(home, '.azure'));
    },
  ],
];

describe('what is masked stays so while the command runs:', () => {
  let output = '';
  beforeAll(async () => {
    for (const [, , before] of CHANGES) before();
    mkdirSync(join(home, 'signal'));
    const command = `echo standing; until [ -e ~/signal/go ]; do sleep 0.05; done; cat ${CHANGES.map(([, path]) => `~/${path}`).join(' ')}; echo over`;
    const program = join(root, 'run.mjs');
    writeFileSync(
      program,
      `import { runInSandbox } from ${JSON.stringify(source('run-in-sandbox.ts'))};
       await runInSandbox(${JSON.stringify({ command, cwd: project, home, keptOut: KEPT_OUT })}, { environment: process.env, timeoutMs: 20000 });`,
    );
    const child = spawn(process.execPath, [program], { env: ENVIRONMENT });
    await new Promise<void>((resolve) => {
      child.stdout.setEncoding('utf8').on('data', (piece: string) => {
        output += piece;
        resolve();
      });
      child.on('close', () => resolve());
    });
    for (const [, , , change] of CHANGES) change();
    put('signal/go', '');
    await new Promise((resolve) => child.on('close', resolve));
  });

  test.for(CHANGES.map(([name, path], index) => [name, path, `word-${index + 1}`] as const))(
    '%s',
    ([, path, word]) => {
      expect(outside(`cat ~/${path}`)).toBe(word);
      expect(output).not.toContain(word);
    },
  );

  test('and what stood elsewhere in the same folder is there', async () => {
    expect(output).toMatch(/^standing\n.*over\n$/s);
    put('notes.txt', 'mine');
    expect(await place.inside('cat ~/notes.txt')).toBe('mine');
  });
});

function source(name: string): string {
  return join(import.meta.dirname, '../../packages/device/src/sandbox', name);
}

test('a name that becomes a link while the sandbox is made starts nothing', async () => {
  put('plain/id_ed25519', 'harmless');
  put('.ssh/id_ed25519', 'HARM');
  const slow = join(root, 'slow-bwrap');
  const swap = `/bin/mv ${home}/plain ${home}/plain.old; /bin/ln -s .ssh ${home}/plain`;
  writeFileSync(slow, `#!/bin/sh\n${swap}\nexec /usr/bin/bwrap "$@"\n`);
  chmodSync(slow, 0o755);
  const job = { command: `touch ran; cat ~/plain/id_ed25519`, cwd: project, home, keptOut: KEPT_OUT };
  const end = await runInSandbox(job, {
    environment: ENVIRONMENT,
    timeoutMs: 10_000,
    output: 'ignore',
    bwrap: slow,
  });
  expect(end).toEqual({ ran: false, why: `\`${home}/plain\` became another while the sandbox was made` });
  expect(outside('cat ~/plain/id_ed25519')).toBe('HARM');
});

/** A program that runs one command in the sandbox with the output it was given itself. */
const runner = (command: string): string => {
  const program = join(root, 'runner.mjs');
  const job = { command, cwd: project, home, keptOut: KEPT_OUT };
  writeFileSync(
    program,
    `import { runInSandbox } from ${JSON.stringify(source('run-in-sandbox.ts'))};
     const end = await runInSandbox(${JSON.stringify(job)}, { environment: process.env, timeoutMs: 8000 });
     process.exitCode = end.ran ? end.exitCode : 99;`,
  );
  return `'${process.execPath}' '${program}'`;
};

const onTerminal = (command: string): string =>
  spawnSync('script', ['-qec', command, '/dev/null'], {
    cwd: project,
    encoding: 'utf8',
    timeout: 15_000,
    input: 'typed\n'.repeat(8),
  }).stdout;

describe('of what its starter has open the command gets nothing:', () => {
  test.for([9, 200])('a file with number %i', async (number) => {
    const write = `echo changed >&${number}`;
    const withOpenFile = (command: string): string => outside(`exec ${number}>> victim.txt; ${command}`);
    reset();
    withOpenFile(write);
    expect(await harm('')).not.toEqual([]);
    reset();
    withOpenFile(runner(write));
    expect(await harm('')).toEqual([]);
  });

  const TERMINAL: readonly (readonly [name: string, test: string])[] = [
    ['a terminal as output', '[ -t 1 ]'],
    ['a terminal as output of errors', '[ -t 2 ]'],
    ['a terminal by number', 'for fd in /proc/self/fd/*; do [ -t "${fd##*/}" ] && break; done'],
    ['keys from the output', 'read -r -t 1 key <&1 && [ "$key" = typed ]'],
    ['keys from the output of errors', 'read -r -t 1 key <&2 && [ "$key" = typed ]'],
    ['keys from the terminal', 'read -r -t 1 key < /dev/tty && [ "$key" = typed ]'],
    [
      'keystrokes pushed in',
      python('import fcntl, os; fcntl.ioctl(os.open("/dev/tty", os.O_RDWR), 0x5412, b"x")'),
    ],
    ['keystrokes pushed in through the output', python('import fcntl; fcntl.ioctl(1, 0x5412, b"x")')],
    ['the settings of the terminal', python('import termios; termios.tcsetattr(1, 0, termios.tcgetattr(1))')],
  ];
  let [bare, boxed] = ['', ''];
  beforeAll(() => {
    // Each says a number, put together only as it runs: a terminal may show the command as well.
    const command = TERMINAL.map(([, test], index) => `( ${test} ) && echo "harm-""${index}."`).join('\n');
    const file = join(root, 'attack.sh');
    writeFileSync(file, command);
    bare = onTerminal(`bash ${file}`);
    boxed = onTerminal(runner(`${command}\n[ -c /dev/console ] && echo "con""sole"; echo "to the ""end"`));
  });

  test.for(TERMINAL.map(([name], index) => [name, `harm-${index}.`] as const))('%s', ([, says]) => {
    expect(bare).toContain(says);
    expect(boxed).not.toContain(says);
  });

  test('the terminal of the machine as its console', () => {
    expect(boxed).toContain('to the end');
    expect(boxed).not.toContain('console');
  });

  test('and what it prints comes out, in order, with its status', () => {
    const { stdout, status } = spawnSync(
      'bash',
      ['-c', `${runner('echo one; echo two >&2; echo three | tee /dev/stderr > /dev/stdout; exit 7')} 2>&1`],
      { encoding: 'utf8', env: ENVIRONMENT },
    );
    expect({ stdout: stdout.split('\n').toSorted(), status }).toEqual({
      stdout: ['', 'one', 'three', 'three', 'two'],
      status: 7,
    });
    expect(stdout.indexOf('one')).toBeLessThan(stdout.indexOf('two'));
  });
});

test('what counts as masked is what policy says when the ticket is used, and where that stands then', async () => {
  let denied: readonly string[] = [];
  const sandbox = new Sandbox({
    program: ['sallyport'],
    stateHome: undefined,
    deniedReads: () => denied,
    now: () => new Date(),
  });
  await sandbox.open(home, () => {});
  put('.later', 'word-7');
  const command = 'cat ~/.later ~/notes.txt';
  const input = sandbox.inputFor(shellAction(command), { command });
  const ticket = /[0-9a-f]{32}/.exec(String(input?.['command']))?.[0] ?? '';
  denied = ['~/.later'];
  const job = sandbox.redeem(ticket, 'ann');
  expect(job).toMatchObject({ command, keptOut: ['~/.later'] });
  if (job === undefined) throw new Error('no job');
  // Moved after the ticket was used, before the sandbox is made: it is looked up there and then.
  renameSync(join(home, '.later'), join(project, 'later'));
  symlinkSync('project/later', join(home, '.later'));
  const program = runnerOf(job);
  expect(outside(command)).toContain('word-7');
  expect(outside(program)).not.toContain('word-7');
});

const runnerOf = ({ command, keptOut }: { command: string; keptOut: readonly string[] }): string => {
  const program = join(root, 'ticket.mjs');
  writeFileSync(
    program,
    `import { runInSandbox } from ${JSON.stringify(source('run-in-sandbox.ts'))};
     await runInSandbox(${JSON.stringify({ command, cwd: project, home, keptOut })}, { environment: process.env, timeoutMs: 8000 });`,
  );
  return `'${process.execPath}' '${program}'`;
};

const shellAction = (text: string): Action => ({
  kind: 'shell.run',
  id: ActionId.parse('a'),
  digest: '0'.repeat(64),
  origin: {
    user: 'ann',
    groups: [],
    os: 'linux',
    tier: 'cooperative',
    agent: 'claude-code',
    surface: 'hook',
    permissionMode: 'default',
    trigger: 'person',
    attended: true,
    proofs: {},
    home,
    cwd: project,
  },
  effects: [],
  paths: [],
  hosts: [],
  samples: [],
  findings: [],
  command: { text, shell: 'bash', programs: [], marks: [] },
});
