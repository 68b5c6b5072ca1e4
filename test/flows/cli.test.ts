import { connect, createServer } from 'node:net';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EvidenceRecord } from '@sallyport/action-model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandLine, isAlive, PROGRAM, until, type CommandLine } from './support/command-line.ts';
import { callHook, isStopped, toolCall } from './support/hook-call.ts';

/** What the command promises to people and scripts: words, streams, exit codes; and what `up` survives. */
const COMMANDS = [
  'up',
  'down',
  'device',
  'control-plane',
  'install',
  'uninstall',
  'status',
  'doctor',
  'console',
  'check',
  'detect',
  'scan',
  'inventory',
  'evidence tail',
  'evidence verify',
  'policy validate',
  'policy test',
  'policy native',
  'policy explain',
  'policy diff',
  'policy replay',
  'policy schema',
  'policy ramp',
  'policy apply',
  'policy rollback',
  'policy list',
  'export managed-settings',
  'export managed-mcp',
  'export chrome-policy',
  'export mobileconfig',
  'export reg',
  'sandbox-run',
  'recall add',
  'recall list',
  'recall lift',
  'recall exposure',
  'mcp run',
  'mcp list',
  'mcp diff',
  'mcp approve',
  'mcp pin',
  'approvals list',
  'approvals show',
  'approvals approve',
  'approvals deny',
  'approvals grants',
  'approvals revoke',
  'approvals report',
  'approvals passkey list',
  'approvals passkey add',
  'approvals passkey remove',
  'sessions list',
  'sessions labels',
  'sessions release',
  'judge measure',
];
const ESC = String.fromCharCode(27);
const STACK = /\n\s+at .*\(?.*:\d+:\d+\)?/;
const preToolUse = (command: string) => ({
  hook_event_name: 'PreToolUse',
  session_id: 's',
  cwd: '/tmp',
  tool_name: 'Bash',
  tool_input: { command },
});
const json = (text: string): Record<string, unknown> =>
  // Tests look into it by name; a missing name fails there.
  JSON.parse(text) as Record<string, unknown>;
const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');

/** A policy of one rule, whose condition stands in line 8. */
const document = (when: string): string =>
  [
    'apiVersion: sallyport/v1',
    'kind: Policy',
    'metadata: {id: mine, category: mine, severity: low}',
    'onFailure: open',
    'rules:',
    '  - id: one',
    '    on: [shell.run]',
    `    when: ${when}`,
    '    verdict: block',
    '    say: "no"',
    '',
  ].join('\n');

