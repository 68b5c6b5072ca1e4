/**
 * Which tools of which MCP servers were used, by the evidence, beside what the servers have. One server has several spellings: the
 * name in its file, and what the client makes of it; they count as one, so that nothing used under one name is unused under another.
 */
import type { RetainedDecision } from '@sallyport/policy-core';

/** What is known of a server from elsewhere: its file, or what it said of its tools to the relay. */
export type KnownServer = {
  readonly names: readonly string[];
  readonly tools: readonly string[];
  /** It said which tools it has, so one that is not among them is none. */
  readonly hasSaid: boolean;
  readonly variables: readonly string[];
  readonly headers: readonly string[];
};

export type ToolInUse = {
  readonly names: readonly string[];
  readonly calls: number;
  readonly lastUsed?: string;
  /** By the client's own name: reading a resource, getting a prompt. */
  readonly isMethod: boolean;
};

export type ServerInUse = {
  readonly names: readonly string[];
  readonly calls: number;
  readonly lastUsed?: string;
  readonly tools: readonly ToolInUse[];
  readonly areToolsKnown: boolean;
  readonly variables: readonly string[];
  readonly headers: readonly string[];
};

/** As the client writes names of servers and tools into the names that its hooks show. */
export const folded = (name: string): string => name.replaceAll(/[^\w-]/g, '_');

type Tool = { names: Set<string>; calls: number; lastUsed?: string; lastCall?: string; isMethod: boolean };
type Server = {
  names: Set<string>;
  tools: Map<string, Tool>;
  hasSaid: boolean;
  variables: Set<string>;
  headers: Set<string>;
};

export async function toolUse(
  known: readonly KnownServer[],
  records: AsyncIterable<RetainedDecision>,
): Promise<readonly ServerInUse[]> {
  const servers = new Map<string, Server>();
  const serverOf = (name: string): Server => {
    const found = servers.get(folded(name)) ?? {
      names: new Set<string>(), tools: new Map<string, Tool>(), hasSaid: false,
      variables: new Set<string>(), headers: new Set<string>(),
    }; // prettier-ignore
    servers.set(folded(name), found);
    return found;
  };
  const toolOf = (server: Server, name: string, isMethod: boolean): Tool => {
    const key = `${isMethod ? '.' : ''}${folded(name)}`;
    const found = server.tools.get(key) ?? { names: new Set<string>(), calls: 0, isMethod };
    server.tools.set(key, found);
    found.names.add(name);
    return found;
  };
  for (const { names, tools, hasSaid, variables, headers } of known)
    for (const name of names) {
      const server = serverOf(name);
      server.names.add(name).add(folded(name));
      server.hasSaid ||= hasSaid;
      for (const tool of tools) toolOf(server, tool, false).names.add(folded(tool));
      for (const variable of variables) server.variables.add(variable);
      for (const header of headers) server.headers.add(header);
    }
  for await (const { at, action, origin, decision } of records) {
    const { tool } = action;
    if (tool?.server === undefined) continue;
    const server = serverOf(tool.server);
    server.names.add(tool.server);
    const isMethod = tool.serverTool === undefined || tool.serverTool === '';
    // A call that was stopped used nothing; one that a rule merely watches was made.
    if (decision.verdict === 'block' && decision.enforced === 'block') continue;
    const used = toolOf(server, isMethod ? tool.name : (tool.serverTool ?? ''), isMethod);
    // One call can be several actions, and its result is decided once more.
    const call = origin.toolUseId ?? action.digest;
    if (call !== used.lastCall || used.calls === 0) used.calls += 1;
    used.lastCall = call;
    if (used.lastUsed === undefined || at > used.lastUsed) used.lastUsed = at;
  }
  return [...servers.values()].map(inUse).toSorted((a, b) => compare(a.names[0], b.names[0]));
}

function inUse({ names, tools, hasSaid, variables, headers }: Server): ServerInUse {
  const used = [...tools.values()]
    .map(({ names: spellings, calls, lastUsed, isMethod }): ToolInUse => ({
      names: [...spellings],
      calls,
      isMethod,
      ...(lastUsed === undefined ? {} : { lastUsed }),
    }))
    .toSorted((a, b) => b.calls - a.calls || compare(a.names[0], b.names[0]));
  const last = used
    .flatMap(({ lastUsed }) => lastUsed ?? [])
    .toSorted()
    .at(-1);
  return {
    names: [...names],
    calls: used.reduce((sum, { calls }) => sum + calls, 0),
    ...(last === undefined ? {} : { lastUsed: last }),
    tools: used,
    areToolsKnown: hasSaid,
    variables: [...variables],
    headers: [...headers],
  };
}

const compare = (a = '', b = ''): number => (a < b ? -1 : a > b ? 1 : 0);
