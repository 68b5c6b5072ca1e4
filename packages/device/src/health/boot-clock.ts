import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Which start of the machine this is, and when it was by the present clock. Null where there is no `/proc`. */
export interface BootClock {
  readonly bootId: string;
  readonly bootedAt: string;
}

// Files of `/proc` have no size, so they are read whole; the kernel keeps these small.
const line = (path: string): Promise<string> => readFile(path, 'utf8').then((text) => text.trim());

export const readBootClock = async (procFolder: string, now: Date): Promise<BootClock | null> => {
  try {
    const bootId = await line(join(procFolder, 'sys/kernel/random/boot_id'));
    const upSeconds = Number((await line(join(procFolder, 'uptime'))).split(' ')[0]);
    if (bootId === '' || bootId.length > 100 || !Number.isFinite(upSeconds)) return null;
    return { bootId, bootedAt: new Date(now.getTime() - upSeconds * 1000).toISOString() };
  } catch {
    return null;
  }
};
