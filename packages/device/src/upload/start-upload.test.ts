import type { UploadRequest } from '@sallyport/fleet-protocol';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSpool } from '../spool/open-spool.ts';
import type { Spool } from '../spool/spool.ts';
import { readCursor } from './cursor-file.ts';
import type { SendResult, Upload } from './start-upload.ts';
import { startUpload } from './start-upload.ts';

let home = '';
let spool: Spool;
let upload: Upload | undefined;
const sender = {
  device: 'd',
  host: 'h',
  user: 'u',
  os: 'linux',
  tier: 'cooperative',
  version: '0.1.0',
} as const;

const openAt = (directory: string): Promise<Spool> =>
  openSpool({
    directory,
    device: 'd',
    tier: 'cooperative',
    segmentBytes: 65_536,
    reserveBytes: 4096,
    now: () => new Date(),
  });

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'sallyport-upload-'));
  spool = await openAt(join(home, 'spool'));
});

afterEach(async () => {
  await upload?.stop();
  upload = undefined;
  await spool.close();
  rmSync(home, { recursive: true });
});

const append = async (count: number, padding = ''): Promise<void> => {
  for (let index = 0; index < count; index += 1) {
    await spool.append({ type: 'lifecycle', event: 'test', detail: { index, padding } });
  }
};

/** A control plane that stores by `seq`; `answer` may put something else in place of its answer. */
class FakeControlPlane {
  readonly stored = new Map<number, string>();
  readonly requests: UploadRequest[] = [];
  answer: (attempt: number, honest: SendResult) => SendResult = (_, honest) => honest;
  #waiting: (() => void)[] = [];

  send = (request: UploadRequest): Promise<SendResult> => {
    this.requests.push(request);
    const seqs = request.lines.map((line) => Number(/"seq":(\d+)/.exec(line)?.[1]));
    const honest: SendResult = {
      ok: true,
      response: { capability: 1, storedThrough: seqs.at(-1) ?? 0, findings: 0 },
    };
    const answer = this.answer(this.requests.length, honest);
    if (answer === honest)
      for (const [index, seq] of seqs.entries()) this.stored.set(seq, request.lines[index] ?? '');
    for (const wake of this.#waiting.splice(0)) wake();
    return Promise.resolve(answer);
  };

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => void this.#waiting.push(resolve));
  }
}

const start = (plane: FakeControlPlane, of: Spool = spool): Upload =>
  startUpload({
    spool: of,
    send: plane.send,
    cursorFile: join(home, 'cursor.json'),
    sender,
    lingerMs: 0,
    backoff: { firstMs: 1, longestMs: 4 },
    random: () => 0,
  });

const cursorAt = async (seq: number): Promise<void> => {
  while ((await readCursor(join(home, 'cursor.json')))?.storedThrough !== seq)
    await new Promise((r) => void setTimeout(r, 2));
};

test('every record arrives once and in order, those that come later too', async () => {
  const plane = new FakeControlPlane();
  await append(5);
  upload = start(plane);
  await plane.until(() => plane.stored.size === 5);
  await append(3);
  await plane.until(() => plane.stored.size === 8);
  expect([...plane.stored.keys()]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  await cursorAt(8);
  expect(spool.statistics().pending).toBe(0);
});

test('a batch holds at most a thousand lines and a mebibyte, and its lines are consecutive', async () => {
  const plane = new FakeControlPlane();
  await Promise.all([append(700, 'x'.repeat(1900)), append(1500)]);
  upload = start(plane);
  await plane.until(() => plane.stored.size === 2200);
  for (const { lines } of plane.requests) {
    expect(lines.length).toBeLessThanOrEqual(1000);
    expect(lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0)).toBeLessThanOrEqual(1_048_576);
    const seqs = lines.map((line) => Number(/"seq":(\d+)/.exec(line)?.[1]));
    expect(seqs).toEqual(seqs.map((_, index) => (seqs[0] ?? 0) + index));
  }
});

test('nothing is forgotten until the control plane says it is durable', async () => {
  const plane = new FakeControlPlane();
  plane.answer = (attempt, honest) => (attempt < 4 ? { ok: false, detail: 'status 503' } : honest);
  await append(4);
  upload = start(plane);
  await plane.until(() => plane.requests.length === 2);
  expect(spool.statistics().pending).toBe(4);
  expect(upload.statistics().lastError).toBe('status 503');
  await plane.until(() => plane.stored.size === 4);
  await cursorAt(4);
  expect(upload.statistics()).toMatchObject({ storedThrough: 4, failures: 0, lastError: null });
});

test.each([
  ['something that is not an upload response', { ok: true, response: '<html>' }],
  ['a number that goes back', { ok: true, response: { capability: 1, storedThrough: 0, findings: 0 } }],
  [
    'a number no device ever reached',
    { ok: true, response: { capability: 1, storedThrough: 9_000_000_000_000, findings: 0 } },
  ],
] as const)('%s counts as a failure and the batch is sent again', async (_, nonsense) => {
  const plane = new FakeControlPlane();
  plane.answer = (attempt, honest) => (attempt === 1 ? nonsense : honest);
  await append(2);
  upload = start(plane);
  await plane.until(() => plane.stored.size === 2);
  expect(plane.requests.map(({ lines }) => lines.length)).toEqual([2, 2]);
});

test('a restart goes on behind the cursor', async () => {
  const first = new FakeControlPlane();
  await append(6);
  upload = start(first);
  await cursorAt(6);
  await upload.stop();
  await append(2);
  const second = new FakeControlPlane();
  upload = start(second);
  await second.until(() => second.stored.size === 2);
  expect([...second.stored.keys()]).toEqual([7, 8]);
});

test.each(['', '{"epoch":', '{"epoch":"another","storedThrough":99}', '{"epoch":"x","storedThrough":-1}'])(
  'a cursor of `%s` is not believed: everything is sent again',
  async (text) => {
    writeFileSync(join(home, 'cursor.json'), text);
    const plane = new FakeControlPlane();
    await append(3);
    upload = start(plane);
    await plane.until(() => plane.stored.size === 3);
    expect([...plane.stored.keys()]).toEqual([1, 2, 3]);
  },
);

test('a spool restored from an old copy skips the numbers that were uploaded and says how many', async () => {
  await append(3);
  const plane = new FakeControlPlane();
  plane.answer = (attempt, honest) =>
    attempt === 1 ? { ok: true, response: { capability: 1, storedThrough: 50, findings: 0 } } : honest;
  upload = start(plane);
  await plane.until(() => plane.stored.has(51));
  expect(JSON.parse(plane.stored.get(51) ?? '')).toMatchObject({
    type: 'gap',
    cause: 'corrupt-tail',
    count: 47,
  });
  expect(await spool.append({ type: 'outcome', outcome: 'unknown' })).toMatchObject({ ok: true, seq: 52 });
});

test('stopping gives a batch up that is on its way', async () => {
  await append(1);
  let aborted = false;
  const sending = new Promise<void>((resolve) => {
    upload = startUpload({
      spool,
      cursorFile: join(home, 'cursor.json'),
      sender,
      send: (_, signal) =>
        new Promise((_resolve, reject) => {
          resolve();
          signal.addEventListener('abort', () => {
            aborted = true;
            reject(new Error('aborted'));
          });
        }),
    });
  });
  await sending;
  await upload?.stop();
  expect(aborted).toBe(true);
});
