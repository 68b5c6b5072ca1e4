import { LoadedComponent, type Action } from '@sallyport/action-model';
import type { SessionMemory, SessionName } from '@sallyport/enforcement';
import { z } from 'zod';
import { addLine, readLines } from './kept-lines.ts';

const Line = z.object({ session: z.string().max(1000), component: LoadedComponent, atMs: z.number() });

/** Conversations are resumed after weeks, with all that is in them. */
const LAST_MS = 90 * 24 * 60 * 60 * 1000;
const MAX_SESSIONS = 5000;
const MAX_LINES = 50_000;
/** What evidence can hold of one session. */
const MAX_COMPONENTS = 200;

/**
 * Which plugins, skills and MCP servers are in a session, by what they are made of. Nothing takes one out again: what it
 * put into the conversation stays there. Those without a known hash are not in it, because they could not be told again.
 */
export class LoadedComponents {
  readonly #bySession = new Map<string, Map<string, LoadedComponent>>();
  readonly #sessions: SessionMemory;
  readonly #file: string | undefined;
  readonly #now: () => Date;

  constructor(sessions: SessionMemory, file: string | undefined, now: () => Date) {
    this.#sessions = sessions;
    this.#file = file;
    this.#now = now;
    const sinceMs = now().getTime() - LAST_MS;
    for (const { session, component } of readLines(file, Line, MAX_LINES, ({ atMs }) => atMs >= sinceMs))
      this.#put(session, component);
  }

  /** What is in it, and in those it went on from; `plugins` are in it too, whether or not that has been kept yet. */
  of(name: SessionName, plugins: readonly LoadedComponent[]): readonly LoadedComponent[] {
    if (this.#bySession.size === 0 && plugins.length === 0) return NONE;
    const found = new Map<string, LoadedComponent>();
    for (const session of this.#sessions.lineageOf(name))
      for (const [key, component] of this.#bySession.get(session) ?? []) found.set(key, component);
    for (const plugin of plugins) found.set(keyOf(plugin), plugin);
    return [...found.values()].slice(0, MAX_COMPONENTS);
  }

  /** The client has these switched on, whatever becomes of its action. */
  has(name: SessionName, plugins: readonly LoadedComponent[]): void {
    for (const plugin of plugins) this.#take(name, plugin);
  }

  /** These are let go. */
  took(actions: readonly Action[]): void {
    for (const action of actions) {
      if (action.kind === 'component.load') {
        const { type, name, sha256, contentSha256 } = action.component;
        if (sha256 !== undefined) this.#take(action.origin, componentOf(type, name, sha256, contentSha256));
      }
      const { server, serverSha256: sha256, serverContentSha256 } = action.tool ?? {};
      if (server !== undefined && sha256 !== undefined)
        this.#take(action.origin, componentOf('mcp-server', server, sha256, serverContentSha256));
    }
  }

  #take(name: SessionName, component: LoadedComponent): void {
    if (name.session === undefined) return;
    const [session = ''] = this.#sessions.lineageOf(name);
    if (this.#put(session, component))
      addLine(this.#file, { session, component, atMs: this.#now().getTime() } satisfies z.infer<typeof Line>);
  }

  #put(session: string, component: LoadedComponent): boolean {
    const known = this.#bySession.get(session) ?? new Map<string, LoadedComponent>();
    const key = keyOf(component);
    if (known.has(key) || known.size >= MAX_COMPONENTS) return false;
    known.set(key, component);
    this.#bySession.delete(session);
    this.#bySession.set(session, known);
    const [oldest] = this.#bySession.keys();
    if (this.#bySession.size > MAX_SESSIONS && oldest !== undefined) this.#bySession.delete(oldest);
    return true;
  }
}

const componentOf = (
  type: LoadedComponent['type'],
  name: string,
  sha256: string,
  contentSha256: string | undefined,
): LoadedComponent => ({ type, name, sha256, ...(contentSha256 === undefined ? {} : { contentSha256 }) });

/** A server's command and files stay the same while its package becomes another. */
const keyOf = ({ type, sha256, contentSha256 = '' }: LoadedComponent): string =>
  `${type} ${sha256} ${contentSha256}`;

const NONE: readonly LoadedComponent[] = [];
