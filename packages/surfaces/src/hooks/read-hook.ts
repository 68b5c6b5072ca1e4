import type { Origin, ToolUse } from '@sallyport/action-model';
import { z } from 'zod';
import { actionsOfDrafts } from '../actions/actions-of-drafts.ts';
import { eventReaders } from './event-readers.ts';
import type { HookContext } from './hook-context.ts';
import { originOf } from './hook-origin.ts';
import { CommonPayload, ElicitationPayload, ToolBatchPayload, ToolEndPayload } from './hook-payload.ts';
import type { HookReading, ToolOutcome } from './hook-reading.ts';
import { lifecycleDetail } from './lifecycle-detail.ts';
import { toolOutcome } from './tool-outcome.ts';
import type { ToolPlace } from '../tools/tool-reader.ts';
import { problemOf, ToolPayload } from '../tools/tool-payload.ts';
import { readTool, toolUseOf } from '../tools/tool-table.ts';

/*
 * What a client's hook says, as actions. This file owns the way from the bytes of one hook call to a reading: which
 * event it is, who claims to act, and that nothing is lost on the way: an unknown tool is still a `tool.call`, an
 * unknown event still a line of evidence, and what cannot be understood is an answer (`unreadable`), not an
 * exception. It must never decide, read a file, or know of policies. A new tool is a line in one table of
 * `tools/`, a new event that asks for a decision a line in `event-readers.ts`.
 */

/** More than any client sends; what is beyond it is refused before it is parsed. */
const MAX_PAYLOAD = 64 * 1024 * 1024;

const OUTCOMES: Readonly<Record<string, ToolOutcome['outcome']>> = {
  PostToolUse: 'succeeded',
  PostToolUseFailure: 'failed',
  PermissionDenied: 'denied-by-client',
};
const TOOL_EVENTS = new Set(['PreToolUse', 'PermissionRequest']);
/** Text on its way to the screen: it decides nothing and proves nothing. */
const NOT_OURS = new Set(['MessageDisplay']);

const Payload = z.record(z.string(), z.unknown());

/** What `Payload` says of text that was parsed just now, without its copy: a parsed object has no surprises but this key. */
const recordOf = (value: unknown, isParsed: boolean): Record<string, unknown> | undefined =>
  isParsed &&
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !Object.hasOwn(value, '__proto__') &&
  !Object.hasOwn(value, 'constructor')
    ? // A parsed object's keys are strings, and nothing is said of its values.
      (value as Record<string, unknown>)
    : Payload.safeParse(value).data;

const parse = (bytes: unknown): unknown => {
  if (typeof bytes !== 'string') return bytes;
  if (bytes.length > MAX_PAYLOAD) return undefined;
  try {
    return JSON.parse(bytes);
  } catch {
    return undefined;
  }
};

/** Reads one hook call. `bytes` is the text that the hook got, or the value it holds. */
export const readHook = (bytes: unknown, context: HookContext): HookReading => {
  const payload = recordOf(parse(bytes), typeof bytes === 'string');
  if (payload === undefined) return { kind: 'unreadable', why: 'the payload is not a JSON object' };
  const common = CommonPayload.safeParse(payload);
  if (!common.success) return unreadable(problemOf(common.error), payload);

  const event = common.data.hook_event_name;
  if (NOT_OURS.has(event)) return { kind: 'not-ours' };
  if (TOOL_EVENTS.has(event)) return readToolCall(payload, common.data, context);
  if (Object.hasOwn(eventReaders, event)) return readEvent(payload, common.data, context);
  if (event === 'PostToolBatch') return readBatch(payload, common.data, context);
  if (Object.hasOwn(OUTCOMES, event)) return readToolEnd(payload, common.data, context);
  return { kind: 'lifecycle', event, detail: lifecycleDetail(payload), ...sessionOf(common.data) };
};

