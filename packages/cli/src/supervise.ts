import { fork, type ChildProcess, type StdioOptions } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

/**
 * Runs one part of Sallyport as a process of its own and starts it again when it ends: the guard must come back by
 * itself. A part says `{ready: …}` once over its channel, or `{failed: why}`; when this process ends, the channel
 * closes and the part ends.
 */
export type Part<Ready> = {
  ready: Promise<Ready>;
  /** The process that runs the part now. */
  pid: () => number | undefined;
  stop: () => Promise<void>;
};

/** A call leaves so little behind that a larger space only fills with what is long gone. */
const YOUNG_HALF_MIB = 4;
const FIRST_RESTART_MS = 100;
const SLOWEST_RESTART_MS = 5_000;
/** A part ends itself first; two parts one after the other stay within the five seconds of a service manager. */
const CLOSE_DEADLINE_MS = 1_800;
const STOP_DEADLINE_MS = 2_200;

export function supervise<Ready>(
  name: string,
  /** Asked at each start, because a part may have to come back as what it had become. */
  words: (descriptors: readonly number[]) => readonly string[],
  options: {
    logFile: string;
    /** How much its heap may hold; it is ended and started again beyond that. */
    heapMiB: number;
    /** Listening sockets that the part takes over; `words` is told which numbers they have there. */
    descriptors: readonly number[];
    restarted: (ready: Ready) => void;
  },
): Part<Ready> {
  let child: ChildProcess | undefined;
  let stopping = false;
  let restart: NodeJS.Timeout | undefined;
  let delayMs = FIRST_RESTART_MS;
  let settle: { resolve: (ready: Ready) => void; reject: (error: Error) => void } | undefined;
  const ready = new Promise<Ready>((resolve, reject) => {
    settle = { resolve, reject };
  });
  const neverReady = (why: string): void => {
    stopping = true;
    settle?.reject(new Error(why));
    settle = undefined;
  };

  const start = (): void => {
    const log = openLog(options.logFile);
    const streams: StdioOptions = ['ignore', log ?? 'ignore', log ?? 'ignore', 'ipc'];
    const taken = options.descriptors.map((_, index) => streams.length + index);
    const started = fork(process.argv[1] ?? '', [...words(taken)], {
      stdio: [...streams, ...options.descriptors],
      // V8 keeps garbage in step with the room it is given: with all of the machine's the guard held twice what it does
      // now, and took as much processor time. Flags that a person gives come later and count.
      execArgv: [
        `--max-old-space-size=${options.heapMiB}`,
        `--max-semi-space-size=${YOUNG_HALF_MIB}`,
        ...process.execArgv,
      ],
    });
    if (log !== undefined) closeSync(log);
    child = started;
    started.on('message', (message: { ready?: Ready; failed?: string }) => {
      // Once it was ready, a part that fails is started again and its log says why.
      if (message.failed !== undefined && settle !== undefined) neverReady(message.failed);
      if (message.ready === undefined) return;
      delayMs = FIRST_RESTART_MS;
      if (settle === undefined) options.restarted(message.ready);
      else settle.resolve(message.ready);
      settle = undefined;
    });
    started.on('exit', (code, signal) => {
      if (stopping) return;
      if (settle !== undefined) {
        neverReady(
          `the ${name} ended (${signal ?? `exit ${code}`}) before it was ready; see ${options.logFile}`,
        );
        return;
      }
      restart = setTimeout(start, delayMs);
      delayMs = Math.min(delayMs * 2, SLOWEST_RESTART_MS);
    });
  };
  start();

  return {
    ready,
    pid: () => child?.pid,
    stop: async () => {
      stopping = true;
      clearTimeout(restart);
      const last = child;
      if (last === undefined || last.exitCode !== null || last.signalCode !== null) return;
      const ended = new Promise<void>((resolve) => void last.once('exit', () => resolve()));
      last.kill('SIGTERM');
      const timer = setTimeout(() => last.kill('SIGKILL'), STOP_DEADLINE_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** A guard without a log is better than none: whoever takes the log away must not stop a restart. */
function openLog(file: string): number | undefined {
  try {
    return openSync(file, 'a', 0o600);
  } catch {
    return undefined;
  }
}

/** In a part: says why it can't start; elsewhere nobody listens. */
export const failToSupervisor = (failed: string): void => void process.send?.({ failed });

/** In a part: says that it is ready, and ends it when whoever started it is gone or asks for it. */
export function reportToSupervisor(ready: object, close: () => Promise<void>): void {
  let closing = false;
  const end = (): void => {
    if (closing) return;
    closing = true;
    // A hook that hangs on its connection must not keep an old guard beside a new one.
    setTimeout(() => process.exit(1), CLOSE_DEADLINE_MS);
    close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  if (process.send === undefined) return;
  // The supervisor may have ended before anybody listened for it.
  if (!process.connected) return end();
  process.on('disconnect', end);
  process.send({ ready });
}
