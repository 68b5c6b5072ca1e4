import type { Decision } from '@sallyport/action-model';
import { blockText, resultReplyText } from '../hooks/reply-text.ts';
import type { McpAsk, McpId, McpRequest, McpUnreadable } from './mcp-reading.ts';
import { PROTOCOL_VERSION_META } from './mcp-revisions.ts';

/*
 * What the one who asked gets in place of an answer. A tool's refusal is a result with `isError`, because a client shows
 * the model results and not errors of the protocol: so the model knows what was stopped and why, and goes on. Everything
 * else is answered in the words that the protocol has for a no.
 */

/** Of the range that the protocol leaves to implementations, and that no widespread one uses. */
export const REFUSED = -32_010;
/** As the protocol says it of a person who does not want a model asked. */
const SAMPLING_REJECTED = -1;
const INVALID_REQUEST = -32_600;

export interface RefusalContext {
  /** What the model is told it was that stopped: `mcp__server__tool`. */
  readonly toolName?: string | undefined;
  /** Of a problem that is none of policy: what to do about it. */
  readonly fix?: string | undefined;
}

/** The message that answers a request which does not go on. */
export const refusal = (
  request: Pick<McpRequest, 'id' | 'method' | 'params'>,
  decision: Decision,
  context: RefusalContext = {},
): unknown => {
  const text = blockText(decision, 'PreToolUse', { toolName: context.toolName ?? request.method });
  return refusalWithText(request, text, dataOf(decision));
};

/** The same for a refusal that is no decision: a guard that is away, a definition that nobody approved yet. */
export const refusalWithText = (
  request: Pick<McpRequest, 'id' | 'method' | 'params'>,
  text: string,
  data?: Readonly<Record<string, unknown>>,
): unknown => {
  switch (request.method) {
    case 'tools/call':
      return resultMessage(
        request.id,
        withType(request, { content: [{ type: 'text', text }], isError: true }),
      );
    case 'elicitation/create':
      return resultMessage(request.id, withType(request, { action: 'decline' }));
    case 'sampling/createMessage':
      return errorMessage(request.id, SAMPLING_REJECTED, text, data);
    default:
      return errorMessage(request.id, REFUSED, text, data);
  }
};

/** For a message that has no one reading. Who sent it hears why, as far as it said who it is. */
export const refusalOfUnreadable = ({ id, why }: McpUnreadable): unknown =>
  errorMessage(
    id ?? null,
    INVALID_REQUEST,
    `Sallyport did not pass this message on, because it can be read in more than one way or not at all: ${why}`,
    { sallyport: { why } },
  );

/**
 * What stands in place of an answer that must not reach the one who asked. The call has run; the notice says so. The id
 * and the method are those of the request that is answered.
 */
export const withheldResult = (
  request: Pick<McpRequest, 'id' | 'method' | 'params'>,
  decision: Decision,
  context: RefusalContext = {},
): unknown =>
  refusalWithText(
    request,
    resultReplyText(decision, { toolName: context.toolName ?? request.method }),
    dataOf(decision),
  );

const dataOf = ({
  verdict,
  enforced,
  reasons,
  ticket,
  policyVersion,
}: Decision): Record<string, unknown> => ({
  sallyport: {
    verdict,
    enforced,
    reasons: reasons.slice(0, 5),
    policyVersion,
    ...(ticket === undefined ? {} : { ticket }),
  },
});

/** Requests of 2026-07-28 and later say their revision, and their results must say their type. */
const withType = ({ params }: McpAsk, result: Readonly<Record<string, unknown>>): unknown => {
  const meta = params['_meta'];
  const isTyped = typeof meta === 'object' && meta !== null && Object.hasOwn(meta, PROTOCOL_VERSION_META);
  return isTyped ? { resultType: 'complete', ...result } : result;
};

const resultMessage = (id: McpId, result: unknown): unknown => ({ jsonrpc: '2.0', id, result });

const errorMessage = (
  id: McpId | null,
  code: number,
  message: string,
  data?: Readonly<Record<string, unknown>>,
): unknown => ({
  jsonrpc: '2.0',
  id,
  error: { code, message, ...(data === undefined ? {} : { data }) },
});