const readToolCall = (
  payload: Record<string, unknown>,
  common: CommonPayload,
  context: HookContext,
): HookReading => {
  const tool = ToolPayload.safeParse(payload);
  if (!tool.success) return unreadable(problemOf(tool.error), payload);
  const use = toolUseOf(tool.data);
  const reading = readTool(tool.data, use, placeOf(common, context));
  if ('unreadable' in reading) return unreadable(reading.unreadable, payload);
  const origin: Origin = {
    ...originOf(common, context, use),
    ...(tool.data.tool_use_id !== undefined && { toolUseId: tool.data.tool_use_id }),
  };
  const actions = actionsOfDrafts(reading.drafts, tool.data.tool_input, origin, use, context);
  if (!actions) return unreadable('tool_input is nested too deep', payload);
  return {
    kind: 'actions',
    event: common.hook_event_name,
    actions,
    ...sessionOf(common),
    ...(tool.data.tool_use_id !== undefined && { toolUseId: tool.data.tool_use_id }),
    toolName: tool.data.tool_name,
    toolInput: tool.data.tool_input,
  };
};

const readEvent = (
  payload: Record<string, unknown>,
  common: CommonPayload,
  context: HookContext,
): HookReading => {
  const event = common.hook_event_name;
  const reading = eventReaders[event]?.read(payload, placeOf(common, context));
  if (!reading || 'unreadable' in reading) return unreadable(reading?.unreadable ?? 'unknown event', payload);
  const server = ElicitationPayload.safeParse(payload).data?.mcp_server_name;
  const use: ToolUse | undefined =
    server === undefined ? undefined : { name: event, server, provenance: 'mcp-server', known: true };
  const actions = actionsOfDrafts(
    reading.drafts,
    reading.input,
    originOf(common, context, use),
    use,
    context,
  );
  if (!actions) return unreadable('the payload is nested too deep', payload);
  return { kind: 'actions', event, actions, ...sessionOf(common) };
};

const readToolEnd = (
  payload: Record<string, unknown>,
  common: CommonPayload,
  context: HookContext,
): HookReading => {
  const event = common.hook_event_name;
  const end = ToolEndPayload.safeParse(payload);
  if (!end.success) return unreadable(problemOf(end.error), payload);
  const outcome = toolOutcome(end.data, OUTCOMES[event] ?? 'unknown', context);
  if (!outcome) return unreadable('tool_input is nested too deep', payload);
  return {
    kind: 'outcome',
    event,
    outcomes: [outcome],
    ...sessionOf(common),
    ...agentOf(common),
    ...cwdOf(common),
  };
};

/** The batch does not say which of its calls failed. */
const readBatch = (
  payload: Record<string, unknown>,
  common: CommonPayload,
  context: HookContext,
): HookReading => {
  const batch = ToolBatchPayload.safeParse(payload);
  if (!batch.success) return unreadable(problemOf(batch.error), payload);
  const outcomes = batch.data.tool_calls.map((call) => toolOutcome(call, 'unknown', context));
  if (!outcomes.every((outcome) => outcome !== undefined))
    return unreadable('tool_input is nested too deep', payload);
  return {
    kind: 'outcome',
    event: common.hook_event_name,
    outcomes,
    ...sessionOf(common),
    ...agentOf(common),
    ...cwdOf(common),
  };
};

const placeOf = (common: CommonPayload, { home, environment, readComponent }: HookContext): ToolPlace => ({
  home,
  readComponent,
  cwd: common.cwd ?? environment.CLAUDE_PROJECT_DIR ?? home,
});

const sessionOf = ({ session_id }: CommonPayload) =>
  session_id === undefined ? {} : { session: session_id };

const agentOf = ({ agent_id }: CommonPayload) =>
  agent_id === undefined ? {} : { subagent: { id: agent_id } };

const cwdOf = ({ cwd }: CommonPayload) => (cwd === undefined ? {} : { cwd });

/** Says as much of the event and the tool as can still be read, for the fail mode hangs on the tool. */
const unreadable = (why: string, payload: Record<string, unknown>): HookReading => {
  const event = payload['hook_event_name'];
  const toolName = payload['tool_name'];
  const session = CommonPayload.shape.session_id.safeParse(payload['session_id']).data;
  return {
    kind: 'unreadable',
    why,
    ...(typeof event === 'string' && { event: event.slice(0, 100) }),
    ...(typeof toolName === 'string' && { toolName: toolName.slice(0, 300) }),
    ...(session !== undefined && { session }),
  };
};
