import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readStraceLog, repliesTooEarly } from './spool-support/strace-log.ts';

const REPLIES = 1200;
const early = (...lines: string[]): string[] => repliesTooEarly(readStraceLog(lines.join('\n'))).early;
const PROGRAM = fileURLToPath(new URL('spool-support/append-and-reply.ts', import.meta.url));

async function traceReplies(home: string): Promise<string> {
  try {
    execFileSync('strace', ['-V'], { stdio: 'ignore' });
  } catch {
    throw new Error('this test needs `strace`; install it (Debian: `apt-get install strace`)');
  }
  const socket = join(home, 'reply.sock');
  const server = createServer((connection) => connection.resume()).listen(socket);
  const log = join(home, 'strace.log');
  const traced = spawn(
    'strace',
    [
      `-fyo${log}`,
      '-s65535',
      '-etrace=write,writev,pwrite64,pwritev,pwritev2,fdatasync,fsync,sendto,sendmsg',
      process.execPath,
      PROGRAM,
      join(home, 'spool'),
      socket,
      String(REPLIES),
    ],
    // io_uring would write and sync without a system call that could be seen.
    { stdio: 'inherit', env: { ...process.env, UV_USE_IO_URING: '0' } },
  );
  const [code] = await once(traced, 'exit');
  server.close();
  expect(code).toBe(0);
  return readFileSync(log, 'utf8');
}

test('the kernel sees the record and a sync that succeeded before the first byte of every reply', async () => {
  const home = mkdtempSync(join(tmpdir(), 'sallyport-strace-'));
  try {
    const calls = readStraceLog(await traceReplies(home));
    expect(repliesTooEarly(calls)).toEqual({ replies: REPLIES, early: [] });
    // The same log without its syncs must be found out, or the check proves nothing.
    const unsynced = calls.filter(({ kind }) => kind !== 'sync-ends');
    expect(repliesTooEarly(unsynced).early.length).toBe(REPLIES);
  } finally {
    rmSync(home, { recursive: true });
  }
});

test('a reply before the end of the sync, after a failed one, or after the sync of another file is too early', () => {
  const record = '7 pwrite64(20</s/evidence-1.jsonl>, "{..#1#..}", 9, 0) = 9';
  const reply = '7 write(21<UNIX-STREAM:[1->2]>, "reply #1#\\n", 10) = 10';
  expect(early(record, '8 fdatasync(20</s/evidence-1.jsonl>) = 0', reply)).toEqual([]);
  expect(early(record, reply, '8 fdatasync(20</s/evidence-1.jsonl>) = 0')).toEqual(['#1#']);
  expect(early(record, '8 fdatasync(20</s/evidence-1.jsonl>) = -1 EIO (Input/output error)', reply)).toEqual([
    '#1#',
  ]);
  expect(early(record, '8 fdatasync(22</s/other.jsonl>) = 0', reply)).toEqual(['#1#']);
  const begun = '8 fdatasync(20</s/evidence-1.jsonl> <unfinished ...>';
  const ended = '8 <... fdatasync resumed>) = 0';
  expect(early(record, begun, ended, reply)).toEqual([]);
  expect(early(record, begun, reply, ended)).toEqual(['#1#']);
  expect(early(begun, record, ended, reply)).toEqual(['#1#']);
});
