/**
 * The promises of the spool in a few seconds, for judging mutants: exit code 1 and the reasons on stdout when one is
 * broken. The suites test the same things more thoroughly.
 */
import { createHash, generateKeyPairSync } from 'node:crypto';
import { openSpool } from '../../src/spool/open-spool.ts';
import type { Spool } from '../../src/spool/spool.ts';
import { verifySpool } from '../../src/spool/verify-spool.ts';
import { someEvidence } from './evidence.ts';
import { FaultyFiles } from './faulty-files.ts';
import { cutPower } from './power-cuts.ts';

const device = generateKeyPairSync('ed25519');

const open = (files: FaultyFiles): Promise<Spool> =>
  openSpool({
    directory: '/spool',
    device: 'device-1',
    tier: 'cooperative',
    signingKey: device.privateKey,
    files,
    segmentBytes: 4096,
    reserveBytes: 2048,
    retryMs: 0,
    gapIntervalMs: 0,
    quota: { totalBytes: 20_000, observationBytes: 8000 },
    now: () => new Date('2026-11-22T09:00:00.000Z'),
  });

/** What the callers were told. */
interface Told {
  refused: number;
  acknowledged: number;
}

async function append(
  spool: Spool,
  told: Told,
  count: number,
  lane: 'decision' | 'observation' = 'decision',
): Promise<number> {
  const results = await Promise.all(
    Array.from({ length: count }, (_, index) => spool.append(someEvidence(String(index), 300), { lane })),
  );
  const refused = results.filter(({ ok }) => !ok).length;
  told.refused += refused;
  told.acknowledged += count - refused;
  return refused;
}

/** Runs `load` and holds what is stored against what the callers were told. */
async function refusals(
  name: string,
  load: (spool: Spool, told: Told, files: FaultyFiles) => Promise<void>,
): Promise<string[]> {
  const files = new FaultyFiles();
  const spool = await open(files);
  const told: Told = { refused: 0, acknowledged: 0 };
  await load(spool, told, files);
  await spool.close();
  const { breaks, gaps, records } = await verifySpool('/spool', { files, publicKey: device.publicKey });
  const counted = gaps.reduce((sum, gap) => sum + (gap.count ?? 0), 0);
  return [
    ...(counted === told.refused ? [] : [`${name}: ${told.refused} refused, ${counted} counted`]),
    ...(records - gaps.length === told.acknowledged ? [] : [`${name}: a refused record is stored`]),
    ...breaks.map((found) => `${name}: ${JSON.stringify(found)}`),
  ];
}

const fullDisk = (): Promise<string[]> =>
  refusals('full disk', async (spool, told, files) => {
    await append(spool, told, 1);
    files.freeBytes = 0;
    await append(spool, told, 20);
    files.freeBytes = Number.POSITIVE_INFINITY;
    await append(spool, told, 1);
    await append(spool, told, 1);
  });

const failingSync = (): Promise<string[]> =>
  refusals('failing sync', async (spool, told, files) => {
    await append(spool, told, 1);
    files.failing.set('datasync', 'EIO');
    files.failing.set('create', 'EIO');
    await append(spool, told, 3);
    await append(spool, told, 3);
    files.failing.clear();
    await append(spool, told, 2);
  });

async function flood(): Promise<string[]> {
  let refused = 0;
  const failures = await refusals('quota', async (spool, told) => {
    for (let round = 0; round < 5; round += 1) await append(spool, told, 20, 'observation');
    refused = await append(spool, told, 3);
  });
  return refused === 0 ? failures : ['quota: observations took the room of decisions'];
}

/** More was uploaded from here once than is here now. */
async function oldCopy(): Promise<string[]> {
  const spool = await open(new FaultyFiles());
  const told: Told = { refused: 0, acknowledged: 0 };
  await append(spool, told, 3);
  await spool.forgetThrough(10);
  await append(spool, told, 1);
  const { lastSeq } = spool.statistics();
  await spool.close();
  return lastSeq === 12 ? [] : ['numbers that were uploaded are used again'];
}

/** A byte of an acknowledged record changes while the spool is down after a kill. */
async function lossAfterKill(): Promise<string[]> {
  const files = new FaultyFiles();
  const told: Told = { refused: 0, acknowledged: 0 };
  const killed = await open(files);
  await append(killed, told, 3);
  const [segment = ''] = (await files.list()).filter((name) => name.endsWith('.jsonl'));
  await (await files.open(`/spool/${segment}`, 'write')).write(Buffer.from('#'), 400);
  const again = await open(files);
  await append(again, told, 1);
  await again.close();
  const { gaps } = await verifySpool('/spool', { files });
  return gaps.some(({ cause }) => cause === 'corrupt-tail') ? [] : ['a damaged record leaves no gap'];
}

/** The rule of the chain and the signature, checked without any code of the spool. */
async function chainRule(): Promise<string[]> {
  const files = new FaultyFiles();
  const spool = await open(files);
  await append(spool, { refused: 0, acknowledged: 0 }, 2);
  const lines = await spool.readFrom(1, 2);
  await spool.close();
  const failures: string[] = [];
  let prev = '0'.repeat(64);
  for (const { text } of lines) {
    const [, body = '', hash = ''] = /^(.*),"hash":"([0-9a-f]{64})"\}$/.exec(text) ?? [];
    const expected = createHash('sha256').update(prev).update(`${body}}`).digest('hex');
    if (hash !== expected || !body.endsWith(`"prev":"${prev}"`))
      failures.push('a record breaks the rule of the chain');
    prev = hash;
  }
  const [notes = ''] = (await files.list()).filter((name) => name.endsWith('.checkpoints'));
  const file = await files.open(`/spool/${notes}`, 'write');
  const { bytes } = await file.stat();
  // In the middle of the last signature.
  const byte = Buffer.alloc(1);
  await file.read(byte, bytes - 40);
  await file.write(Buffer.from(byte.toString() === 'A' ? 'B' : 'A'), bytes - 40);
  const found = await verifySpool('/spool', { files, publicKey: device.publicKey });
  return found.ok ? [...failures, 'a changed signature is taken for a good one'] : failures;
}

const CHECKS = [chainRule, lossAfterKill, oldCopy, flood, failingSync, fullDisk];
const failures: string[] = [];
for (const check of CHECKS) if (failures.length === 0) failures.push(...(await check()));
if (failures.length === 0) failures.push(...(await cutPower(60, 1)).failures.slice(0, 3));
process.stdout.write(failures.map((failure) => `${failure}\n`).join(''));
process.exit(failures.length === 0 ? 0 : 1);
