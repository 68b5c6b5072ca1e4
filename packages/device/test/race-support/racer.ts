/**
 * One of several processes that all do the same thing at the same moment. For each line on stdin, a JSON list of a
 * deed and its arguments, it prints one line of JSON: what came of it.
 */
import { closeSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { openIdentity } from '../../src/identity.ts';
import { takeProcessLock, type ProcessLock } from '../../src/process-lock.ts';
import { openSpool } from '../../src/spool/open-spool.ts';
import type { Spool } from '../../src/spool/spool.ts';
import { stateHome } from '../../src/state-home.ts';

let held: ProcessLock | undefined;
let spool: Spool | undefined;

const deeds: Record<string, (path: string, count: string) => unknown> = {
  take: (path) => {
    held = takeProcessLock(path);
    return held.ok;
  },
  release: () => {
    if (held?.ok === true) held.release();
    held = undefined;
    return true;
  },
  identity: (path) => {
    const home = stateHome(path);
    const { key, ...rest } = openIdentity(home);
    const kept = [home.hookTokenHeader, home.apiToken, home.deviceToken, home.state].map((file) =>
      readFileSync(file, 'utf8'),
    );
    return { ...rest, key: key.export({ type: 'pkcs8', format: 'pem' }), kept };
  },
  spool: async (path) => {
    try {
      spool = await openSpool({
        directory: path,
        device: 'device-1',
        tier: 'cooperative',
        segmentBytes: 65_536,
        reserveBytes: 4096,
        now: () => new Date(),
      });
      return true;
    } catch (error) {
      return String(error);
    }
  },
  close: async () => {
    await spool?.close();
    spool = undefined;
    return true;
  },
  /** Takes and lets go again and again; every second time as a process that died with the lock in its hand. */
  contend: (path, count) => {
    let taken = 0;
    let together = 0;
    for (let index = 0; index < Number(count); index += 1) {
      const lock = takeProcessLock(path);
      if (!lock.ok) continue;
      taken += 1;
      try {
        closeSync(openSync(`${path}-inside`, 'wx'));
        rmSync(`${path}-inside`);
      } catch {
        together += 1;
      }
      if (index % 2 === 0) lock.release();
      else leaveDead(path, `${process.pid}${index}`);
    }
    return { taken, together };
  },
};

/** In one step, as a death is: a claim of a process number that the kernel never gives. */
function leaveDead(path: string, nonce: string): void {
  writeFileSync(`${path}-dead-${nonce}`, `99999999 1 ${nonce}\n`);
  renameSync(`${path}-dead-${nonce}`, path);
}

for await (const line of createInterface({ input: process.stdin })) {
  // Written by the test beside this file.
  const [deed = '', path = '', count = ''] = JSON.parse(line) as string[];
  const result: unknown = await deeds[deed]?.(path, count);
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
