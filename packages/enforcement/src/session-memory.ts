import type { Reason, SessionId, SessionLabel } from '@sallyport/action-model';
import type { CallName } from './deed-ledger.ts';

/** How a session began, in the client's words. */
export type SessionStart = 'startup' | 'resume' | 'clear' | 'compact' | 'fork' | 'unknown';

type Remembered = { readonly labels: Set<SessionLabel>; stopped: Reason | undefined };
export type SessionName = Pick<CallName, 'user' | 'session'>;

/** One conversation that can't go on, and why. */
export type StoppedSession = {
  readonly user?: string | undefined;
  readonly session: SessionId;
  readonly reason: Reason;
};

export type SessionMemoryOptions = {
  /** Those that an earlier daemon stopped. */
  readonly stopped?: readonly StoppedSession[];
  /** Told each time one is stopped. */
  readonly onStop?: (stopped: StoppedSession) => void;
};

const MAX_SESSIONS = 10_000;

/**
 * What sessions have been through, for as long as the daemon lives: labels, and which conversations were stopped because
 * they hold output that must not reach the model. The client's id of a session is a claim, so INVARIANT: nothing that is
 * said of a session takes anything off it; labels end with the daemon, stops are told to whoever keeps them. Bounded: the session that was quiet longest is
 * forgotten first, a stopped one after all others.
 */
export class SessionMemory {
  readonly #sessions = new Map<string, Remembered>();
  /** Users with a stopped conversation, and why the last one was. */
  readonly #stopped = new Map<string, Reason>();
  readonly #onStop: SessionMemoryOptions['onStop'];

  constructor({ stopped = [], onStop }: SessionMemoryOptions = {}) {
    // Of these alone: what else was heard of before the stop is not known any more.
    for (const { reason, ...name } of stopped) this.#of(name).stopped = reason;
    this.#onStop = onStop;
  }

  labelsOf(name: SessionName): SessionLabel[] {
    return [...(this.#sessions.get(keyOf(name))?.labels ?? [])].sort();
  }

  /** Whatever is heard of a session makes it one that was there before the next stop. */
  heard(name: SessionName): void {
    if (name.session !== undefined && this.#doubt(name) === undefined) this.#of(name);
  }

  /** The start of a session; a fork of an unnamed one may be the copy of a conversation that was stopped. */
  began(name: SessionName, start: SessionStart): void {
    if (name.session === undefined) return;
    const doubt = start === 'fork' || start === 'unknown' ? this.#doubt(name) : undefined;
    if (doubt === undefined) this.#of(name);
    else this.#mark(name, doubt);
  }

  label(name: SessionName, labels: readonly SessionLabel[]): void {
    if (name.session === undefined || labels.length === 0) return;
    const session = this.#of(name);
    for (const label of labels) session.labels.add(label);
  }

  stop(name: SessionName, reason: Reason): void {
    if (name.session === undefined) return;
    this.#stopped.set(name.user ?? '', reason);
    this.#mark(name, reason);
  }

  /**
   * Why this conversation can't go on. An older client forks a conversation without saying so: then a session that
   * nobody heard of before the stop is taken for the copy, and stays so: resumed, it would look like any other.
   */
  stopOf(name: SessionName): Reason | undefined {
    if (name.session === undefined) return undefined;
    const doubt = this.#doubt(name);
    if (doubt !== undefined) this.#mark(name, doubt);
    return this.#sessions.get(keyOf(name))?.stopped;
  }

  #mark(name: SessionName, reason: Reason): void {
    const session = this.#of(name);
    const isNew = session.stopped === undefined;
    session.stopped = reason;
    if (isNew && name.session !== undefined)
      this.#onStop?.({ user: name.user, session: name.session, reason });
  }

  #doubt(name: SessionName): Reason | undefined {
    return this.#sessions.has(keyOf(name)) ? undefined : this.#stopped.get(name.user ?? '');
  }

  #of(name: SessionName): Remembered {
    const key = keyOf(name);
    const session = this.#sessions.get(key) ?? { labels: new Set<SessionLabel>(), stopped: undefined };
    // Put at the end again: the first one is the one that was quiet longest.
    this.#sessions.delete(key);
    this.#sessions.set(key, session);
    if (this.#sessions.size > MAX_SESSIONS) this.#forget();
    return session;
  }

  #forget(): void {
    let first: string | undefined;
    for (const [key, { stopped }] of this.#sessions) {
      first ??= key;
      if (stopped !== undefined) continue;
      this.#sessions.delete(key);
      return;
    }
    if (first !== undefined) this.#sessions.delete(first);
  }
}

const keyOf = ({ user, session }: SessionName): string =>
  // The user first: it is the system's word, and can't hold the separator.
  `${user ?? ''}\u0000${session ?? ''}`;
