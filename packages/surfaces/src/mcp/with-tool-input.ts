import type { McpRequest } from './mcp-reading.ts';

/** The same call with other arguments: what goes on when something was taken out of them. */
export const withToolInput = (request: McpRequest, input: Readonly<Record<string, unknown>>): McpRequest => {
  const params = { ...request.params, arguments: input };
  // Read as a JSON object, or there were no request.
  const message = request.message as Readonly<Record<string, unknown>>;
  return { ...request, params, message: { ...message, params } };
};
