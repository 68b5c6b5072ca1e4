import { spawn, type ChildProcess } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { constants } from 'node:os';
import type { Writable } from 'node:stream';
import { sandboxArguments, SECCOMP_DESCRIPTOR, type SandboxJob } from './sandbox-arguments.ts';
import { seccompFilter } from './seccomp-filter.ts';

export type SandboxOptions = {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
  /** Where the command's own output goes: the caller's by default, or an open file. */
  readonly output?: 'inherit' | 'ignore' | number;
  readonly bwrap?: string;
};

/** How it ended, as a shell says it; `why` when it never began. */
export type SandboxEnd =
  { readonly ran: true; readonly exitCode: number } | { readonly ran: false; readonly why: string };

/** Fixed places: a `PATH` is the agent's to write. */
const BWRAP = '/usr/bin/bwrap';
const TIMED_OUT = 124;

/** Runs one command where it can change and reach nothing. Never runs it anywhere else: what fails, fails. */
export async function runInSandbox(job: SandboxJob, options: SandboxOptions): Promise<SandboxEnd> {
  if (process.platform !== 'linux') return { ran: false, why: `there is no sandbox on ${process.platform}` };
  const filter = seccompFilter(process.arch);
  if (filter === undefined) return { ran: false, why: `there is no sandbox for ${process.arch}` };
  const { environment, timeoutMs, output = 'inherit', bwrap = BWRAP } = options;
  let child: ChildProcess;
  try {
    child = spawn(bwrap, sandboxArguments({ ...job, cwd: realpathSync(job.cwd) }, environment), {
      stdio: ['ignore', output, output, 'pipe'],
      // Whatever this process was given, the sandbox's own starter needs none of it.
      env: {},
    });
  } catch (error) {
    // A folder that is gone, a text longer than the system takes, or one with a null byte.
    return { ran: false, why: error instanceof Error ? error.message : String(error) };
  }
  // Undefined only when the program could not be started, which `error` says.
  const toFilter = child.stdio[SECCOMP_DESCRIPTOR] as Writable | undefined;
  toFilter?.on('error', () => {});
  toFilter?.end(filter);
  let isTimedOut = false;
  const timer = setTimeout(() => {
    isTimedOut = true;
    child.kill('SIGKILL');
  }, timeoutMs);
  try {
    return await new Promise<SandboxEnd>((resolve) => {
      child.on('error', ({ message }) => resolve({ ran: false, why: message }));
      child.on('close', (code, signal) => {
        const exitCode = isTimedOut
          ? TIMED_OUT
          : (code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
        resolve({ ran: true, exitCode });
      });
    });
  } finally {
    clearTimeout(timer);
  }
}
