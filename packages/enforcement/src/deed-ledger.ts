import type { Action, ActionId, Decision, SessionId, ToolUseId } from '@sallyport/action-model';
import type { AppendOutcome } from './enforce.ts';
import type { Answered } from './reach-decision.ts';
import { sameAction, sameForPolicy } from './same-deed.ts';

/** The decision of a deed's first sighting, what others than policy said to it, and where it is on record. */
export type FirstDecision = {
  readonly decision: Decision;
  readonly answered: Answered;
  readonly recorded: Promise<AppendOutcome>;
};

export type DeedEntry = {
  readonly id: ActionId;
  /** Absent while people are being asked. */
  decision?: Decision;
  readonly deciding: Promise<FirstDecision>;
};

/** One tool call that was decided: its actions in order, what was decided, and where that is on record. */
export type Deed = {
  readonly digest: string;
  readonly toolName: string | undefined;
  /** Without samples, and of the findings only the first: what was judged is compared, and content is large. */
  readonly actions: readonly Action[];
  readonly entries: DeedEntry[];
  /** Digest of the input that the client was told to run in place of this one. */
  rewritten?: string;
  /** It has run, or the client refused it: whoever asks for the same again means another deed. */
  ended: boolean;
  /** Its call has come to the server that carries it out; what people said to it counts for that call and no other. */
  reached: boolean;
  /** Reports of what became of it, and digests of other inputs it ran with: each is told once. */
  readonly told: Set<string>;
};

export type Met = { kind: 'first'; deed: Deed; reused: boolean } | { kind: 'again'; deed: Deed };

/** Whose tool call: the user is the device's own word, the others are claims. */
export type CallName = {
  readonly user?: string | undefined;
  readonly session?: SessionId | undefined;
  readonly toolUseId?: ToolUseId | undefined;
};

/** Rough size of what is kept of all sessions together, in characters; a program is a few hundred bytes. */
const MAX_COST = 4_000_000;
const SESSION_COST = 500;
const ID_COST = 300;
const FINDING_COST = 200;
const MAX_FINDINGS = 64;
/** An id that stands for more deeds than this is being played with; the oldest is forgotten. */
const MAX_DEEDS_AN_ID = 8;
const MAX_TOLD = 64;
/** Calls without a decision that one session is asked about, and that wait at once; the first ones say it all. */
const MAX_ALARMS = 32;
const MAX_WAITING = 64;

type Kept = { readonly deeds: Deed[]; cost: number };
type Session = {
  readonly calls: Map<string, Kept>;
  /** Calls whose decision is on record without having been made here. */
  readonly elsewhere: Set<string>;
  readonly alarms: Set<string>;
  /** Its start was seen and nothing of it was forgotten, so a call that is not here was not decided here. */
  whole: boolean;
  cost: number;
};

/**
 * What was decided lately, so that a deed that is seen twice is one action, and so that what ran can be compared with
 * what was decided. It joins by user, session, tool-use id and by everything that was judged, never by time; and it is
 * a memory only: who is not in it is decided and recorded as the first. Bounded by size; the session that was quiet
 * longest is forgotten first. INVARIANT: nothing here makes a decision looser or leaves out a record.
 */
export class DeedLedger {
  readonly #sessions = new Map<string, Session>();
  readonly #maxCost: number;
  #cost = 0;
  #waiting = 0;

  constructor({ maxCost = MAX_COST }: { readonly maxCost?: number } = {}) {
    this.#maxCost = maxCost;
  }

  /** Undefined for what has no id to be joined by. The caller adds an entry for each action before it waits for anything. */
  meet(actions: readonly Action[]): Met | undefined {
    const [first] = actions;
    const id = first === undefined ? undefined : idOf(first);
    if (first === undefined || id === undefined || first.origin.session === undefined) return undefined;
    const { origin, digest, tool } = first;
    const session = this.#session(nameOf(origin));
    const kept = session.calls.get(id) ?? { deeds: [], cost: 0 };
    const remembered = actions.map(withoutContent);
    const known = kept.deeds.find(
      (deed) => !deed.ended && deed.digest === digest && sameActions(deed.actions, remembered),
    );
    if (known !== undefined) return { kind: 'again', deed: known };
    const deed: Deed = {
      digest,
      toolName: tool?.name,
      actions: remembered,
      entries: [],
      ended: false,
      reached: false,
      told: new Set(),
    };
    const reused = kept.deeds.length > 0;
    kept.deeds.push(deed);
    if (kept.deeds.length > MAX_DEEDS_AN_ID) kept.deeds.shift();
    const cost = remembered.reduce((sum, action) => sum + costOf(action), 0);
    kept.cost += cost;
    session.calls.set(id, kept);
    this.#pay(session, cost);
    return { kind: 'first', deed, reused };
  }

  /** The deeds that an id stood for, newest first. */
  deedsOf(call: CallName): readonly Deed[] {
    if (call.toolUseId === undefined) return [];
    return this.#known(call)?.calls.get(call.toolUseId)?.deeds.toReversed() ?? [];
  }

  /**
   * The deed that a hook has shown and whose call comes to its server now, by the id that the client gives both. The client
   * does not say there which session it is, so any of this user's counts; what is asked has to be the same. Once for each deed.
   */
  reach({ user, toolUseId }: CallName, actions: readonly Action[]): Deed | undefined {
    const [first] = actions;
    if (toolUseId === undefined || first === undefined) return undefined;
    const prefix = nameOf({ user, session: undefined });
    for (const [name, { calls }] of this.#sessions) {
      const deed = name.startsWith(prefix)
        ? calls.get(toolUseId)?.deeds.findLast((each) => isSameCall(each, first, actions))
        : undefined;
      if (deed === undefined) continue;
      deed.reached = true;
      return deed;
    }
    return undefined;
  }

