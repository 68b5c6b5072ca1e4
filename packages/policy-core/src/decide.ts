/*
 * All rules of the action's kind are considered; the index only skips rules whose condition is certainly false.
 * Obligations unite and the strictest names the verdict; the order of documents and rules never matters.
 * A rule that errors is reported and counts by its category's `onFailure`: closed blocks, open lets go.
 * While the policy is out of date, its categories' `whenStale` adds to this and takes nothing away.
 * An approval discharges the rules that asked for it, and no others; nothing else is ever taken away.
 *
 * This file owns what a policy says about an action. It must never do I/O, read a clock, or know a surface: what a
 * surface can't express is worked out by its caller, from the obligations. To add a verdict, extend `VERDICTS` in
 * action-model; to add something that conditions can ask, see `condition/literal-methods.ts`.
 */
import {
  strictest,
  strictness,
  type Action,
  type Decision,
  type DecisionMark,
  type Facts,
  type Obligation,
  type Stage,
  type Verdict,
} from '@sallyport/action-model';
import { withoutClaimedGroups } from './claimed-groups.ts';
import type { CompiledDocument, CompiledPolicy, KindPolicy, RuleOfKind } from './compiled-policy.ts';
import { bindingVerdict, obligationOf, type Contribution } from './contribution.ts';
import { discharged } from './discharge.ts';
import { counts, evaluateRule, isUnjudged, MATCHED, variablesOf, type RuleOutcome } from './evaluate-rule.ts';
import { notInForce } from './limits/held-back.ts';
import { blocked, tightened } from './out-of-date.ts';
import { stageFor } from './rollout.ts';

export const decide = (action: Action, policy: CompiledPolicy, facts: Facts): Decision => {
  const ofKind = policy.kinds[action.kind];
  if (ofKind === undefined) return nothingSaid(policy.version);
  const counted = countedOf(action, ofKind, facts);
  if (ofKind.askingForGroups.length > 0) addUnclaimed(counted, action, ofKind, facts);
  const added = facts.posture.bundleStale ? addedWhenStale(counted, ofKind, action, facts) : [];
  return combine(counted, added, action, facts, policy.version);
};

/**
 * What is said of content alone, when the call that it belongs to has been decided: of all rules only those that read
 * findings. What the others say was said before the call ran, and is not said twice.
 */
export const decideOnFindings = (action: Action, policy: CompiledPolicy, facts: Facts): Decision => {
  const asking = policy.kinds[action.kind]?.askingForFindings ?? [];
  const unclaimed = withoutClaimedGroups(action);
  const views = [action, ...(unclaimed === undefined ? [] : [unclaimed])].map((each) =>
    variablesOf(each, facts),
  );
  const counted = asking.flatMap((candidate) =>
    views
      .map((variables): Counted => ({ candidate, outcome: evaluateRule(candidate, variables) }))
      .filter(({ outcome }, place, all) => {
        const isNew = all.findIndex((each) => each.outcome.kind === outcome.kind) === place;
        return isSaid(outcome) && isNew;
      }),
  );
  return combine(counted, [], action, facts, policy.version);
};

/** What also counts without the groups that are merely claimed. */
const addUnclaimed = (counted: Counted[], action: Action, ofKind: KindPolicy, facts: Facts): void => {
  const unclaimed = withoutClaimedGroups(action);
  if (unclaimed === undefined) return;
  const variables = variablesOf(unclaimed, facts);
  for (const candidate of ofKind.askingForGroups) {
    const outcome = evaluateRule(candidate, variables);
    const isNew = !counted.some((each) => each.candidate === candidate && each.outcome.kind === outcome.kind);
    if (isSaid(outcome) && isNew) counted.push({ candidate, outcome });
  }
};

/** It adds to the decision, or at least marks it. */
const isSaid = (outcome: RuleOutcome): boolean => counts(outcome) || isUnjudged(outcome);

const countedOf = (action: Action, ofKind: KindPolicy, facts: Facts): Counted[] => {
  const variables = variablesOf(action, facts);
  const counted: Counted[] = [];
  for (const number of ofKind.index.candidates(action, facts, variables)) {
    const candidate = ofKind.rules[number];
    if (candidate === undefined) continue;
    const outcome = evaluateRule(candidate, variables);
    if (isSaid(outcome)) counted.push({ candidate, outcome });
  }
  return counted;
};

const addedWhenStale = (
  counted: readonly Counted[],
  ofKind: KindPolicy,
  action: Action,
  facts: Facts,
): readonly Contribution[] => {
  const nowMs = Date.parse(facts.now);
  const inForce = ofKind.rules.filter(({ rule }) => notInForce(rule, nowMs) === undefined);
  const contribute = (candidate: RuleOfKind): Contribution =>
    contributionOf({ candidate, outcome: MATCHED }, action);
  const matched = counted.filter(({ outcome }) => outcome.kind === 'matched');
  return [
    ...tightened(
      matched.map(({ candidate }) => candidate),
      contribute,
    ),
    ...blocked(inForce, action, contribute),
  ];
};

