import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { sync as writeFileAtomic } from 'write-file-atomic';

/** Writes a file that only its owner can read, in a folder that only its owner can enter, whole or not at all. */
export function writePrivateFile(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileAtomic(path, content, { mode: 0o600 });
}

/** Makes what was written, renamed and removed in `folder` survive a power cut. */
export function syncFolder(folder: string): void {
  const file = openSync(folder, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/**
 * Like `writePrivateFile`, unless the file is there. Of several processes at once one writes. Says whether this one
 * did; then the file survives a power cut, name and all, because what is signed with a key outlives the first start.
 */
export function makePrivateFile(path: string, content: string): boolean {
  const unfinished = `${path}.${process.pid}.new`;
  writePrivateFile(unfinished, content);
  try {
    linkSync(unfinished, path);
    syncFolder(dirname(path));
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(unfinished, { force: true });
  }
}

export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
