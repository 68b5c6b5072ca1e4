import { anchoredThrough, CheckpointLog } from './checkpoint-log.ts';
import { diskFiles } from './disk-files.ts';
import { Journal, SpoolRefusedError } from './journal.ts';
import { DEFAULTS } from './spool-options.ts';
import type { SpoolOptions } from './spool-options.ts';
import { Spool } from './spool.ts';

const BATCH_BYTES = 1_048_576;

/**
 * Opens the spool in `directory` and goes on with the chain that is there. Rejects only when another process or
 * another device owns the directory; on a disk that is full or broken the spool opens, refuses appends, and
 * tries again.
 */
export async function openSpool(options: SpoolOptions): Promise<Spool> {
  const { directory, device, signingKey, now } = options;
  const files = options.files ?? diskFiles;
  const segmentBytes = options.segmentBytes ?? DEFAULTS.segmentBytes;
  let release: (() => Promise<void>) | undefined;
  const spool = new Spool({
    directory,
    files,
    writer: { device, tier: options.tier },
    quota: { ...DEFAULTS.quota, ...options.quota },
    retain: { ...DEFAULTS.retain, ...options.retain },
    gapIntervalMs: options.gapIntervalMs ?? DEFAULTS.gapIntervalMs,
    retryMs: options.retryMs ?? DEFAULTS.retryMs,
    batchBytes: Math.min(BATCH_BYTES, segmentBytes / 2),
    checkpoints:
      signingKey === undefined
        ? undefined
        : new CheckpointLog({
            files,
            directory,
            device,
            key: signingKey,
            ...DEFAULTS.checkpoint,
            ...options.checkpoint,
            now,
          }),
    async openJournal(known) {
      await files.makeDirectory(directory);
      if (release === undefined) {
        const lock = await files.lock(directory);
        if (!lock.ok) throw new SpoolRefusedError(lock.detail);
        ({ release } = lock);
      }
      return await Journal.open(
        {
          directory,
          device,
          files,
          segmentBytes,
          reserveBytes: options.reserveBytes ?? DEFAULTS.reserveBytes,
          anchoredThrough: (segment) => anchoredThrough(files, directory, segment, signingKey),
          ...(options.epoch === undefined ? {} : { epoch: options.epoch }),
        },
        known === undefined ? undefined : { ...known.head, epoch: known.epoch },
      );
    },
    release: async () => release?.(),
    now,
  });
  try {
    await spool.start();
  } catch (error) {
    await spool.close();
    throw error;
  }
  return spool;
}
