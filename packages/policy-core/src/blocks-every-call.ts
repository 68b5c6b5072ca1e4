import type { Action, Facts, Obligation } from '@sallyport/action-model';
import type { CompiledPolicy } from './compiled-policy.ts';
import { isNode } from './condition/is-node.ts';
import { chainOf } from './condition/presence.ts';
import { decide } from './decide.ts';

/** What does not change from call to call of one tool, or from load to load of one part, by one person. */
const FIXED = /^(?:action\.(?:tool|component)|origin|facts\.posture\.bundleStale)(?:\.|$)/;

/**
 * Is every call of this tool, or every load of this part, by this person stopped, whatever it asks for? Only a rule that
 * reads nothing but the tool or the part and who acts can say so; `probe` is a call that asks for nothing.
 */
export const blocksEveryCall = (probe: Action, policy: CompiledPolicy, facts: Facts): boolean =>
  ruleAgainstEveryCall(probe, policy, facts) !== undefined;

/** Which rule says so, for the reason to tell. */
export const ruleAgainstEveryCall = (
  probe: Action,
  policy: CompiledPolicy,
  facts: Facts,
): Obligation | undefined =>
  decide(probe, policy, facts).obligations.find(
    ({ verdict, stage, policy: document, rule: id }) =>
      verdict === 'block' &&
      stage === 'enforce' &&
      policy.kinds[probe.kind]?.rules.some(
        ({ rule, condition }) =>
          rule.document.id === document &&
          rule.id === id &&
          rule.limits === undefined &&
          (condition === undefined || readsOnlyWhatIsFixed(condition.ast)),
      ) === true,
  );

const readsOnlyWhatIsFixed = (part: unknown): boolean => {
  if (Array.isArray(part)) return part.every(readsOnlyWhatIsFixed);
  if (!isNode(part)) return true;
  const chain = chainOf(part);
  return chain === undefined ? readsOnlyWhatIsFixed(part.args) : FIXED.test(chain);
};
