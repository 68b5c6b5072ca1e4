import type { Reason, SessionId, SessionLabel } from '@sallyport/action-model';
import type { CallName } from './deed-ledger.ts';
import { KnownFiles } from './known-files.ts';

/** How a session began, in the client's words. */
export type SessionStart = 'startup' | 'resume' | 'clear' | 'compact' | 'fork' | 'unknown';

export type SessionName = Pick<CallName, 'user' | 'session'> & {
  /** An agent that was started in this session, with a conversation of its own. */
  readonly subagent?: { readonly id: string } | undefined;
};

/** One conversation that can't go on, and why. */
export type StoppedSession = {
  readonly user?: string | undefined;
  readonly session: SessionId;
  /** Only this agent's conversation; the session that started it goes on. */
  readonly agent?: string | undefined;
  readonly reason: Reason;
};

export type HeardSession = { readonly user?: string | undefined; readonly session: SessionId };

/** What one session has been through, as it is kept over a restart. */
export type LabelledSession = HeardSession & {
  readonly labels: readonly SessionLabel[];
  /** Sessions that it took labels over from. */
  readonly parents?: readonly string[] | undefined;
  readonly folder?: string | undefined;
  /** When it was last heard of, and when the last label was put on it; milliseconds. */
  readonly heardMs: number;
  readonly labelledMs: number;
};

export type SessionMemoryOptions = {
  /** Those that an earlier daemon labelled, oldest first. */
  readonly labelled?: readonly LabelledSession[];
  /** Told when a label is new, and now and then while a labelled session goes on. */
  readonly onLabels?: (labelled: LabelledSession) => void;
  /** When a person last took the labels off this one; asked for labelled sessions alone. */
  readonly labelsReleasedMs?: (name: SessionName) => number | undefined;
  readonly now?: () => Date;
  /** Those that an earlier daemon stopped. */
  readonly stopped?: readonly StoppedSession[];
  /** Those it heard of. Without them nobody is taken for the copy of a conversation that it stopped. */
  readonly heard?: readonly HeardSession[] | undefined;
  /** Told each time one is stopped. */
  readonly onStop?: (stopped: StoppedSession) => void;
  /** Told of each session once, when it is known to be no copy of a stopped one. */
  readonly onHeard?: (heard: HeardSession) => void;
  /** Was this one stopped where nobody of ours could be told? */
  readonly markOf?: (name: SessionName) => Reason | undefined;
  /** Has a person let this stopped conversation go on since? Asked each time it wants to. */
  readonly isReleased?: (name: SessionName) => boolean;
};

/** There may be thousands, most of them with nothing in them: what is empty is one thing for all. */
type Remembered = {
  /** Sorted. */
  labels: readonly SessionLabel[];
  files: KnownFiles | undefined;
  agents: ReadonlyMap<string, Reason>;
  stopped: Reason | undefined;
  /** It is no copy: it was there before the last stop, or began by itself. */
  known: boolean;
  folder: string | undefined;
  parents: readonly string[];
  /** Something of its own was heard: what is only asked about it makes an entry too. */
  wasHeard: boolean;
  heardMs: number;
  labelledMs: number;
  /** When its labels were last told to whoever keeps them. */
  keptMs: number;
  /** Since when a command of it has been running, which may be the client again. */
  shellMs: number | undefined;
};

/** Labels end when their session was quiet for this long. */
const LABELS_LAST_MS = 24 * 60 * 60 * 1000;
/** A new conversation in the folder of a labelled one that was heard of this recently is taken for its child. */
const CHILD_WINDOW_MS = 2 * 60 * 1000;
/** The client ends a command after ten minutes by itself. */
const SHELL_LASTS_MS = 10 * 60 * 1000;
const KEEP_EVERY_MS = 60 * 60 * 1000;
const MAX_PARENTS = 32;

const MAX_SESSIONS = 10_000;
/** Of one session: who starts more agents than this, and has each stopped, is playing. */
const MAX_AGENTS = 256;

