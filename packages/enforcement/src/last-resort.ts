import type { Decision, Failure, FailMode } from '@sallyport/action-model';
import type { LastResort } from '@sallyport/policy-core';

/**
 * What to do with an action that policy could not be asked about: its tool's row of the last-resort table. A tool may
 * be named `toString`: what every object has is no row.
 */
export const lastResortMode = (table: LastResort, toolName: string | undefined): FailMode =>
  (toolName !== undefined && Object.hasOwn(table.tools, toolName) ? table.tools[toolName] : undefined) ??
  table.unknownTool;

/** The decision without a policy. It blocks or allows; it never invents a rule, so its one reason is the failure. */
export function decideByLastResort(
  row: string | undefined,
  table: LastResort,
  failure: Failure,
  detail?: string,
): Decision {
  const mode = lastResortMode(table, row);
  const verdict = mode === 'closed' ? 'block' : 'allow';
  return {
    verdict,
    enforced: verdict,
    stage: 'enforce',
    obligations: [],
    reasons: [],
    policyVersion: 'none',
    failMode: { failure, mode, ...(detail === undefined ? {} : { detail: detail.slice(0, 1000) }) },
    marks: [],
  };
}
