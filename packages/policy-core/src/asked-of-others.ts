import type { Action, Facts, PolicyId, RuleId, SampleRole } from '@sallyport/action-model';
import { withoutClaimedGroups } from './claimed-groups.ts';
import type { CompiledPolicy, RuleOfKind } from './compiled-policy.ts';
import type { Variables } from './condition/view.ts';
import { evaluateCondition, evaluateUpToJudge, variablesOf } from './evaluate-rule.ts';
import { judgedState, notInForce } from './limits/held-back.ts';
import type { RateWindow } from './limits/rule-limits.ts';

/** One rule that counts how often its condition holds. */
export interface RateKey {
  readonly policy: PolicyId;
  readonly rule: RuleId;
  readonly by: RateWindow['by'];
  readonly windowMs: number;
}

/** A question that a rule puts to a judge about an action's content. */
export interface JudgeQuestion {
  readonly policy: PolicyId;
  readonly rule: RuleId;
  readonly ask: string;
  readonly about: readonly SampleRole[];
}

/** The rules with a rate limit whose condition holds: what has to be counted once the action goes on. */
export const rateKeys = (
  action: Action,
  policy: CompiledPolicy,
  /** Looked at only where some rule counts. */
  facts: () => Facts,
): readonly RateKey[] => {
  const limited = policy.kinds[action.kind]?.withRate ?? [];
  if (limited.length === 0) return [];
  return holding(limited, action, facts(), (ofKind, variables) => {
    const isInForce = notInForce(ofKind.rule, variables.now.getTime()) === undefined;
    return isInForce && evaluateCondition(ofKind, variables).kind === 'matched';
  }).flatMap(({ document, id, limits }) =>
    limits?.rate === undefined
      ? []
      : [{ policy: document.id, rule: id, by: limits.rate.by, windowMs: limits.rate.windowMs }],
  );
};

/**
 * The questions whose answers are not among the facts yet. None is asked where the rule would not count in any case,
 * or where the action has no content of the kind that the question is about.
 */
export const judgeQuestions = (
  action: Action,
  policy: CompiledPolicy,
  facts: Facts,
): readonly JudgeQuestion[] => {
  const judged = policy.kinds[action.kind]?.withJudge ?? [];
  const open = judged.filter(
    ({ rule }) =>
      judgedState(rule, facts) === 'unanswered' &&
      action.samples.some(({ role }) => rule.limits?.judge?.about.includes(role)),
  );
  return holding(
    open,
    action,
    facts,
    (ofKind, variables) => evaluateUpToJudge(ofKind, variables).kind === 'matched',
  ).flatMap(({ document, id, limits }) =>
    limits?.judge === undefined ? [] : [{ policy: document.id, rule: id, ...limits.judge }],
  );
};

/** With the groups that are claimed or without them: either way counts, as in a decision. */
const holding = (
  rules: readonly RuleOfKind[],
  action: Action,
  facts: Facts,
  holds: (ofKind: RuleOfKind, variables: Variables) => boolean,
): readonly RuleOfKind['rule'][] => {
  if (rules.length === 0) return [];
  const unclaimed = withoutClaimedGroups(action);
  const views = [action, ...(unclaimed === undefined ? [] : [unclaimed])].map((each) =>
    variablesOf(each, facts),
  );
  return rules
    .filter((ofKind) => views.some((variables) => holds(ofKind, variables)))
    .map(({ rule }) => rule);
};
