import type { Action, Decision, Failure, FailMode } from '@sallyport/action-model';
import type { LastResort } from '@sallyport/policy-core';

/** What to do with an action that policy could not be asked about: its tool's row of the last-resort table. */
export const lastResortMode = (table: LastResort, toolName: string | undefined): FailMode =>
  (toolName === undefined ? undefined : table.tools[toolName]) ?? table.unknownTool;

const WORDS: Record<Failure, string> = {
  'no-bundle': 'there is no policy on this machine yet; run `sallyport up`',
  'bundle-invalid': 'the policy on this machine does not verify; run `sallyport doctor`',
  'unreadable-payload': 'the request could not be understood; run `sallyport doctor` if it happens again',
  'daemon-unreachable': 'the guard is not running; run `sallyport up`',
  deadline: 'the guard did not answer in time; run `sallyport doctor`',
  'rule-error': 'policy failed while it was evaluated; run `sallyport doctor`',
  'spool-full': 'evidence storage is full; run `sallyport doctor`',
  'spool-failed': 'evidence could not be written to disk; run `sallyport doctor`',
};

/** The decision without a policy. It blocks or allows; it never invents a rule, so its one reason is the failure. */
export function decideByLastResort(action: Action, table: LastResort, failure: Failure, detail?: string): Decision {
  const mode = lastResortMode(table, action.tool?.name);
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

/** What a person and the model are told about a failure that stopped the action. */
export const failureSentence = (failure: Failure): string => WORDS[failure];
