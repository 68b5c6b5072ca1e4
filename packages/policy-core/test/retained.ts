import type { Action, Decision, DecisionEvidence, Facts } from '@sallyport/action-model';
import { decide, decideOnFindings } from '../src/decide.ts';
import type { CompiledPolicy } from '../src/compiled-policy.ts';

interface Kept {
  readonly seq?: number;
  readonly at?: string;
  readonly isResult?: boolean;
  readonly decision?: Partial<Decision>;
  readonly redactions?: DecisionEvidence['redactions'];
}

/** A decision as evidence keeps it, written and read again as the lines of the log are. */
export const retain = (
  action: Action,
  policy: CompiledPolicy,
  facts: Facts,
  { seq = 1, at = facts.now, isResult = false, decision: changes = {}, redactions = [] }: Kept = {},
): DecisionEvidence => {
  const { origin, findings, samples: _samples, ...kept } = action;
  const decision = (isResult ? decideOnFindings : decide)(action, policy, facts);
  const record = {
    v: 1,
    type: 'decision',
    seq,
    at,
    device: 'device-1',
    tier: 'cooperative',
    prev: '0'.repeat(64),
    hash: '1'.repeat(64),
    action: { ...kept, input: '{}' },
    origin,
    facts,
    decision: {
      ...decision,
      ...changes,
      marks: [...decision.marks, ...(changes.marks ?? []), ...(isResult ? ['of-the-result'] : [])],
    },
    sightings: [],
    findings,
    redactions,
  };
  // What a line holds is what JSON holds; the types of the model are those of the record.
  return JSON.parse(JSON.stringify(record)) as DecisionEvidence;
};
