import type { Decision } from '@sallyport/action-model';
import type { ClientCapability } from './client-capability.ts';
import { express, type ReplyContext } from './express.ts';
import { hookEventOf, type BlockForm } from './hook-events.ts';
import { blockText, inputRedactedText, readOnlyText, resultReplyText, warnText } from './reply-text.ts';
import { redactResult, withholdResult } from '../results/rewrite-result.ts';

/** What a command hook ends with; an HTTP hook answers 200 with `stdout` and has no way to say exit 2. */
export interface HookReply {
  readonly exitCode: 0 | 2;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * INVARIANT: an allow is an empty reply. Anything that says "allow" to the client makes calls run that it would
 * have asked a person about; an empty reply leaves its own check in place.
 */
const EMPTY: HookReply = { exitCode: 0, stdout: '', stderr: '' };

const json = (value: object): HookReply => ({ exitCode: 0, stdout: JSON.stringify(value), stderr: '' });

const blockReplies: Readonly<
  Record<Exclude<BlockForm, 'none' | 'rewrite'>, (event: string, text: string) => HookReply>
> = {
  'permission-decision': (event, text) =>
    json({
      hookSpecificOutput: {
        hookEventName: event,
        permissionDecision: 'deny',
        permissionDecisionReason: text,
      },
    }),
  'permission-request': (event, text) =>
    json({
      hookSpecificOutput: {
        hookEventName: event,
        decision: { behavior: 'deny', message: text, interrupt: false },
      },
    }),
  decision: (_event, text) => json({ decision: 'block', reason: text }),
  'exit-code': (_event, text) => ({ exitCode: 2, stdout: '', stderr: text }),
  decline: (event, text) =>
    json({ systemMessage: text, hookSpecificOutput: { hookEventName: event, action: 'decline' } }),
};

const warnReply = (event: string, text: string): HookReply => {
  const { warn } = hookEventOf(event);
  if (warn === 'none') return EMPTY;
  return json({
    systemMessage: text,
    // Without a permission decision beside it, the client's own check stays (measured on both versions).
    ...(warn === 'context' && { hookSpecificOutput: { hookEventName: event, additionalContext: text } }),
  });
};

/** The client takes a result of an MCP tool under another name, and the one it does not take it leaves alone. */
const rewriteReply = (event: string, fitted: Decision, context: ReplyContext): HookReply => {
  const { result } = context;
  if (result === undefined) return EMPTY;
  const text = resultReplyText(fitted, context);
  const rewritten =
    fitted.enforced === 'redact'
      ? redactResult(result.response, result.text, result.spans)
      : withholdResult(result.response, result.text, text);
  return json({
    systemMessage: text,
    hookSpecificOutput: {
      hookEventName: event,
      updatedToolOutput: rewritten,
      updatedMCPToolOutput: rewritten,
      // A notice in place of the output says it already.
      ...(fitted.enforced === 'redact' && { additionalContext: text }),
    },
  });
};

/** Without a permission decision beside it the client asks about the new input what it would have asked (measured). */
const inputReply = (event: string, text: string, { updatedInput }: ReplyContext): HookReply =>
  updatedInput === undefined
    ? EMPTY
    : json({ hookSpecificOutput: { hookEventName: event, updatedInput, additionalContext: text } });

/**
 * The exact bytes for a decision. It is fitted to the event first, so a caller that forgot `express` can still not
 * send something looser or something the client would not understand.
 */
export const replyTo = (
  event: string,
  decision: Decision,
  capability: ClientCapability,
  context: ReplyContext = {},
): HookReply => {
  // A call that was to be run in a sandbox, and for which there is no sandboxed form, has no way to run.
  const readOnly =
    context.updatedInput === undefined && context.readOnly === 'sandbox' ? undefined : context.readOnly;
  const canRedactInput = context.canRedactInput === true && context.updatedInput !== undefined;
  const fitted = express(decision, event, capability, { ...context, readOnly, canRedactInput });
  const { block } = hookEventOf(event);
  if (fitted.enforced === 'allow') return EMPTY;
  if (fitted.enforced === 'warn') return warnReply(event, warnText(fitted, event, context));
  if (block === 'rewrite') return rewriteReply(event, fitted, context);
  if (fitted.enforced === 'read-only') return inputReply(event, readOnlyText(fitted, context), context);
  if (fitted.enforced === 'redact') return inputReply(event, inputRedactedText(fitted, context), context);
  return block === 'none' ? EMPTY : blockReplies[block](event, blockText(fitted, event, context));
};