/**
 * What sessions have been through: labels, the files that the client knows, and which
 * conversations were stopped because they hold output that must not reach the model. The client's id of a session is a
 * claim, so INVARIANT: nothing that is said of a session takes anything off it; labels end a day after the session's last
 * word or by a person's recorded release, a stop by such a release alone, and all three are told to whoever keeps them. Bounded: the
 * session that was quiet longest is forgotten first, a stopped one after all others.
 */
export class SessionMemory {
  readonly #sessions = new Map<string, Remembered>();
  /** Users with a stopped conversation, and why the last one was. */
  readonly #stopped = new Map<string, Reason>();
  #options: SessionMemoryOptions = {};
  #now = (): Date => new Date();

  constructor(options: SessionMemoryOptions = {}) {
    const { stopped = [], heard, labelled = [], now } = options;
    if (now !== undefined) this.#now = now;
    for (const { labels, parents = [], folder, heardMs, labelledMs, ...name } of labelled) {
      const session = this.#of(name);
      session.labels = labels.toSorted();
      session.parents = parents;
      session.folder = folder;
      Object.assign(session, { wasHeard: true, heardMs, labelledMs, keptMs: heardMs });
    }
    for (const name of heard ?? []) Object.assign(this.#of(name), { known: true, wasHeard: true });
    for (const { reason, agent, ...name } of stopped) {
      const session = this.#of(name);
      if (agent === undefined) session.stopped = reason;
      else session.agents = new Map([...session.agents, [agent, reason]]);
      if (agent === undefined && heard !== undefined) this.#stopped.set(name.user ?? '', reason);
    }
    // From now on: nobody is told of what they kept themselves.
    this.#options = options;
  }

  labelsOf(name: SessionName): SessionLabel[] {
    const session = this.#sessions.get(keyOf(name));
    // Asked for every action, and most sessions have none.
    if (session === undefined || session.labels.length === 0) return [];
    const released = this.#options.labelsReleasedMs?.(name) ?? -Infinity;
    if (this.#isExpired(session) || released >= session.labelledMs) {
      session.labels = [];
      session.parents = [];
    }
    return [...session.labels];
  }

  /** This one and those it took labels over from, itself first; by names that say nothing to others. */
  lineageOf(name: SessionName): readonly string[] {
    const key = keyOf(name);
    return [key, ...(this.#sessions.get(key)?.parents ?? [])];
  }

  /** What it read of another session's work makes it the heir of that session. */
  inherit(name: SessionName, labels: readonly SessionLabel[], from: readonly string[]): void {
    if (name.session === undefined || labels.length === 0) return;
    this.#adopt(name, this.#of(name), labels, from);
  }

  /** A command of this session runs, which may be the client again. */
  shellBegan(name: SessionName): void {
    const session = this.#sessions.get(keyOf(name));
    if (session !== undefined) session.shellMs = this.#now().getTime();
  }

  shellEnded(name: SessionName): void {
    const session = this.#sessions.get(keyOf(name));
    if (session !== undefined) session.shellMs = undefined;
  }

  /** Whatever is heard of a session makes it one that was there before the next stop. */
  heard(name: SessionName, folder?: string): void {
    if (name.session === undefined) return;
    const session = this.#of(name);
    const isNew = !session.wasHeard;
    session.wasHeard = true;
    session.folder ??= folder;
    // It did not say how it began; an older client's fork does not.
    if (isNew) this.#inherit(name, session, isOfSameFolder);
    this.#touch(name, session);
    if (this.#doubt(name) === undefined) this.#know(name);
  }

  /**
   * The start of a session; a fork of an unnamed one may be the copy of a conversation that was stopped, and has been through
   * what any other in its folder has been through: the client copies conversations of the same folder alone.
   */
  began(name: SessionName, start: SessionStart, folder?: string): void {
    if (name.session === undefined) return;
    const isCopy = start === 'fork' || start === 'unknown';
    const session = this.#of(name);
    session.wasHeard = true;
    session.folder = folder;
    // A cleared conversation goes on in the same process, and what it knew may stand in its folder.
    if (isCopy || start === 'clear') this.#inherit(name, session, isOfSameFolder);
    else if (start === 'startup') this.#inherit(name, session, (one, other) => this.#isChild(one, other));
    this.#touch(name, session);
    const doubt = isCopy ? this.#doubt(name) : undefined;
    if (doubt === undefined) this.#know(name);
    else this.#mark(name, doubt);
  }

  /** `cwd`: where it stands, for a session that is heard of by its actions alone, as a relay's is. */
  label(name: SessionName & { readonly cwd?: string | undefined }, labels: readonly SessionLabel[]): void {
    if (name.session === undefined || labels.length === 0) return;
    const session = this.#of(name);
    session.folder ??= name.cwd;
    this.#adopt(name, session, labels, []);
  }

  /** What the client knows of files in this session; nothing of one without a name is kept. */
  filesOf(name: SessionName): KnownFiles {
    return name.session === undefined ? new KnownFiles() : (this.#of(name).files ??= new KnownFiles());
  }

  /** Of an agent's conversation where the name has one: then the session that started it goes on. */
  stop(name: SessionName, reason: Reason): void {
    if (name.session === undefined) return;
    if (name.subagent !== undefined) return this.#markAgent(name, name.subagent.id, reason);
    this.#stopped.set(name.user ?? '', reason);
    this.#mark(name, reason);
  }

  /**
   * Why this conversation can't go on. An older client forks a conversation without saying so: then a session that
   * nobody heard of before the stop is taken for the copy, and stays so: resumed, it would look like any other.
   */
  stopOf(name: SessionName): Reason | undefined {
    if (name.session === undefined) return undefined;
    const mark = this.#options.markOf?.(name);
    if (mark !== undefined) this.stop({ user: name.user, session: name.session }, mark);
    const doubt = this.#doubt(name);
    if (doubt !== undefined) this.#mark(name, doubt);
    const session = this.#sessions.get(keyOf(name));
    const found =
      session?.stopped ?? (name.subagent === undefined ? undefined : session?.agents.get(name.subagent.id));
    if (found === undefined || this.#options.isReleased?.(name) !== true) return found;
    this.release(name);
    return undefined;
  }

  /** The agents of this session whose own conversations can't go on. */
  stoppedAgents(name: SessionName): ReadonlyMap<string, Reason> {
    const agents = this.#sessions.get(keyOf(name))?.agents;
    if (agents === undefined || agents.size === 0) return NO_AGENTS;
    if (this.#options.isReleased?.(name) === true) this.release(name);
    return agents;
  }

  /** A person has looked and lets it go on. */
  release(name: SessionName): void {
    const session = this.#sessions.get(keyOf(name));
    if (session === undefined) return;
    session.stopped = undefined;
    session.agents = NO_AGENTS;
    this.#know(name);
    const prefix = `${name.user ?? ''}\u0000`;
    const others = [...this.#sessions].some(
      ([key, { stopped }]) => stopped !== undefined && key.startsWith(prefix),
    );
    if (!others) this.#stopped.delete(name.user ?? '');
  }

  #know(name: SessionName): void {
    const session = this.#of(name);
    if (session.known) return;
    session.known = true;
    if (name.session !== undefined) this.#options.onHeard?.({ user: name.user, session: name.session });
  }

  #inherit(
    name: SessionName,
    session: Remembered,
    isHeir: (session: Remembered, other: Remembered) => boolean,
  ): void {
    const prefix = `${name.user ?? ''}\u0000`;
    const labels = new Set<SessionLabel>();
    const lineages: (readonly string[])[] = [];
    for (const [key, other] of this.#sessions) {
      if (other === session || other.labels.length === 0 || !key.startsWith(prefix)) continue;
      if (this.#isExpired(other) || !isHeir(session, other)) continue;
      for (const label of other.labels) labels.add(label);
      lineages.push([key, ...other.parents]);
    }
    // All at once, as each taking over is told to whoever keeps it; first those that were heard of last.
    const from = lineages.slice(-MAX_PARENTS).toReversed().flat();
    if (labels.size > 0) this.#adopt(name, session, [...labels], from);
  }

  /** A run of the client inside a command of another session, or right behind it in its folder. */
  #isChild(session: Remembered, other: Remembered): boolean {
    const nowMs = this.#now().getTime();
    if (other.shellMs !== undefined && nowMs - other.shellMs < SHELL_LASTS_MS) return true;
    return nowMs - other.heardMs < CHILD_WINDOW_MS && isOfSameFolder(session, other);
  }

  #adopt(
    name: SessionName,
    session: Remembered,
    labels: readonly SessionLabel[],
    from: readonly string[],
  ): void {
    if (this.#isExpired(session)) session.labels = [];
    const own = keyOf(name);
    const parents = [...new Set(from)]
      .filter((parent) => parent !== own && !session.parents.includes(parent))
      .slice(0, Math.max(0, MAX_PARENTS - session.parents.length));
    const added = labels.filter((label) => !session.labels.includes(label));
    const isNew = parents.length > 0 || added.length > 0;
    if (added.length > 0) session.labels = [...new Set([...session.labels, ...added])].sort();
    if (parents.length > 0) session.parents = [...session.parents, ...parents];
    session.labelledMs = session.heardMs = this.#now().getTime();
    if (isNew) this.#keep(name, session);
  }

  #touch(name: SessionName, session: Remembered): void {
    if (session.labels.length > 0 && this.#isExpired(session)) session.labels = [];
    session.heardMs = this.#now().getTime();
    if (session.labels.length > 0 && session.heardMs - session.keptMs > KEEP_EVERY_MS)
      this.#keep(name, session);
  }

  #keep({ user, session: id }: SessionName, session: Remembered): void {
    session.keptMs = session.heardMs;
    if (id === undefined) return;
    const { labels, parents, folder, heardMs, labelledMs } = session;
    this.#options.onLabels?.({
      user,
      session: id,
      labels,
      parents,
      folder,
      heardMs,
      labelledMs,
    });
  }

  #isExpired({ heardMs }: Remembered): boolean {
    return this.#now().getTime() - heardMs > LABELS_LAST_MS;
  }

  #mark(name: SessionName, reason: Reason): void {
    const session = this.#of(name);
    const isNew = session.stopped === undefined;
    session.stopped = reason;
    if (isNew && name.session !== undefined)
      this.#options.onStop?.({ user: name.user, session: name.session, reason });
  }

