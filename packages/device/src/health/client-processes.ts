import { readdir, readFile, readlink, stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface ClientProcess {
  readonly pid: number;
  readonly startedAt: string;
  readonly program: string;
  /** Null when it can't be known. */
  readonly cwd: string | null;
  /** The home it was started with, as it says itself; null when it says none. */
  readonly userHome: string | null;
}

// Linux reports process times to programs in hundredths of a second on every machine.
const TICKS_PER_SECOND = 100;

/** A command line is a claim of the process, good enough for a hint to restart it. */
const isClient = (program: string, argument: string): boolean =>
  /(?:^|\/)claude$/.test(program) ||
  /\/claude\/versions\/[^/]+$/.test(program) ||
  /(?:^|\/)claude$|\/@anthropic-ai\/claude-code\//.test(argument);

/** Running clients of one user, from `/proc`; null where there is none. */
export const clientProcesses = async (
  procFolder: string,
  uid: number | undefined,
): Promise<readonly ClientProcess[] | null> => {
  let bootSeconds: number;
  let names: readonly string[];
  try {
    bootSeconds = Number(/^btime (\d+)$/m.exec(await readFile(join(procFolder, 'stat'), 'utf8'))?.[1]);
    names = await readdir(procFolder);
  } catch {
    return null;
  }
  if (!Number.isFinite(bootSeconds)) return null;
  const found: ClientProcess[] = [];
  for (const name of names.filter((name) => /^\d+$/.test(name))) {
    const folder = join(procFolder, name);
    try {
      if (uid !== undefined && (await stat(folder)).uid !== uid) continue;
      const program = await readlink(join(folder, 'exe')).catch(() => '');
      const words = (await readFile(join(folder, 'cmdline'), 'utf8')).slice(0, 65_536).split('\0');
      // `claude …`, or `node …/@anthropic-ai/claude-code/cli.js …`.
      if (!words.slice(0, 2).some((word) => isClient(program, word))) continue;
      const status = await readFile(join(folder, 'stat'), 'utf8');
      // Field 22, counted behind the program's name, which may hold anything.
      const ticks = Number(status.slice(status.lastIndexOf(')') + 2).split(' ')[19]);
      if (!Number.isFinite(ticks)) continue;
      const startedAt = new Date((bootSeconds + ticks / TICKS_PER_SECOND) * 1000).toISOString();
      const place = await readlink(join(folder, 'cwd')).catch(() => null);
      // What the kernel appends when the folder is gone.
      const cwd = place?.endsWith(' (deleted)') === true ? null : place;
      const variables = (await readFile(join(folder, 'environ'), 'utf8').catch(() => '')).split('\0');
      const userHome = variables.find((line) => line.startsWith('HOME='))?.slice(5) ?? null;
      found.push({ pid: Number(name), startedAt, program: program || (words[0] ?? ''), cwd, userHome });
    } catch {
      // It ended while we looked, or is not ours to look at.
    }
  }
  return found;
};
