import { generateKeyPairSync } from 'node:crypto';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSpool } from './open-spool.ts';
import type { Spool } from './spool.ts';
import type { SpoolOptions } from './spool-options.ts';
import { followSpool, tailSpool } from './tail-spool.ts';
import { verifySpool } from './verify-spool.ts';

const keys = generateKeyPairSync('ed25519');
let home = '';
let directory = '';
const opened: Spool[] = [];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'sallyport-spool-'));
  directory = join(home, 'spool');
});
afterEach(async () => {
  for (const spool of opened.splice(0)) await spool.close();
  rmSync(home, { recursive: true });
});

async function open(options: Partial<SpoolOptions> = {}): Promise<Spool> {
  const spool = await openSpool({
    directory,
    device: 'device-1',
    tier: 'cooperative',
    signingKey: keys.privateKey,
    segmentBytes: 8192,
    reserveBytes: 1024,
    gapIntervalMs: 0,
    now: () => new Date('2026-11-22T09:00:00.000Z'),
    ...options,
  });
  opened.push(spool);
  return spool;
}

const append = async (spool: Spool, count: number): Promise<number[]> => {
  const seqs: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const result = await spool.append({ type: 'outcome', outcome: 'succeeded', tool: 'Bash' });
    if (result.ok) seqs.push(result.seq);
  }
  return seqs;
};

/** The files as a kill would leave them: a copy of the directory of a spool that is still open. */
async function killed(records: number): Promise<void> {
  const source = join(home, 'running');
  const spool = await open({ directory: source });
  await append(spool, records);
  mkdirSync(directory);
  for (const name of readdirSync(source)) {
    if (name !== 'lock') copyFileSync(join(source, name), join(directory, name));
  }
}

const newest = (): string =>
  join(
    directory,
    readdirSync(directory)
      .filter((name) => name.endsWith('.jsonl'))
      .sort()
      .at(-1) ?? '',
  );
const parsed = (lines: readonly { text: string }[]): Record<string, unknown>[] =>
  lines.map(({ text }) => JSON.parse(text) as Record<string, unknown>);

describe('a record', () => {
  test('is one JSON line with its link, greppable before its checksum', async () => {
    const spool = await open();
    const result = await spool.append({ type: 'gap', cause: 'daemon-down', detail: 'tab \t and "quotes"' });
    const [, line = ''] = readFileSync(newest(), 'utf8').split('\n');
    const [text = '', durable, checksum] = line.split('\t');
    expect(result).toMatchObject({ ok: true, seq: 1, line: text });
    expect(JSON.parse(text)).toMatchObject({
      v: 1,
      seq: 1,
      at: '2026-11-22T09:00:00.000Z',
      device: 'device-1',
      tier: 'cooperative',
      type: 'gap',
      prev: '0'.repeat(64),
      detail: 'tab \t and "quotes"',
    });
    expect([durable, checksum?.length]).toEqual(['0', 8]);
  });

  test('carries text of any script and lone surrogates through storage unharmed', async () => {
    const spool = await open();
    const label = 'é 日本 🚪 \ud800 \u2028 \u0000';
    await spool.append({ type: 'lifecycle', event: 'test', detail: { label } });
    const [line] = parsed(await spool.readFrom(1, 1));
    expect(line).toMatchObject({ detail: { label } });
    expect(await verifySpool(directory)).toMatchObject({ ok: true, records: 1 });
  });
});

test('files and folder are private to the owner', async () => {
  await append(await open(), 1);
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  for (const name of readdirSync(directory)) expect(statSync(join(directory, name)).mode & 0o077).toBe(0);
});

test('a spool opened again goes on with its chain', async () => {
  const first = await open({ epoch: 'one' });
  await append(first, 30);
  await first.close();
  const second = await open({ epoch: 'another' });
  expect(second.statistics()).toMatchObject({ epoch: 'one', lastSeq: 30, pending: 30 });
  expect(await append(second, 1)).toEqual([31]);
  await second.close();
  expect(await verifySpool(directory, { publicKey: keys.publicKey })).toMatchObject({
    ok: true,
    records: 31,
    anchoredTo: 31,
  });
});

