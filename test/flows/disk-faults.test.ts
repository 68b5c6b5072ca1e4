import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { stateHome, type StateHome } from '../../packages/device/src/state-home.ts';
import { callHook, faultyScript, isStopped, toolCall, type HookMode } from './support/hook-call.ts';
import { install, type Installation } from './support/installation.ts';

/** The real daemon on a real file system that is full, read-only, or gives no time: a tmpfs in a mount namespace of its own. */
const PROGRAM = join(import.meta.dirname, '../../dist/sallyport.mjs');
const isRoot = process.getuid?.() === 0;

let place: Installation;
let copy: StateHome;
let daemon: ChildProcess | undefined;
let table: { tools: Record<string, HookMode>; unknownTool: HookMode };

beforeAll(async () => {
  place = await install({ 'project/notes.txt': 'hello\n', '.ssh/id_ed25519': 'key\n' });
  table = JSON.parse(readFileSync(join(place.stateHome, 'hook/last-resort.json'), 'utf8')) as typeof table;
});
afterAll(async () => place[Symbol.asyncDispose]());
afterEach(async () => {
  if (daemon === undefined) return;
  const ended = once(daemon, 'exit');
  daemon.kill('SIGKILL');
  await ended;
});

async function startDaemon(mount: string): Promise<string> {
  copy = stateHome(join(place.home, `disk-${Math.random().toString(36).slice(2, 8)}`));
  for (const part of ['policy', 'secrets', 'hook', 'state.json'])
    cpSync(join(place.stateHome, part), join(copy.root, part), { recursive: true });
  mkdirSync(copy.spool, { mode: 0o700 });
  const setup = `spool=$1; shift; ${mount}; exec "$@"`;
  daemon = spawn(
    'unshare',
    ['--mount', 'sh', '-c', setup, 'disk', copy.spool, process.execPath, PROGRAM, 'device', '--json'],
    {
      env: { PATH: process.env['PATH'] ?? '', HOME: place.home, SALLYPORT_HOME: copy.root },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  if (daemon.stdout === null) throw new Error('the daemon has no output');
  await once(daemon.stdout, 'data');
  return faultyScript(join(copy.root, 'hook.sh'), copy, place.home, { deadlineSeconds: 10 });
}

/** Runs a command where the daemon sees its disk. */
const onItsDisk = (...command: string[]): void => {
  spawnSync('nsenter', ['--mount', '--target', String(daemon?.pid), ...command]);
};

const calls = (): [string, object][] => [
  ['Read', { file_path: join(place.cwd, 'notes.txt') }],
  ['Bash', { command: 'ls' }],
  ['TaskList', {}],
  ['NeverHeardOf', {}],
];

async function expectLastResort(script: string): Promise<void> {
  for (const [tool, input] of calls()) {
    const mode = table.tools[tool] ?? table.unknownTool;
    const result = await callHook(script, mode, toolCall(tool, input, place.cwd));
    expect(isStopped(result), tool).toBe(mode === 'closed');
    expect(result.stdout + result.stderr).toContain(mode === 'closed' ? 'evidence' : '');
  }
  const key = await callHook(
    script,
    'open',
    toolCall('Glob', { pattern: '*', path: join(place.home, '.ssh') }, place.cwd),
  );
  expect(key.exitCode).toBe(0);
}

/** Writes records as fast as the socket takes them until one is refused for want of room. */
async function fillSpool(): Promise<void> {
  const token = readFileSync(copy.hookTokenHeader, 'utf8').trim().split(': ')[1] ?? '';
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const post = (): Promise<string> =>
    new Promise((resolve, reject) => {
      const body = JSON.stringify(
        toolCall(
          'Write',
          { file_path: join(place.cwd, 'x'), content: 'y'.repeat(16_000) },
          place.cwd,
          `fill-${Math.random()}`,
        ),
      );
      const headers = {
        host: 'localhost',
        'x-sallyport-token': token,
        'content-length': Buffer.byteLength(body),
      };
      const sent = request(
        { socketPath: copy.hookSocket, path: '/hook/PreToolUse', method: 'POST', agent, headers },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
          response.on('end', () => resolve(text));
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  let isFull = false;
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      for (let index = 0; index < 500 && !isFull; index += 1) isFull = (await post()).includes('evidence');
    }),
  );
  agent.destroy();
  expect(isFull, 'the disk never became full').toBe(true);
}

const isAllowed = async (script: string, tool: string, input: object): Promise<boolean> =>
  !isStopped(await callHook(script, 'open', toolCall(tool, input, place.cwd)));
const TMPFS = 'mount -t tmpfs -o size=40m,mode=0700 tmpfs "$spool"';

test.skipIf(!isRoot)(
  'a disk that is full: closed tools stop, open tools go on, and room brings them back',
  async () => {
    const script = await startDaemon(TMPFS);
    expect(await isAllowed(script, 'Bash', { command: 'ls' })).toBe(true);
    onItsDisk('sh', '-c', `head -c 100M /dev/zero > ${copy.spool}/filler 2>/dev/null; sync`);
    // What was allocated before goes on being used, until the records have filled it.
    await fillSpool();
    await expect
      .poll(() => isAllowed(script, 'Bash', { command: 'ls' }), { timeout: 60_000, interval: 1 })
      .toBe(false);
    await expectLastResort(script);
    onItsDisk('rm', '-f', `${copy.spool}/filler`);
    const recovering = { timeout: 20_000, interval: 500 };
    await expect.poll(() => isAllowed(script, 'Bash', { command: 'ls' }), recovering).toBe(true);
  },
);

test.skipIf(!isRoot)('a disk that is read-only: closed tools stop, open tools go on', async () => {
  expect.hasAssertions();
  const script = await startDaemon(`${TMPFS}; mount -o remount,ro "$spool"`);
  await expectLastResort(script);
});
