/**
 * Which servers are let in, and what their tools say of themselves. It owns what counts as the same as before: a server by
 * its identity, a tool by the hash of its whole definition. What is new or another after a server was let in stays out
 * until a person has looked. It must never let a definition in because it could not compare it.
 */
import { createHash } from 'node:crypto';
import {
  definitionDiff,
  toolDefinitionText,
  type DefinitionChange,
  type ToolDefinition,
} from '@sallyport/surfaces';
import type { Reader } from '../hook-endpoint/reader.ts';
import { stampOf } from '../watched-file.ts';
import type { Approved, Definition, PinFiles, Seen, SeenServer } from './pin-files.ts';
import { identifyStarted } from './pinned/identify-started.ts';
import type { PinnedCopies } from './pinned/pinned-copies.ts';
import { rememberFiles, type ServerIdentity } from './server-identity.ts';

/** `waits`: nobody has approved the server; `new` and `changed`: nobody has approved this definition. */
export type ToolState = 'fine' | 'new' | 'changed' | 'waits';

export type PinnedServer = { readonly name: string; readonly identity: ServerIdentity };

export type PinEvent =
  | { readonly type: 'first-seen'; readonly server: string; readonly tools: number }
  | {
      readonly type: 'quarantined';
      readonly server: string;
      readonly tool: string;
      readonly why: 'new' | 'changed';
    }
  | { readonly type: 'approved'; readonly server: string; readonly by: string }
  | { readonly type: 'shadowed'; readonly server: string; readonly tool: string; readonly other: string };

export type PinBookOptions = {
  readonly files: PinFiles;
  /** Copies of packages that run in the place of what would be fetched. */
  readonly copies?: Pick<PinnedCopies, 'find' | 'stateOf'>;
  /** For whom files are looked at, where the guard may read more than they. */
  readonly reader?: Reader;
  /** Whoever approves has no other way to put it on record. */
  readonly tellsApprovals?: boolean;
  /** The file of what people approved, looked at for a change. */
  readonly approvedFile: string;
  readonly now: () => Date;
  readonly tell: (event: PinEvent) => void;
};

/** Shorter than a person takes from an approval to the next call. */
const LOOK_EVERY_MS = 50;
const MAX_SERVERS = 500;
const MAX_TOOLS = 1000;
const MAX_IDENTITIES = 64;
/** A definition is read by a model; a longer one is compared and not kept whole. */
const MAX_TEXT = 65_536;

export class PinBook {
  readonly #options: PinBookOptions;
  readonly #seen: Seen;
  #approved: Approved;
  #stamp: string;
  #lookAgainMs = 0;
  readonly #told = new Set<string>();