test('a running spool verifies from outside', async () => {
  await append(await open(), 50);
  expect(await verifySpool(directory, { publicKey: keys.publicKey })).toMatchObject({
    ok: true,
    records: 50,
  });
});

describe('the directory', () => {
  test('of a spool that is open is refused to another one, and free once it is closed', async () => {
    const first = await open();
    await expect(open()).rejects.toThrow(`in use by process ${process.pid}`);
    await first.close();
    await expect(open()).resolves.toBeDefined();
  });

  test('is taken over from a process that is gone, also when its number belongs to another one now', async () => {
    mkdirSync(directory);
    writeFileSync(join(directory, 'lock'), `${process.pid} 12\n`);
    await expect(open()).resolves.toBeDefined();
  });

  test('of another device is refused, and left as it was', async () => {
    const first = await open({ device: 'device-2' });
    await append(first, 1);
    await first.close();
    await expect(open()).rejects.toThrow('belongs to device `device-2`');
    expect(await verifySpool(directory)).toMatchObject({ ok: true, records: 1 });
  });
});

describe('after a kill', () => {
  test('half a record is cut off and noted, and is no gap', async () => {
    await killed(3);
    const bytes = readFileSync(newest());
    // A write that stopped at the end of a sector.
    const end = bytes.indexOf('\n\n') + 1;
    const sector = (Math.floor(end / 512) + 1) * 512;
    bytes.fill('{"v":1,"seq":4,', end, end + 15).fill('x', end + 15, sector);
    writeFileSync(newest(), bytes);
    expect(await verifySpool(directory)).toMatchObject({
      ok: true,
      records: 3,
      unfinishedBytes: sector - end + 1,
    });
    const spool = await open();
    expect(await append(spool, 1)).toEqual([5]);
    expect(parsed(await spool.readFrom(4, 1))).toMatchObject([
      { type: 'lifecycle', event: 'unfinished-write-dropped' },
    ]);
    expect(await verifySpool(directory)).toMatchObject({ ok: true, records: 5, gaps: [] });
  });

  test.each([
    ['the last record', 3, 1],
    ['an earlier record', 2, 2],
  ])(
    '%s with a changed byte is lost, counted, set aside, and its number not used again',
    async (_, victim, lost) => {
      await killed(3);
      const bytes = readFileSync(newest());
      const at = bytes.indexOf(`"seq":${victim},`) + 60;
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      writeFileSync(newest(), bytes);
      expect((await verifySpool(directory)).ok).toBe(false);
      const spool = await open();
      expect(await append(spool, 1)).toEqual([5]);
      const gap = { type: 'gap', cause: 'corrupt-tail', count: lost, seq: 4 };
      expect(parsed(await spool.readFrom(victim, 1))).toMatchObject([gap]);
      await spool.close();
      expect(await verifySpool(directory, { publicKey: keys.publicKey })).toMatchObject({
        ok: true,
        gaps: [{ cause: 'corrupt-tail', count: lost }],
      });
      expect(readdirSync(directory).some((name) => name.includes('.damaged-'))).toBe(true);
    },
  );

  test('records that a checkpoint vouches for are missed when they are gone', async () => {
    const first = await open({ checkpoint: { everyRecords: 1 } });
    await append(first, 4);
    await first.close();
    const text = readFileSync(newest(), 'utf8');
    writeFileSync(newest(), `${text.split('\n').slice(0, 3).join('\n')}\n`);
    const second = await open();
    expect(await append(second, 1)).toEqual([6]);
    expect(parsed(await second.readFrom(3, 1))).toMatchObject([
      { type: 'gap', cause: 'corrupt-tail', count: 2, seq: 5 },
    ]);
  });
});

