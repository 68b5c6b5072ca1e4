import { setTimeout } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';

const WAIT_MS = 3000;

/** Threads that were ended and are still there: a file system that does not answer (a network's, a person's own) holds them. */
const hanging = new Set<string>();

/** Another thread about the same would hang beside it. */
export const hangs = (about: string): boolean => hanging.has(about);

/** Ends a thread, and waits no longer than a moment for one that can't end yet. */
export async function endThread(
  worker: Pick<Worker, 'terminate'>,
  about: string,
  waitMs = WAIT_MS,
): Promise<void> {
  hanging.add(about);
  const ended = worker.terminate().then(() => hanging.delete(about));
  await Promise.race([ended, setTimeout(waitMs, undefined, { ref: false })]);
}
