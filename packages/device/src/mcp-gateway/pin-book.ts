/**
 * Which servers are let in, and what their tools say of themselves. It owns what counts as the same as before: a server by
 * its identity, a tool by the hash of its whole definition. What is new or another after a server was let in stays out
 * until a person has looked. It must never let a definition in because it could not compare it.
 */
import type { ToolDefinition } from '@sallyport/surfaces';
import type { Reader } from '../hook-endpoint/reader.ts';
import { stampOf } from '../watched-file.ts';
import { rememberFiles } from './content/hash-file.ts';
import { serverAlike, ToolNames, type Alike, type Known, type Own } from './names-alike.ts';
import { SeenServer, type Approved, type Definition, type PinFiles, type Seen } from './pin-files.ts';
import { identifyStarted } from './pinned/identify-started.ts';
import type { PinnedCopies } from './pinned/pinned-copies.ts';
import type { ServerIdentity } from './server-identity.ts';
import { definitionOf, doubtOf, stateIn, takeDefinitions } from './take-definitions.ts';
import { valueOf, type Doubts, type ToolState, type WaitingTool } from './tool-state.ts';

export type PinnedServer = { readonly name: string; readonly identity: ServerIdentity };

export type PinEvent =
  | { readonly type: 'first-seen'; readonly server: string; readonly tools: number }
  | {
      readonly type: 'quarantined';
      readonly server: string;
      readonly tool: string;
      readonly why: WaitingTool['why'];
      readonly reasons?: string;
    }
  | { readonly type: 'approved'; readonly server: string; readonly by: string }
  | {
      readonly type: 'shadowed';
      readonly server: string;
      readonly tool: string;
      readonly other: string;
      /** The other's own name where it is spelled otherwise. */
      readonly otherTool?: string;
    }
  | {
      readonly type: 'server-alike';
      readonly server: string;
      readonly other: string;
      readonly how: Alike['how'];
    };

