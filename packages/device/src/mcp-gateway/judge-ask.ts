/**
 * One request on its way from one side to the other, from its reading to what is done with it. It is a hook's call in other
 * words: the same reader of tools, the same look at paths and content, the same door. Where the hook has shown the same call
 * before (the client names it in `_meta`, and what is asked is the same), it is that deed seen again: decided afresh,
 * the stricter of both, and nobody is asked twice.
 */
import type { Action, Decision } from '@sallyport/action-model';
import { enforce, type Deed } from '@sallyport/enforcement';
import {
  expressMcp,
  readMcpCall,
  refusal,
  refusalOfUnreadable,
  refusalWithText,
  taskOf,
  withToolInput,
  type McpContext,
  type McpRequest,
} from '@sallyport/surfaces';
import { afterDecision } from '../hook-endpoint/after-decision.ts';
import type { HookDoor } from '../hook-endpoint/answer-hook.ts';
import type { Hold } from '../hook-endpoint/hook-server.ts';
import { inspectInput } from '../hook-endpoint/inspect-input.ts';
import { rewrittenInput, waysToRewrite } from '../hook-endpoint/rewritten-input.ts';
import { unreadableSample } from '../hook-endpoint/unreadable-sample.ts';
import { PathLookup } from '../path-lookup.ts';
import { resolvePaths } from '../resolve-paths.ts';
import { protectedPlaces } from '../sandbox/denied-reads.ts';
import type { ServerHashes } from './server-load.ts';

/** One request that went on, until its answer comes. */
export type PendingAsk = {
  readonly request: McpRequest;
  /** Empty where nothing is decided about such a request. */
  readonly actions: readonly Action[];
  readonly toolName: string | undefined;
  /** Of the hook, where it showed this call first. */
  readonly deed: Deed | undefined;
  readonly startedMs: number;
  /** Of a request about a task that was begun by an earlier call. */
  readonly task: string | undefined;
};

export type JudgedAsk =
  | {
      readonly goesOn: true;
      readonly request: McpRequest;
      readonly pending: PendingAsk;
    }
  | {
      readonly goesOn: false;
      readonly answer: string;
      /** Absent where the server or its tool is not let in, whatever it is asked. */
      readonly decision: Decision | undefined;
    };

export type AskOptions = {
  /** How the caller can be held while people decide. */
  readonly hold?: Hold;
  /** Why such a request can't be asked of this server at all. */
  readonly refuses?: (request: McpRequest) => Promise<string | undefined>;
  /** What the server that is asked is made of. */
  readonly hashes?: () => Promise<ServerHashes>;
};

export async function judgeAsk(
  request: McpRequest,
  context: McpContext,
  door: HookDoor,
  { hold, refuses, hashes }: AskOptions = {},
): Promise<JudgedAsk> {
  const startedMs = performance.now();
  const reading = readMcpCall(request, context);
  if (reading.kind === 'passes')
    return { goesOn: true, request, pending: pendingOf(request, [], undefined, undefined, startedMs) };
  if (reading.kind === 'unreadable') return refuseUnreadable(request, reading, context, door);
  const { toolName, toolInput, toolUseId } = reading;
  const why = await refuses?.(request);
  if (why !== undefined)
    return { goesOn: false, decision: undefined, answer: JSON.stringify(refusalWithText(request, why)) };
  const deed =
    context.from === 'client' && toolUseId !== undefined
      ? door.deeds?.reach({ user: context.origin.user, toolUseId }, reading.actions)
      : undefined;
  const madeOf = await hashes?.();
  const lookup = new PathLookup();
  const resolved = reading.actions.map((action, index) =>
    resolvePaths(
      ofServer(deed === undefined ? action : asOf(deed, action, index), madeOf),
      lookup,
      () => protectedPlaces(door.policy()),
      door.protectedNames,
    ),
  );
  const { actions, notInspected } = await inspectInput(resolved, door);
  // What the hook has let go it has asked about; a deed that only we have seen is asked about here.
  const asking = deed === undefined ? beginAsking(actions, toolInput, door, hold) : undefined;
  const ways = waysToRewrite(actions, toolInput, door);
  const canRedactInput = request.method === 'tools/call' && ways.canRedactInput === true;
  const reply = { about: 'request', canRedactInput, isReadOnly: ways.readOnly === 'already' } as const;
  // A claimed id of nobody else's is only a name here: it joins this call with no other.
  const { deeds: _alone, ...alone } = door;
  const { decision, takeOut } = await enforce(
    {
      actions,
      surface: 'mcp',
      waits: asking !== undefined,
      nativeInput: JSON.stringify(toolInput),
      express: (wanted) => expressMcp(wanted, reply),
      ...(deed === undefined ? {} : { known: deed }),
      ...(notInspected === undefined ? {} : { notInspected }),
    },
    asking === undefined ? alone : { ...alone, askPeople: asking.askPeople },
  );
  asking?.end();
  await afterDecision(actions, decision, door);
  if (decision.enforced === 'block' || decision.enforced === 'approve')
    return { goesOn: false, decision, answer: JSON.stringify(refusal(request, decision, { toolName })) };
  const pending = pendingOf(request, actions, toolName, deed, startedMs);
  const input = rewrittenInput(
    decision,
    { canRedactInput },
    { action: actions[0], takeOut: takeOut[0] ?? [] },
    toolInput,
    door,
    context.digest,
  );
  return { goesOn: true, pending, request: input === undefined ? request : withToolInput(request, input) };
}