describe('with nothing running', () => {
  let place: CommandLine;
  beforeAll(async () => void (place = await commandLine()));
  afterAll(async () => place[Symbol.asyncDispose]());

  test.concurrent.for(COMMANDS)(
    '`%s --help` prints examples, --json and --no-input on standard output',
    async (name) => {
      const { exitCode, stdout, stderr } = await place.run([...name.split(' '), '--help']);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      expect(stdout).toContain('--json');
      expect(stdout).toContain('--no-input');
      expect(stdout).toContain(`Examples:\n  $ `);
      expect(stdout.slice(stdout.indexOf('Examples:'))).toContain(`sallyport ${name}`);
    },
  );

  test('these are all the commands that main.ts has', () => {
    const source = readFileSync(join(import.meta.dirname, '../../packages/cli/src/main.ts'), 'utf8');
    const listed = [...source.matchAll(/import\('\.\/commands\/([a-z-]+)\.ts'\)/g)].map(([, name]) => name);
    expect(new Set(COMMANDS.map((name) => name.split(' ')[0]))).toEqual(new Set(listed));
  });

  test('`sallyport` alone prints help and succeeds', async () => {
    const { exitCode, stdout } = await place.run([]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Usage: sallyport');
  });

  test.concurrent.for([
    [['nonsense']],
    [['constructor']],
    [['check', '--nonsense']],
    [['check', '--surface', 'nonsense']],
    [['detect', '--role', 'nonsense']],
    [['scan']],
    [['scan', '.', '--threshold', 'note']],
    [['inventory', '--kind', 'nonsense']],
    [['inventory', '--home', '/no/such/folder']],
    [['scan', '.', '--pin', '/no/such/file']],
    [['status', 'too', 'many']],
    [['install']],
    [['install', 'nonsense']],
    [['uninstall', 'nonsense']],
    [['evidence', 'tail', '-n', 'many']],
    [['policy', 'validate', '/no/such/folder']],
    [['export', 'managed-settings', '--pack', 'nonsense']],
    [['control-plane', '--port', 'x']],
  ])('usage that is wrong exits 2 and says so where errors belong: %s', async ([words]) => {
    const plainly = await place.run(words ?? []);
    expect(plainly.exitCode).toBe(2);
    expect(plainly.stdout).toBe('');
    expect(plainly.stderr).toMatch(/^sallyport: \S/);
    expect(plainly.stderr).not.toMatch(STACK);
    const asData = await place.run([...(words ?? []), '--json']);
    expect(asData.exitCode).toBe(2);
    expect(json(asData.stdout)).toEqual({ error: { message: expect.stringMatching(/\S/) } });
  });

  test('`console` with nothing running exits 6, a broken `status` 4, `evidence` without any 1, `down` 0', async () => {
    expect((await place.run(['console', '--json'])).exitCode).toBe(6);
    const status = await place.run(['status', '--json']);
    expect(status.exitCode).toBe(4);
    expect(Object.keys(json(status.stdout))).toEqual(
      expect.arrayContaining(['version', 'tier', 'home', 'ports', 'chain', 'policy', 'spool']),
    );
    expect((await place.run(['evidence', 'tail', '--json'])).exitCode).toBe(1);
    expect(json((await place.run(['down', '--json'])).stdout)).toEqual({ stopped: false });
  });

  test('looking at a machine writes nothing on it', async () => {
    await place.run(['status']);
    await place.run(['doctor']);
    await place.run(['check'], JSON.stringify(preToolUse('ls')));
    await place.run(['install', 'claude-code', '--dry-run']);
    expect(existsSync(place.state)).toBe(false);
    expect(readdirSync(join(place.home, '.claude'))).toEqual([]);
  });

  test('colour only for a terminal, and not with NO_COLOR', async () => {
    const input = JSON.stringify(preToolUse('ls'));
    expect((await place.run(['check'], input, { CI: 'true', TERM: 'xterm-256color' })).stdout).not.toContain(
      ESC,
    );
    const { spawnSync } = await import('node:child_process');
    const onTerminal = (more: Record<string, string>): string =>
      spawnSync('script', ['-qec', `${process.execPath} ${PROGRAM} status`, '/dev/null'], {
        env: { ...place.env, TERM: 'xterm-256color', ...more },
        encoding: 'utf8',
      }).stdout;
    expect(onTerminal({})).toContain(`${ESC}[`);
    expect(onTerminal({ NO_COLOR: '1' })).not.toContain(ESC);
  });

  test('a reader that closes the pipe early is no fault', async () => {
    const { spawnSync } = await import('node:child_process');
    const result = spawnSync(
      'sh',
      ['-c', `${process.execPath} ${PROGRAM} policy native individual | head -1; exit 0`],
      { env: place.env, encoding: 'utf8' },
    );
    expect(result.stderr).toBe('');
  });
});

describe('check', () => {
  let place: CommandLine;
  beforeAll(async () => void (place = await commandLine()));
  afterAll(async () => place[Symbol.asyncDispose]());

  test('what would be stopped exits 3, what would run 0, what is no payload 2', async () => {
    const blocked = await place.run(['check', '--json'], JSON.stringify(preToolUse('cat ~/.ssh/id_ed25519')));
    expect(blocked.exitCode).toBe(3);
    expect(json(blocked.stdout)).toMatchObject({
      verdict: 'block',
      enforced: 'block',
      ms: expect.any(Number) as number,
      reasons: expect.arrayContaining([
        expect.objectContaining({ policy: expect.any(String) as string }),
      ]) as unknown,
    });
    expect((await place.run(['check'], JSON.stringify(preToolUse('ls')))).exitCode).toBe(0);
    const nothing = await place.run(['check', '--json'], 'no');
    expect(nothing.exitCode).toBe(2);
    expect(json(nothing.stdout)).toEqual({ error: { message: expect.any(String) as string } });
  });

  test('a batch answers line by line in order, with an error in the place of a bad line, and exits 0', async () => {
    // U+2028 inside JSON text is no line break.
    const input = [
      JSON.stringify(preToolUse('ls')),
      'no JSON',
      '',
      JSON.stringify(preToolUse(`cat ~/.ssh/id_ed25519 # ${String.fromCharCode(0x2028)}`)),
      '[]',
      JSON.stringify({
        payload: preToolUse('cat ~/.ssh/id_ed25519'),
        origin: { home: '/home/else', user: 'else' },
      }),
      JSON.stringify({ payload: preToolUse('ls'), origin: 'bad' }),
      'null',
      JSON.stringify(preToolUse('echo done')),
    ].join('\n');
    const { exitCode, stdout } = await place.run(['check', '--ndjson'], input);
    expect(exitCode).toBe(0);
    const answers = lines(stdout).map(json);
    expect(answers.map((answer) => ('error' in answer ? 'error' : answer['verdict']))).toEqual([
      'allow',
      'error',
      'error',
      'block',
      'error',
      'block',
      'error',
      'error',
      'allow',
    ]);
    expect(answers.filter((answer) => typeof answer['ms'] === 'number')).toHaveLength(4);
    expect(answers[5]).toMatchObject({ action: { origin: { home: '/home/else', user: 'else' } } });
  });

  test('`--home` is what `~` means, `--surface cowork-hook` is Cowork, `--explain` names rules', async () => {
    const input = JSON.stringify(preToolUse('cat ~/.ssh/id_rsa'));
    const { stdout } = await place.run(
      ['check', '--ndjson', '--home', '/srv/ada', '--surface', 'cowork-hook', '--explain'],
      input,
    );
    expect(json(stdout)).toMatchObject({
      action: {
        origin: { agent: 'cowork' },
        paths: expect.arrayContaining([expect.objectContaining({ path: '/srv/ada/.ssh/id_rsa' })]) as unknown,
      },
      explanation: [
        {
          rules: expect.arrayContaining([expect.objectContaining({ outcome: 'matched' })]) as unknown,
        },
      ],
    });
  });

  test('hostile text in a payload cannot move the cursor', async () => {
    const hostile = `${ESC}[2J${String.fromCharCode(0x202e)}${String.fromCharCode(0x9b)}H`;
    const input = JSON.stringify({ ...preToolUse(`cat ~/.ssh/${hostile}`), tool_name: `Bash${hostile}` });
    for (const words of [['check'], ['check', '--json'], ['policy', 'explain'], ['check', '--explain']]) {
      const { stdout, stderr } = await place.run(words, input);
      // oxlint-disable-next-line no-control-regex -- control characters are what this is about
      expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    }
  });

  test('`--policy` takes a folder; one without documents is refused, one with a slip is explained', async () => {
    const folder = join(place.home, 'policies');
    mkdirSync(folder);
    const empty = await place.run(['check', '--policy', folder], JSON.stringify(preToolUse('ls')));
    expect(empty.exitCode).toBe(2);
    writeFileSync(join(folder, 'mine.yaml'), document(`action.command.text.like('ls*')`));
    expect(
      (await place.run(['check', '--policy', folder], JSON.stringify(preToolUse('ls -l')))).exitCode,
    ).toBe(3);
    for (const verb of ['validate', 'test', 'native'])
      expect((await place.run(['policy', verb, folder, '--json'])).exitCode).toBe(0);

    writeFileSync(join(folder, 'mine.yaml'), document(`action.comand.text.like('ls*')`));
    for (const verb of ['validate', 'test', 'native']) {
      const refused = await place.run(['policy', verb, folder, '--json']);
      expect(refused.exitCode).toBe(1);
      expect(refused.stderr).toMatch(/policies\/mine\.yaml:8: .*did you mean `(action\.)?command`/);
      expect(json(refused.stdout)).toMatchObject({
        error: { message: expect.stringContaining('mine.yaml:8') as string },
      });
    }
  });

  test('`policy` works on the shipped pack and explains a payload', async () => {
    expect(json((await place.run(['policy', 'test', '--json'])).stdout)).toMatchObject({
      documents: expect.any(Number) as number,
    });
    const native = json((await place.run(['policy', 'native', '--json'])).stdout);
    expect(native['permissionsDeny']).not.toEqual([]);
    const explained = await place.run(
      ['policy', 'explain', '--json'],
      JSON.stringify(preToolUse('cat ~/.ssh/id_ed25519')),
    );
    expect(explained.exitCode).toBe(0);
    expect(explained.stdout).toContain('"matched"');
  });
});

describe('install and uninstall', () => {
  test.for([
    ['tabs and no last line break', '{\n\t"permissions": {"allow": ["Bash(ls)"]}\n}'],
    ['Windows line ends', '{\r\n  "permissions": {"allow": ["Bash(ls)"]}\r\n}\r\n'],
    [
      'a hook of somebody else',
      '{"hooks":{"PreToolUse":[{"hooks":[{"type":"command","command":"true"}]}]}}\n',
    ],
  ])('give back settings with %s byte for byte, and a dry run changes nothing', async ([, text = '']) => {
    await using place = await commandLine();
    const file = join(place.home, '.claude', 'settings.json');
    const settings = (): string => readFileSync(file, 'utf8');
    writeFileSync(file, text);
    const dry = await place.run(['install', 'claude-code', '--dry-run', '--json']);
    expect(json(dry.stdout)).toMatchObject({
      dryRun: true,
      files: expect.arrayContaining([{ path: file, change: 'changed' }]) as unknown,
    });
    expect(settings()).toBe(text);
    expect((await place.run(['install', 'claude-code'])).exitCode).toBe(0);
    const installed = settings();
    expect(installed).toContain('hook.sh');
    expect((await place.run(['uninstall', 'claude-code', '--dry-run'])).exitCode).toBe(0);
    expect(settings()).toBe(installed);
    expect((await place.run(['uninstall', 'claude-code'])).exitCode).toBe(0);
    expect(settings()).toBe(text);
  });

  test('`install cowork --out` writes the plugin with its marketplace there', async () => {
    await using place = await commandLine();
    const plugin = join(place.home, 'plugin');
    const installed = await place.run(['install', 'cowork', '--out', plugin, '--json']);
    expect(installed.exitCode).toBe(0);
    expect(json(installed.stdout)).toMatchObject({ target: expect.anything() as unknown, dryRun: false });
    const names = readdirSync(plugin, { recursive: true }).map(String);
    expect(names.some((name) => name.endsWith('marketplace.json'))).toBe(true);
    expect(names.some((name) => name.endsWith('plugin.json'))).toBe(true);
  });
});

describe('up', () => {
  test('announces, answers, is found by a second one, and `down` stops all of it', async () => {
    await using place = await commandLine();
    const startedAt = Date.now();
    const up = place.up();
    const { url, port } = await up.announced;
    expect(Date.now() - startedAt).toBeLessThan(10_000);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const { pid, processes } = place.running();

    const second = await place.run(['up']);
    expect(second.exitCode).toBe(1);
    expect(second.stderr).toContain(`already running as process ${pid} at ${url}`);
    expect(second.stderr).toContain('sallyport down');

    await using other = await commandLine();
    const taken = await other.run(['up', '--json'], '', { SALLYPORT_PORT: String(port) });
    expect(taken.exitCode).toBe(1);
    expect(json(taken.stdout)).toMatchObject({
      error: {
        message: expect.stringMatching(
          new RegExp(
            `port ${port} is taken by process ${processes['control-plane']} \\(.+\\).*sallyport down`,
          ),
        ) as string,
      },
    });

    const link = await place.run(['console', '--json']);
    expect(json(link.stdout)).toEqual({ link: expect.stringContaining(`${url}/#token=`) as string });
    const human = await place.run(['console']);
    expect(human.stdout).toMatch(/^http:\/\/localhost:\d+\/#token=\S+\n$/);

    const down = await place.run(['down', '--json']);
    expect(json(down.stdout)).toEqual({ stopped: true, pid });
    expect((await up.ended).exitCode).toBe(0);
    expect([pid, ...Object.values(processes)].filter(isAlive)).toEqual([]);
    expect(existsSync(join(place.state, 'run', 'running.json'))).toBe(false);
  });

  test('names the holder of the port on either loopback address', async () => {
    await using place = await commandLine();
    for (const host of ['127.0.0.1', '::1']) {
      const squatter = createServer();
      await new Promise<void>((resolve) => void squatter.listen({ host, port: 0 }, resolve));
      const address = squatter.address();
      // A server that listens on a port has an address of this form.
      const { port } = address as { port: number };
      const refused = await place.run(['up'], '', { SALLYPORT_PORT: String(port) });
      expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
      expect(refused.stderr).toContain(`port ${port} is taken by process ${process.pid} (`);
      squatter.close();
    }
  });

  test('two at once on one home: one wins and keeps working', async () => {
    await using place = await commandLine();
    const both = [place.up(), place.up()];
    const results = await Promise.all(both.map(({ announced }) => announced.catch(() => undefined)));
    const winners = results.filter((result) => result !== undefined);
    expect(winners).toHaveLength(1);
    const loser = both[results.indexOf(undefined)];
    const said = await loser?.ended;
    expect(said?.exitCode).toBe(1);
    expect(said?.stderr).toMatch(/already (starting or stopping|running) as process \d+/);
    expect((await fetch(`${winners[0]?.url}/healthz`)).status).toBe(200);
    expect(place.running().url).toBe(winners[0]?.url);
  });

  test('prints the next command for a person', async () => {
    await using place = await commandLine();
    const { spawn } = await import('node:child_process');
    const child = spawn(process.execPath, [PROGRAM, 'up'], { env: place.env });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (piece: string) => (said += piece));
    const ended = new Promise((resolve) => child.once('exit', resolve));
    await until('the next command is printed', () => said.includes('sallyport install claude-code'));
    expect(said).toContain('/#token=');
    const stoppingAt = Date.now();
    child.kill('SIGTERM');
    await ended;
    expect(Date.now() - stoppingAt).toBeLessThan(5000);
  });

  test('ends with all its parts when its launcher is killed, early or late', async () => {
    await using place = await commandLine();
    // A shell that has more to do stays the parent.
    const launcher = ['sh', '-c', '"$@"; :', 'sh'];
    const up = place.up({}, launcher);
    await up.announced;
    const { pid, processes } = place.running();
    up.child.kill('SIGKILL');
    await until('everything ends', () => ![pid, ...Object.values(processes)].some(isAlive), 8000);

    const early = place.up({}, launcher);
    const lock = join(place.state, 'run', 'up.lock');
    let holder = 0;
    await until('it has begun', () => {
      holder = existsSync(lock) ? Number(readFileSync(lock, 'utf8').split(' ')[0]) : 0;
      return holder > 0 && holder !== pid;
    });
    early.child.kill('SIGKILL');
    await until('what had begun ends', () => !isAlive(holder), 8000);
    await until('its parts end', () => partsOf(place.home).length === 0, 8000);
    expect([pid, holder, ...Object.values(processes)].filter(isAlive)).toEqual([]);
  });

  test('ends within five seconds although a hook hangs on its connection', async () => {
    await using place = await commandLine();
    const up = place.up();
    await up.announced;
    const { pid, processes } = place.running();
    const header = readFileSync(join(place.state, 'secrets', 'hook-token'), 'utf8').trim();
    const hanging = connect(join(place.state, 'run', 'hook.sock'));
    hanging.on('error', () => {});
    hanging.write(
      `POST /hook/PreToolUse HTTP/1.1\r\nHost: localhost\r\n${header}\r\nContent-Length: 9\r\n\r\n{`,
    );
    await new Promise((resolve) => setTimeout(resolve, 200));
    const stoppingAt = Date.now();
    up.child.kill('SIGTERM');
    expect((await up.ended).exitCode).toBe(0);
    expect(Date.now() - stoppingAt).toBeLessThan(5000);
    expect([pid, ...Object.values(processes)].filter(isAlive)).toEqual([]);
    hanging.destroy();
  });

  test('a guard whose log was taken away is started again all the same', async () => {
    await using place = await commandLine();
    await place.up().announced;
    const { device } = place.running().processes;
    rmSync(join(place.state, 'log'), { recursive: true });
    process.kill(device, 'SIGKILL');
    await until('another guard runs', () => place.running().processes.device !== device);
    expect(isAlive(place.running().pid)).toBe(true);
  });

  test('parts end when `up` itself is killed, and the next start finds its way', async () => {
    await using place = await commandLine();
    await place.up().announced;
    const { pid, processes } = place.running();
    process.kill(pid, 'SIGKILL');
    await until('the parts end', () => !Object.values(processes).some(isAlive), 8000);
    const { url } = await place.up().announced;
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });
});

const health = async (url: string): Promise<boolean> => (await fetch(`${url}/healthz`)).status === 200;

/** Processes of ours that were started with this home and are still there. */
function partsOf(home: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        return (
          words.includes(PROGRAM) && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`HOME=${home}\0`)
        );
      } catch {
        return false;
      }
    });
}

