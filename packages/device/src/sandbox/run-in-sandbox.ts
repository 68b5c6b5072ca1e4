import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, fstatSync, realpathSync } from 'node:fs';
import { constants } from 'node:os';
import type { Duplex, Readable, Writable } from 'node:stream';
import { maskedPlaces } from './masked-places.ts';
import { OwnPipe } from './own-pipe.ts';
import { shownOtherwise, type ShownName } from './own-folders.ts';
import {
  INFO_DESCRIPTOR,
  sandboxArguments,
  SECCOMP_DESCRIPTOR,
  START_DESCRIPTOR,
  type SandboxJob,
} from './sandbox-arguments.ts';
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
const MAX_INFO_CHARACTERS = 4096;

/** Runs one command where it can change and reach nothing. Never runs it anywhere else: what fails, fails. */
export async function runInSandbox(job: SandboxJob, options: SandboxOptions): Promise<SandboxEnd> {
  if (process.platform !== 'linux') return { ran: false, why: `there is no sandbox on ${process.platform}` };
  const filter = seccompFilter(process.arch);
  if (filter === undefined) return { ran: false, why: `there is no sandbox for ${process.arch}` };
  const { environment, timeoutMs, output = 'inherit', bwrap = BWRAP } = options;
  let child: ChildProcess;
  let shown: readonly ShownName[];
  const pipes: OwnPipe[] = [];
  try {
    const { command, home } = job;
    const cwd = realpathSync(job.cwd);
    const masked = maskedPlaces(job.keptOut, { home, cwd });
    const start = sandboxArguments({ command, cwd, home, masked }, environment);
    ({ shown } = start);
    // INVARIANT: pipes and nothing of the caller's: who holds a terminal's descriptor reads keys and pushes some in, and
    // who holds a file's writes over what others wrote there. Where both outputs are one, so is the pipe: lines keep
    // their order.
    const targets = output === 'ignore' ? [] : outputsOf(output);
    for (const target of targets) pipes.push(new OwnPipe(target));
    const [out = 'ignore', err = out] = pipes.map(({ forChild }) => forChild);
    child = spawn(bwrap, start.words, {
      stdio: ['ignore', out, err, 'pipe', 'pipe', 'pipe'],
      // Whatever this process was given, the sandbox's own starter needs none of it.
      env: {},
    });
  } catch (error) {
    for (const pipe of pipes) pipe.forget();
    // A folder that is gone, a text longer than the system takes, or one with a null byte.
    return { ran: false, why: error instanceof Error ? error.message : String(error) };
  }
  for (const pipe of pipes) pipe.handedOver(() => child.kill('SIGKILL'));
  // Undefined only when the program could not be started, which `error` says.
  const toFilter = child.stdio[SECCOMP_DESCRIPTOR] as Writable | undefined;
  toFilter?.on('error', () => {});
  toFilter?.end(filter);
  let refused: string | undefined;
  const looking = letGoOnceSeen(child, shown, (why) => {
    refused = why;
    child.kill('SIGKILL');
  });
  let isTimedOut = false;
  const timer = setTimeout(() => {
    isTimedOut = true;
    child.kill('SIGKILL');
  }, timeoutMs);
  try {
    const end = await new Promise<SandboxEnd>((resolve) => {
      child.on('error', ({ message }) => resolve({ ran: false, why: message }));
      child.on('close', (code, signal) => {
        const exitCode = isTimedOut
          ? TIMED_OUT
          : (code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
        resolve({ ran: true, exitCode });
      });
    });
    await looking;
    await Promise.all(pipes.map(({ emptied }) => emptied));
    return refused === undefined ? end : { ran: false, why: refused };
  } finally {
    clearTimeout(timer);
  }
}

/** The sandbox stands and waits; its command starts when what it shows is what was there, and not what a link led to. */
async function letGoOnceSeen(
  { stdio }: ChildProcess,
  shown: readonly ShownName[],
  refuse: (why: string) => void,
): Promise<void> {
  const told = stdio[INFO_DESCRIPTOR] as Readable | undefined;
  // There are as many as were asked for, of which the type knows five.
  const start = (stdio as readonly unknown[])[START_DESCRIPTOR] as Duplex | undefined;
  const [info, stands] = await Promise.all([firstOf(told, '}'), firstOf(start, '.')]);
  // It could not be made; its own words say why, and nobody waits any more.
  if (stands === '') return;
  const pid = /"child-pid":\s*(\d+)/.exec(info)?.[1];
  try {
    if (pid === undefined) throw new Error('it does not say which process it is');
    const changed = shownOtherwise(shown, `/proc/${pid}/root`);
    if (changed === undefined) start?.end('1');
    else refuse(`\`${changed}\` became another while the sandbox was made`);
  } catch (error) {
    refuse(`the sandbox could not be looked into: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** What comes until `end` is among it, or nothing comes any more. */
function firstOf(from: Readable | undefined, end: string): Promise<string> {
  let text = '';
  return new Promise((resolve) => {
    if (from === undefined) return resolve('');
    from.setEncoding('utf8');
    from.on('data', (piece: string) => {
      text += piece;
      if (text.includes(end) || text.length > MAX_INFO_CHARACTERS) resolve(text);
    });
    for (const over of ['end', 'error', 'close']) from.on(over, () => resolve(text));
  });
}

function outputsOf(output: 'inherit' | number): readonly Writable[] {
  if (output !== 'inherit') return [createWriteStream('', { fd: output, autoClose: false })];
  return isOneFile(1, 2) ? [process.stdout] : [process.stdout, process.stderr];
}

/** Two of this process's descriptors lead to one file, terminal or pipe. */
function isOneFile(one: number, other: number): boolean {
  try {
    const [left, right] = [fstatSync(one), fstatSync(other)];
    return left.dev === right.dev && left.ino === right.ino && left.rdev === right.rdev;
  } catch {
    return false;
  }
}