interface Counted {
  readonly candidate: RuleOfKind;
  readonly outcome: RuleOutcome;
}

const MAX_LISTED = 1000;

const combine = (
  counted: readonly Counted[],
  added: readonly Contribution[],
  action: Action,
  facts: Facts,
  policyVersion: string,
): Decision => {
  if (counted.length === 0 && added.length === 0) return nothingSaid(policyVersion);
  const contributions = [
    ...counted.filter(({ outcome }) => counts(outcome)).map((each) => contributionOf(each, action)),
    ...added,
  ]
    .map((each) => discharged(each, action, facts))
    .toSorted(byWeight);
  const verdict = strictest(contributions.map(bindingVerdict));
  const enforced = strictest(contributions.map((each) => staged(bindingVerdict(each), each.stage)));
  const failMode = failModeOf(counted);
  return {
    verdict,
    enforced,
    stage: stageThatMattered(contributions, enforced),
    obligations: contributions.flatMap(obligationOf).slice(0, MAX_LISTED),
    reasons: contributions.map((each) => each.reason).slice(0, MAX_LISTED),
    policyVersion,
    ...(failMode === undefined ? {} : { failMode }),
    marks: marksOf(counted, contributions),
  };
};

/** What stages leave of obligations: what a surface that can express everything would be told. */
export const enforcedOf = (obligations: readonly Obligation[]): Verdict =>
  strictest(
    obligations.map(({ verdict, stage, discharged: ticket }) =>
      ticket === undefined ? staged(verdict, stage) : 'allow',
    ),
  );

const marksOf = (counted: readonly Counted[], contributions: readonly Contribution[]): DecisionMark[] => {
  const marks: DecisionMark[] = [];
  if (contributions.some((each) => each.discharged !== undefined)) marks.push('approved');
  if (contributions.some((each) => each.refusedAsWeak === true)) marks.push('weak-approval-refused');
  if (counted.some(({ outcome }) => isUnjudged(outcome))) marks.push('not-judged');
  return marks;
};

const nothingSaid = (policyVersion: string): Decision => ({
  verdict: 'allow',
  enforced: 'allow',
  stage: 'enforce',
  obligations: [],
  reasons: [],
  policyVersion,
  marks: [],
});

const contributionOf = ({ candidate: { rule }, outcome }: Counted, action: Action): Contribution => {
  const stage = stageFor(rule.document.rollout, rule.document.id, action.origin);
  const severity = SEVERITIES.indexOf(rule.document.severity);
  const names = { policy: rule.document.id, rule: rule.id };
  if (outcome.kind !== 'errored')
    return {
      verdict: rule.verdict,
      severity,
      stage,
      reason: { ...names, say: rule.say },
      approval: rule.approval,
    };
  const say = `rule could not be evaluated: ${outcome.error}`.slice(0, 2000);
  const verdict = rule.document.onFailure === 'closed' ? 'block' : 'allow';
  return { verdict, severity, stage, reason: { ...names, say }, approval: undefined };
};

const SEVERITIES: readonly CompiledDocument['severity'][] = ['low', 'medium', 'high', 'critical'];

// What binds most strictly first; among equals the graver policy speaks first, and names settle the rest.
const byWeight = (left: Contribution, right: Contribution): number =>
  strictness(bindingVerdict(right)) - strictness(bindingVerdict(left)) ||
  strictness(right.verdict) - strictness(left.verdict) ||
  right.severity - left.severity ||
  compareText(left.reason.policy, right.reason.policy) ||
  compareText(left.reason.rule, right.reason.rule);

const compareText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

/** `observe` records only; `warn` turns every stricter verdict into a warning. */
const staged = (verdict: Verdict, stage: Stage): Verdict => {
  if (stage === 'enforce' || verdict === 'allow') return verdict;
  return stage === 'warn' ? 'warn' : 'allow';
};

const stageThatMattered = (contributions: readonly Contribution[], enforced: Verdict): Stage => {
  const weakened = contributions.filter((each) => strictness(bindingVerdict(each)) > strictness(enforced));
  if (weakened.length === 0) return 'enforce';
  return weakened.some((each) => each.stage === 'observe') ? 'observe' : 'warn';
};

const failModeOf = (counted: readonly Counted[]): Decision['failMode'] => {
  let worst: Decision['failMode'];
  for (const { candidate, outcome } of counted) {
    if (outcome.kind !== 'errored') continue;
    const { rule } = candidate;
    const mode = rule.document.onFailure;
    const detail = `${rule.document.id}/${rule.id}: ${outcome.error}`.slice(0, 1000);
    const isWorse =
      worst === undefined ||
      (worst.mode === 'open' && mode === 'closed') ||
      (worst.mode === mode && detail < (worst.detail ?? ''));
    if (isWorse) worst = { failure: 'rule-error', mode, detail };
  }
  return worst;
};