  constructor(options: PinBookOptions) {
    this.#options = options;
    this.#seen = options.files.seen();
    for (const { identity } of Object.values(this.#seen)) rememberFiles(identity.files);
    this.#stamp = stampOf(options.approvedFile);
    this.#approved = options.files.approved();
  }

  /** What a relay says it has started, as far as that can be looked at here. */
  identify(hello: Parameters<typeof identifyStarted>[0]): Promise<ServerIdentity> {
    const { copies, reader } = this.#options;
    return identifyStarted(hello, copies, reader);
  }

  /** Is this very server let in already, by policy when it was seen first or by a person since? */
  isAdmitted(server: PinnedServer): boolean {
    const { sha256 } = server.identity;
    const key = keyOf(server);
    return (
      this.#seen[key]?.admitted.includes(sha256) === true ||
      this.#approvals()[key]?.identities.includes(sha256) === true
    );
  }

  knowsToolsOf(server: PinnedServer): boolean {
    return Object.keys(this.#seen[keyOf(server)]?.tools ?? {}).length > 0;
  }

  admit(server: PinnedServer): void {
    const known = this.#server(server);
    if (known.admitted.includes(server.identity.sha256)) return;
    this.#put(server, {
      ...known,
      identity: server.identity,
      admitted: [...known.admitted.slice(1 - MAX_IDENTITIES), server.identity.sha256],
    });
    this.#options.tell({ type: 'first-seen', server: server.name, tools: Object.keys(known.tools).length });
  }

  /**
   * What a server says of its tools now. While it is seen for the first time all of them are taken as they are;
   * `isFirst` says that its first list has not ended yet.
   */
  see(
    server: PinnedServer,
    definitions: readonly ToolDefinition[],
    isFirst: boolean,
  ): ReadonlyMap<string, ToolState> {
    const known = this.#server(server);
    const isTrusting = this.isAdmitted(server) && (isFirst || !this.knowsToolsOf(server));
    const tools = { ...known.tools };
    for (const tool of definitions) {
      const seen = definitionOf(tool);
      const before = Object.hasOwn(tools, tool.name) ? tools[tool.name] : undefined;
      if (before === undefined && Object.keys(tools).length >= MAX_TOOLS) continue;
      const trusted = before?.trusted ?? (isTrusting ? seen : undefined);
      tools[tool.name] = { seen, ...(trusted === undefined ? {} : { trusted }) };
    }
    this.#put(server, { ...known, tools, identity: server.identity });
    const states = new Map(definitions.map(({ name }) => [name, this.stateOf(server, name)]));
    this.#tellOf(server, states);
    return states;
  }

  stateOf(server: PinnedServer, tool: string): ToolState {
    if (!this.isAdmitted(server)) return 'waits';
    const known = this.#seen[keyOf(server)];
    // It never said what tools it has: there is nothing to compare with.
    if (known === undefined || Object.keys(known.tools).length === 0) return 'fine';
    const pin = Object.hasOwn(known.tools, tool) ? known.tools[tool] : undefined;
    const approved = this.#approvals()[keyOf(server)]?.tools;
    const ofPerson = approved !== undefined && Object.hasOwn(approved, tool) ? approved[tool] : undefined;
    const trusted = ofPerson ?? pin?.trusted;
    if (pin === undefined || trusted === undefined) return 'new';
    return trusted.sha256 === pin.seen.sha256 ? 'fine' : 'changed';
  }

  #tellOf(server: PinnedServer, states: ReadonlyMap<string, ToolState>): void {
    const once = (event: PinEvent): void => {
      const name = JSON.stringify(event);
      if (this.#told.has(name) || this.#told.size > 10_000) return;
      this.#told.add(name);
      this.#options.tell(event);
    };
    for (const [tool, state] of states) {
      if (state === 'new' || state === 'changed')
        once({ type: 'quarantined', server: server.name, tool, why: state });
      const other = Object.entries(this.#seen).find(
        ([key, { tools }]) => key !== keyOf(server) && Object.hasOwn(tools, tool),
      )?.[1];
      if (other !== undefined) once({ type: 'shadowed', server: server.name, tool, other: other.name });
    }
  }

  #server({ name, identity }: PinnedServer): SeenServer {
    const at = this.#options.now().toISOString();
    return (
      this.#seen[keyOf({ name, identity })] ?? {
        name,
        identity,
        firstSeen: at,
        lastSeen: at,
        admitted: [],
        tools: {},
      }
    );
  }

  #put(server: PinnedServer, seen: SeenServer): void {
    const key = keyOf(server);
    const before = this.#seen[key];
    const { lastSeen: _was, ...now } = seen;
    if (before !== undefined) {
      const { lastSeen: _is, ...was } = before;
      if (JSON.stringify(was) === JSON.stringify(now)) return;
    } else if (Object.keys(this.#seen).length >= MAX_SERVERS) {
      const [oldest] = Object.entries(this.#seen).sort(([, one], [, other]) =>
        one.lastSeen < other.lastSeen ? -1 : 1,
      );
      if (oldest !== undefined) delete this.#seen[oldest[0]];
    }
    this.#seen[key] = { ...seen, lastSeen: this.#options.now().toISOString() };
    this.#options.files.keepSeen(this.#seen);
  }

  #approvals(): Approved {
    const nowMs = performance.now();
    if (nowMs < this.#lookAgainMs) return this.#approved;
    this.#lookAgainMs = nowMs + LOOK_EVERY_MS;
    const stamp = stampOf(this.#options.approvedFile);
    if (stamp !== this.#stamp) {
      this.#stamp = stamp;
      const before = this.#approved;
      this.#approved = this.#options.files.approved();
      if (this.#options.tellsApprovals === true)
        for (const [server, { at, by }] of Object.entries(this.#approved))
          if (before[server]?.at !== at) this.#options.tell({ type: 'approved', server, by });
    }
    return this.#approved;
  }
}

export const keyOf = ({ name, identity }: PinnedServer): string => `${name}@${identity.key}`;

const definitionOf = (tool: ToolDefinition): Definition => {
  // Nested deeper than anybody reads: then it is the same as nothing but itself.
  const text = toolDefinitionText(tool) ?? `unreadable ${Math.random()}`;
  return { sha256: createHash('sha256').update(text).digest('hex'), text: text.slice(0, MAX_TEXT) };
};

/** One tool that waits for a person, with what is another in it. */
export type WaitingTool = {
  readonly server: string;
  readonly key: string;
  readonly tool: string;
  readonly why: 'new' | 'changed';
  readonly changes: readonly DefinitionChange[];
};

/** What a person has to look at, of the servers that this word means: their name, or their key. */
export function waitingTools(seen: Seen, approved: Approved, word?: string): readonly WaitingTool[] {
  return Object.entries(seen)
    .filter(([key, { name }]) => word === undefined || word === key || word === name)
    .flatMap(([key, { name, tools }]) =>
      Object.entries(tools).flatMap(([tool, { seen: now, trusted }]): WaitingTool[] => {
        const before = approved[key]?.tools[tool] ?? trusted;
        if (before?.sha256 === now.sha256) return [];
        const changes = definitionDiff(
          before === undefined ? undefined : valueOf(before.text),
          valueOf(now.text),
        );
        return [{ server: name, key, tool, why: before === undefined ? 'new' : 'changed', changes }];
      }),
    );
}

const valueOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};
