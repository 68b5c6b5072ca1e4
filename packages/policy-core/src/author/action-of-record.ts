import { Action, type DecisionEvidence } from '@sallyport/action-model';
import type { z } from 'zod';

/** As it stands on the line: what older devices did not know is absent, and not yet filled in. */
export type RetainedDecision = z.input<typeof DecisionEvidence>;

/**
 * The action as far as evidence keeps it, which is as far as conditions see it. Content is not kept; the findings in it are.
 * Undefined when what is kept makes no action.
 */
export const actionOfRecord = ({ action, origin, findings }: RetainedDecision): Action | undefined => {
  const { input: _input, inputTruncated: _inputTruncated, ...kept } = action;
  return Action.safeParse({ ...kept, origin, findings, samples: [] }).data;
};

/** Redaction took something out of what conditions see, so they may see something else than they saw then. */
export const isAltered = ({ redactions }: RetainedDecision): boolean =>
  redactions.some(({ field }) => field !== '/action/input' && !field.startsWith('/action/input/'));