export type PinBookOptions = {
  readonly files: PinFiles;
  /** Copies of packages that run in the place of what would be fetched. */
  readonly copies?: Pick<PinnedCopies, 'find' | 'stateOf' | 'folderOf'>;
  /** For whom files are looked at, where the guard may read more than they; made for each server, because it tires. */
  readonly readerOf?: () => Reader;
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
const MAX_IDENTITIES = 64;

export class PinBook {
  readonly #options: PinBookOptions;
  readonly #seen: Seen;
  #approved: Approved;
  #stamp: string;
  #lookAgainMs = 0;
  readonly #told = new Set<string>();
  readonly #names = new ToolNames();
  /** By server: what it is like, for as long as no other one comes or is let in. */
  readonly #alike = new Map<string, Alike | undefined>();

  constructor(options: PinBookOptions) {
    this.#options = options;
    this.#seen = options.files.seen();
    for (const [key, { identity, tools }] of Object.entries(this.#seen)) {
      rememberFiles(identity.files);
      this.#names.add(key, Object.keys(tools));
    }
    this.#stamp = stampOf(options.approvedFile);
    this.#approved = options.files.approved();
  }

  /** What a relay says it has started, as far as that can be looked at here. */
  identify(hello: Parameters<typeof identifyStarted>[0]): Promise<ServerIdentity> {
    const { copies, readerOf } = this.#options;
    return identifyStarted(hello, copies, readerOf?.());
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

  /** What a server is like that was there before; held until a person has approved it, where it is more than spelling. */
  alike(server: PinnedServer): Alike | undefined {
    const own = ownOf(server);
    if (!this.#alike.has(own.key)) this.#alike.set(own.key, serverAlike(own, this.#known()));
    return this.#alike.get(own.key);
  }

  /** What a tool is like that another server has; `spelling` is told and nothing else. */
  toolAlike(server: PinnedServer, tool: string): Alike | undefined {
    const own = ownOf(server);
    return this.#names.alike(own, tool, !this.#isTrusted(own.key, tool), this.#known());
  }

  /**
   * What a server says of its tools now, with what speaks against each; without that, what was said of the very same stands.
   * While it is seen for the first time all others are taken as they are; `isFirst` says that its first list has not ended yet.
   */
  see(
    server: PinnedServer,
    definitions: readonly ToolDefinition[],
    isFirst: boolean,
    doubts?: Doubts,
  ): ReadonlyMap<string, ToolState> {
    const known = this.#server(server);
    const isTrusting = this.isAdmitted(server) && (isFirst || !this.knowsToolsOf(server));
    const tools = takeDefinitions(known.tools, definitions, isTrusting, doubts);
    this.#put(server, { ...known, tools, identity: server.identity });
    this.#names.add(keyOf(server), Object.keys(tools));
    const states = new Map(definitions.map(({ name }) => [name, this.stateOf(server, name)]));
    this.#tellOf(server, states);
    return states;
  }

  /** What is known of a server's tools, as far as it was kept whole. */
  definitionsOf(server: PinnedServer): readonly ToolDefinition[] {
    return Object.values(this.#seen[keyOf(server)]?.tools ?? {}).flatMap(({ seen: { text } }) => {
      const definition = valueOf(text);
      return isDefinition(definition) ? [definition] : [];
    });
  }

  /** What speaks against these now, where they are still what the server says. */
  doubt(server: PinnedServer, judged: readonly ToolDefinition[], doubts: Doubts | undefined): void {
    const known = this.#seen[keyOf(server)];
    if (known === undefined || doubts === undefined) return;
    const tools = { ...known.tools };
    for (const definition of judged) {
      const { name } = definition;
      const pin = Object.hasOwn(tools, name) ? tools[name] : undefined;
      if (pin?.seen.sha256 !== definitionOf(definition).sha256) continue;
      const { doubt: _was, ...rest } = pin;
      const doubt = doubtOf(doubts, name, pin.seen, undefined);
      tools[name] = doubt === undefined ? rest : { ...rest, doubt };
    }
    this.#put(server, { ...known, tools });
    this.#tellOf(server, new Map(judged.map(({ name }) => [name, this.stateOf(server, name)])));
  }

  stateOf(server: PinnedServer, tool: string): ToolState {
    const entry = this.entryOf(server);
    if (entry !== 'fine') return entry;
    const key = keyOf(server);
    return stateIn(this.#seen[key]?.tools, tool, this.#approvedBy(key, tool));
  }

  knowsPromptsOf(server: PinnedServer): boolean {
    return Object.keys(this.#seen[keyOf(server)]?.prompts ?? {}).length > 0;
  }

  /** What a server says of its prompts now, as `see` does of its tools; their names are nobody else's. */
  seePrompts(
    server: PinnedServer,
    definitions: readonly ToolDefinition[],
    isFirst: boolean,
    doubts?: Doubts,
  ): ReadonlyMap<string, ToolState> {
    const known = this.#server(server);
    const isTrusting = this.isAdmitted(server) && (isFirst || !this.knowsPromptsOf(server));
    const prompts = takeDefinitions(known.prompts ?? {}, definitions, isTrusting, doubts);
    this.#put(server, { ...known, prompts, identity: server.identity });
    const states = new Map(definitions.map(({ name }) => [name, this.stateOfPrompt(server, name)]));
    for (const [name, why] of states)
      if (why !== 'fine' && why !== 'waits' && why !== 'alike')
        this.#tellOnce({ type: 'quarantined', server: server.name, tool: `prompt ${name}`, why });
    return states;
  }

  stateOfPrompt(server: PinnedServer, prompt: string): ToolState {
    const entry = this.entryOf(server);
    if (entry !== 'fine') return entry;
    const key = keyOf(server);
    const approved = this.#approvals()[key]?.prompts;
    const ofPerson = approved !== undefined && Object.hasOwn(approved, prompt) ? approved[prompt] : undefined;
    return stateIn(this.#seen[key]?.prompts, prompt, ofPerson);
  }

  /** Of the server itself, whatever it is asked. */
  entryOf(server: PinnedServer): 'fine' | 'waits' | 'alike' {
    if (!this.isAdmitted(server)) return 'waits';
    const alike = this.alike(server);
    if (alike === undefined || alike.how === 'spelling') return 'fine';
    const isApproved = this.#approvals()[keyOf(server)]?.identities.includes(server.identity.sha256) === true;
    return isApproved ? 'fine' : 'alike';
  }

  #known(): Known {
    const approved = this.#approvals();
    return {
      seen: this.#seen,
      isAdmitted: (key) => {
        const sha256 = this.#seen[key]?.identity.sha256 ?? '';
        return (
          this.#seen[key]?.admitted.includes(sha256) === true ||
          approved[key]?.identities.includes(sha256) === true
        );
      },
      isTrusted: (key, tool) => this.#isTrusted(key, tool),
    };
  }

  #isTrusted(key: string, tool: string): boolean {
    const tools = this.#seen[key]?.tools;
    const pin = tools !== undefined && Object.hasOwn(tools, tool) ? tools[tool] : undefined;
    return pin?.trusted !== undefined || this.#approvedBy(key, tool) !== undefined;
  }

  #approvedBy(key: string, tool: string): Definition | undefined {
    const approved = this.#approvals()[key]?.tools;
    return approved !== undefined && Object.hasOwn(approved, tool) ? approved[tool] : undefined;
  }

  #tellOf(server: PinnedServer, states: ReadonlyMap<string, ToolState>): void {
    const { tools: pins } = this.#server(server);
    const once = (event: PinEvent): void => this.#tellOnce(event);
    const alike = this.alike(server);
    if (alike !== undefined)
      once({ type: 'server-alike', server: server.name, other: alike.server, how: alike.how });
    for (const [tool, state] of states) {
      if (state !== 'fine' && state !== 'waits' && state !== 'alike') {
        const pin = Object.hasOwn(pins, tool) ? pins[tool] : undefined;
        const reasons = pin?.doubt?.sha256 === pin?.seen.sha256 ? pin?.doubt?.why.join('; ') : undefined;
        once({
          type: 'quarantined',
          server: server.name,
          tool,
          why: state,
          ...(reasons === undefined ? {} : { reasons }),
        });
      }
      const other = Object.entries(this.#seen).find(
        ([key, { tools }]) => key !== keyOf(server) && Object.hasOwn(tools, tool),
      )?.[1];
      if (other !== undefined) once({ type: 'shadowed', server: server.name, tool, other: other.name });
      const spelled = this.toolAlike(server, tool);
      if (spelled?.how === 'spelling' && spelled.tool !== undefined)
        once({ type: 'shadowed', server: server.name, tool, other: spelled.server, otherTool: spelled.tool });
    }
  }

  #tellOnce(event: PinEvent): void {
    const name = JSON.stringify(event);
    if (this.#told.has(name) || this.#told.size > 10_000) return;
    this.#told.add(name);
    this.#options.tell(event);
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
    const kept = { ...seen, lastSeen: this.#options.now().toISOString() };
    // A file that can't be read again is a book without a word in it: such a server is none that is known.
    if (!SeenServer.safeParse(kept).success) return;
    this.#seen[key] = kept;
    this.#alike.clear();
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
      this.#alike.clear();
      this.#approved = this.#options.files.approved();
      if (this.#options.tellsApprovals === true)
        for (const [server, { at, by }] of Object.entries(this.#approved))
          if (before[server]?.at !== at) this.#options.tell({ type: 'approved', server, by });
    }
    return this.#approved;
  }
}

export const keyOf = ({ name, identity }: PinnedServer): string => `${name}@${identity.key}`;

const ownOf = (server: PinnedServer): Own => ({
  key: keyOf(server),
  name: server.name,
  sha256: server.identity.sha256,
});

const isDefinition = (value: unknown): value is ToolDefinition =>
  typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string';
