import { createHash, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readIfThere } from './private-file.ts';
import { isSameProcess, startTicksOf } from './running.ts';

export type ProcessLock = { ok: true; release: () => void } | { ok: false; pid: number };

/** Each attempt that fails is another process getting on; so many never fail in a row. */
const ATTEMPTS = 1000;

/**
 * A lock file that one living process holds, whatever number of them ask at once and wherever one is killed. A claim
 * is filled first and then linked, so nobody ever reads half of one. Nobody removes the claim of a process that is
 * gone: the right to replace it is a claim too, linked under a name made of the dead one's text, which no other
 * claim ever has. Who linked that name and still finds itself at the end of the way from the lock file is the
 * holder, and moves its claim over the dead one in one step.
 */
export function takeProcessLock(file: string): ProcessLock {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const nonce = randomBytes(8).toString('hex');
  const mine = `${process.pid} ${startTicksOf(process.pid) ?? ''} ${nonce}\n`;
  const filled = `${file}.${process.pid}.${nonce}.new`;
  writeFileSync(filled, mine, { flag: 'wx', mode: 0o600 });
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const end = endOf(file);
      const pid = holderOf(end.text);
      if (pid !== undefined) return { ok: false, pid };
      if (!link(filled, end.next)) continue;
      // Another may have replaced the dead one since it was looked at: then this claim hangs on nothing.
      if (endOf(file).text !== mine) {
        rmSync(end.next, { force: true });
        continue;
      }
      renameSync(end.next, file);
      removeLeftovers(file);
      return { ok: true, release: () => void (readIfThere(file) === mine && rmSync(file, { force: true })) };
    }
  } finally {
    rmSync(filled, { force: true });
  }
  throw new Error(`could not take the lock \`${file}\`; remove it if nothing is running`);
}

/** Which living process holds the lock. */
export const lockHolder = (file: string): number | undefined => holderOf(endOf(file).text);

/** From the lock file over the claims that follow those of dead processes: the last one, and where the next one goes. */
function endOf(file: string): { text: string | undefined; next: string } {
  let text: string | undefined;
  let next = file;
  for (let found = readIfThere(next); found !== undefined; found = readIfThere(next)) {
    text = found;
    const after = `${file}.after-${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
    if (holderOf(text) !== undefined || after === next) break;
    next = after;
  }
  return { text, next };
}

function holderOf(claim: string | undefined): number | undefined {
  const [pid = '', startTicks = ''] = (claim ?? '').trim().split(' ');
  if (!/^[1-9]\d{0,9}$/.test(pid)) return undefined;
  return isSameProcess(Number(pid), startTicks === '' ? undefined : startTicks) ? Number(pid) : undefined;
}

function link(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    // Node's own file system errors have a code.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** What killed processes left beside the lock. Whoever is about to link such a name again finds the holder and gives way. */
function removeLeftovers(file: string): void {
  const folder = dirname(file);
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(`${basename(file)}.`)) continue;
    const rest = name.slice(basename(file).length + 1);
    const pid = /^(\d{1,10})\.[0-9a-f]{16}\.new$/.exec(rest)?.[1];
    if (rest.startsWith('after-') || (pid !== undefined && !isSameProcess(Number(pid), undefined)))
      rmSync(join(folder, name), { force: true });
  }
}
