import { expect, test } from 'vitest';
import { openSpool } from '../src/spool/open-spool.ts';
import type { AppendResult, Spool } from '../src/spool/spool.ts';
import type { SpoolOptions } from '../src/spool/spool-options.ts';
import { verifySpool } from '../src/spool/verify-spool.ts';
import { someEvidence } from './spool-support/evidence.ts';
import { FaultyFiles } from './spool-support/faulty-files.ts';

const open = (files: FaultyFiles, options: Partial<SpoolOptions> = {}): Promise<Spool> =>
  openSpool({
    directory: '/spool',
    device: 'device-1',
    tier: 'cooperative',
    files,
    segmentBytes: 4096,
    reserveBytes: 2048,
    retryMs: 0,
    gapIntervalMs: 0,
    now: () => new Date('2026-11-22T09:00:00.000Z'),
    ...options,
  });

const failureOf = (result: AppendResult): string => (result.ok ? 'none' : result.failure);
const seqOf = (result: AppendResult): number => (result.ok ? result.seq : 0);

/** Appends one after the other; tells how many were refused, and as what. */
async function appendMany(spool: Spool, count: number): Promise<string[]> {
  const failures: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const result = await spool.append(someEvidence(`record-${index}`, 200));
    if (!result.ok) failures.push(result.failure);
  }
  return failures;
}

/** The chain holds, and its gap records of `cause` add up to `count`. */
async function expectGaps(files: FaultyFiles, cause: string, count: number): Promise<void> {
  const found = await verifySpool('/spool', { files });
  expect(found.breaks).toEqual([]);
  const ofCause = found.gaps.filter((gap) => gap.cause === cause);
  expect(ofCause.reduce((sum, gap) => sum + (gap.count ?? 0), 0)).toBe(count);
  expect(found.gaps.length).toBe(ofCause.length);
}

test('on a full disk appends are refused as full, the gap is written to the reserve, and all is well with space again', async () => {
  const files = new FaultyFiles();
  const spool = await open(files);
  await appendMany(spool, 1);
  files.freeBytes = 0;
  const refused = await appendMany(spool, 40);
  expect(new Set(refused)).toEqual(new Set(['spool-full']));
  const whileFull = await verifySpool('/spool', { files });
  expect(whileFull.gaps.map(({ cause }) => cause)).toContain('disk-full');
  expect(spool.statistics().failure).toMatchObject({ failure: 'spool-full' });
  files.freeBytes = Number.POSITIVE_INFINITY;
  // The first one may find that there is room again, or be the one that makes the spool look.
  const after = await appendMany(spool, 3);
  expect(after.length).toBeLessThanOrEqual(1);
  expect(spool.statistics().failure).toBeNull();
  await spool.close();
  await expectGaps(files, 'disk-full', refused.length + after.length);
});

test('the reserve outlives a restart on a full disk', async () => {
  const files = new FaultyFiles();
  const first = await open(files);
  await appendMany(first, 1);
  await first.close();
  files.freeBytes = 0;
  await files.remove('/spool/spare');
  files.freeBytes = 0;
  const second = await open(files);
  expect(failureOf(await second.append(someEvidence('refused')))).toBe('spool-full');
  const found = await verifySpool('/spool', { files });
  expect(found).toMatchObject({ ok: true, gaps: [{ cause: 'disk-full', count: 1 }] });
  await second.close();
});

test.each(['write', 'datasync'] as const)(
  'a %s that fails refuses the whole batch, and what it left behind never becomes evidence',
  async (operation) => {
    const files = new FaultyFiles();
    const spool = await open(files);
    await appendMany(spool, 2);
    files.failing.set(operation, 'EIO');
    const refused = await Promise.all([1, 2, 3].map((n) => spool.append(someEvidence(`ghost-${n}`))));
    expect(refused.map(failureOf)).toEqual(['spool-failed', 'spool-failed', 'spool-failed']);
    files.failing.clear();
    expect(await appendMany(spool, 2)).toEqual([]);
    await spool.close();
    const lines = await readAll(files);
    expect(lines.some((line) => line.includes('ghost'))).toBe(false);
    await expectGaps(files, 'disk-failed', 3);
  },
);

async function readAll(files: FaultyFiles): Promise<string[]> {
  const spool = await open(files);
  const lines = await spool.readFrom(1, 1000);
  await spool.close();
  return lines.map(({ text }) => text);
}

test('a disk that refuses even to cut off what failed keeps refusing, and the chain still holds afterwards', async () => {
  const files = new FaultyFiles();
  const spool = await open(files);
  await appendMany(spool, 2);
  for (const operation of ['datasync', 'truncate', 'create', 'open'] as const)
    files.failing.set(operation, 'EIO');
  expect(new Set(await appendMany(spool, 5))).toEqual(new Set(['spool-failed']));
  files.failing.clear();
  expect(await appendMany(spool, 2)).toEqual([]);
  await spool.close();
  await expectGaps(files, 'disk-failed', 5);
});

