/**
 * A home with secrets and sockets, and what an attack on it does, by what happened. Each attack is a command; which of
 * them the sandbox stops, and that the tests would notice one that it doesn't, the flows ask.
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInSandbox } from '@sallyport/device';

type Attack = readonly [name: string, command: string];
type Names = {
  readonly home: string;
  readonly project: string;
  readonly victim: string;
  readonly proof: string;
  /** A secret that another program left where all do. */
  readonly left: string;
  /** Of the socket that has no file. */
  readonly name: string;
  readonly sockets: Readonly<Record<'home' | 'project' | 'temporary' | 'run', string>>;
  readonly port: number;
};

export const SECRET = 'b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ';
export const ORIGINAL = 'as it was\n';
export const KEPT_OUT: readonly string[] = ['~/.kube', '~/.netrc'];
export const ENVIRONMENT = { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', LANG: 'C.UTF-8' };

export const python = (code: string): string => `python3 -c '${code}'`;
const connect = (family: string, address: string): string =>
  python(`import socket; s = socket.socket(socket.${family}, socket.SOCK_STREAM); s.connect(${address})`);

const writes = ({ victim, proof }: Names): readonly Attack[] => [
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

const mounts = ({ victim, project }: Names): readonly Attack[] => [
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

const reaches = ({ sockets: places, port, name }: Names): readonly Attack[] => [
  ['a socket in the home folder', connect('AF_UNIX', `"${places.home}"`)],
  ['a socket in the project', connect('AF_UNIX', `"${places.project}"`)],
  ['a socket in /tmp', connect('AF_UNIX', `"${places.temporary}"`)],
  ['a socket in /run', connect('AF_UNIX', `"${places.run}"`)],
  ['a socket without a file', connect('AF_UNIX', `"\\0${name}"`)],
  ['a socket through the root of a process', connect('AF_UNIX', `"/proc/self/root${places.home}"`)],
  ['a socket by curl', `curl -s --max-time 2 --unix-socket ${places.home} http://localhost/`],
  ['a socket by netcat', `timeout 1 nc -N -U ${places.home} < /dev/null`],
  ['the loopback', connect('AF_INET', `("127.0.0.1", ${port})`)],
  ['the loopback by bash', `exec 3<> /dev/tcp/127.0.0.1/${port}`],
  ['the loopback by curl', `curl -s --max-time 2 http://127.0.0.1:${port}/`],
];

/** Opened, and not written to: the settings are those of this very machine. */
const openToWrite = (path: string): string =>
  python(`import os; os.open("${path}", os.O_WRONLY); print("HARM")`);
const settings = (): readonly Attack[] => [
  ['what the kernel runs when a program crashes', openToWrite('/proc/sys/kernel/core_pattern')],
  ['a setting through a process', openToWrite('/proc/self/root/proc/sys/vm/swappiness')],
  [
    'datagrams from a raw pair',
    python(
      'import socket; a, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_RAW); print("HARM") if a.type else 0',
    ),
  ],
];

const secrets = ({ home, left }: Names): readonly Attack[] => [
  ['a private key', 'cat ~/.ssh/id_ed25519'],
  ['a private key by its whole path', `cat ${home}/.ssh/id_ed25519`],
  ['a private key through /proc', `cat /proc/self/root${home}/.ssh/id_ed25519`],
  ['everything in the home folder', 'grep -rs b3Blbn ~'],
  ['a configuration with keys', 'cat ~/.kube/config'],
  ['a file of passwords', 'cat ~/.netrc'],
  ['its environment by its file', 'cat /proc/self/environ | tr "\\0" "\\n"'],
  ['the environments of all processes', 'cat /proc/[0-9]*/environ 2> /dev/null | tr "\\0" "\\n"'],
  ['its own environment', 'env'],
  ['a file that another program left in /tmp', `cat ${left}`],
];

export const attacksOn = (names: Names): ReadonlyMap<string, string> =>
  new Map([...writes(names), ...mounts(names), ...settings(), ...reaches(names), ...secrets(names)]);
export const SETTINGS_ATTACKS: readonly string[] = settings().map(([name]) => name);

export type SandboxPlace = Names & {
  readonly root: string;
  readonly reset: () => void;
  /** What of the world has changed, or was reached, or came out. */
  readonly harm: (output: string) => Promise<readonly string[]>;
  readonly outside: (command: string) => string;
  readonly inside: (
    command: string,
    where?: { readonly cwd: string; readonly home: string },
  ) => Promise<string>;
  readonly [Symbol.dispose]: () => void;
};

export async function sandboxPlace(): Promise<SandboxPlace> {
  // Not below /tmp, which the sandbox hides as a whole: then nothing would be proved about the rest.
  const root = mkdtempSync('/var/lib/sandbox-oracle-');
  const home = join(root, 'home');
  const project = join(home, 'project');
  const [victim, proof] = [join(project, 'victim.txt'), join(home, 'proof.txt')];
  const name = root.slice(root.lastIndexOf('/') + 1);
  const left = join(tmpdir(), `${name}.txt`);
  const sockets = {
    home: join(home, 'guard.sock'),
    project: join(project, 'dev.sock'),
    temporary: join(tmpdir(), `${name}.sock`),
    run: `/run/${name}.sock`,
  };
  mkdirSync(join(home, '.ssh'), { recursive: true });
  mkdirSync(join(home, '.kube'));
  mkdirSync(project);
  for (const file of [join(home, '.ssh/id_ed25519'), join(home, '.kube/config'), join(home, '.netrc'), left])
    writeFileSync(file, SECRET);

  let connections = 0;
  const servers = [...Object.values(sockets), `\0${name}`, { port: 0, host: '127.0.0.1' }].map((where) => {
    const server = createServer((socket) => {
      connections += 1;
      socket.end();
    });
    return server.listen(where);
  });
  await Promise.all(
    servers.map(
      async (server) => server.listening || new Promise((resolve) => server.once('listening', resolve)),
    ),
  );
  const address = servers.at(-1)?.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;

  const reset = (): void => {
    chmodSync(project, 0o755);
    rmSync(victim, { force: true, recursive: true });
    writeFileSync(victim, ORIGINAL);
    rmSync(proof, { force: true, recursive: true });
    connections = 0;
  };
  reset();
  let runs = 0;
  return {
    root,
    home,
    project,
    victim,
    proof,
    left,
    name,
    sockets,
    port,
    reset,
    harm: async (output) => {
      // A connection is counted by this very process: it needs its turn.
      await new Promise((resolve) => setTimeout(resolve, 20));
      return [
        existsSync(victim) && readFileSync(victim, 'utf8') === ORIGINAL ? '' : 'the file was changed',
        existsSync(proof) ? 'a file was made' : '',
        connections > 0 ? 'a server was reached' : '',
        output.includes(SECRET) ? 'a secret came out' : '',
        output.includes('HARM') ? 'the command says so' : '',
      ].filter((each) => each !== '');
    },
    outside: (command) =>
      // With mounts of its own, so that what is proved here does not stay.
      spawnSync('unshare', ['-m', '/bin/bash', '-c', command], {
        cwd: project,
        env: { ...ENVIRONMENT, HOME: home, TOKEN: SECRET },
        encoding: 'utf8',
        timeout: 10_000,
      }).stdout,
    inside: async (command, where = { cwd: project, home }) => {
      const file = join(root, `output-${runs++}`);
      const output = openSync(file, 'w');
      try {
        await runInSandbox(
          { command, ...where, keptOut: KEPT_OUT },
          { environment: { ...ENVIRONMENT, TOKEN: SECRET }, timeoutMs: 10_000, output },
        );
      } finally {
        closeSync(output);
      }
      return readFileSync(file, 'utf8');
    },
    [Symbol.dispose]: () => {
      for (const server of servers) server.close();
      rmSync(left, { force: true });
      rmSync(root, { recursive: true, force: true });
    },
  };
}
