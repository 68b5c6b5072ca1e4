import { Worker } from 'node:worker_threads';
import { endThread, hangs } from './end-thread.ts';
import type { WrapRequest } from './inventory-worker.ts';
import type { InventoryLook, LookRequest } from './take-look.ts';
import type { WrappedServers } from './wrap-new-servers.ts';

const MAX_MS = 120_000;
const MAX_HEAP_MIB = 192;
/** Files that are being put in place are worth this wait when the guard ends. */
const LAST_MS = 3000;

export const lookInThread = (request: LookRequest, signal: AbortSignal): Promise<InventoryLook> =>
  inThread(request, signal, 0);

/** Undefined when nothing was to do, or not now. */
export const wrapInThread = (
  request: WrapRequest,
  signal: AbortSignal,
): Promise<WrappedServers | undefined> => inThread(request, signal, LAST_MS);

/** In a thread of its own: what others wrote is large or deep, and may cost the thread, never the guard. */
async function inThread<Answer>(
  workerData: LookRequest | WrapRequest,
  signal: AbortSignal,
  lastMs: number,
): Promise<Answer> {
  signal.throwIfAborted();
  const about = 'memoryFile' in workerData ? workerData.memoryFile : '';
  if (hangs(about)) throw new Error('the look before still waits for a file system that does not answer');
  const worker = new Worker(new URL('./inventory-worker.ts', import.meta.url), {
    env: {},
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MIB },
  });
  worker.unref();
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const endAfter = (ms: number, why: string) => setTimeout(() => reject(new Error(why)), ms).unref();
  const expiry = endAfter(MAX_MS, 'it took too long');
  signal.addEventListener('abort', () => endAfter(lastMs, 'the guard ends'), { once: true });
  // The other side is our own file, so its message is not parsed again.
  worker.once('message', (answer: Answer) => resolve(answer));
  worker.once('error', reject);
  worker.once('exit', () => reject(new Error('the thread ended')));
  try {
    return await promise;
  } finally {
    clearTimeout(expiry);
    await endThread(worker, about);
  }
}
