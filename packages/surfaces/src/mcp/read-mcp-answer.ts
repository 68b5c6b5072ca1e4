import { actionsOfDrafts } from '../actions/actions-of-drafts.ts';
import { answerDrafts, answerUse } from './answers-in.ts';
import type { McpContext } from './mcp-context.ts';
import type { McpAsk, McpNotification, McpParams, McpResponse } from './mcp-reading.ts';
import { originOf, placeOf, type McpCallReading } from './read-mcp-call.ts';

/** What the client answers to a question of the server, before the server gets it. An error passes: it says no. */
export const readMcpAnswer = (response: McpResponse, context: McpContext): McpCallReading => {
  if (response.result === undefined) return { kind: 'passes' };
  const drafts = answerDrafts(response.result, context, placeOf(context));
  if ('unreadable' in drafts) return { kind: 'unreadable', why: drafts.unreadable };
  if (drafts.length === 0) return { kind: 'passes' };
  const use = answerUse(context);
  const origin = originOf(context, use, undefined);
  const actions = actionsOfDrafts(drafts, response.result, origin, use, context);
  return actions === undefined
    ? { kind: 'unreadable', why: 'nested too deep', toolName: use.name }
    : { kind: 'actions', actions, toolName: use.name, toolInput: response.result };
};

/** The one error that asks something, of 2025-11-25. */
const URL_ELICITATION_REQUIRED = -32042;

/**
 * What a server asks inside of something that is no request: in a result that needs input first, in a task (2026-07-28), in
 * an error that wants pages opened (2025-11-25). Each is decided like a request of the server.
 */
export const asksIn = (reading: McpResponse | McpNotification): readonly McpAsk[] => {
  if (reading.kind === 'notification') return inputRequests(reading.params);
  if (reading.result !== undefined) return inputRequests(reading.result);
  const { error } = reading;
  if (error?.code !== URL_ELICITATION_REQUIRED || !isRecord(error.data)) return [];
  const list = error.data['elicitations'];
  return Array.isArray(list)
    ? list.map((params: unknown) => ({
        method: 'elicitation/create',
        params: isRecord(params) ? params : {},
      }))
    : [];
};

/** One that is no request is one of a method that nobody knows: it is decided all the same. */
const inputRequests = (holder: McpParams): readonly McpAsk[] => {
  const requests = holder['inputRequests'];
  if (requests === undefined || requests === null) return [];
  if (typeof requests !== 'object') return [{ method: 'inputRequests', params: {} }];
  return Object.values(requests).map((request: unknown) => {
    if (!isRecord(request)) return { method: 'inputRequests', params: {} };
    const { method, params } = request;
    return {
      method: typeof method === 'string' ? method.slice(0, 200) : 'inputRequests',
      params: isRecord(params) ? params : {},
    };
  });
};

const isRecord = (value: unknown): value is McpParams =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