  #markAgent(name: SessionName, agent: string, reason: Reason): void {
    const session = this.#of(name);
    const isNew = !session.agents.has(agent);
    session.agents = new Map([...session.agents, [agent, reason]]);
    // Too many to tell apart: then the session itself is not believed any more.
    if (session.agents.size > MAX_AGENTS)
      return this.stop({ user: name.user, session: name.session }, reason);
    if (isNew && name.session !== undefined)
      this.#options.onStop?.({ user: name.user, session: name.session, agent, reason });
  }

  #doubt(name: SessionName): Reason | undefined {
    const session = this.#sessions.get(keyOf(name));
    return session?.known === true || session?.stopped !== undefined
      ? undefined
      : this.#stopped.get(name.user ?? '');
  }

  #of(name: SessionName): Remembered {
    const key = keyOf(name);
    const session = this.#sessions.get(key) ?? {
      labels: [],
      files: undefined,
      agents: NO_AGENTS,
      stopped: undefined,
      known: false,
      folder: undefined,
      parents: [],
      wasHeard: false,
      heardMs: this.#now().getTime(),
      labelledMs: -Infinity,
      keptMs: -Infinity,
      shellMs: undefined,
    };
    // Put at the end again: the first one is the one that was quiet longest.
    this.#sessions.delete(key);
    this.#sessions.set(key, session);
    if (this.#sessions.size > MAX_SESSIONS) this.#forget();
    return session;
  }

  #forget(): void {
    let first: string | undefined;
    for (const [key, { stopped, agents }] of this.#sessions) {
      first ??= key;
      if (stopped !== undefined || agents.size > 0) continue;
      this.#sessions.delete(key);
      return;
    }
    if (first !== undefined) this.#sessions.delete(first);
  }
}

/** Where one of them is not known they may be the same. */
const isOfSameFolder = (one: Remembered, other: Remembered): boolean =>
  one.folder === undefined || other.folder === undefined || one.folder === other.folder;

const NO_AGENTS: ReadonlyMap<string, Reason> = new Map();

const keyOf = ({ user, session }: SessionName): string =>
  // The user first: it is the system's word, and can't hold the separator.
  `${user ?? ''}\u0000${session ?? ''}`;
