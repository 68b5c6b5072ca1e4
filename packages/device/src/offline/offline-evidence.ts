import { createHash } from 'node:crypto';
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

/** The names of what is kept, oldest first. */
export function keptEvidence(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort();
  } catch {
    return [];
  }
}

/** Ours; anything else can't have been kept by us. */
const NAME = /^[A-Za-z0-9-]{1,150}\.json$/;

/**
 * Hands what is kept to `take`, with the name under which it is taken once, and removes the file when it is durable
 * in the chain. A file that can't be read becomes a gap record and is set aside as `.bad`, so that it neither blocks
 * the rest nor disappears.
 */
export async function takeOfflineEvidence(
  folder: string,
  take: (name: string, evidence: NewEvidence) => Promise<boolean>,
): Promise<{ taken: number; bad: number; all: boolean }> {
  let taken = 0;
  let bad = 0;
  for (const name of keptEvidence(folder)) {
    const file = join(folder, name);
    const evidence = NAME.test(name) ? readEvidence(file) : undefined;
    if (!(await take(evidence === undefined ? badName(name) : name.slice(0, -5), evidence ?? BAD)))
      return { taken, bad, all: false };
    if (evidence === undefined) {
      renameSync(file, `${file}.bad`);
      bad += 1;
    } else {
      rmSync(file);
      taken += 1;
    }
  }
  return { taken, bad, all: true };
}

const BAD: NewEvidence = {
  type: 'gap',
  cause: 'daemon-down',
  count: 1,
  detail: 'offline evidence that could not be read was set aside',
};

/** The name may hold anything. */
const badName = (name: string): string => `bad-${createHash('sha256').update(name).digest('hex')}`;

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
      keptAs: _keptAs,
      ...evidence
    } = parsed;
    return evidence;
  } catch {
    return undefined;
  }
}
