/**
 * What is installed for each person of a managed machine, on record. The guard may read every home, so it looks by itself and takes
 * nobody's word: an agent with a person's account can neither make things up nor hold them back, but where the kernel lets no other
 * user look (a file system that the person has put there), and that is said. It looks as root would into somebody's home:
 * a link counts only where it leads to what belongs to that person. Everything that it reads is hostile; each look is a
 * thread that may die, one at a time, and a person who makes looks long is looked at less often.
 */
import { setImmediate } from 'node:timers/promises';
import type { NewEvidence } from '@sallyport/action-model';
import { changesAsEvidence, isToldInPart } from '../inventory/changes-as-evidence.ts';
import type { InventoryLook, LookRequest } from '../inventory/take-look.ts';
import { LIST_AGAIN_AFTER_MS } from '../inventory/watch-inventory.ts';
import { readLooks, writeLooks, type PersonLook } from './inventory-looks.ts';
import type { Person } from './people.ts';

export type EverybodyOptions = {
  /** Everybody that the machine knows now. */
  readonly people: () => readonly Person[];
  readonly look: (request: LookRequest, signal: AbortSignal) => Promise<InventoryLook>;
  readonly request: () => Promise<Pick<LookRequest, 'marks' | 'managedFolder' | 'chromePolicyFolders'>>;
  readonly memoryFileOf: (uid: number) => string;
  readonly looksFile: string;
  readonly note: (evidence: NewEvidence, person: Person) => void;
  readonly failed: (why: string) => void;
  readonly now: () => Date;
  readonly steadyMs: () => number;
  readonly everyMs: number;
};

/** Root's own, where the list of users has none that can log in: what clients read for everybody is listed with it. */
const ROOT: Person = { uid: 0, user: 'root', home: '/root' };
/** Of the time between two looks at one person: somebody who fills a home with large files gets no more of the machine. */
const MAX_SHARE = 0.1;

const ROUND_EVERY_MS = 10_000;
/** Clients are started often, and each would have a look of its own. */
const APART_MS = 60_000;

type Known = { nextMs: number; earliestMs: number; listAgainMs: number; failure?: string; unread?: string };

export class InventoryOfEverybody {
  readonly #options: EverybodyOptions;
  readonly #known = new Map<number, Known>();
  readonly #looks: Map<number, PersonLook>;
  readonly #met = new Map<number, Person>();

  constructor(options: EverybodyOptions) {
    this.#options = options;
    this.#looks = new Map(readLooks(options.looksFile));
  }

  /** Somebody of a directory service, whom no list of this machine names. */
  meet(person: Person): void {
    this.#met.set(person.uid, person);
  }

  /** A client of theirs starts, and loads what there is now. */
  soon(uid: number): void {
    const known = this.#known.get(uid);
    if (known !== undefined) known.nextMs = Math.min(known.nextMs, known.earliestMs);
  }

  /** Looks at everybody whose turn it is. */
  async round(signal: AbortSignal): Promise<void> {
    const listed = this.#options.people();
    const root = listed.find(({ uid }) => uid === 0) ?? ROOT;
    const people = new Map(
      [root, ...listed, ...this.#met.values()].map((person) => [person.uid, person] as const),
    );
    // Who has left the machine is missed by nobody; who belongs to a directory is met again.
    for (const uid of this.#looks.keys()) if (!people.has(uid)) this.#looks.delete(uid);
    let hasLooked = false;
    for (const person of people.values()) {
      if (signal.aborted) break;
      const known = this.#known.get(person.uid) ?? { nextMs: 0, earliestMs: 0, listAgainMs: 0 };
      this.#known.set(person.uid, known);
      if (this.#options.steadyMs() < known.nextMs) continue;
      hasLooked = true;
      await this.#lookAt(person, known, signal);
    }
    if (!hasLooked) return;
    try {
      writeLooks(this.#options.looksFile, this.#looks);
    } catch (error) {
      this.#options.failed(error instanceof Error ? error.message : String(error));
    }
  }

  async #lookAt(person: Person, known: Known, signal: AbortSignal): Promise<void> {
    const { look, request, memoryFileOf, note, failed, now, steadyMs, everyMs } = this.#options;
    const { uid, user, home } = person;
    const startMs = steadyMs();
    const at = now();
    try {
      const found = await look(
        {
          ...(await request()),
          people: [{ user, home, isOwn: false, ...(uid === 0 ? {} : { isWithoutMachine: true }) }],
          platform: process.platform,
          variables: {},
          memoryFile: memoryFileOf(uid),
          now: at,
          isWhole: startMs >= known.listAgainMs,
        },
        signal,
      );
      for (const evidence of [...changesAsEvidence(found, at, user), ...this.#unread(found, user, known)]) {
        note(evidence, person);
        // Each record is looked through for secrets, and hooks wait for the same loop.
        await setImmediate();
      }
      if (isToldInPart(found)) known.listAgainMs = 0;
      else if (found.whole !== undefined) known.listAgainMs = startMs + LIST_AGAIN_AFTER_MS;
      delete known.failure;
      const [first] = found.unread;
      this.#looks.set(uid, {
        user,
        at: at.toISOString(),
        unread: found.unreadCount,
        ...(first === undefined ? {} : { first: `${first.path}: ${first.why}` }),
      });
    } catch (error) {
      if (signal.aborted) return;
      const why = (error instanceof Error ? error.message : String(error)).slice(0, 2000);
      failed(why);
      // Whoever lays a file out that no look survives must not go unseen.
      if (why !== known.failure)
        note({ type: 'lifecycle', event: 'inventory-failed', detail: { why, person: user } }, person);
      known.failure = why;
      this.#looks.set(uid, { ...(this.#looks.get(uid) ?? { at: null, unread: 0 }), user, failed: why });
    } finally {
      const endMs = steadyMs();
      known.earliestMs = endMs + Math.max(Math.min(APART_MS, everyMs), (endMs - startMs) / MAX_SHARE);
      known.nextMs = Math.max(startMs + everyMs, known.earliestMs);
    }
  }

  /** Told when it becomes another: what the guard can't read, a person may have closed to it. */
  #unread({ unread, unreadCount }: InventoryLook, person: string, known: Known): readonly NewEvidence[] {
    const places = unread
      .map(({ path, why }) => `${path}: ${why}`)
      .join('\n')
      .slice(0, 2000)
      .toWellFormed();
    const isTold = places === (known.unread ?? '');
    known.unread = places;
    return isTold
      ? []
      : [
          {
            type: 'lifecycle',
            event: 'inventory-unread',
            detail: { person, count: unreadCount, ...(places === '' ? {} : { places }) },
          },
        ];
  }
}

/** The first round comes when whoever waited for the guard has been served. Gives back what ends it. */
export function watchEverybody(
  inventory: InventoryOfEverybody,
  { firstAfterMs, everyMs }: { readonly firstAfterMs: number; readonly everyMs: number },
): () => Promise<void> {
  const ending = new AbortController();
  let running: Promise<void> | undefined;
  const start = (): void => {
    running ??= inventory.round(ending.signal).finally(() => (running = undefined));
  };
  const first = setTimeout(start, firstAfterMs).unref();
  // More often than anybody's turn comes: for who is new here, and whose client has started.
  const timer = setInterval(start, Math.min(everyMs, ROUND_EVERY_MS)).unref();
  return async () => {
    clearTimeout(first);
    clearInterval(timer);
    ending.abort();
    await running;
  };
}
