import type { McpAsk, McpNotification, McpParams, McpResponse } from '../mcp-reading.ts';

/*
 * Calls whose result comes later: the answer names a task in its place. In 2025-11-25 the result is fetched by `tasks/result`, in
 * 2026-07-28 it comes with `tasks/get` or with a notification. Servers are read as if they spoke both at once.
 */

/** Longer names are nobody's, and would only be kept. */
const MAX_ID = 500;

/** Names of the tasks that an answer puts in the place of a result, as any revision has them; none where it is the result. */
export const tasksBegunBy = ({ result }: McpResponse): readonly string[] => {
  if (result === undefined) return [];
  const named = [isRecord(result['task']) ? result['task']['taskId'] : undefined, result['taskId']];
  return named.filter((id) => typeof id === 'string');
};

/** A task that can be told from every other. */
export const isTaskName = (id: string): boolean => id !== '' && id.length <= MAX_ID;

/** The task that a request or a notification is about. */
export const taskOf = ({ method, params }: McpAsk): string | undefined => {
  const id = params['taskId'];
  return /^(?:notifications\/)?tasks(?:\/|$)/.test(method) && typeof id === 'string' ? id : undefined;
};

/** How a call ended, by its result or by what is said of its task; undefined while that goes on, or its result is still to be fetched. */
export const outcomeIn = (
  reading: McpResponse | McpNotification,
  isItsResult: boolean,
): 'succeeded' | 'failed' | undefined => {
  const said: McpParams = reading.kind === 'notification' ? reading.params : (reading.result ?? {});
  if (isItsResult) {
    if (reading.kind === 'response' && reading.error !== undefined) return 'failed';
    return said['isError'] === true ? 'failed' : 'succeeded';
  }
  if (said['status'] === 'failed' || said['status'] === 'cancelled' || isRecord(said['error']))
    return 'failed';
  const result = said['result'];
  if (!isRecord(result)) return undefined;
  return result['isError'] === true ? 'failed' : 'succeeded';
};

const isRecord = (value: unknown): value is McpParams =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
