import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { replaceFile } from '../install/replace-file.ts';
import { noProofs, readLastProofs, type LastProofs } from './last-proofs.ts';
import { readBootClock } from './boot-clock.ts';

type HookProof = NonNullable<LastProofs['hook']>;
type EvaluateProof = NonNullable<LastProofs['evaluate']>;
type StoredProof = NonNullable<LastProofs['stored']>;

const MAX_SESSIONS = 500;
const WRITE_DELAY_MS = 1000;

/**
 * Holds the last proofs in memory and writes them to disk at most once a second. Losing the last second costs a
 * date in `status`, nothing else: evidence has its own, durable place. A failed write is told to `onError` and
 * tried again with the next proof.
 */
export class ProofKeeper {
  readonly #path: string;
  readonly #onError: (error: unknown) => void;
  #proofs: Omit<LastProofs, 'sessions'>;
  /** The one that was silent longest first. */
  readonly #sessions: Map<string, LastProofs['sessions'][string]>;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  private constructor(path: string, proofs: LastProofs, onError: (error: unknown) => void) {
    this.#path = path;
    const { sessions, ...others } = proofs;
    this.#proofs = others;
    this.#sessions = new Map(Object.entries(sessions));
    this.#onError = onError;
  }

  /** Goes on from the file; a missing or damaged one starts anew, and says since when it knows of sessions. */
  static async open(options: {
    readonly path: string;
    readonly now: Date;
    readonly onError: (error: unknown) => void;
    readonly procFolder?: string;
  }): Promise<ProofKeeper> {
    const read = await readLastProofs(options.path);
    const proofs = read.kind === 'proofs' ? read.proofs : noProofs(options.now.toISOString());
    const clock = await readBootClock(options.procFolder ?? '/proc', options.now);
    const keeper = new ProofKeeper(options.path, { ...proofs, clock }, options.onError);
    keeper.#schedule();
    return keeper;
  }

  get proofs(): LastProofs {
    return { ...this.#proofs, sessions: Object.fromEntries(this.#sessions) };
  }

  hookSeen(hook: HookProof): void {
    const { session, tool, at } = hook;
    this.#proofs = { ...this.#proofs, hook };
    if (session !== null) this.#sessionSeen(session, tool, at);
    this.#schedule();
  }

  evaluated(evaluate: EvaluateProof): void {
    this.#proofs = { ...this.#proofs, evaluate };
    this.#schedule();
  }

  stored(stored: StoredProof): void {
    this.#proofs = { ...this.#proofs, stored };
    this.#schedule();
  }

  #sessionSeen(session: string, tool: string | null, at: string): void {
    const toolAt = tool === null ? (this.#sessions.get(session)?.toolAt ?? null) : at;
    this.#sessions.delete(session);
    this.#sessions.set(session, { at, toolAt });
    for (const [silent, seen] of this.#sessions) {
      if (this.#sessions.size <= MAX_SESSIONS) break;
      this.#sessions.delete(silent);
      // From then on nothing is claimed about the time before it.
      if (seen.at > this.#proofs.sessionsSince) this.#proofs = { ...this.#proofs, sessionsSince: seen.at };
    }
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => void this.flush(), WRITE_DELAY_MS).unref();
  }

  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const earlier = this.#writing;
    const bytes = new TextEncoder().encode(`${JSON.stringify(this.proofs)}\n`);
    this.#writing = this.#write(earlier, bytes);
    return this.#writing;
  }

  /** One write after the other, so that an old state never replaces a newer one. */
  async #write(earlier: Promise<void>, bytes: Uint8Array): Promise<void> {
    await earlier;
    try {
      await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
      await replaceFile(this.#path, bytes, 0o600);
    } catch (error) {
      this.#onError(error);
    }
  }

  async close(): Promise<void> {
    await this.flush();
  }
}
