/**
 * Whether one server may be used at all, and which of its tools, for one session. It asks policy once for a server that is
 * new here (a rule on `component.load` says whether such a one needs a person), compares what it says of its tools with
 * what it said before, and shows a client only what this person could ever use.
 */
import type { Action } from '@sallyport/action-model';
import { enforce } from '@sallyport/enforcement';
import { blocksEveryCall, type CompiledPolicy } from '@sallyport/policy-core';
import {
  expressMcp,
  filterDefinitions,
  filterToolsList,
  mcpToolName,
  withResult,
  type McpContext,
  type McpRequest,
  type McpResponse,
  type ToolDefinition,
} from '@sallyport/surfaces';
import type { HookDoor } from '../hook-endpoint/answer-hook.ts';
import { findingOf, judgeDefinitions } from './judge-definitions.ts';
import type { PinBook, PinnedServer } from './pin-book.ts';
import type { ServerIdentity } from './server-identity.ts';
import { aboutServer, hashesOf, loadOf, stoppedText, whyBarred, type ServerHashes } from './server-load.ts';
import type { Doubts, ToolState } from './tool-state.ts';

export type ServerGateOptions = {
  readonly name: string;
  readonly identity: Promise<ServerIdentity>;
  readonly book: PinBook;
  readonly door: HookDoor;
  readonly context: () => McpContext;
};

/** How often is looked whether somebody has approved what was left out, and whether the server may still be used. */
const LOOK_EVERY_MS = 1000;

/** Answers that open a talk: until 2025-11-25 one, and from 2026-07-28 on another. */
const STARTS: ReadonlySet<string> = new Set(['initialize', 'server/discover']);

export class ServerGate {
  readonly #options: ServerGateOptions;
  #asking: Promise<void> | undefined;
  /** The first list that a server ever gave, page by page. */
  #isFirstList = false;
  /** The same of prompts; undefined until one was asked for. */
  #isFirstPrompts: boolean | undefined;
  /** Tools that a list has left out until somebody approves them. */
  readonly #heldBack = new Set<string>();
  readonly #listeners = new Set<() => void>();
  #looking: NodeJS.Timeout | undefined;
  /** What policy says of the server now, whatever was asked of it before. */
  #stopped:
    | { readonly by: CompiledPolicy; readonly untilMs: number; readonly why: Promise<string | undefined> }
    | undefined;
  /** Under which policy this session's definitions were judged last. */
  #judged: { readonly by: CompiledPolicy; readonly done: Promise<void> } | undefined;

  constructor(options: ServerGateOptions) {
    this.#options = options;
  }

