import { fork, type ChildProcess } from 'node:child_process';
import { openSync } from 'node:fs';

/**
 * Runs one part of Sallyport as a process of its own and starts it again when it ends: the guard must come back by
 * itself. A part says `{ready: …}` once over its channel; when this process ends, the channel closes and the part ends.
 */
export type Part<Ready> = {
  ready: Promise<Ready>;
  /** The process that runs the part now. */
  pid: () => number | undefined;
  send: (message: object) => void;
  stop: () => Promise<void>;
};

const FIRST_RESTART_MS = 100;
const SLOWEST_RESTART_MS = 5_000;
const STOP_DEADLINE_MS = 5_000;

export function supervise<Ready>(
  name: string,
  words: readonly string[],
  options: { logFile: string; restarted: (ready: Ready) => void },
): Part<Ready> {
  let child: ChildProcess;
  let stopping = false;
  let delayMs = FIRST_RESTART_MS;
  let settle: { resolve: (ready: Ready) => void; reject: (error: Error) => void } | undefined;
  const ready = new Promise<Ready>((resolve, reject) => {
    settle = { resolve, reject };
  });

  const start = (): void => {
    const log = openSync(options.logFile, 'a', 0o600);
    child = fork(process.argv[1] ?? '', [...words], {
      stdio: ['ignore', log, log, 'ipc'],
      execArgv: process.execArgv,
    });
    child.on('message', (message: { ready?: Ready; failed?: string }) => {
      if (message.failed !== undefined) {
        stopping = true;
        settle?.reject(new Error(message.failed));
      }
      if (message.ready === undefined) return;
      delayMs = FIRST_RESTART_MS;
      if (settle === undefined) options.restarted(message.ready);
      else settle.resolve(message.ready);
      settle = undefined;
    });
    child.on('exit', (code, signal) => {
      if (stopping) return;
      if (settle !== undefined) {
        settle.reject(
          new Error(
            `the ${name} ended (${signal ?? `exit ${code}`}) before it was ready; see ${options.logFile}`,
          ),
        );
        stopping = true;
        return;
      }
      setTimeout(start, delayMs);
      delayMs = Math.min(delayMs * 2, SLOWEST_RESTART_MS);
    });
  };
  start();

  return {
    ready,
    pid: () => child.pid,
    send: (message) => void (child.connected && child.send(message)),
    stop: async () => {
      stopping = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise<void>((resolve) => void child.once('exit', () => resolve()));
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** In a part: says that it is ready, and ends it when whoever started it is gone or asks for it. */
export function reportToSupervisor(ready: object, close: () => Promise<void>): void {
  let closing = false;
  const end = (): void => {
    if (closing) return;
    closing = true;
    close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  process.on('disconnect', end);
  process.send?.({ ready });
}
