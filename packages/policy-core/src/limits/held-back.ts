/*
 * Whether a rule counts whose condition holds: it may have expired, be outside its hours, wait for a number of actions or
 * for a judge's yes. INVARIANT: all of these only keep a rule from adding to a decision. None removes what another rule
 * adds, so a judge, a clock or a counter can never make a decision looser than it is without the rule.
 */
import type { Facts, Judged } from '@sallyport/action-model';
import type { CompiledRule } from '../compiled-policy.ts';

/** Why a rule does not count, though nothing is known against its condition. */
export type HeldBack =
  | { readonly kind: 'expired'; readonly at: string }
  | { readonly kind: 'off-schedule' }
  | { readonly kind: 'below-rate'; readonly count: number; readonly limit: number }
  | { readonly kind: 'judged'; readonly state: Judged['state'] | 'unanswered' };

/** Asked before the condition: a rule that is not in force can't fail either. */
export const notInForce = ({ limits }: CompiledRule, nowMs: number): HeldBack | undefined => {
  if (limits === undefined) return undefined;
  const { expiresMs, inSchedule } = limits;
  if (expiresMs !== undefined && nowMs >= expiresMs)
    return { kind: 'expired', at: new Date(expiresMs).toISOString() };
  return inSchedule === undefined || inSchedule(nowMs) ? undefined : { kind: 'off-schedule' };
};

export const belowRate = (rule: CompiledRule, facts: Facts): HeldBack | undefined => {
  const rate = rule.limits?.rate;
  if (rate === undefined) return undefined;
  const count = Math.max(0, ...ofRule(facts.counts, rule).map((each) => each.count));
  return count >= rate.count ? undefined : { kind: 'below-rate', count, limit: rate.count };
};

/** The state that decides, whatever the order in which a record lists them: the one that is strictest. */
export const judgedState = (rule: CompiledRule, facts: Facts): Judged['state'] | 'unanswered' => {
  const states = ofRule(facts.judged, rule).map((each) => each.state);
  return STATES.find((state) => states.includes(state)) ?? 'unanswered';
};
const STATES: readonly Judged['state'][] = ['yes', 'failed', 'timed-out', 'over-size', 'no', 'off'];

/** The judge was asked and said neither yes nor no. */
export const isSilent = (state: Judged['state'] | 'unanswered'): boolean =>
  state === 'failed' || state === 'timed-out' || state === 'over-size';

/** Where content from outside is about, an attacker may be the reason why the judge is silent. */
export const countsUnjudged = ({ document }: CompiledRule, { session }: Facts): boolean =>
  document.onFailure === 'closed' && session.labels.includes('untrusted-content');

export const ofRule = <Fact extends { readonly policy: string; readonly rule: string }>(
  facts: readonly Fact[],
  { id, document }: CompiledRule,
): readonly Fact[] => facts.filter(({ policy, rule }) => rule === id && policy === document.id);
