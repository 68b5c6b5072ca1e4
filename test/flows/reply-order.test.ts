import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { repliesTooEarly } from '../../packages/device/test/spool-support/strace-log.ts';
import { stateHome, type StateHome } from '../../packages/device/src/state-home.ts';
import { readDaemonTrace } from './support/daemon-trace.ts';
import { callHook, faultyScript, isStopped, toolCall } from './support/hook-call.ts';
import { install, type Installation } from './support/installation.ts';

/** The built daemon itself, watched by the kernel: what it writes to the disk and to the socket, and in which order. */
const PROGRAM = join(import.meta.dirname, '../../dist/sallyport.mjs');
const CALLS = 1200;
const CALLERS = 16;
const CALLS_BY_SCRIPT = 8;
const TRACED =
  'read,readv,recvfrom,recvmsg,write,writev,pwrite64,pwritev,pwritev2,fdatasync,fsync,sendto,sendmsg,close';

let place: Installation;
let copy: StateHome;
let traced: ChildProcess;
let log: string;

beforeAll(async () => {
  execFileSync('strace', ['-V'], { stdio: 'ignore' });
  place = await install({ 'project/notes.txt': 'hello\n', '.ssh/id_ed25519': 'key\n' });
  copy = stateHome(join(place.home, 'traced'));
  for (const part of ['policy', 'secrets', 'hook', 'state.json'])
    cpSync(join(place.stateHome, part), join(copy.root, part), { recursive: true });
  log = join(place.home, 'strace.log');
  traced = spawn(
    'strace',
    ['-fyqq', `-o${log}`, '-s4000000', `-etrace=${TRACED}`, process.execPath, PROGRAM, 'device', '--json'],
    {
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: place.home,
        SALLYPORT_HOME: copy.root,
        // io_uring would write and sync without a system call that could be seen.
        UV_USE_IO_URING: '0',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  if (traced.stdout === null) throw new Error('the daemon has no output');
  await once(traced.stdout, 'data');
});
afterAll(async () => {
  traced.kill('SIGKILL');
  await place[Symbol.asyncDispose]();
});

/** Each call can be told from all others by its label, which evidence keeps and the answer does not. */
const payload = (index: number): object =>
  index % 3 === 0
    ? toolCall('Read', { file_path: join(place.home, `.ssh/#${index}#`) }, place.cwd)
    : toolCall('Bash', { command: `echo '#${index}#'` }, place.cwd);

function post(agent: Agent, index: number): Promise<string> {
  const token = readFileSync(copy.hookTokenHeader, 'utf8').trim().split(': ')[1] ?? '';
  const body = JSON.stringify(payload(index));
  const headers = {
    host: 'localhost',
    'x-sallyport-token': token,
    'content-length': Buffer.byteLength(body),
  };
  return new Promise((resolve, reject) => {
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
}

const childrenOf = (pid: number | undefined): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);

test('the daemon begins no reply before its record is written and a later sync of that file has succeeded', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: CALLERS });
  let next = 0;
  const answers: string[] = [];
  await Promise.all(
    Array.from({ length: CALLERS }, async () => {
      while (next < CALLS - CALLS_BY_SCRIPT) answers.push(await post(agent, (next += 1)));
    }),
  );
  agent.destroy();
  expect(answers.every((answer) => answer.startsWith('sallyport/1 0'))).toBe(true);
  // As the client calls it, one at a time.
  const script = faultyScript(join(place.home, 'hook.sh'), copy, place.home, { deadlineSeconds: 10 });
  while (next < CALLS) {
    const index = (next += 1);
    expect(isStopped(await callHook(script, 'open', payload(index)))).toBe(index % 3 === 0);
  }

  const ended = once(traced, 'exit');
  for (const child of childrenOf(traced.pid)) process.kill(child, 'SIGTERM');
  await ended;
  const calls = readDaemonTrace(readFileSync(log, 'utf8'));
  expect(repliesTooEarly(calls)).toEqual({ replies: CALLS, early: [] });
  // The same log without its syncs, or without its records, must be found out, or the check proves nothing.
  for (const kind of ['sync-ends', 'sync-begins', 'record'])
    expect(repliesTooEarly(calls.filter((call) => call.kind !== kind)).early).toHaveLength(CALLS);
});

const early = (...lines: string[]) => repliesTooEarly(readDaemonTrace(lines.join('\n')));

test('a reply is told from the call that was read on its connection', () => {
  const read = '7 read(21<UNIX-STREAM:[1->2]>, "POST /hook/PreToolUse #1#", 65536) = 25';
  const record = '7 pwrite64(20</s/evidence-1.jsonl>, "{..#1#..}", 9, 0) = 9';
  const synced = '8 fdatasync(20</s/evidence-1.jsonl>) = 0';
  const reply = '7 write(21<UNIX-STREAM:[1->2]>, "HTTP/1.1 200 OK", 15) = 15';
  const other = reply.replace('write(21', 'write(22');
  expect(early(read, record, synced, reply)).toEqual({ replies: 1, early: [] });
  expect(early(read, record, reply, synced)).toEqual({ replies: 1, early: ['#1#'] });
  expect(early(read, record, synced, other)).toEqual({ replies: 0, early: [] });
  const [begun = '', ended = ''] = read.split(' "');
  const halves = [`${begun} <unfinished ...>`, `7 <... read resumed>"${ended}`];
  expect(early(...halves, record, synced, reply)).toEqual({ replies: 1, early: [] });
  expect(early(...halves, record, reply, synced)).toEqual({ replies: 1, early: ['#1#'] });
});