describe('parts that are killed, and evidence', () => {
  let place: CommandLine;
  beforeAll(async () => {
    place = await commandLine();
    await place.up().announced;
    await place.run(['install', 'claude-code']);
  });
  afterAll(async () => place[Symbol.asyncDispose]());
  const hook = (command: string) =>
    callHook(join(place.state, 'hook', 'hook.sh'), 'closed', toolCall('Bash', { command }, place.cwd));
  const tail = async (...words: string[]): Promise<EvidenceRecord[]> =>
    lines((await place.run(['evidence', 'tail', '--json', ...words])).stdout).map((line) =>
      EvidenceRecord.parse(JSON.parse(line)),
    );
  /** What the control plane has, by what the device notes of its answers. */
  const pending = async (): Promise<unknown> =>
    (json((await place.run(['status', '--json'])).stdout)['spool'] as { pending?: number }).pending;

  test('a killed guard is started again, hooks work, and the chain verifies', async () => {
    expect(isStopped(await hook('ls'))).toBe(false);
    const before = place.running();
    process.kill(before.processes.device, 'SIGKILL');
    // In between, the offline decider answers by the same policy.
    expect(isStopped(await hook('cat ~/.ssh/id_ed25519'))).toBe(true);
    await until('another guard runs', () => place.running().processes.device !== before.processes.device);
    expect(isStopped(await hook('cat ~/.ssh/id_ed25519'))).toBe(true);
    expect(isStopped(await hook('ls'))).toBe(false);
    const verified = await place.run(['evidence', 'verify', '--json']);
    expect({ exitCode: verified.exitCode, ...json(verified.stdout) }).toMatchObject({
      exitCode: 0,
      ok: true,
      breaks: [],
    });
  });

  test('a killed control plane comes back on its port, and the device goes on uploading', async () => {
    const before = place.running();
    process.kill(before.processes['control-plane'], 'SIGKILL');
    expect(isStopped(await hook('cat ~/.ssh/id_ed25519'))).toBe(true);
    await until(
      'another control plane runs',
      () => place.running().processes['control-plane'] !== before.processes['control-plane'],
    );
    expect(place.running().url).toBe(before.url);
    await until('it answers', () => health(before.url));
    expect(isStopped(await hook('echo after'))).toBe(false);
    await until('everything is uploaded', async () => (await pending()) === 0);
  });

  test('`evidence tail` gives the last records oldest first, and shows hostile text harmlessly', async () => {
    const hostile = `${ESC}[2J${String.fromCharCode(0x202e)}`;
    await hook(`echo "${hostile}"`);
    const numbersOf = async (count: string): Promise<number[]> =>
      (await tail('-n', count)).map(({ seq }) => seq);
    const numbers = await numbersOf('5');
    expect(numbers).toHaveLength(5);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    // The guard was started again just now and writes records of its own between the two looks.
    await expect
      .poll(
        async () => {
          const [five, two] = [await numbersOf('5'), await numbersOf('2')];
          return two.length === 2 && two.join(' ') === five.slice(-2).join(' ');
        },
        { timeout: 20_000 },
      )
      .toBe(true);
    expect(await tail('-n', '0')).toEqual([]);
    for (const words of [['evidence', 'tail'], ['doctor'], ['status']]) {
      // oxlint-disable-next-line no-control-regex -- control characters are what this is about
      expect((await place.run(words)).stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    }
  });

  test('`evidence tail --follow` shows a record when it is made', async () => {
    const { spawn } = await import('node:child_process');
    const child = spawn(process.execPath, [PROGRAM, 'evidence', 'tail', '-n', '0', '--json', '--follow'], {
      env: place.env,
    });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (piece: string) => (said += piece));
    const ended = new Promise((resolve) => child.once('exit', resolve));
    const marker = `echo followed-${process.pid}`;
    await until('the record is shown', async () => {
      await hook(marker);
      return said.includes(marker);
    });
    for (const line of lines(said)) EvidenceRecord.parse(JSON.parse(line));
    child.kill('SIGINT');
    expect(await ended).toBe(0);
  });

  test('with everything stopped evidence can be read and verified, and one changed byte is found', async () => {
    expect((await place.run(['down'])).exitCode).toBe(0);
    expect(await tail('-n', '3')).toHaveLength(3);
    const sound = json((await place.run(['evidence', 'verify', '--json'])).stdout);
    expect(sound).toMatchObject({ ok: true, gaps: expect.any(Array) as unknown, breaks: [] });
    expect(sound['anchoredTo']).toBe(sound['records']);
    expect(sound['warnings']).toEqual([]);

    // Without the key the chain only agrees with itself, and that is said and is no success.
    const key = join(place.state, 'secrets', 'device-key.pem');
    renameSync(key, `${key}.away`);
    const unsigned = await place.run(['evidence', 'verify', '--json']);
    expect({ exitCode: unsigned.exitCode, ...json(unsigned.stdout) }).toMatchObject({
      exitCode: 1,
      ok: false,
      anchoredTo: 0,
      signaturesChecked: false,
      breaks: [],
      warnings: [expect.stringContaining('no signature was checked')],
    });
    const shown = (await place.run(['evidence', 'verify'])).stdout;
    expect(shown).toContain('not verified');
    expect(shown).toContain('anchored to 0, not anchored: 1 to');
    expect((await place.run(['doctor'])).stdout).toContain('no signature was checked');
    renameSync(`${key}.away`, key);
    const spool = join(place.state, 'spool');
    const segment = readdirSync(spool).find((name) => name.endsWith('.jsonl'));
    const file = join(spool, segment ?? '');
    const bytes = readFileSync(file);
    const at = bytes.indexOf('"enforced":"block"') + '"enforced":"'.length;
    bytes[at] = 'c'.charCodeAt(0);
    writeFileSync(file, bytes);
    const tampered = await place.run(['evidence', 'verify', '--json']);
    expect(tampered.exitCode).toBe(1);
    expect(json(tampered.stdout)['ok']).toBe(false);
    expect(json(tampered.stdout)['breaks']).not.toEqual([]);
    expect((await place.run(['evidence', 'verify'])).exitCode).toBe(1);
  });
});

