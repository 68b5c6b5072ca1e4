import { readFileSync, rmSync } from 'node:fs';
import { z } from 'zod';
import { readIfThere, writePrivateFile } from './private-file.ts';

/** What runs on this machine: written by `up` when every door answers, removed when it ends. */
const Running = z.object({
  pid: z.int().min(1),
  /** The kernel's start time of that process, so that a reused pid is not taken for it; absent where there is none. */
  startTicks: z.string().optional(),
  startedAt: z.string(),
  url: z.string(),
  ports: z.record(z.string(), z.int()),
  /** The parts below `pid`, by name; written again when one of them is started anew. */
  processes: z.record(z.string(), z.int()).optional(),
});
export type Running = z.infer<typeof Running>;

/** Field 22 of `/proc/<pid>/stat`, counted behind the program's name, which may hold spaces. */
export function startTicksOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

/** Does this number still name the process that started at `startTicks`? Where there are no ticks, any living one counts. */
export function isSameProcess(pid: number, startTicks: string | undefined): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Of another user, and alive. Node's own errors have a code.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return startTicks === undefined || startTicks === startTicksOf(pid);
}

/** What runs now, or nothing: a file left behind by a killed process counts as nothing. */
export function readRunning(file: string): Running | undefined {
  try {
    const running = Running.parse(JSON.parse(readIfThere(file) ?? ''));
    return isSameProcess(running.pid, running.startTicks) ? running : undefined;
  } catch {
    return undefined;
  }
}

export const writeRunning = (file: string, running: Running): void =>
  writePrivateFile(file, `${JSON.stringify(running)}\n`);
export const removeRunning = (file: string): void => rmSync(file, { force: true });
