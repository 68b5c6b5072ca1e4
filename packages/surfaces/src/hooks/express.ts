import { strictness, type Decision, type DecisionMark } from '@sallyport/action-model';
import type { ClientCapability } from './client-capability.ts';
import { hookEventOf } from './hook-events.ts';
import type { ResultText } from './results/result-text.ts';
import type { ResultSpan } from './results/rewrite-result.ts';

/** What of the payload bears on how a decision can be said. */
export interface ReplyContext {
  readonly toolName?: string | undefined;
  /** `source` of a ConfigChange: the vendor lets no hook refuse a change of managed settings. */
  readonly configSource?: string | undefined;
  /** What the tool gave back, when that is what was decided about. */
  readonly result?: ToolResult | undefined;
}

export interface ToolResult {
  readonly response: unknown;
  readonly text: ResultText;
  /** What a redaction takes out; known when the decision has been made. */
  readonly spans: readonly ResultSpan[];
}

/**
 * Fits a decision to what this surface can say, stricter where it can't be said exactly: a redact becomes a block but
 * where a result can be rewritten, a read-only an approve, and an approve a block for as long as nothing here can hold a
 * call until someone has answered. What can't be stopped is recorded as such, never claimed.
 * The capability stands here because a reply is always made for one client; so far none of its abilities changes one.
 * The result is what `replyTo` turns into bytes and what evidence keeps.
 */
export const express = (
  decision: Decision,
  event: string,
  _capability: ClientCapability,
  context: ReplyContext = {},
): Decision => {
  const { block, warn } = hookEventOf(event);
  const marks: DecisionMark[] = [...decision.marks];
  let { enforced } = decision;

  const canRewrite = block === 'rewrite' && context.result !== undefined;
  const canBlock =
    block !== 'none' &&
    (block !== 'rewrite' || canRewrite) &&
    !(event === 'ConfigChange' && context.configSource === 'policy_settings');
  if (strictness(enforced) > strictness('warn') && !canBlock) {
    marks.push('observe-only-surface');
    enforced = 'warn';
  }
  if (enforced === 'redact' && !canRewrite) {
    marks.push('redact-became-block');
    enforced = 'block';
  }
  if (enforced === 'read-only') {
    marks.push('read-only-became-approve');
    enforced = 'approve';
  }
  if (enforced === 'approve') {
    marks.push('approve-became-block');
    enforced = 'block';
  }
  if (enforced === 'warn' && warn === 'none') {
    marks.push('warn-not-shown');
    enforced = 'allow';
  }
  return { ...decision, enforced, marks: [...new Set(marks)] };
};