  /** A session starts: whatever it does from now on is decided here. One that was heard of before is not believed. */
  begin(call: CallName): void {
    if (call.session === undefined || this.#known(call) !== undefined) return;
    this.#session(nameOf(call)).whole = true;
  }

  /** The decision of this call was made while nobody was here, and has come now. */
  learn(call: CallName): void {
    if (call.session === undefined || call.toolUseId === undefined) return;
    const session = this.#session(nameOf(call));
    session.elsewhere.add(call.toolUseId);
    this.#pay(session, ID_COST);
  }

  /** Did this call never get a decision? Only of whole sessions can that be said. */
  isUndecided(call: CallName): boolean {
    const session = this.#known(call);
    if (session?.whole !== true || call.toolUseId === undefined) return false;
    return !session.calls.has(call.toolUseId) && !session.elsewhere.has(call.toolUseId);
  }

  /** True once for each call of a session, and only so often. Whoever got it calls `settle` when it has waited. */
  raise(call: CallName): boolean {
    const session = this.#known(call);
    if (session === undefined || call.toolUseId === undefined || this.#waiting >= MAX_WAITING) return false;
    if (session.alarms.has(call.toolUseId) || session.alarms.size >= MAX_ALARMS) return false;
    session.alarms.add(call.toolUseId);
    this.#waiting += 1;
    return true;
  }

  settle(): void {
    this.#waiting -= 1;
  }

  #known(call: CallName): Session | undefined {
    return call.session === undefined ? undefined : this.#sessions.get(nameOf(call));
  }

  #session(name: string): Session {
    const known = this.#sessions.get(name);
    const session = known ?? {
      calls: new Map<string, Kept>(),
      elsewhere: new Set<string>(),
      alarms: new Set<string>(),
      whole: false,
      cost: 0,
    };
    // Put at the end again: the first one is the one that was quiet longest.
    this.#sessions.delete(name);
    this.#sessions.set(name, session);
    if (known === undefined) this.#pay(session, SESSION_COST);
    return session;
  }

  #pay(session: Session, cost: number): void {
    session.cost += cost;
    this.#cost += cost;
    for (const [name, quiet] of this.#sessions) {
      if (this.#cost <= this.#maxCost) return;
      if (quiet === session) break;
      this.#sessions.delete(name);
      this.#cost -= quiet.cost;
    }
    // Only the one that speaks now is left: its oldest calls go, never the newest.
    for (const [id, kept] of session.calls) {
      if (this.#cost <= this.#maxCost || session.calls.size === 1) return;
      session.calls.delete(id);
      session.whole = false;
      session.cost -= kept.cost;
      this.#cost -= kept.cost;
    }
  }
}

/** Says once per deed: the second hook's report of the same thing is no news. */
export function isNews(deed: Deed, what: string): boolean {
  if (deed.told.has(what)) return false;
  if (deed.told.size < MAX_TOLD) deed.told.add(what);
  return true;
}

/**
 * What a deed is joined by. The client numbers tool calls and prompts; a prompt's number stands for one prompt, but for
 * everything else that happens on its account too, which may happen twice.
 */
const idOf = ({ kind, origin }: Action): string | undefined =>
  origin.toolUseId ??
  (kind === 'prompt.submit' && origin.prompt !== undefined ? `prompt ${origin.prompt}` : undefined);

/** A deed whose input the client was told to change comes with the changed one. */
const isSameCall = (deed: Deed, { digest, tool }: Action, actions: readonly Action[]): boolean =>
  !deed.ended &&
  !deed.reached &&
  (deed.digest === digest || deed.rewritten === digest) &&
  isSameTool(deed.toolName, tool) &&
  deed.actions.length === actions.length &&
  deed.actions.every(({ kind }, index) => kind === actions[index]?.kind);

/** The client may call the server by another name than its relay does; the tool it calls by its own, without odd characters. */
const isSameTool = (name: string | undefined, tool: Action['tool']): boolean =>
  name !== undefined &&
  (name === tool?.name ||
    (name.startsWith('mcp__') &&
      tool?.serverTool !== undefined &&
      name.endsWith(`__${tool.serverTool.replaceAll(/[^\w-]/g, '_')}`)));

const nameOf = ({ user, session }: Pick<CallName, 'user' | 'session'>): string =>
  // The user first: it is the system's word, and can't hold the separator.
  `${user ?? ''}\u0000${session ?? ''}`;

const sameActions = (known: readonly Action[], seen: readonly Action[]): boolean =>
  known.length === seen.length &&
  known.every((action, index) => {
    const other = seen[index];
    return other !== undefined && sameAction(action, other);
  });

/** Would policy see in these actions what it saw in the deed's? */
export const isJudgedAlike = (deed: Deed, seen: readonly Action[]): boolean =>
  deed.actions.length === seen.length &&
  deed.actions.every((action, index) => {
    const other = seen[index];
    return other !== undefined && sameForPolicy(action, other);
  });

/**
 * Two sights that differ in the rest of their findings alone are one deed: each is decided by all of its own, and its
 * record has them.
 */
const withoutContent = (action: Action): Action => ({
  ...action,
  samples: [],
  findings: action.findings.slice(0, MAX_FINDINGS),
});

const costOf = (action: Action): number =>
  1000 +
  action.findings.length * FINDING_COST +
  action.paths.reduce((sum, { path, given }) => sum + 200 + path.length + given.length, 0) +
  action.hosts.length * 200 +
  (action.kind === 'shell.run' ? action.command.text.length * 2 + action.command.programs.length * 300 : 0);
