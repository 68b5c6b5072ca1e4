import type { KeyObject } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { join } from 'node:path';
import { loadCheckpoints } from './checkpoint-log.ts';
import { diskFiles } from './disk-files.ts';
import type { FileLayer, SpoolFile } from './file-layer.ts';
import { detailOf, isMissing } from './file-layer.ts';
import { segmentNames } from './segment-name.ts';
import { VerifiedChain } from './verified-chain.ts';
import type { Break, NamedGap } from './verified-chain.ts';

export interface Verification {
  /** No break was found. Gaps are named losses; they do not make a chain bad. */
  readonly ok: boolean;
  readonly records: number;
  /** The last record here. */
  readonly lastSeq: number;
  /** The last record that a valid checkpoint vouches for; 0 when none does, or no key was given. */
  readonly anchoredTo: number;
  /** A key was given. Without one, whoever can write the folder could have made this chain. */
  readonly signaturesChecked: boolean;
  readonly gaps: readonly NamedGap[];
  readonly breaks: readonly Break[];
  /** Bytes of an unfinished write behind the last record: noted, not a loss. */
  readonly unfinishedBytes: number;
}

interface VerifyOptions {
  /** The device's Ed25519 public key, from somewhere the device's users can't write. */
  readonly publicKey?: KeyObject;
  readonly files?: FileLayer;
}

/** A segment may be changing under us only while it is the newest. */
const ATTEMPTS = 4;
const FIRST_PAUSE_MS = 5;

async function readSegment(
  chain: VerifiedChain,
  files: FileLayer,
  directory: string,
  name: string,
  isNewest: boolean,
): Promise<void> {
  // Notes before records: a checkpoint never names a record that was not there yet.
  const checkpoints = await loadCheckpoints(files, directory, name);
  let file: SpoolFile;
  try {
    file = await files.open(join(directory, name), 'read');
  } catch (error) {
    // Retention removes the oldest segments while we read.
    if (isMissing(error) && chain.isEmpty) return;
    throw error;
  }
  try {
    await chain.readSegment(name, file, checkpoints, isNewest);
  } finally {
    await file.close();
  }
}

/**
 * Reads the whole spool and says what holds. Works beside a running daemon and without one, in bounded memory, and
 * never throws: what it reads may have been written by anybody.
 */
export async function verifySpool(directory: string, options: VerifyOptions = {}): Promise<Verification> {
  const files = options.files ?? diskFiles;
  const chain = new VerifiedChain(options.publicKey);
  let names: string[] = [];
  try {
    names = segmentNames(await files.list(directory));
  } catch (error) {
    chain.addBreak(null, directory, 'unreadable', detailOf(error));
  }
  for (const [index, name] of names.entries()) {
    const isNewest = index === names.length - 1;
    for (let attempt = 1; ; attempt += 1) {
      const before = chain.mark();
      try {
        await readSegment(chain, files, directory, name, isNewest);
      } catch (error) {
        chain.addBreak(null, name, 'unreadable', detailOf(error));
      }
      // A write that is under way looks like damage. It does not look so for long.
      if (!isNewest || !chain.isWorseThan(before) || attempt === ATTEMPTS) break;
      chain.reset(before);
      await setTimeout(FIRST_PAUSE_MS * 2 ** attempt);
    }
  }
  return chain.result();
}
