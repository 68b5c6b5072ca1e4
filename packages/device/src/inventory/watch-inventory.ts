/**
 * Looks again and again at what is installed for the guard's own person, and puts what is new, changed or gone into the evidence.
 * Every look is a thread of its own, so that hashing somebody's large folder keeps no hook waiting, and it is ended when it takes too
 * long. What it reads was written by others: it can only make records, and so many for each look. It runs and fetches nothing. Where
 * policy says so, servers that came later are put behind the gateway afterwards, and that is all it changes.
 */
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { NewEvidence } from '@sallyport/action-model';
import { stampOf } from '../watched-file.ts';
import { changesAsEvidence, isToldInPart, wrappingAsEvidence } from './changes-as-evidence.ts';
import { lookInThread, wrapInThread } from './in-inventory-thread.ts';
import type { WrapRequest } from './inventory-worker.ts';
import type { LookRequest } from './take-look.ts';
import type { WrappedServers } from './wrap-new-servers.ts';
import { storePlaces } from './store-places.ts';

const STAMP_EVERY_MS = 5_000;
/** The client writes one of the files at every prompt; and whoever waited for the guard's start comes before the first look. */
const APART_MS = 60_000;

/** So that whoever looks from afar can tell a guard that saw no change from one that does not look. */
export const LIST_AGAIN_AFTER_MS = 24 * 3_600_000;

export type InventoryWatchOptions = {
  readonly request: () => Promise<Omit<LookRequest, 'now' | 'isWhole'>>;
  /** Where policy puts servers that came later behind the gateway: how. */
  readonly wrapping?: () => WrapRequest | undefined;
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
  wrapping,
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
  /** At a start at the latest: the control plane may have lost what it knew, or never have known it. */
  let listAgainMs = Number.NEGATIVE_INFINITY;
  let lastFailure: string | undefined;
  let lastUnwrapped: string | undefined;
  const wrapAndNote = async (signal: AbortSignal): Promise<void> => {
    let servers: WrappedServers | undefined;
    try {
      const asked = signal.aborted ? undefined : wrapping?.();
      if (asked !== undefined) servers = await wrapInThread(asked, signal);
    } catch (error) {
      if (signal.aborted) return;
      servers = { kind: 'failed', why: error instanceof Error ? error.message : String(error) };
    }
    const failure = servers?.kind === 'failed' ? servers.why : undefined;
    // One that stays is told once.
    if (servers !== undefined && (failure === undefined || failure !== lastUnwrapped))
      note(wrappingAsEvidence(servers));
    lastUnwrapped = failure;
  };
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
        const found = await lookInThread(
          { ...(await request()), now: at, isWhole: nowMs >= listAgainMs },
          ending.signal,
        );
        for (const evidence of changesAsEvidence(found, at)) {
          note(evidence);
          // Each record is looked through for secrets, and hooks wait for the same loop.
          await setImmediate();
        }
        if (isToldInPart(found)) listAgainMs = Number.NEGATIVE_INFINITY;
        else if (found.whole !== undefined) listAgainMs = nowMs + LIST_AGAIN_AFTER_MS;
        lastFailure = undefined;
      } catch (error) {
        if (ending.signal.aborted) return;
        const why = (error instanceof Error ? error.message : String(error)).slice(0, 2000);
        failed(why);
        // Whoever lays a file out that no look survives must not go unseen.
        if (why !== lastFailure) note({ type: 'lifecycle', event: 'inventory-failed', detail: { why } });
        lastFailure = why;
      }
    };
    const takeAndWrap = async (): Promise<void> => {
      try {
        await takeAndNote();
        await wrapAndNote(ending.signal);
      } finally {
        running = undefined;
      }
    };
    running = { done: takeAndWrap(), end: () => ending.abort() };
  }, stampEveryMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    running?.end();
    await running?.done;
  };
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
