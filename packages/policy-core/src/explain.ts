import type { Action, ActionKind, Decision, Facts, Stage, Verdict } from '@sallyport/action-model';
import { withoutClaimedGroups } from './claimed-groups.ts';
import type { CompiledPolicy, CompiledRule, RuleOfKind } from './compiled-policy.ts';
import { evaluateParts } from './condition/evaluate-parts.ts';
import type { Variables } from './condition/view.ts';
import { decide } from './decide.ts';
import { evaluateRule, variablesOf, type RuleOutcome } from './evaluate-rule.ts';
import { notInForce } from './limits/held-back.ts';
import { stageFor } from './rollout.ts';

export type RuleExplanation = {
  readonly policy: string;
  readonly rule: string;
  readonly verdict: Verdict;
  readonly stage: Stage;
} &
  /** `discharged`: the ticket of the approval because of which it binds no longer. */
  (
    | { readonly outcome: 'matched'; readonly discharged?: string; readonly unjudged?: string }
    | { readonly outcome: 'not-matched'; readonly falseParts: readonly string[] }
    | { readonly outcome: 'errored'; readonly error: string }
    /** The rule is about other kinds of action. */
    | { readonly outcome: 'other-kind'; readonly kinds: readonly ActionKind[] }
    /** The index knew that the condition is false without evaluating it. */
    | { readonly outcome: 'skipped-by-index'; readonly falseParts: readonly string[] }
    | { readonly outcome: 'expired'; readonly at: string }
    /** By the clock it is not the rule's time. */
    | { readonly outcome: 'off-schedule' }
    /** The condition holds, not yet often enough. */
    | { readonly outcome: 'below-rate'; readonly count: number; readonly limit: number }
    /** The condition holds, and the judge did not say yes: `state` is what it said. */
    | { readonly outcome: 'judged'; readonly state: string }
  );

export interface Explanation {
  readonly decision: Decision;
  /** Every rule of the policy, in the order of its documents. */
  readonly rules: readonly RuleExplanation[];
}

export const explain = (action: Action, policy: CompiledPolicy, facts: Facts): Explanation => {
  const unclaimed = withoutClaimedGroups(action);
  const [first, ...others] = [action, ...(unclaimed === undefined ? [] : [unclaimed])].map((one) =>
    rulesFor(one, policy, facts),
  );
  // A rule that counts in either view counts.
  const rules = (first ?? []).map((rule, place) =>
    [rule, ...others.flatMap((view) => view[place] ?? [])].reduce((said, next) =>
      counts(said) ? said : next,
    ),
  );
  const decision = decide(action, policy, facts);
  return { decision, rules: rules.map((rule) => withDischarge(rule, decision)) };
};

const withDischarge = (explained: RuleExplanation, { obligations }: Decision): RuleExplanation => {
  const ticket = obligations.find(
    ({ policy, rule, discharged }) =>
      policy === explained.policy && rule === explained.rule && discharged !== undefined,
  )?.discharged;
  return explained.outcome === 'matched' && ticket !== undefined
    ? { ...explained, discharged: ticket }
    : explained;
};

const counts = ({ outcome }: RuleExplanation): boolean => outcome === 'matched' || outcome === 'errored';

const rulesFor = (action: Action, policy: CompiledPolicy, facts: Facts): readonly RuleExplanation[] => {
  const variables = variablesOf(action, facts);
  const ofKind = policy.kinds[action.kind];
  const candidates = new Set(ofKind?.index.candidates(action, facts, variables));
  const places = new Map<CompiledRule, number>();
  for (const [number, { rule }] of ofKind?.rules.entries() ?? []) places.set(rule, number);
  return policy.documents.flatMap((document) =>
    document.rules.map((rule): RuleExplanation => {
      const names = {
        policy: document.id,
        rule: rule.id,
        verdict: rule.verdict,
        stage: stageFor(document.rollout, document.id, action.origin),
      };
      const number = places.get(rule);
      const placed = number === undefined ? undefined : ofKind?.rules[number];
      if (number === undefined || placed === undefined)
        return { ...names, outcome: 'other-kind', kinds: rule.kinds };
      const asleep = notInForce(rule, variables.now.getTime());
      if (asleep !== undefined) return { ...names, ...saidOf(asleep) };
      if (candidates.has(number)) return { ...names, ...outcomeOf(placed, action.kind, variables) };
      return {
        ...names,
        outcome: 'skipped-by-index',
        falseParts: falseParts(placed, action.kind, variables),
      };
    }),
  );
};

const falseParts = ({ condition }: RuleOfKind, kind: ActionKind, variables: Variables): readonly string[] =>
  condition === undefined
    ? []
    : evaluateParts(condition, kind, variables)
        .filter((part) => part.value === false)
        .map((part) => part.text);

const outcomeOf = (rule: RuleOfKind, kind: ActionKind, variables: Variables) => {
  const outcome = evaluateRule(rule, variables);
  return outcome.kind === 'not-matched'
    ? { outcome: 'not-matched' as const, falseParts: falseParts(rule, kind, variables) }
    : saidOf(outcome);
};

/** Field by field, because `kind` is called `outcome` here. */
const saidOf = (outcome: Exclude<RuleOutcome, { readonly kind: 'not-matched' }>) => {
  switch (outcome.kind) {
    case 'matched':
      return outcome.unjudged === undefined
        ? { outcome: outcome.kind }
        : { outcome: outcome.kind, unjudged: outcome.unjudged };
    case 'errored':
      return { outcome: outcome.kind, error: outcome.error };
    case 'expired':
      return { outcome: outcome.kind, at: outcome.at };
    case 'off-schedule':
      return { outcome: outcome.kind };
    case 'below-rate':
      return { outcome: outcome.kind, count: outcome.count, limit: outcome.limit };
    case 'judged':
      return { outcome: outcome.kind, state: outcome.state };
    default:
      return outcome satisfies never;
  }
};
