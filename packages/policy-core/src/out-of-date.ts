/*
 * What a policy that is out of date adds to a decision, by its categories' `whenStale`. A device that hears nothing may
 * be cut off on purpose, so that it never learns of a stricter policy. INVARIANT: contributions are only added, none is
 * taken away or changed, so being out of date never loosens. Whether it is, comes in as a fact, which evidence keeps.
 */
import { strictness, type Action } from '@sallyport/action-model';
import type { RuleOfKind } from './compiled-policy.ts';
import type { Contribution } from './contribution.ts';
import { couldStop } from './last-resort.ts';

const OUT_OF_DATE = 'the policy on this device is out of date; `sallyport doctor` says why';

type Contribute = (rule: RuleOfKind) => Contribution;

/** What matched with less than an approval needs one as well; the redaction or warning itself still binds. */
export const tightened = (matched: readonly RuleOfKind[], contribute: Contribute): readonly Contribution[] =>
  matched
    .filter(
      ({ rule }) => rule.document.whenStale === 'tighten' && strictness(rule.verdict) < strictness('approve'),
    )
    .map((each) => {
      const own = contribute(each);
      const say = `${OUT_OF_DATE}, and until then this needs approval: ${own.reason.say}`.slice(0, 2000);
      return { ...own, verdict: 'approve', reason: { ...own.reason, say } };
    });

/** As where nobody can be asked: what an enforcing rule of the category could stop is stopped, once a document. */
export const blocked = (
  rules: readonly RuleOfKind[],
  action: Action,
  contribute: Contribute,
): readonly Contribution[] => {
  const tool = action.tool && { name: action.tool.name, isOnServer: action.tool.server !== undefined };
  const first = new Map<string, RuleOfKind>();
  for (const each of rules) {
    const { id, document } = each.rule;
    if (document.whenStale !== 'block' || !couldStop(each, tool)) continue;
    const named = first.get(document.id);
    // The lowest name speaks for the document, so that the order of its rules does not matter.
    if (named === undefined || id < named.rule.id) first.set(document.id, each);
  }
  return [...first.values()].map((each) => {
    const own = contribute(each);
    const say = `${OUT_OF_DATE}, and the category \`${each.rule.document.category}\` blocks until then`;
    return { ...own, verdict: 'block', reason: { ...own.reason, say } };
  });
};
