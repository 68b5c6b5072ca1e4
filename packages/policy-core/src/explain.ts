import type { Action, ActionKind, Decision, Facts, Stage, Verdict } from '@sallyport/action-model';
import { withoutClaimedGroups } from './claimed-groups.ts';
import type { CompiledPolicy, CompiledRule, RuleOfKind } from './compiled-policy.ts';
import { evaluateParts } from './condition/evaluate-parts.ts';
import type { Variables } from './condition/view.ts';
import { decide, evaluateRule, variablesOf } from './decide.ts';
import { stageFor } from './rollout.ts';

export type RuleExplanation = {
  readonly policy: string;
  readonly rule: string;
  readonly verdict: Verdict;
  readonly stage: Stage;
} & (
  | { readonly outcome: 'matched' }
  | { readonly outcome: 'not-matched'; readonly falseParts: readonly string[] }
  | { readonly outcome: 'errored'; readonly error: string }
  /** The rule is about other kinds of action. */
  | { readonly outcome: 'other-kind'; readonly kinds: readonly ActionKind[] }
  /** The index knew that the condition is false without evaluating it. */
  | { readonly outcome: 'skipped-by-index'; readonly falseParts: readonly string[] }
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
  return { decision: decide(action, policy, facts), rules };
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
  if (outcome.kind === 'matched') return { outcome: 'matched' as const };
  if (outcome.kind === 'errored') return { outcome: 'errored' as const, error: outcome.error };
  return { outcome: 'not-matched' as const, falseParts: falseParts(rule, kind, variables) };
};
