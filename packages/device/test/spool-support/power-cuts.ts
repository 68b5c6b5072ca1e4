import { generateKeyPairSync } from 'node:crypto';
import { openSpool } from '../../src/spool/open-spool.ts';
import type { Spool } from '../../src/spool/spool.ts';
import { verifySpool } from '../../src/spool/verify-spool.ts';
import { labelOf, someEvidence } from './evidence.ts';
import type { Lie } from './lossy-files.ts';
import { LossyFiles } from './lossy-files.ts';
import { seededRandom } from './random.ts';

export interface CutReport {
  readonly cuts: number;
  readonly acknowledged: number;
  /** What went wrong, with the seed that shows it again. */
  readonly failures: readonly string[];
}

const DIRECTORY = '/spool';
/** So many failures say what there is to say. */
const ENOUGH = 20;
const keys = generateKeyPairSync('ed25519');

const open = (files: LossyFiles): Promise<Spool> =>
  openSpool({
    directory: DIRECTORY,
    device: 'device-1',
    tier: 'cooperative',
    signingKey: keys.privateKey,
    files,
    // Small enough that segments, checkpoints and the reserve all turn over within a run.
    segmentBytes: 8192,
    reserveBytes: 1024,
    checkpoint: { everyRecords: 7 },
    now: () => new Date('2026-11-22T09:00:00.000Z'),
  });

async function allLines(spool: Spool): Promise<Map<string, number>> {
  const labels = new Map<string, number>();
  for (let from = 1; ;) {
    const lines = await spool.readFrom(from, 1000);
    for (const { text } of lines) labels.set(labelOf(text), (labels.get(labelOf(text)) ?? 0) + 1);
    const last = lines.at(-1);
    if (last === undefined) return labels;
    from = last.seq + 1;
  }
}

/** Appends from several writers until the power goes; tells which labels were acknowledged. */
async function loadUntilCut(
  spool: Spool,
  files: LossyFiles,
  writers: number,
  name: string,
): Promise<string[]> {
  const acknowledged: string[] = [];
  const write = async (writer: number): Promise<void> => {
    for (let index = 0; ; index += 1) {
      const label = `${name}-${writer}-${index}`;
      const result = await spool.append(someEvidence(label, (index * 97 + writer * 331) % 1500));
      if (!result.ok) throw new Error(`append refused: ${result.detail}`);
      acknowledged.push(label);
    }
  };
  for (let writer = 0; writer < writers; writer += 1) void write(writer);
  while (!files.isCut) await new Promise((resolve) => void setImmediate(resolve));
  // What was already resolved gets its turn; nothing else can come.
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => void setImmediate(resolve));
  return acknowledged;
}

/** Cuts the power `cuts` times, in lineages of ten: what one boot acknowledged, all later ones must still have. */
export async function cutPower(cuts: number, seed: number, lie: Lie = 'none'): Promise<CutReport> {
  const failures: string[] = [];
  let acknowledged = 0;
  for (let lineage = 0; lineage * 10 < cuts && failures.length < ENOUGH; lineage += 1) {
    const random = seededRandom(seed + lineage);
    const promised: string[] = [];
    let files = new LossyFiles(random, lie);
    for (let boot = 0; boot < 10; boot += 1) {
      const where = `seed ${seed + lineage}, boot ${boot}`;
      files.cutAfter = 3 + random.integer(120);
      const opening = open(files);
      const name = `${seed + lineage}.${boot}`;
      // The power may go while the spool is still opening.
      const opened = await Promise.race([opening, untilCut(files)]);
      if (opened !== undefined) {
        promised.push(...(await loadUntilCut(opened, files, 1 + random.integer(6), name)));
      }
      files = files.afterCut();
      failures.push(...(await inspect(files, promised, where)));
    }
    acknowledged += promised.length;
  }
  return { cuts, acknowledged, failures };
}

async function untilCut(files: LossyFiles): Promise<undefined> {
  while (!files.isCut) await new Promise((resolve) => void setImmediate(resolve));
  return undefined;
}

async function inspect(files: LossyFiles, promised: readonly string[], where: string): Promise<string[]> {
  const before = await verifySpool(DIRECTORY, { files, publicKey: keys.publicKey });
  const spool = await open(files);
  const { failure } = spool.statistics();
  const labels = await allLines(spool);
  await spool.close();
  const after = await verifySpool(DIRECTORY, { files, publicKey: keys.publicKey });
  const lost = promised.filter((label) => !labels.has(label));
  const twice = [...labels].filter(([label, count]) => label !== '' && count > 1);
  return [
    ...(failure === null ? [] : [`${where}: the spool did not open: ${failure.detail}`]),
    ...(lost.length === 0
      ? []
      : [`${where}: ${lost.length} acknowledged records lost, the first is ${lost[0]}`]),
    ...(twice.length === 0 ? [] : [`${where}: ${twice.length} records stored twice`]),
    ...before.breaks.map((found) => `${where}: before reopening: ${JSON.stringify(found)}`),
    ...after.breaks.map((found) => `${where}: after reopening: ${JSON.stringify(found)}`),
    ...after.gaps.map((found) => `${where}: a gap for nothing: ${JSON.stringify(found)}`),
  ];
}
