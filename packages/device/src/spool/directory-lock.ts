import { readFileSync } from 'node:fs';
import { open, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { DirectoryLock } from './file-layer.ts';
import { errorCode } from './file-layer.ts';

/**
 * A process id is reused after a reboot, so the lock also holds when that process started. Without `/proc` a
 * living process of that id counts as the owner: refusing to start is better than two writers of one chain.
 */
const startOf = (pid: number): string | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is a name in brackets that may hold spaces; the start time is the 20th after it.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
};

const ownerOf = (text: string): number | undefined => {
  const [pidText = '', start = ''] = text.trim().split(' ');
  const pid = Number(pidText);
  if (!Number.isSafeInteger(pid) || pid <= 0 || !isAlive(pid)) return undefined;
  const now = startOf(pid);
  return now === undefined || start === '' || now === start ? pid : undefined;
};

/** Takes `<directory>/lock` for this process; the lock of a process that is gone is taken over. */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  const path = join(directory, 'lock');
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      const file = await open(path, 'wx', 0o600);
      await file.writeFile(`${process.pid} ${startOf(process.pid) ?? ''}\n`);
      await file.close();
      return { ok: true, release: () => unlink(path).catch(() => undefined) };
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
    const owner = ownerOf(await readFile(path, 'utf8').catch(() => ''));
    if (owner !== undefined) {
      return {
        ok: false,
        detail: `the spool \`${directory}\` is in use by process ${owner}; stop it with \`sallyport down\` first`,
      };
    }
    await unlink(path).catch(() => undefined);
  }
  return { ok: false, detail: `could not take \`${path}\`; remove it if no daemon is running` };
}