describe('state that is damaged', () => {
  test('a state home that cannot serve is refused in a sentence', async () => {
    await using place = await commandLine();
    const file = join(place.home, 'file');
    writeFileSync(file, '');
    for (const home of [
      join(place.home, 'x'.repeat(120)),
      file,
      join(file, 'below'),
      '/proc/nowhere/below',
    ]) {
      const commands = [['up'], ['device'], ['control-plane'], ['install', 'claude-code']];
      const refusals = await Promise.all(
        commands.map((words) => place.run(words, '', { SALLYPORT_HOME: home })),
      );
      expect(refusals.map(({ exitCode }) => exitCode)).toEqual([1, 1, 1, 1]);
      for (const { stderr } of refusals) {
        expect(stderr).toContain('SALLYPORT_HOME');
        expect(stderr).not.toMatch(STACK);
      }
    }
  });

  test('`up` mends what it can and explains the rest; nothing answers with a stack trace', async () => {
    await using place = await commandLine();
    await place.up().announced;
    expect((await place.run(['down'])).exitCode).toBe(0);
    const file = (...names: string[]): string => join(place.state, ...names);
    const device = json(readFileSync(file('state.json'), 'utf8'))['device'];
    for (const [name, text] of [
      [['state.json'], '{"device":'],
      [['run', 'running.json'], '\0\0'],
      [['run', 'up.lock'], 'not a number'],
      [['secrets', 'hook-token'], 'nothing like a token, and longer than its prefix'],
      [['proofs.json'], '['],
      [['uploaded.json'], '{}'],
      [['policy', 'bundle.json'], '{"payload":1}'],
    ] as const)
      writeFileSync(file(...name), text);
    for (const words of [['status'], ['doctor'], ['evidence', 'verify'], ['console'], ['down']]) {
      const said = await place.run(words);
      expect(said.stderr + said.stdout, words.join(' ')).not.toMatch(STACK);
    }
    await place.up().announced;
    expect(json(readFileSync(file('state.json'), 'utf8'))['device']).toBe(device);
    expect(json((await place.run(['status', '--json'])).stdout)).toMatchObject({ policy: { signed: true } });
    expect((await place.run(['evidence', 'verify'])).exitCode).toBe(0);

    // While it runs: the lock still knows whom to stop.
    writeFileSync(file('run', 'running.json'), '{');
    expect((await place.run(['up'])).stderr).toContain('already starting or stopping as process');
    expect(json((await place.run(['down', '--json'])).stdout)).toMatchObject({ stopped: true });

    writeFileSync(file('policy', 'trust.json'), '{}');
    const distrusting = place.up();
    await distrusting.announced;
    expect(json((await place.run(['status', '--json'])).stdout)).toMatchObject({ policy: { signed: false } });
    expect((await place.run(['doctor'])).stdout).toContain('trust.json is damaged');
    await place.run(['down']);
    expect((await distrusting.ended).stderr).toContain('no policy is in force');
    rmSync(file('policy', 'trust.json'));

    writeFileSync(file('secrets', 'device-key.pem'), 'not a key');
    for (const words of [['up'], ['evidence', 'verify'], ['install', 'claude-code']]) {
      const refused = await place.run(words);
      expect(refused.exitCode).toBe(1);
      expect(refused.stderr).toContain('which signs the evidence, is damaged');
      expect(refused.stderr).not.toMatch(STACK);
    }
  });
});