/** Of the request only its name is kept: what it carries may be large, and its answer may take hours. */
const pendingOf = (
  request: McpRequest,
  actions: readonly Action[],
  toolName: string | undefined,
  deed: Deed | undefined,
  startedMs: number,
): PendingAsk => ({
  request: { ...request, params: {}, message: undefined },
  actions: actions.map((action) => ({ ...action, samples: [], findings: [] })),
  toolName,
  deed,
  startedMs,
  task: taskOf(request),
});

const ofServer = (action: Action, hashes: ServerHashes | undefined): Action =>
  hashes === undefined || action.tool === undefined
    ? action
    : { ...action, tool: { ...action.tool, ...hashes } };

/** The session, the folder and whatever else the hook knows of who acts. */
const asOf = (deed: Deed, action: Action, index: number): Action => {
  const { origin } = deed.actions[index] ?? action;
  const { mcpServer, toolUseId } = action.origin;
  return {
    ...action,
    origin: {
      ...origin,
      surface: 'mcp',
      ...(mcpServer === undefined ? {} : { mcpServer }),
      ...(toolUseId === undefined ? {} : { toolUseId }),
    },
  };
};

const beginAsking = (
  actions: readonly Action[],
  toolInput: unknown,
  { approvals, uid }: HookDoor,
  hold: Hold | undefined,
) => {
  const [first, ...others] = actions;
  if (approvals === undefined || first === undefined) return undefined;
  const { ms: holdMs = 0, waiting, gone } = hold ?? {};
  return approvals.begin({ actions: [first, ...others], toolInput, uid, holdMs, waiting, gone });
};

/** What can't be judged never goes on, whatever the table says; that it came, and what the table says, is on record. */
async function refuseUnreadable(
  request: McpRequest,
  { why, toolName = request.method }: { readonly why: string; readonly toolName?: string },
  context: McpContext,
  door: HookDoor,
): Promise<JudgedAsk> {
  const decision = await recordUnreadable(why, toolName, JSON.stringify(request.message), context, door);
  // A call that brings answers goes on with an earlier one: a result would say that it has been completed.
  if (request.params['inputResponses'] !== undefined) {
    const told = refusalOfUnreadable({ kind: 'unreadable', why, id: request.id });
    return { goesOn: false, decision, answer: JSON.stringify(told) };
  }
  return { goesOn: false, decision, answer: JSON.stringify(refusal(request, decision, { toolName })) };
}

export async function recordUnreadable(
  why: string,
  toolName: string,
  text: string,
  { origin, actionId, digest }: McpContext,
  door: HookDoor,
): Promise<Decision> {
  const action: Action = {
    id: actionId(),
    kind: 'tool.call',
    digest: digest(text),
    origin: { ...origin, surface: 'mcp' },
    tool: { name: toolName.slice(0, 300), provenance: 'unknown', known: false },
    effects: [],
    paths: [],
    hosts: [],
    samples: [],
    findings: [],
  };
  const size = Buffer.byteLength(text);
  const { decision } = await enforce(
    {
      actions: [action],
      surface: 'mcp',
      nativeInput: unreadableSample(text, size),
      unreadable: `${why} (${size} bytes)`,
      express: (wanted) => ({ ...wanted, enforced: 'block' }),
    },
    door,
  );
  return decision;
}
