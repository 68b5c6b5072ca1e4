import { setImmediate } from 'node:timers/promises';
import type { FileLayer, SpoolFile } from './file-layer.ts';
import { FILL } from './frame.ts';

const CHUNK = new Uint8Array(262_144).fill(FILL);

async function isFilled(file: SpoolFile, bytes: number): Promise<boolean> {
  if ((await file.stat()).bytes !== bytes) return false;
  const chunk = Buffer.allocUnsafe(CHUNK.length);
  for (let offset = 0; offset < bytes;) {
    const read = await file.read(chunk, offset);
    if (read === 0 || !chunk.subarray(0, read).equals(CHUNK.subarray(0, read))) return false;
    offset += read;
  }
  return true;
}

async function isReady(files: FileLayer, path: string, bytes: number): Promise<boolean> {
  try {
    const file = await files.open(path, 'write');
    try {
      if (!(await isFilled(file, bytes))) return false;
      await file.datasync();
      return true;
    } finally {
      await file.close();
    }
  } catch {
    return false;
  }
}

/**
 * Makes sure `path` is a file of `bytes` fill bytes on disk. Its blocks are then allocated and written, so a later
 * write inside it needs no free space and its `fdatasync` no journal commit. One that is there already is kept:
 * on a full disk it could not be made again.
 */
export async function prepareFilledFile(files: FileLayer, path: string, bytes: number): Promise<void> {
  if (await isReady(files, path, bytes)) return;
  await files.remove(path).catch(() => undefined);
  const file = await files.open(path, 'create');
  try {
    for (let offset = 0; offset < bytes; offset += CHUNK.length) {
      await file.write(CHUNK.subarray(0, Math.min(CHUNK.length, bytes - offset)), offset);
      // Writes are synchronous copies; let the commits of others through in between.
      await setImmediate();
    }
    await file.datasync();
  } catch (error) {
    // Half a spare would hold the last free blocks of a full disk.
    await files.remove(path).catch(() => undefined);
    throw error;
  } finally {
    await file.close();
  }
}