test('a read-only disk at start is a state that ends when the disk can be written', async () => {
  const files = new FaultyFiles();
  for (const operation of ['create', 'write', 'truncate', 'rename', 'lock'] as const) {
    files.failing.set(operation, 'EROFS');
  }
  const spool = await open(files);
  expect(spool.statistics().failure).toMatchObject({ failure: 'spool-failed' });
  expect(await appendMany(spool, 2)).toEqual(['spool-failed', 'spool-failed']);
  files.failing.clear();
  expect(await appendMany(spool, 2)).toEqual([]);
  await spool.close();
  await expectGaps(files, 'disk-failed', 2);
});

test('nothing is acknowledged while the sync is under way, and everybody who waits shares the next one', async () => {
  const files = new FaultyFiles();
  const spool = await open(files, { segmentBytes: 65_536 });
  await appendMany(spool, 1);
  const gate = Promise.withResolvers<void>();
  files.gate = gate.promise;
  const acknowledged: number[] = [];
  const append = async (): Promise<void> =>
    void acknowledged.push(seqOf(await spool.append(someEvidence('x'))));
  const first = append();
  await new Promise((resolve) => void setTimeout(resolve, 20));
  const others = Array.from({ length: 10 }, append);
  await new Promise((resolve) => void setTimeout(resolve, 20));
  expect(acknowledged).toEqual([]);
  files.synced.length = 0;
  files.gate = undefined;
  gate.resolve();
  await Promise.all([first, ...others]);
  expect(acknowledged).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  // The one under way, and one for the ten that waited.
  expect(files.synced.filter((path) => path.endsWith('.jsonl')).length).toBe(2);
  await spool.close();
});

const QUOTA = { totalBytes: 12_000, observationBytes: 6000, sessionBytes: 12_000, queueBytes: 1_000_000 };

async function flood(spool: Spool, lane: 'decision' | 'observation', session: string): Promise<number> {
  for (let stored = 0; ; stored += 1) {
    const result = await spool.append(someEvidence('flood', 300), { lane, session });
    if (failureOf(result) === 'spool-full') return stored;
    if (!result.ok) throw new Error(`refused for another reason: ${result.detail}`);
  }
}

test('a flood stops observations first, decisions later, and every refusal is counted', async () => {
  const files = new FaultyFiles();
  const spool = await open(files, { quota: QUOTA });
  const observations = await flood(spool, 'observation', 'a');
  expect(observations).toBeGreaterThan(0);
  expect(await flood(spool, 'decision', 'a')).toBeGreaterThan(0);
  expect(failureOf(await spool.append(someEvidence('late'), { lane: 'decision' }))).toBe('spool-full');
  expect(failureOf(await spool.append(someEvidence('late'), { lane: 'observation' }))).toBe('spool-full');
  await spool.close();
  await expectGaps(files, 'quota', 4);
});

test('what is uploaded makes room again', async () => {
  const files = new FaultyFiles();
  const spool = await open(files, { quota: QUOTA });
  await flood(spool, 'decision', 'a');
  await spool.forgetThrough(spool.statistics().lastSeq);
  expect(await flood(spool, 'decision', 'a')).toBeGreaterThan(10);
  await spool.close();
});

test('one session that floods does not silence another', async () => {
  const files = new FaultyFiles();
  const spool = await open(files, { quota: { ...QUOTA, sessionBytes: 4000 } });
  await flood(spool, 'decision', 'loud');
  expect(failureOf(await spool.append(someEvidence('other'), { session: 'quiet' }))).toBe('none');
  expect(failureOf(await spool.append(someEvidence('flood', 300), { session: 'loud' }))).toBe('spool-full');
  await spool.close();
  await expectGaps(files, 'quota', 2);
});

test('a disk that hangs fills the queue, observations first, and then refuses instead of growing', async () => {
  const files = new FaultyFiles();
  const spool = await open(files, { quota: { ...QUOTA, queueBytes: 8000 } });
  await appendMany(spool, 1);
  const gate = Promise.withResolvers<void>();
  files.gate = gate.promise;
  const waiting: Promise<AppendResult>[] = [];
  const refused: string[] = [];
  for (let index = 0; index < 30; index += 1) {
    const lane = index % 2 === 0 ? 'observation' : 'decision';
    const result = spool.append(someEvidence(String(index), 100), { lane });
    // A refusal is there at once; an admitted append waits for the disk.
    const now = await Promise.race([result, Promise.resolve('waits' as const)]);
    if (now === 'waits') waiting.push(result);
    else if (!now.ok) refused.push(lane);
  }
  expect(refused[0]).toBe('observation');
  expect(refused).toContain('decision');
  files.gate = undefined;
  gate.resolve();
  expect((await Promise.all(waiting)).map(failureOf)).toEqual(waiting.map(() => 'none'));
  await spool.close();
  await expectGaps(files, 'queue-full', refused.length);
});

test('a record over the limit is refused and counted', async () => {
  const files = new FaultyFiles();
  const spool = await open(files);
  const huge = 'x'.repeat(1_100_000);
  expect(failureOf(await spool.append({ type: 'lifecycle', event: 'e', detail: { huge } }))).toBe(
    'spool-full',
  );
  await spool.close();
  await expectGaps(files, 'quota', 1);
});

test('a closed spool refuses', async () => {
  const spool = await open(new FaultyFiles());
  await spool.close();
  expect(failureOf(await spool.append(someEvidence('late')))).toBe('spool-failed');
});
