/**
 * Looks again and again at what is installed for the guard's own person, and puts what is new, changed or gone into the evidence.
 * Every look is a thread of its own, so that hashing somebody's large folder keeps no hook waiting, and it is ended when it takes too
 * long. What it reads was written by others: it can only make records, and so many for each look. It runs and fetches nothing.
 */
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { NewEvidence } from '@sallyport/action-model';
import { stampOf } from '../watched-file.ts';
import { changesAsEvidence, isToldInPart, wrappingAsEvidence } from './changes-as-evidence.ts';
import type { InventoryLook, LookRequest } from './inventory-worker.ts';
import { storePlaces } from './store-places.ts';

const STAMP_EVERY_MS = 5_000;
/** The client writes one of the files at every prompt; and whoever waited for the guard's start comes before the first look. */
const APART_MS = 60_000;
const MAX_LOOK_MS = 120_000;
const MAX_HEAP_MIB = 192;

export type InventoryWatchOptions = {
  readonly request: () => Promise<Omit<LookRequest, 'now' | 'isWhole'>>;
  readonly home: string;
  readonly note: (evidence: NewEvidence) => void;
  readonly failed: (why: string) => void;
  readonly now: () => Date;
  /** How often without any sign of a change. */
  readonly everyMs: number;
  /** Before the first look, and between two. */
  readonly apartMs?: number;
  readonly stampEveryMs?: number;
};

/** Gives back what ends it. */
export function watchInventory({
  request,
  home,
  everyMs,
  note,
  failed,
  now,
  apartMs = Math.min(APART_MS, everyMs),
  stampEveryMs = Math.min(STAMP_EVERY_MS, everyMs),
}: InventoryWatchOptions): () => Promise<void> {
  const files = watchedFiles(home);
  const stamp = (): string => files.map(stampOf).join('\n');
  let seen = '';
  let before = '';
  let earliestMs = performance.now() + apartMs;
  let nextMs = earliestMs;
  /** At a start the control plane may have lost what it knew, or never have known it. */
  let isListed = false;
  let lastFailure: string | undefined;
  let lastUnwrapped: string | undefined;
  let running: { readonly done: Promise<void>; readonly end: () => void } | undefined;
  const timer = setInterval(() => {
    const current = stamp();
    // Only files that nobody is writing just now.
    const isAnother = current !== seen && current === before;
    before = current;
    const nowMs = performance.now();
    if (running !== undefined || nowMs < earliestMs || (!isAnother && nowMs < nextMs)) return;
    seen = current;
    nextMs = nowMs + everyMs;
    earliestMs = nowMs + apartMs;
    const ending = new AbortController();
    const takeAndNote = async (): Promise<void> => {
      try {
        const at = now();
        const found = await look(request, at, !isListed, ending.signal);
        for (const evidence of changesAsEvidence(found, at)) {
          note(evidence);
          // Each record is looked through for secrets, and hooks wait for the same loop.
          await setImmediate();
        }
        isListed = !isToldInPart(found);
        const { servers } = found;
        const unwrapped = servers?.kind === 'failed' ? servers.why : undefined;
        if (servers !== undefined && (unwrapped === undefined || unwrapped !== lastUnwrapped))
          note(wrappingAsEvidence(servers));
        lastUnwrapped = unwrapped;
        lastFailure = undefined;
      } catch (error) {
        if (ending.signal.aborted) return;
        const why = (error instanceof Error ? error.message : String(error)).slice(0, 2000);
        failed(why);
        // Whoever lays a file out that no look survives must not go unseen.
        if (why !== lastFailure) note({ type: 'lifecycle', event: 'inventory-failed', detail: { why } });
        lastFailure = why;
      } finally {
        running = undefined;
      }
    };
    running = { done: takeAndNote(), end: () => ending.abort() };
  }, stampEveryMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    running?.end();
    await running?.done;
  };
}

async function look(
  request: InventoryWatchOptions['request'],
  now: Date,
  isWhole: boolean,
  signal: AbortSignal,
): Promise<InventoryLook> {
  const workerData = { ...(await request()), now, isWhole } satisfies LookRequest;
  signal.throwIfAborted();
  const worker = new Worker(new URL('./inventory-worker.ts', import.meta.url), {
    env: {},
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MIB },
  });
  worker.unref();
  const { promise, resolve, reject } = Promise.withResolvers<InventoryLook>();
  const expiry = setTimeout(() => reject(new Error('it took too long')), MAX_LOOK_MS);
  expiry.unref();
  signal.addEventListener('abort', () => reject(new Error('the guard ends')), { once: true });
  // The other side is our own file, so its message is not parsed again.
  worker.once('message', (found: InventoryLook) => resolve(found));
  worker.once('error', reject);
  worker.once('exit', () => reject(new Error('the thread ended')));
  try {
    return await promise;
  } finally {
    clearTimeout(expiry);
    await worker.terminate();
  }
}

/** Where clients write down what they load; the rest is found at the next look. */
function watchedFiles(home: string): readonly string[] {
  const { client, clientState, desktop, otherClients } = storePlaces({
    userHome: home,
    platform: process.platform,
  });
  return [
    clientState,
    join(client, 'settings.json'),
    join(client, 'plugins', 'installed_plugins.json'),
    ...['skills', 'commands', 'agents', 'scheduled-tasks'].map((name) => join(client, name)),
    ...desktop.flatMap((folder) =>
      ['claude_desktop_config.json', 'extensions-installations.json'].map((name) => join(folder, name)),
    ),
    ...otherClients,
  ];
}