  /** What the server is made of, as each call of its tools says. */
  async hashes(): Promise<ServerHashes> {
    return hashesOf(await this.#options.identity);
  }

  /**
   * Why nothing of this server goes on any more, whatever it was when it was started: it was recalled since, say. Asked at each
   * message, and found out once a second and for each policy.
   */
  async stopped(): Promise<string | undefined> {
    const { door, name, identity, context } = this.#options;
    const current = door.policy();
    // Without a policy each message is decided by the last-resort table.
    if (!current.ok) return undefined;
    const nowMs = performance.now();
    if (this.#stopped?.by !== current.policy || this.#stopped.untilMs <= nowMs) {
      const before = this.#stopped;
      const look = async (): Promise<string | undefined> => {
        const server = await identity;
        const load = loadOf(name, server, context());
        if (!blocksEveryCall(load, current.policy, door.facts(load))) return undefined;
        // On record once.
        const said = before?.by === current.policy ? await before.why : undefined;
        if (said !== undefined) return said;
        const why = await whyBarred(name, server, context(), door);
        return why === undefined ? undefined : stoppedText(name, why);
      };
      this.#stopped = { by: current.policy, untilMs: nowMs + LOOK_EVERY_MS, why: look() };
    }
    return this.#stopped.why;
  }

  /** Why this request can't be asked of the server at all; undefined where it can. */
  async refuses(request: McpRequest): Promise<string | undefined> {
    const server = await this.#enter();
    const { book, name } = this.#options;
    await this.#judgeKnown(server);
    const named = request.method === 'tools/call' ? request.params['name'] : undefined;
    const tool = typeof named === 'string' ? named : undefined;
    const picked = request.method === 'prompts/get' ? request.params['name'] : undefined;
    const prompt = typeof picked === 'string' ? picked : undefined;
    const stateOf = (): ToolState => {
      if (prompt !== undefined) return book.stateOfPrompt(server, prompt);
      return tool === undefined ? book.entryOf(server) : book.stateOf(server, tool);
    };
    const state = stateOf();
    if (state === 'fine') return undefined;
    const what = prompt === undefined ? (tool ?? request.method) : `prompt ${prompt}`;
    this.#note('mcp-call-refused', { tool: what.slice(0, 300), why: state });
    return SAY[state](name, tool ?? prompt ?? '', prompt === undefined ? 'tool' : 'prompt');
  }

  /**
   * The answer to `tools/list` with the tools in it that this person could ever use; of a start, without what the server
   * wants the model to be told where that is nothing to be told.
   */
  async filter(response: McpResponse, method?: string): Promise<McpResponse> {
    const { result } = response;
    if (result === undefined) return response;
    if (method !== undefined && STARTS.has(method)) return this.#withoutBadInstructions(response, result);
    const shown = Array.isArray(result['prompts']) ? await this.#filterPrompts(response, result) : response;
    return Array.isArray(result['tools']) ? this.#filterTools(shown, shown.result ?? result) : shown;
  }

  /** Of a server that is let in those that say of themselves what they said before, and nothing that policy doubts. */
  async #filterPrompts(
    response: McpResponse,
    result: NonNullable<McpResponse['result']>,
  ): Promise<McpResponse> {
    const server = await this.#enter();
    const { book } = this.#options;
    const { kept } = filterDefinitions(result, 'prompts', () => true);
    this.#isFirstPrompts ??= !book.knowsPromptsOf(server);
    const doubts = await this.#judge(server, kept, () => undefined);
    const states = book.seePrompts(server, kept, this.#isFirstPrompts, doubts);
    this.#isFirstPrompts &&= typeof result['nextCursor'] === 'string';
    const filtered = filterDefinitions(result, 'prompts', ({ name }) => states.get(name) === 'fine');
    if (filtered.leftOut.length === 0) return response;
    const left = [
      ...new Set(
        filtered.leftOut.map((each) => `${each.name.slice(0, 300)} (${states.get(each.name) ?? each.why})`),
      ),
    ];
    this.#note('mcp-prompts-left-out', { prompts: left.slice(0, 16).join(', ').slice(0, 2000) });
    return { ...response, result: filtered.result, message: withResult(response, filtered.result) };
  }

  async #filterTools(
    response: McpResponse,
    result: NonNullable<McpResponse['result']>,
  ): Promise<McpResponse> {
    const { kept, leftOut } = filterToolsList(result, () => true);
    const server = await this.#enter();
    if (leftOut.length > 0) {
      const tools = [...new Set(leftOut.map((each) => `${each.name.slice(0, 300)} (${each.why})`))];
      this.#note('mcp-tools-left-out', { tools: tools.slice(0, 16).join(', ') });
    }
    const { book, door, context } = this.#options;
    const current = door.policy();
    if (current.ok) this.#judged = { by: current.policy, done: Promise.resolve() };
    const doubts = await this.#judge(server, kept);
    const states = book.see(server, kept, this.#isFirstList, doubts);
    this.#isFirstList &&= typeof result['nextCursor'] === 'string';
    const { origin } = context();
    const isReadOnly = door.sessions?.labelsOf(origin).includes('read-only') === true;
    for (const [tool, state] of states) if (state !== 'fine') this.#heldBack.add(tool);
    this.#watch(server);
    const filtered = filterToolsList(
      result,
      (tool) =>
        states.get(tool.name) === 'fine' &&
        (!isReadOnly || saysReadOnly(tool)) &&
        !this.#isBlocked(tool.name, server.identity),
    );
    if (filtered.leftOut.length === 0) return response;
    return { ...response, result: filtered.result, message: withResult(response, filtered.result) };
  }

  /** Clients put them before the model with their own: as good as a definition, and of a server that nobody let in nothing. */
  async #withoutBadInstructions(
    response: McpResponse,
    { instructions, ...rest }: NonNullable<McpResponse['result']>,
  ): Promise<McpResponse> {
    if (instructions === undefined || instructions === '') return response;
    const server = await this.#enter();
    const entry = this.#options.book.entryOf(server);
    const said = { name: 'instructions', description: instructions };
    const doubts = entry === 'fine' ? await this.#judge(server, [said]) : undefined;
    if (entry === 'fine' && doubts?.has(said.name) !== true) return response;
    const why = doubts?.get(said.name)?.why.join('; ') ?? entry;
    this.#note('mcp-instructions-left-out', { why: why.slice(0, 2000) });
    return { ...response, result: rest, message: withResult(response, rest) };
  }

