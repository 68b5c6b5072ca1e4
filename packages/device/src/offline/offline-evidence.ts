import {
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { EvidenceRecord, type NewEvidence } from '@sallyport/action-model';

/**
 * Evidence of decisions made while no daemon ran. Each is a file of its own, because two hooks can decide at the
 * same time and the chain has one writer. The daemon takes them into the chain when it starts.
 */
export function keepOfflineEvidence(folder: string, evidence: NewEvidence, now: Date): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // The second number is of one clock for all processes, and orders what happened within a millisecond.
  const name = `${now.getTime()}-${String(process.hrtime.bigint()).padStart(20, '0')}-${process.pid}`;
  const unfinished = join(folder, `${name}.part`);
  const file = openSync(unfinished, 'wx', 0o600);
  try {
    writeSync(file, JSON.stringify(evidence));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(unfinished, join(folder, `${name}.json`));
  const directory = openSync(folder, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

/**
 * Hands each kept record to `take`, oldest first, and removes it when `take` has made it durable. A file that
 * can't be read is set aside as `.bad`, and counted, so that it neither blocks the rest nor disappears.
 */
export async function takeOfflineEvidence(
  folder: string,
  take: (evidence: NewEvidence) => Promise<boolean>,
): Promise<{ taken: number; bad: number }> {
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch {
    return { taken: 0, bad: 0 };
  }
  let taken = 0;
  let bad = 0;
  for (const name of names.sort()) {
    const file = join(folder, name);
    const evidence = readEvidence(file);
    if (evidence === undefined) {
      renameSync(file, `${file}.bad`);
      bad += 1;
      continue;
    }
    if (!(await take(evidence))) break;
    rmSync(file);
    taken += 1;
  }
  return { taken, bad };
}

/** A record holds samples of bounded size; one of ours is far smaller. */
const MAX_BYTES = 16_777_216;

const ANY_HASH = '0'.repeat(64);

/** The folder can be written by the agent's user in cooperative tier, so what lies in it is parsed like anything foreign. */
function readEvidence(path: string): NewEvidence | undefined {
  try {
    // A pipe or a device in a file's place would hold the daemon up for ever.
    const file = lstatSync(path);
    if (!file.isFile() || file.size > MAX_BYTES) return undefined;
    const link = {
      v: 1,
      seq: 1,
      at: new Date(0).toISOString(),
      device: 'any',
      tier: 'cooperative',
      prev: ANY_HASH,
      hash: ANY_HASH,
    };
    const parsed = EvidenceRecord.parse({ ...JSON.parse(readFileSync(path, 'utf8')), ...link });
    const {
      v: _v,
      seq: _seq,
      at: _at,
      device: _device,
      tier: _tier,
      prev: _prev,
      hash: _hash,
      ...evidence
    } = parsed;
    return evidence;
  } catch {
    return undefined;
  }
}