describe('forgetting', () => {
  test('removes uploaded segments over the retention, says so, and the chain still verifies', async () => {
    const spool = await open({ retain: { bytes: 9000 } });
    await append(spool, 120);
    const before = readdirSync(directory).filter((name) => name.endsWith('.jsonl')).length;
    await spool.forgetThrough(100);
    expect(readdirSync(directory).filter((name) => name.endsWith('.jsonl')).length).toBeLessThan(before);
    await spool.close();
    const found = await verifySpool(directory, { publicKey: keys.publicKey });
    expect(found).toMatchObject({ ok: true, anchoredTo: 121 });
    const last = parsed(await tailSpool(directory, 1));
    expect(last).toMatchObject([{ type: 'lifecycle', event: 'evidence-forgotten' }]);
  });

  test('never removes what is not uploaded, however old or large', async () => {
    const spool = await open({ retain: { bytes: 0, ageMs: 0 } });
    await append(spool, 120);
    await spool.forgetThrough(10);
    expect((await spool.readFrom(11, 1000)).length).toBe(110);
  });
});

describe('reading', () => {
  test('gives lines in order, from any place, as many as asked', async () => {
    const spool = await open();
    await append(spool, 100);
    const seqs = async (from: number, limit: number): Promise<number[]> =>
      (await spool.readFrom(from, limit)).map(({ seq }) => seq);
    expect(await seqs(1, 3)).toEqual([1, 2, 3]);
    expect(await seqs(4, 2)).toEqual([4, 5]);
    expect(await seqs(90, 1000)).toEqual([90, 91, 92, 93, 94, 95, 96, 97, 98, 99, 100]);
    expect(await seqs(101, 10)).toEqual([]);
  });

  test('passes over a damaged record once, and counts it', async () => {
    const spool = await open();
    await append(spool, 60);
    const [oldest = ''] = readdirSync(directory)
      .filter((name) => name.endsWith('.jsonl'))
      .sort();
    const bytes = readFileSync(join(directory, oldest));
    const at = bytes.indexOf('"seq":5,') + 60;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(join(directory, oldest), bytes);
    expect((await spool.readFrom(1, 100)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    expect((await spool.readFrom(5, 2)).map(({ seq }) => seq)).toEqual([6, 7]);
    await spool.readFrom(5, 2);
    await spool.close();
    expect((await verifySpool(directory)).gaps).toMatchObject([{ cause: 'corrupt-tail', count: 1 }]);
  });
});

describe('the tail', () => {
  test('is the last lines, oldest first, over segments, with the spool open or closed', async () => {
    const spool = await open();
    await append(spool, 70);
    const expected = Array.from({ length: 40 }, (_, index) => 31 + index);
    expect((await tailSpool(directory, 40)).map(({ seq }) => seq)).toEqual(expected);
    await spool.close();
    expect((await tailSpool(directory, 40)).map(({ seq }) => seq)).toEqual(expected);
    expect((await tailSpool(directory, 1000)).length).toBe(70);
  });

  test('of a directory that is not there is empty', async () => {
    expect(await tailSpool(join(home, 'nowhere'), 5)).toEqual([]);
  });

  test('can be followed through a change of segments until it is stopped', async () => {
    const spool = await open();
    await append(spool, 5);
    const stop = new AbortController();
    const seen: number[] = [];
    const following = (async () => {
      for await (const { seq } of followSpool(directory, stop.signal, { after: 3 })) {
        seen.push(seq);
        if (seq === 60) stop.abort();
      }
    })();
    await append(spool, 55);
    await following;
    expect(seen).toEqual(Array.from({ length: 57 }, (_, index) => 4 + index));
  });
});

describe('an observation', () => {
  const outcome = { type: 'outcome', outcome: 'succeeded', tool: 'Bash' } as const;

  test('is written with the next decision, before it, and in one sync', async () => {
    const spool = await open();
    let syncs = 0;
    spool.onDurable(() => (syncs += 1));
    const observed = spool.append(outcome, { lane: 'observation' });
    const decided = spool.append(outcome);
    expect(await Promise.all([observed, decided])).toMatchObject([
      { ok: true, seq: 1 },
      { ok: true, seq: 2 },
    ]);
    expect(syncs).toBe(1);
  });

  test('is written soon where no decision comes, and at once where the spool is closed', async () => {
    const spool = await open();
    expect(await spool.append(outcome, { lane: 'observation' })).toMatchObject({ ok: true, seq: 1 });
    const last = spool.append(outcome, { lane: 'observation' });
    await spool.close();
    expect(await last).toMatchObject({ ok: true, seq: 2 });
  });
});