  #judge(
    server: PinnedServer,
    definitions: readonly ToolDefinition[],
    alike = (tool: string) => this.#options.book.toolAlike(server, tool),
  ): Promise<Doubts | undefined> {
    const { door, context, name } = this.#options;
    const { command } = server.identity;
    return judgeDefinitions({ name, command, definitions, alike }, context(), door);
  }

  /** A policy that came since may say more of what is known than the one under which it was listed. */
  async #judgeKnown(server: PinnedServer): Promise<void> {
    const { book, door } = this.#options;
    const current = door.policy();
    if (!current.ok) return;
    if (this.#judged?.by !== current.policy) {
      const judge = async (): Promise<void> => {
        const known = book.definitionsOf(server);
        book.doubt(server, known, await this.#judge(server, known));
      };
      this.#judged = { by: current.policy, done: judge() };
    }
    await this.#judged.done;
  }

  /** `tell` is called when a person has approved something that a list had left out. Gives back how to stop that. */
  onLetIn(tell: () => void): () => void {
    this.#listeners.add(tell);
    return () => {
      this.#listeners.delete(tell);
      if (this.#listeners.size > 0) return;
      clearInterval(this.#looking);
      this.#looking = undefined;
    };
  }

  #watch(server: PinnedServer): void {
    if (this.#looking !== undefined || this.#heldBack.size === 0 || this.#listeners.size === 0) return;
    this.#looking = setInterval(() => {
      const letIn = [...this.#heldBack].filter((tool) => this.#options.book.stateOf(server, tool) === 'fine');
      if (letIn.length === 0) return;
      for (const tool of letIn) this.#heldBack.delete(tool);
      for (const tell of this.#listeners) tell();
    }, LOOK_EVERY_MS).unref();
  }

  /** Rules that look at nothing but the tool and the person stop every call of it. */
  #isBlocked(tool: string, identity: ServerIdentity): boolean {
    const { door, context, name } = this.#options;
    const current = door.policy();
    if (!current.ok) return false;
    const probe: Action = {
      ...aboutServer(name, context()),
      kind: 'tool.call',
      tool: {
        name: mcpToolName(name, tool).slice(0, 300),
        server: name.slice(0, 300),
        serverTool: tool.slice(0, 300),
        ...hashesOf(identity),
        provenance: 'mcp-server',
        known: false,
      },
    };
    return blocksEveryCall(probe, current.policy, door.facts(probe));
  }

  /** Asks policy about a server that nobody has let in, once a session; what people approve since counts at once. */
  async #enter(): Promise<PinnedServer> {
    const server = { name: this.#options.name, identity: await this.#options.identity };
    if (!this.#options.book.isAdmitted(server)) {
      this.#asking ??= this.#ask(server);
      await this.#asking;
    }
    return server;
  }

  async #ask(server: PinnedServer): Promise<void> {
    const { door, context, book } = this.#options;
    const alike = book.alike(server);
    const isHeld = alike !== undefined && alike.how !== 'spelling';
    const given: Action = {
      ...loadOf(server.name, server.identity, context()),
      samples: isHeld ? [{ role: 'content', text: server.name, truncated: false }] : [],
      findings: isHeld ? [findingOf(alike.how === 'ambiguous' ? 'ambiguous-name' : 'look-alike-server')] : [],
    };
    const { deeds: _none, ...alone } = door;
    const { decision } = await enforce(
      {
        actions: [given],
        surface: 'mcp',
        express: (wanted) => expressMcp(wanted, { about: 'request' }),
      },
      alone,
    );
    if (decision.enforced !== 'allow' && decision.enforced !== 'warn') return;
    book.admit(server);
    // Another version of a server that is known brings in no tool that it did not have.
    this.#isFirstList = !book.knowsToolsOf(server);
  }

  #note(event: string, detail: Record<string, string>): void {
    const { door, context, name } = this.#options;
    const { origin } = context();
    door.note({ type: 'lifecycle', event, origin, detail: { server: name, ...detail } }, origin.session);
  }
}

const saysReadOnly = ({ annotations }: ToolDefinition): boolean =>
  typeof annotations === 'object' &&
  annotations !== null &&
  'readOnlyHint' in annotations &&
  annotations.readOnlyHint === true;

const NEXT = 'Do not work around this; tell the user.';
const look = (server: string, tool = ''): string =>
  `${NEXT} They can look with \`sallyport mcp diff ${server}\` and approve it with \`sallyport mcp approve ${[server, tool].filter(Boolean).join(' ')}\`.`;
/** The model reads this: what a definition or another server's name says is left to `mcp diff`. */
const SAY: Readonly<
  Record<Exclude<ToolState, 'fine'>, (server: string, tool: string, kind: 'tool' | 'prompt') => string>
> = {
  waits: (server) =>
    `Sallyport has not let the server \`${server}\` in: policy asks for a person to approve it first. ${look(server)}`,
  alike: (server) =>
    `Sallyport has not let the server \`${server}\` in: its name can be taken for that of another server. ${look(server)}`,
  new: (server, tool, kind) =>
    `Sallyport holds the ${kind} \`${tool}\` of \`${server}\` back: the server did not have it when it was approved. ${look(server, tool)}`,
  changed: (server, tool, kind) =>
    `Sallyport holds the ${kind} \`${tool}\` of \`${server}\` back: what it says of itself is another than when it was approved. ${look(server, tool)}`,
  suspect: (server, tool, kind) =>
    `Sallyport holds the ${kind} \`${tool}\` of \`${server}\` back: something in its name or in what it says of itself is for a person to look at first. ${look(server, tool)}`,
  barred: (server, tool, kind) =>
    `Sallyport does not let the ${kind} \`${tool}\` of \`${server}\` be used: policy stops it for what it says of itself. ${NEXT} They can look with \`sallyport mcp diff ${server}\`.`,
};
