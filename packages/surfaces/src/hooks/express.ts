import type { Decision } from '@sallyport/action-model';
import { fitDecision } from '../decisions/fit-decision.ts';
import type { ClientCapability } from './client-capability.ts';
import { hookEventOf } from './hook-events.ts';
import type { ResultText } from '../results/result-text.ts';
import type { ResultSpan } from '../results/rewrite-result.ts';

/** What of the payload bears on how a decision can be said. */
export interface ReplyContext {
  readonly toolName?: string | undefined;
  /** `source` of a ConfigChange: the vendor lets no hook refuse a change of managed settings. */
  readonly configSource?: string | undefined;
  /** Files with a secret that the client would show again; the reason names another way to them. */
  readonly files?: readonly string[] | undefined;
  /** What the tool gave back, when that is what was decided about. */
  readonly result?: ToolResult | undefined;
  /**
   * How the call can be kept from changing anything: it never does (`already`), or it can be run where it can't
   * (`sandbox`; then `updatedInput` is what runs there). Absent: there is no way.
   */
  readonly readOnly?: 'already' | 'sandbox' | undefined;
  /** All that was found in the call stands as it is in its prose: then it can be taken out of it. */
  readonly canRedactInput?: boolean | undefined;
  /** What is run in place of the tool's input; known when the decision has been made. */
  readonly updatedInput?: Readonly<Record<string, unknown>> | undefined;
}

export interface ToolResult {
  readonly response: unknown;
  readonly text: ResultText;
  /** What a redaction takes out; known when the decision has been made. */
  readonly spans: readonly ResultSpan[];
}

/**
 * Fits a decision to what this surface can say: a result can be rewritten, a call be run in a sandbox, a change of managed
 * settings not be refused. The capability stands here because a reply is always made for one client; so far none of its
 * abilities changes one. The result is what `replyTo` turns into bytes and what evidence keeps.
 */
export const express = (
  decision: Decision,
  event: string,
  _capability: ClientCapability,
  context: ReplyContext = {},
): Decision => {
  const { block, warn } = hookEventOf(event);
  const canRewrite = block === 'rewrite' && context.result !== undefined;
  const isCall = event === 'PreToolUse';
  return fitDecision(decision, {
    canBlock:
      block !== 'none' &&
      (block !== 'rewrite' || canRewrite) &&
      !(event === 'ConfigChange' && context.configSource === 'policy_settings'),
    canWarn: warn !== 'none',
    canRedact: canRewrite || (isCall && context.canRedactInput === true),
    readOnly: isCall ? context.readOnly : undefined,
  });
};
