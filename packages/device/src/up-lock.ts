import { renameSync, rmSync } from 'node:fs';
import { makePrivateFile, readIfThere } from './private-file.ts';
import { isSameProcess, startTicksOf } from './running.ts';

export type UpLock = { ok: true; release: () => void } | { ok: false; pid: number };

/**
 * One `up` for one state home, from before its first part starts until after its last one ended. The file is made
 * whole or not at all, so whoever finds it can read whose it is; that of a process that is gone is taken over.
 */
export function takeUpLock(file: string): UpLock {
  const mine = `${process.pid} ${startTicksOf(process.pid) ?? ''}\n`;
  for (;;) {
    if (makePrivateFile(file, mine)) {
      return { ok: true, release: () => void (readIfThere(file) === mine && rmSync(file, { force: true })) };
    }
    const pid = upLockHolder(file);
    if (pid !== undefined) return { ok: false, pid };
    setAside(file);
  }
}

/** Which living process holds the lock. */
export function upLockHolder(file: string): number | undefined {
  const [pid = '', startTicks = ''] = (readIfThere(file) ?? '').trim().split(' ');
  if (!/^[1-9]\d{0,9}$/.test(pid)) return undefined;
  return isSameProcess(Number(pid), startTicks === '' ? undefined : startTicks) ? Number(pid) : undefined;
}

/** Removes a lock that nobody holds. Two may do this at once: who moved the other's new lock puts it back. */
function setAside(file: string): void {
  const aside = `${file}.${process.pid}.old`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  if (upLockHolder(aside) !== undefined) makePrivateFile(file, readIfThere(aside) ?? '');
  rmSync(aside, { force: true });
}
