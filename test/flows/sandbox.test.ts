/**
 * What a command in the sandbox can do to the machine, by what happened: each attack first runs without the sandbox,
 * where it has to succeed, and then in it, where nothing of it may.
 */
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInSandbox } from '@sallyport/device';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { maskedPlaces } from '../../packages/device/src/sandbox/masked-places.ts';
import { sandboxArguments } from '../../packages/device/src/sandbox/sandbox-arguments.ts';
import { seccompFilter } from '../../packages/device/src/sandbox/seccomp-filter.ts';

// Not below /tmp, which the sandbox hides as a whole: then nothing would be proved about the rest.
const root = mkdtempSync('/var/lib/sandbox-oracle-');
const home = join(root, 'home');
const project = join(home, 'project');
const victim = join(project, 'victim.txt');
const proof = join(home, 'proof.txt');
const ORIGINAL = 'as it was\n';
const SECRET = 'b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ';

const masked = () => maskedPlaces(['~/.kube', '~/.netrc'], { home, cwd: project });
const environment = { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', LANG: 'C.UTF-8' };

const servers: Server[] = [];
let connections = 0;
const listen = async (where: string | { port: number; host: string }): Promise<Server> => {
  const server = createServer((socket) => {
    connections += 1;
    socket.end();
  });
  servers.push(server);
  await new Promise<void>((resolve) => {
    if (typeof where === 'string') server.listen(where, resolve);
    else server.listen(where, resolve);
  });
  return server;
};
let port = 0;
const places = {
  home: join(home, 'guard.sock'),
  project: join(project, 'dev.sock'),
  temporary: join(tmpdir(), `oracle-${process.pid}.sock`),
  run: `/run/oracle-${process.pid}.sock`,
  abstract: `\0oracle-${process.pid}`,
};

beforeAll(async () => {
  mkdirSync(join(home, '.ssh'), { recursive: true });
  mkdirSync(join(home, '.kube'));
  mkdirSync(project);
  writeFileSync(join(home, '.ssh/id_ed25519'), SECRET);
  writeFileSync(join(home, '.kube/config'), SECRET);
  writeFileSync(join(home, '.netrc'), SECRET);
  reset();
  for (const path of Object.values(places)) await listen(path);
  const loopback = await listen({ port: 0, host: '127.0.0.1' });
  const address = loopback.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
});

afterAll(() => {
  for (const server of servers) server.close();
  rmSync(root, { recursive: true, force: true });
});

function reset(): void {
  chmodSync(project, 0o755);
  rmSync(victim, { force: true, recursive: true });
  writeFileSync(victim, ORIGINAL);
  rmSync(proof, { force: true, recursive: true });
  connections = 0;
}

/** What of the world has changed, or was reached, or came out. */
const harm = async (output: string): Promise<string[]> => {
  // A connection is counted by this very process: it needs its turn.
  await new Promise((resolve) => setTimeout(resolve, 20));
  return [
    existsSync(victim) && readFileSync(victim, 'utf8') === ORIGINAL ? '' : 'the file was changed',
    existsSync(proof) ? 'a file was made' : '',
    connections > 0 ? 'a server was reached' : '',
    output.includes(SECRET) ? 'a secret came out' : '',
    output.includes('HARM') ? 'the command says so' : '',
  ].filter((each) => each !== '');
};

const python = (code: string): string => `python3 -c '${code}'`;
const connect = (family: string, address: string): string =>
  python(`import socket; s = socket.socket(socket.${family}, socket.SOCK_STREAM); s.connect(${address})`);

const WRITES: readonly (readonly [name: string, command: string])[] = [
  ['a redirection', 'echo changed > victim.txt'],
  ['an appended line', 'echo more >> victim.txt'],
  ['tee', 'echo changed | tee victim.txt'],
  ['removing', 'rm -f victim.txt'],
  ['renaming', 'mv victim.txt other.txt'],
  ['sed in place', 'sed -i s/was/is/ victim.txt'],
  ['truncating', 'truncate -s 0 victim.txt'],
  ['dd', 'dd if=/dev/zero of=victim.txt count=1 conv=notrunc'],
  ['copying over it', 'cp /etc/passwd victim.txt'],
  ['a link in its place', 'ln -sf /etc/passwd victim.txt'],
  ['python', python('open("victim.txt", "w").write("changed")')],
  ['an absolute path', `echo changed > ${victim}`],
  ['a path through /proc', 'echo changed > /proc/self/cwd/victim.txt'],
  ['the root of a process', `echo changed > /proc/self/root${victim}`],
  [
    'the root of every process',
    `for r in /proc/[0-9]*/root; do echo changed > $r${victim}; done 2> /dev/null`,
  ],
  [
    'the working folder of every process',
    `for r in /proc/[0-9]*/root; do touch $r${proof}; done 2> /dev/null`,
  ],
  ['a new file', `touch ${proof}`],
  ['a new file by git', `git init -q ${proof}`],
  ['a detached child', `setsid sh -c 'sleep 0.1; echo changed > ${victim}' & wait`],
  [
    'memory that is a file',
    python(`import mmap; f = open("${victim}", "r+b"); m = mmap.mmap(f.fileno(), 0); m[0:2] = b"XX"`),
  ],
  ['busybox', `busybox sh -c 'echo changed > victim.txt'`],
  ['an editor', `printf '1s/was/is/\\nw\\n' | ed -s victim.txt`],
];

const MOUNTS: typeof WRITES = [
  ['a mount made writable', `mount -o remount,rw / && echo changed > victim.txt`],
  [
    'a bind mount made writable',
    `mount --bind ${project} ${project} && mount -o remount,bind,rw ${project} && echo changed > victim.txt`,
  ],
  ['an own namespace', `unshare -m sh -c 'mount -o remount,rw / 2> /dev/null; echo changed > victim.txt'`],
  ['an own user', `unshare -Ur sh -c 'echo changed > victim.txt'`],
  ['a folder above', `cd ../../.. && echo changed > ${victim}`],
  ['a changed mode', `chmod 777 victim.txt && echo changed > victim.txt`],
];

const REACHES = (): typeof WRITES => [
  ['a socket in the home folder', connect('AF_UNIX', `"${places.home}"`)],
  ['a socket in the project', connect('AF_UNIX', `"${places.project}"`)],
  ['a socket in /tmp', connect('AF_UNIX', `"${places.temporary}"`)],
  ['a socket in /run', connect('AF_UNIX', `"${places.run}"`)],
  ['a socket without a file', connect('AF_UNIX', `"\\0oracle-${process.pid}"`)],
  ['a socket through the root of a process', connect('AF_UNIX', `"/proc/self/root${places.home}"`)],
  ['a socket by curl', `curl -s --max-time 2 --unix-socket ${places.home} http://localhost/`],
  ['a socket by netcat', `nc -N -U ${places.home} < /dev/null`],
  ['the loopback', connect('AF_INET', `("127.0.0.1", ${port})`)],
  ['the loopback by bash', `exec 3<> /dev/tcp/127.0.0.1/${port}`],
  ['the loopback by curl', `curl -s --max-time 2 http://127.0.0.1:${port}/`],
];

/** Opened, and not written to: the settings are those of this very machine. */
const openToWrite = (path: string): string =>
  python(`import os; os.open("${path}", os.O_WRONLY); print("HARM")`);
const SETTINGS: typeof WRITES = [
  ['what the kernel runs when a program crashes', openToWrite('/proc/sys/kernel/core_pattern')],
  ['a setting through a process', openToWrite('/proc/self/root/proc/sys/vm/swappiness')],
  [
    'datagrams from a raw pair',
    python(
      'import socket; a, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_RAW); print("HARM") if a.type else 0',
    ),
  ],
];

const SECRETS: typeof WRITES = [
  ['a private key', 'cat ~/.ssh/id_ed25519'],
  ['a private key by its whole path', `cat ${home}/.ssh/id_ed25519`],
  ['a private key through /proc', `cat /proc/self/root${home}/.ssh/id_ed25519`],
  ['everything in the home folder', 'grep -rs b3Blbn ~'],
  ['a configuration with keys', 'cat ~/.kube/config'],
  ['a file of passwords', 'cat ~/.netrc'],
  ['its environment by its file', 'cat /proc/self/environ | tr "\\0" "\\n"'],
  ['the environments of all processes', 'cat /proc/[0-9]*/environ 2> /dev/null | tr "\\0" "\\n"'],
  ['its own environment', 'env'],
];

const all = (): typeof WRITES => [...WRITES, ...MOUNTS, ...SETTINGS, ...REACHES(), ...SECRETS];
const names = all().map(([name]) => name);
const commandOf = (name: string): string => all().find(([each]) => each === name)?.[1] ?? '';

const outside = (command: string): string =>
  // With mounts of its own, so that what is proved here does not stay.
  spawnSync('unshare', ['-m', '/bin/bash', '-c', command], {
    cwd: project,
    env: { ...environment, HOME: home, TOKEN: SECRET },
    encoding: 'utf8',
    timeout: 10_000,
  }).stdout;

let runs = 0;
const inside = async (command: string, where = { cwd: project, home }): Promise<string> => {
  const file = join(root, `output-${runs++}`);
  const output = openSync(file, 'w');
  try {
    const job = { command, ...where, masked: maskedPlaces(['~/.kube', '~/.netrc'], where) };
    await runInSandbox(job, {
      environment: { ...environment, TOKEN: SECRET },
      timeoutMs: 10_000,
      output,
    });
  } finally {
    closeSync(output);
  }
  return readFileSync(file, 'utf8');
};

const withOpenFile = (command: string): string => outside(`exec 9>> victim.txt; ${command}`);
const onTerminal = (command: string): string =>
  spawnSync('script', ['-qec', command, '/dev/null'], { cwd: project, encoding: 'utf8', timeout: 10_000 })
    .stdout;

describe('a command in the sandbox changes and reaches nothing:', () => {
  test.for(names)('%s', async (name) => {
    reset();
    const command = commandOf(name);
    expect(await harm(outside(command))).not.toEqual([]);
    reset();
    expect(await harm(await inside(command))).toEqual([]);
  });

  test('what was opened before it began', async () => {
    const program = join(root, 'run.mts');
    const source = join(import.meta.dirname, '../../packages/device/src/sandbox/run-in-sandbox.ts');
    const job = { command: 'echo changed >&9', cwd: project, home, masked: masked() };
    writeFileSync(
      program,
      `import { runInSandbox } from ${JSON.stringify(source)};
       await runInSandbox(${JSON.stringify(job)}, { environment: process.env, timeoutMs: 5000 });`,
    );
    reset();
    withOpenFile('echo changed >&9');
    expect(await harm('')).not.toEqual([]);
    reset();
    withOpenFile(`'${process.execPath}' '${program}'`);
    expect(await harm('')).toEqual([]);
  });

  test('keystrokes for a terminal', () => {
    const push = python(
      'import fcntl, os; fd = os.open("/dev/tty", os.O_RDWR); fcntl.ioctl(fd, 0x5412, b"x"); print("HARM")',
    );
    expect(onTerminal(push)).toContain('HARM');
    expect(onTerminal(`bwrap ${sandboxWords(push)} 3< ${filterFile()}`)).not.toContain('HARM');
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
  const job = { command: 'echo HARM', cwd: project, home, masked: [] };
  const options = { environment, timeoutMs: 10_000, output: 'ignore' } as const;
  expect(await runInSandbox({ ...job, cwd: join(home, 'gone') }, options)).toMatchObject({ ran: false });
  expect(await runInSandbox({ ...job, command: 'a\0b' }, options)).toMatchObject({ ran: false });
  expect(await runInSandbox({ ...job, command: `: ${'a'.repeat(140 * 1024)}` }, options)).toMatchObject({
    ran: false,
  });
});

const sandboxWords = (command: string): string =>
  sandboxArguments({ command, cwd: project, home, masked: masked() }, environment)
    .map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`)
    .join(' ');
const filterFile = (): string => {
  const file = join(root, 'filter');
  writeFileSync(file, seccompFilter(process.arch) ?? '');
  return file;
};

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
    { command: 'sleep 60', cwd: project, home, masked: masked() },
    { environment, timeoutMs: 500, output: 'ignore' },
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

/** Each takes one thing away from the sandbox, and names the attacks of which at least one must then get through. */
const without = (words: readonly string[], ...gone: readonly string[]): string[] => {
  const at = words.findIndex((_, index) => gone.every((word, offset) => words[index + offset] === word));
  if (at < 0) throw new Error(`the sandbox has no \`${gone.join(' ')}\``);
  return words.toSpliced(at, gone.length);
};
const MUTANTS: readonly (readonly [string, (words: readonly string[]) => string[], readonly string[]])[] = [
  [
    'a root that can be written to',
    (words) => ['--bind', '/', '/', ...without(words, '--ro-bind', '/', '/')],
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
  ['no mask over folders', (words) => without(words, '--tmpfs', join(home, '.ssh')), ['a private key']],
  [
    'no mask over files',
    (words) => without(words, '--ro-bind', '/dev/null', join(home, '.netrc')),
    ['a file of passwords'],
  ],
  ['the environment of whoever starts it', (words) => without(words, '--clearenv'), ['its own environment']],
  [
    'settings of the kernel that can be written',
    (words) => without(words, '--remount-ro', '/proc'),
    SETTINGS.map(([name]) => name),
  ],
];

test.each(MUTANTS)('the attacks notice a sandbox with %s', async (_name, mutate, attacks) => {
  const filter = seccompFilter(process.arch);
  const noticed: string[] = [];
  for (const attack of attacks) {
    reset();
    const job = { command: commandOf(attack), cwd: project, home, masked: masked() };
    const child = spawn('/usr/bin/bwrap', mutate(sandboxArguments(job, environment)), {
      stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
      env: { TOKEN: SECRET },
      timeout: 10_000,
    });
    const [, , , toFilter] = child.stdio;
    if (toFilter !== null && toFilter !== undefined && 'end' in toFilter) {
      toFilter.on('error', () => {});
      toFilter.end(filter);
    }
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (piece: string) => (output += piece));
    await new Promise((resolve) => child.on('close', resolve));
    if ((await harm(output)).length > 0) noticed.push(attack);
  }
  expect(noticed).not.toEqual([]);
});
