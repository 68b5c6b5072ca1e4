import type { Action, Facts, Judged } from '@sallyport/action-model';
import type { RuleOfKind } from './compiled-policy.ts';
import { VIEW_CLASSES } from './condition/environment.ts';
import { Variables } from './condition/view.ts';
import {
  belowRate,
  countsUnjudged,
  isSilent,
  judgedState,
  notInForce,
  type HeldBack,
} from './limits/held-back.ts';

/** How one rule stands to one action. Only `matched` and `errored` add to a decision. */
export type RuleOutcome =
  /** `unjudged`: it counts although, or because, the judge it asks was silent. */
  | { readonly kind: 'matched'; readonly unjudged?: Judged['state'] | 'unanswered' }
  | { readonly kind: 'not-matched' }
  | { readonly kind: 'errored'; readonly error: string }
  | HeldBack;

export const variablesOf = (action: Action, facts: Facts): Variables =>
  new Variables(action, facts, VIEW_CLASSES);

export const evaluateRule = (ofKind: RuleOfKind, variables: Variables): RuleOutcome =>
  ofKind.rule.limits === undefined
    ? evaluateCondition(ofKind, variables)
    : evaluateLimited(ofKind, variables);

export const evaluateCondition = ({ condition }: RuleOfKind, variables: Variables): RuleOutcome => {
  if (condition === undefined) return MATCHED;
  try {
    return condition.holds(variables) ? MATCHED : NOT_MATCHED;
  } catch (error) {
    // The condition language reports by throwing; what it says becomes part of the decision.
    const text = error instanceof Error ? error.message : String(error);
    return { kind: 'errored', error: text.split('\n')[0] ?? text };
  }
};
export const MATCHED: RuleOutcome = { kind: 'matched' };
const NOT_MATCHED: RuleOutcome = { kind: 'not-matched' };

const evaluateLimited = (ofKind: RuleOfKind, variables: Variables): RuleOutcome => {
  const beforeJudge = evaluateUpToJudge(ofKind, variables);
  if (beforeJudge.kind !== 'matched' || ofKind.rule.limits?.judge === undefined) return beforeJudge;
  const facts = variables.factValues;
  const state = judgedState(ofKind.rule, facts);
  if (state === 'yes') return MATCHED;
  return isSilent(state) && countsUnjudged(ofKind.rule, facts)
    ? { kind: 'matched', unjudged: state }
    : { kind: 'judged', state };
};

/** As if its judge said yes to everything. */
export const evaluateUpToJudge = (ofKind: RuleOfKind, variables: Variables): RuleOutcome => {
  const { rule } = ofKind;
  const asleep = notInForce(rule, variables.now.getTime());
  if (asleep !== undefined) return asleep;
  const outcome = evaluateCondition(ofKind, variables);
  if (outcome.kind !== 'matched') return outcome;
  return belowRate(rule, variables.factValues) ?? MATCHED;
};

/** Does the outcome add to a decision? */
export const counts = ({ kind }: RuleOutcome): boolean => kind === 'matched' || kind === 'errored';

/** A judge was asked and gave no answer, whatever came of that. */
export const isUnjudged = (outcome: RuleOutcome): boolean =>
  (outcome.kind === 'matched' && outcome.unjudged !== undefined) ||
  (outcome.kind === 'judged' && isSilent(outcome.state));
