import { join } from 'node:path';
import { takeProcessLock } from '../process-lock.ts';
import type { DirectoryLock } from './file-layer.ts';

/** Takes `<directory>/lock` for this process, so that one chain has one writer. */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  const lock = takeProcessLock(join(directory, 'lock'));
  if (lock.ok) return { ok: true, release: async () => lock.release() };
  return {
    ok: false,
    detail: `the spool \`${directory}\` is in use by process ${lock.pid}; stop it with \`sallyport down\` first`,
  };
}
