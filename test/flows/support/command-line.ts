import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeClientHome } from '@sallyport/testkit';

export const PROGRAM = join(import.meta.dirname, '../../../dist/sallyport.mjs');

export type Said = { exitCode: number | null; stdout: string; stderr: string };
export type Running = { pid: number; url: string; processes: { device: number; 'control-plane': number } };

/** The command in a home of its own, with nothing running yet. */
export type CommandLine = AsyncDisposable & {
  home: string;
  cwd: string;
  state: string;
  env: Record<string, string>;
  run: (words: readonly string[], input?: string, env?: Record<string, string>) => Promise<Said>;
  /** Starts `up`, in front of it `before` when given; what is left at the end is killed. */
  up: (env?: Record<string, string>, before?: readonly string[]) => Started;
  running: () => Running;
};

export type Started = {
  child: ChildProcess;
  /** The announcement of `up --json`, or what it complained of. */
  announced: Promise<{ url: string; port: number }>;
  ended: Promise<Said>;
};

const textOf = (child: ChildProcess): { stdout: string; stderr: string } => {
  const said = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (piece: string) => (said.stdout += piece));
  child.stderr?.setEncoding('utf8').on('data', (piece: string) => (said.stderr += piece));
  return said;
};

const endOf = (child: ChildProcess, said: { stdout: string; stderr: string }): Promise<Said> =>
  new Promise((resolve) => child.on('close', (exitCode) => resolve({ exitCode, ...said })));

export async function commandLine(): Promise<CommandLine> {
  const place = await makeClientHome();
  const state = join(place.home, '.sallyport');
  const env = { PATH: process.env['PATH'] ?? '', HOME: place.home, SALLYPORT_PORT: '0' };
  const started: ChildProcess[] = [];
  const running = (): Running =>
    // Written by the program under test, in the shape that its own schema gives it.
    JSON.parse(readFileSync(join(state, 'run', 'running.json'), 'utf8')) as Running;

  return {
    home: place.home,
    cwd: place.cwd,
    state,
    env,
    running,
    run: (words, input = '', more = {}) => {
      const child = spawn(process.execPath, [PROGRAM, ...words], {
        cwd: place.cwd,
        env: { ...env, ...more },
      });
      child.stdin.on('error', () => {});
      child.stdin.end(input);
      return endOf(child, textOf(child));
    },
    up: (more = {}, before = []) => {
      const command = [process.execPath, PROGRAM, 'up', '--json'];
      const [program = '', ...words] = before.concat(command);
      const child = spawn(program, words, { cwd: place.cwd, env: { ...env, ...more } });
      started.push(child);
      const said = textOf(child);
      const ended = endOf(child, said);
      const announced = new Promise<{ url: string; port: number }>((resolve, reject) => {
        child.stdout.on('data', () => {
          // The program under test prints one line; a line of another shape fails where it is used.
          if (said.stdout.includes('\n') && !said.stdout.includes('"error"'))
            resolve(JSON.parse(said.stdout) as { url: string; port: number });
        });
        child.on('close', () => reject(new Error(`\`up\` ended: ${said.stderr}`)));
      });
      announced.catch(() => {});
      return { child, announced, ended };
    },
    [Symbol.asyncDispose]: async () => {
      for (const child of started) {
        if (child.exitCode !== null || child.signalCode !== null) continue;
        const ended = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGTERM');
        await ended;
      }
      await place[Symbol.asyncDispose]();
    },
  };
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A process that ended and was not fetched yet is dead enough.
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** Waits for what must become true; the message is what a person wants to know when it does not. */
export async function until(
  what: string,
  isTrue: () => boolean | Promise<boolean>,
  deadlineMs = 15_000,
): Promise<void> {
  const deadline = Date.now() + deadlineMs;
  for (;;) {
    let last: unknown;
    try {
      if (await isTrue()) return;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) throw new Error(`waited ${deadlineMs} ms in vain: ${what}`, { cause: last });
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
