/**
 * One answer on its way back. What a server gave is a result like any other: looked at in the inspection lane, decided by its
 * findings, redacted in its own shape. What a client gives a server (a person's words, a model's) leaves, and is
 * decided as that. Whoever asked gets an answer in any case.
 */
import type { Action, Decision } from '@sallyport/action-model';
import { enforce, redactEvidence } from '@sallyport/enforcement';
import {
  asksIn,
  expressMcp,
  mcpToolName,
  readMcpAnswer,
  readMcpResult,
  rewriteMcpResult,
  withheldResult,
  withoutClaimedNotes,
  type McpContext,
  type McpNotification,
  type McpResponse,
} from '@sallyport/surfaces';
import { afterDecision } from '../hook-endpoint/after-decision.ts';
import type { HookDoor } from '../hook-endpoint/answer-hook.ts';
import { decideResult } from '../hook-endpoint/decide-result.ts';
import { inspectInput } from '../hook-endpoint/inspect-input.ts';
import { judgeAsk, type PendingAsk } from './judge-ask.ts';

/** Whose answer something is, and what it says of how that ended: nothing where it will be told later, or was. */
export type Answered = {
  readonly call: PendingAsk | undefined;
  readonly outcome: 'succeeded' | 'failed' | undefined;
};

export function judgeAnswer(
  response: McpResponse,
  answered: Answered,
  context: McpContext,
  door: HookDoor,
): Promise<McpResponse> {
  return context.from === 'server'
    ? judgeResultOf(response, answered, context, door)
    : judgeWords(response, answered.call, context, door);
}

async function judgeResultOf(
  given: McpResponse,
  answered: Answered,
  context: McpContext,
  door: HookDoor,
): Promise<McpResponse> {
  const response = withoutClaimedNotes(given);
  const judged = await judgeBrought(response, answered, context, door);
  if (!judged.goesOn) return refused(response, judged.decision, answered.call);
  return judged.message === response.message ? response : { ...response, message: judged.message };
}

/** What a server's notification brings, in the place of an answer; undefined where it must not go on. */
export async function judgeNews(
  given: McpNotification,
  answered: Answered,
  context: McpContext,
  door: HookDoor,
): Promise<McpNotification | undefined> {
  const news = withoutClaimedNotes(given);
  const judged = await judgeBrought(news, answered, context, door);
  return judged.goesOn ? { ...news, message: judged.message } : undefined;
}

type Brought =
  | { readonly goesOn: true; readonly message: unknown }
  | { readonly goesOn: false; readonly decision: Decision };

async function judgeBrought(
  reading: McpResponse | McpNotification,
  { call: pending, outcome }: Answered,
  context: McpContext,
  door: HookDoor,
): Promise<Brought> {
  const result = readMcpResult(reading);
  if (outcome !== undefined) noteOutcome(outcome, result.text.text, pending, door);
  for (const ask of asksIn(reading)) {
    const judged = await judgeAsk({ kind: 'request', id: 0, message: ask, ...ask }, context, door);
    if (!judged.goesOn && judged.decision !== undefined) return { goesOn: false, decision: judged.decision };
  }
  const actions =
    pending === undefined || pending.actions.length === 0 ? [plainAction(context)] : pending.actions;
  const decided = await decideResult(
    result.text,
    { deed: pending?.deed, read: () => actions },
    { surface: 'mcp', isLastSight: false, express: (wanted) => expressMcp(wanted, { about: 'result' }) },
    door,
  );
  if (decided === undefined) return { goesOn: true, message: reading.message };
  const { decision, spans } = decided;
  if (decision.enforced === 'block') return { goesOn: false, decision };
  if (decision.enforced !== 'redact') return { goesOn: true, message: reading.message };
  return { goesOn: true, message: rewriteMcpResult(reading, result, spans) };
}

/** What the server is told of what a person or a model said. */
async function judgeWords(
  response: McpResponse,
  pending: PendingAsk | undefined,
  context: McpContext,
  door: HookDoor,
): Promise<McpResponse> {
  const reading = readMcpAnswer(response, context);
  if (reading.kind === 'passes') return response;
  const given = reading.kind === 'actions' ? reading.actions : [plainAction(context)];
  const { actions, notInspected } = await inspectInput(given, door);
  const { decision } = await enforce(
    {
      actions,
      surface: 'mcp',
      nativeInput: JSON.stringify(response.result ?? {}),
      express: (wanted) => expressMcp(wanted, { about: 'request' }),
      ...(notInspected === undefined ? {} : { notInspected }),
      ...(reading.kind === 'unreadable' ? { unreadable: reading.why } : {}),
    },
    door,
  );
  await afterDecision(actions, decision, door);
  const goesOn =
    reading.kind === 'actions' && (decision.enforced === 'allow' || decision.enforced === 'warn');
  return goesOn ? response : refused(response, decision, pending);
}

/** In the answer's place: it ends the wait of whoever asked, and holds nothing of what was in it. */
const refused = (
  response: McpResponse,
  decision: Decision,
  { request, toolName }: Pick<PendingAsk, 'request' | 'toolName'> = NOBODY_ASKED,
): McpResponse => ({
  ...response,
  message: withheldResult({ ...request, id: response.id ?? '' }, decision, { toolName }),
});

const NOBODY_ASKED = {
  request: { kind: 'request', id: '', method: 'unknown', params: {}, message: undefined },
  toolName: undefined,
} as const;

/** Stands for lists, starts and whatever nobody asked for: what they say reaches the model too. */
const plainAction = ({ origin, server, actionId, digest }: McpContext): Action => ({
  id: actionId(),
  kind: 'tool.call',
  digest: digest(''),
  origin: { ...origin, surface: 'mcp', mcpServer: server.name.slice(0, 200) },
  tool: {
    name: mcpToolName(server.name, '').slice(0, 300),
    server: server.name.slice(0, 300),
    provenance: server.provenance ?? 'mcp-server',
    known: true,
  },
  effects: [],
  paths: [],
  hosts: [],
  samples: [],
  findings: [],
});

/** Where the hook sees the call too, it says what became of it. */
function noteOutcome(
  outcome: 'succeeded' | 'failed',
  text: string,
  pending: PendingAsk | undefined,
  door: HookDoor,
): void {
  if (pending?.toolName === undefined || pending.deed !== undefined) return;
  const origin = pending.actions[0]?.origin;
  door.note(
    redactEvidence({
      type: 'outcome',
      ...(origin?.session === undefined ? {} : { session: origin.session }),
      ...(origin?.toolUseId === undefined ? {} : { toolUseId: origin.toolUseId }),
      tool: pending.toolName,
      outcome,
      durationMs: Math.max(0, Math.round(performance.now() - pending.startedMs)),
      resultBytes: Buffer.byteLength(text),
    }),
    origin?.session,
  );
}
