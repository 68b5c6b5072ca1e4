import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { EvidenceRecord } from '@sallyport/action-model';
import {
  clientBinary,
  runProcess,
  startModelRouter,
  writeTree,
  type ClientVersion,
  type FileTree,
  type ModelRouter,
  type ProcessExit,
} from '@sallyport/testkit';

const REPOSITORY = join(import.meta.dirname, '../../..');
const PROGRAM = join(REPOSITORY, 'dist/sallyport.mjs');

/**
 * A machine of its own, as far as the guard can tell: real systemd as process 1 of new namespaces, with its own
 * `/etc`, `/opt`, `/run` and `/var/lib`, and nothing of Debian's units, which would touch the real machine.
 */
const SETUP = `set -e
scratch=$1
mount -t proc proc /proc
mount -t tmpfs -o mode=755 tmpfs "$scratch/private"
for each in etc lib; do mkdir "$scratch/private/$each" "$scratch/private/$each-work"; done
mount -t overlay overlay -o "lowerdir=/etc,upperdir=$scratch/private/etc,workdir=$scratch/private/etc-work" /etc
mount -t overlay overlay -o "lowerdir=/var/lib,upperdir=$scratch/private/lib,workdir=$scratch/private/lib-work" /var/lib
# Root's attacks must not reach the machine that the tests run on.
for each in /usr "$2"; do mount --bind "$each" "$each"; mount -o remount,bind,ro "$each"; done
for each in /run /opt /usr/lib/systemd/system; do mount -t tmpfs -o mode=755 tmpfs $each; done
umount -l -R /sys/fs/cgroup
mount -t cgroup2 none /sys/fs/cgroup
for each in basic sysinit sockets multi-user shutdown; do
  printf '[Unit]\\nDefaultDependencies=no\\n' >/usr/lib/systemd/system/$each.target
done
rm -rf /etc/systemd/system/* /etc/claude-code /etc/sallyport
number=2000
for person in ada bob; do
  number=$((number + 1))
  printf '%s:x:%s:%s::%s/%s:/bin/bash\\n' $person $number $number "$scratch" $person >>/etc/passwd
  printf '%s:x:%s:\\n' $person $number >>/etc/group
done
exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin container=other /lib/systemd/systemd --system --log-target=null --show-status=0 --unit=basic.target
`;

export type Person = { readonly name: 'ada' | 'bob'; readonly uid: number; readonly home: string };

export type ManagedMachine = AsyncDisposable & {
  readonly scratch: string;
  readonly ada: Person;
  readonly bob: Person;
  /** Where managed settings send the client for its model. */
  readonly router: ModelRouter;
  /** What starts `argv` on this machine, in a folder of it. */
  readonly within: (argv: readonly string[], cwd: string) => readonly string[];
  /** Runs a program as root, or as a person. */
  readonly run: (argv: readonly string[], person?: Person) => Promise<ProcessExit>;
  /** The CLI as root has it. */
  readonly sallyport: (...words: string[]) => Promise<ProcessExit>;
  /** The numbers of the service's processes, as this machine counts them. */
  readonly servicePids: () => Promise<readonly number[]>;
  readonly evidence: () => Promise<readonly EvidenceRecord[]>;
};

/** Without an install; `installManaged` does that. Each person has the client version given in the usual place. */
export async function startManagedMachine(
  version: ClientVersion,
  files: FileTree = {},
): Promise<ManagedMachine> {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-machine-')));
  chmodSync(scratch, 0o755);
  mkdirSync(join(scratch, 'private'));
  const people = (['ada', 'bob'] as const).map((name, index) => ({
    name,
    uid: 2001 + index,
    home: join(scratch, name),
  }));
  for (const { home, uid } of people) {
    mkdirSync(join(home, '.claude'), { recursive: true });
    mkdirSync(join(home, 'project'));
    await writeTree(home, files);
    const client = join(home, '.local/bin/claude');
    mkdirSync(dirname(client), { recursive: true });
    symlinkSync(clientBinary(version), client);
    await runProcess(['chown', '-R', '-h', `${uid}:${uid}`, home], { cwd: '/', env: ENV, timeoutMs: 10_000 });
    chmodSync(home, 0o700);
    chownSync(home, uid, uid);
  }
  const machine = spawn(
    'unshare',
    [
      '--mount',
      '--pid',
      '--fork',
      '--kill-child',
      '--uts',
      '--ipc',
      'sh',
      '-c',
      SETUP,
      'machine',
      scratch,
      REPOSITORY,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let complaint = '';
  machine.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  const router = await startModelRouter();
  const manager = await untilSystemRuns(machine.pid ?? 0, () => complaint);
  const within: ManagedMachine['within'] = (argv, cwd) => [
    'nsenter',
    `--target=${manager}`,
    '--mount',
    '--pid',
    '--',
    'env',
    `--chdir=${cwd}`,
    ...argv,
  ];
  const run: ManagedMachine['run'] = (argv, person) =>
    runProcess(
      within(
        person === undefined
          ? argv
          : ['setpriv', `--reuid=${person.uid}`, `--regid=${person.uid}`, '--clear-groups', ...argv],
        person?.home ?? '/',
      ),
      {
        cwd: '/',
        env: { ...ENV, ...(person === undefined ? {} : { HOME: person.home }) },
        timeoutMs: 90_000,
      },
    );
  const sallyport: ManagedMachine['sallyport'] = (...words) => run([process.execPath, PROGRAM, ...words]);
  const [ada, bob] = people;
  if (ada === undefined || bob === undefined) throw new Error('two people were made');
  return {
    scratch,
    ada,
    bob,
    router,
    within,
    run,
    sallyport,
    servicePids: async () => {
      const { stdout } = await run(['cat', '/sys/fs/cgroup/system.slice/sallyport.service/cgroup.procs']);
      return stdout.split('\n').filter(Boolean).map(Number);
    },
    evidence: async () => {
      const { stdout } = await sallyport('evidence', 'tail', '--json', '-n', '5000');
      return stdout
        .split('\n')
        .filter(Boolean)
        .map((line) => EvidenceRecord.parse(JSON.parse(line)));
    },
    [Symbol.asyncDispose]: async () => {
      const ended = once(machine, 'exit');
      machine.kill('SIGKILL');
      await ended;
      await router.close();
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}

const ENV = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/root',
  LANG: 'C.UTF-8',
};

/** As an administrator would; the model's address is pinned to the test's. */
export async function installManaged(machine: ManagedMachine, ...words: string[]): Promise<void> {
  const { exitCode, stderr } = await machine.sallyport(
    'install',
    'claude-code',
    '--managed',
    '--pin',
    `ANTHROPIC_BASE_URL=${machine.router.url}`,
    '--port',
    '7170',
    ...words,
  );
  if (exitCode !== 0) throw new Error(`\`install\` ended with ${exitCode}: ${stderr}`);
}

/** The number of process 1 of the new machine, as seen from here. */
async function untilSystemRuns(pid: number, complaint: () => string): Promise<number> {
  for (let tries = 0; tries < 200; tries++) {
    const child = childOf(pid);
    if (child !== undefined) {
      const argv = [
        'nsenter',
        `--target=${child}`,
        '--mount',
        '--pid',
        '--',
        'systemctl',
        'is-system-running',
      ];
      const { stdout } = await runProcess(argv, { cwd: '/', env: ENV, timeoutMs: 10_000 });
      if (/^(?:running|degraded)/.test(stdout)) return child;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`systemd did not start: ${complaint()}`);
}

const childOf = (pid: number): number | undefined => {
  try {
    const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
    return child ? Number(child) : undefined;
  } catch {
    return undefined;
  }
};
