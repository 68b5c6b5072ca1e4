import { randomBytes } from 'node:crypto';
import { open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Puts new bytes at a path in one step that survives a power cut; owner and permissions of an existing file stay.
 * The temporary name is random and must be new: an installer run by root in a folder of another user would
 * otherwise write through a link which that user laid at a name that can be guessed.
 */
export const replaceFile = async (realPath: string, bytes: Uint8Array, newMode: number): Promise<void> => {
  const existing = await stat(realPath).catch(() => undefined);
  const folder = dirname(realPath);
  const temporary = join(folder, `.${basename(realPath)}.${randomBytes(8).toString('hex')}`);
  const handle = await open(temporary, 'wx', 0o600);
  try {
    try {
      await handle.writeFile(bytes);
      if (existing && process.getuid?.() !== existing.uid) await handle.chown(existing.uid, existing.gid);
      await handle.chmod(existing ? existing.mode & 0o7777 : newMode);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, realPath);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(folder);
};

/** Makes a rename or removal in this folder durable. Windows cannot open folders, and needs no such call. */
export const syncFolder = async (folder: string): Promise<void> => {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};
