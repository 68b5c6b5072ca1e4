import {
  ACTION_KINDS,
  strictest,
  strictness,
  type Action,
  type Facts,
  type Stage,
  type Verdict,
} from '@sallyport/action-model';
import * as fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { isSeq, parseDocument } from 'yaml';
import { arbitraryAction, arbitraryFacts } from '../test/arbitrary-action.ts';
import { arbitraryDocuments } from '../test/arbitrary-policy.ts';
import type { CompiledDocument, CompiledPolicy, RuleOfKind } from './compiled-policy.ts';
import { compileCondition } from './condition/compile-condition.ts';
import { decide } from './decide.ts';
import { variablesOf } from './evaluate-rule.ts';
import { couldStop } from './last-resort.ts';
import { loadPolicies } from './load-policies.ts';
import { stageFor } from './rollout.ts';

/** The same document with its rules in the opposite order. */
const withRulesReversed = (text: string): string => {
  const document = parseDocument(text);
  const rules = document.get('rules');
  if (isSeq(rules)) rules.items.reverse();
  return String(document);
};

const load = (texts: readonly string[]): CompiledPolicy => {
  const loaded = loadPolicies(texts.map((text, index) => ({ name: `${index}.yaml`, text })));
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return loaded.policy;
};

const RUNS = { numRuns: 100 };
// Other packages' tests share the machine; this is a limit, not an expectation.
vi.setConfig({ testTimeout: 120_000 });

const weakened = (verdict: Verdict, stage: Stage): Verdict => {
  if (stage === 'enforce' || verdict === 'allow') return verdict;
  return stage === 'warn' ? 'warn' : 'allow';
};

/** What a policy says, worked out the slow way: every rule of every document, compiled anew, without any index. */
const naively = (action: Action, policy: CompiledPolicy, facts: Facts) => {
  const isClaimed = action.origin.proofs.groups === undefined;
  const views = isClaimed ? [action, { ...action, origin: { ...action.origin, groups: [] } }] : [action];
  // The stage is that of the action as it came, with its groups: they can only raise it.
  const all = views.flatMap((view) => naivelySaid(view, action, policy, facts));
  const said = [...new Map(all.map((each) => [JSON.stringify(each), each])).values()];
  return {
    names: said.map((each) => each.name).toSorted(),
    verdict: strictest(said.map((each) => each.verdict)),
    enforced: strictest(said.map((each) => weakened(each.verdict, each.stage))),
  };
};

interface Said {
  readonly name: string;
  readonly verdict: Verdict;
  readonly stage: Stage;
  readonly why?: string;
}

const naivelySaid = (view: Action, action: Action, policy: CompiledPolicy, facts: Facts): readonly Said[] => {
  const said: Said[] = [];
  for (const document of policy.documents) {
    for (const { declared } of document.rules.filter((rule) => rule.kinds.includes(action.kind))) {
      const outcome = declared.when === undefined ? true : holds(declared.when, view, facts);
      if (outcome === false) continue;
      const onError = document.onFailure === 'closed' ? 'block' : 'allow';
      said.push({
        name: `${document.id}/${declared.id}`,
        verdict: outcome === true ? declared.verdict : onError,
        why: outcome === true ? 'matched' : 'errored',
        stage: stageFor(document.rollout, document.id, action.origin),
      });
    }
    if (facts.posture.bundleStale) said.push(...naivelyStale(document, view, action, policy, facts));
  }
  return said;
};

const naivelyStale = (
  document: CompiledDocument,
  view: Action,
  action: Action,
  policy: CompiledPolicy,
  facts: Facts,
): readonly Said[] => {
  const stage = stageFor(document.rollout, document.id, action.origin);
  const own = (policy.kinds[action.kind]?.rules ?? []).filter((each) => each.rule.document === document);
  const names = (rules: readonly RuleOfKind[]) =>
    rules.map((each) => `${document.id}/${each.rule.id}`).toSorted();
  if (document.whenStale === 'keep') return [];
  if (document.whenStale === 'block') {
    const [first] = names(
      own.filter((each) =>
        couldStop(
          each,
          action.tool && { name: action.tool.name, isOnServer: action.tool.server !== undefined },
        ),
      ),
    );
    return first === undefined ? [] : [{ name: first, verdict: 'block', stage }];
  }
  const passed = own.filter(
    ({ rule }) =>
      ['allow', 'warn', 'redact', 'read-only'].includes(rule.verdict) &&
      (rule.declared.when === undefined || holds(rule.declared.when, view, facts) === true),
  );
  return names(passed).map((name) => ({ name, verdict: 'approve', stage }));
};

const holds = (when: string, action: Action, facts: Facts): boolean | 'error' => {
  const compiled = compileCondition(when, action.kind);
  if (!compiled.ok) throw new Error(compiled.problems.join());
  try {
    return compiled.condition.holds(variablesOf(action, facts));
  } catch {
    return 'error';
  }
};

test('neither index nor sharing changes a decision: every rule evaluated by itself agrees with it', () => {
  const seen = { allow: 0, other: 0, failed: 0 };
  fc.assert(
    fc.property(
      arbitraryDocuments,
      fc.array(arbitraryAction, { minLength: 4 }),
      arbitraryFacts,
      (texts, actions, facts) => {
        const policy = load(texts);
        for (const action of actions) {
          const decision = decide(action, policy, facts);
          const names = decision.reasons.map(({ policy, rule }) => `${policy}/${rule}`).toSorted();
          const { verdict, enforced, failMode } = decision;
          expect({ names, verdict, enforced }).toEqual(naively(action, policy, facts));
          seen[verdict === 'allow' ? 'allow' : 'other']++;
          if (failMode !== undefined) seen.failed++;
        }
      },
    ),
    RUNS,
  );
  // A generator that only ever makes one kind of case would prove nothing.
  expect(Math.min(seen.allow, seen.other, seen.failed)).toBeGreaterThan(10);
});

test('the order of documents and of rules never matters', () => {
  fc.assert(
    fc.property(arbitraryDocuments, arbitraryAction, arbitraryFacts, (texts, action, facts) => {
      const policy = load(texts);
      const reversed = load(texts.map(withRulesReversed).toReversed());
      expect(decide(action, reversed, facts)).toEqual(decide(action, policy, facts));
    }),
    RUNS,
  );
});

test('adding a document never loosens a decision, neither what policy says nor what is enforced', () => {
  fc.assert(
    fc.property(arbitraryDocuments, arbitraryAction, arbitraryFacts, (texts, action, facts) => {
      const all = decide(action, load(texts), facts);
      const fewer = decide(action, load(texts.slice(0, 1)), facts);
      expect(strictness(all.verdict)).toBeGreaterThanOrEqual(strictness(fewer.verdict));
      expect(strictness(all.enforced)).toBeGreaterThanOrEqual(strictness(fewer.enforced));
    }),
    RUNS,
  );
});

test('a claimed group never loosens: with it, all is asked for that is asked for without it', () => {
  let differing = 0;
  const rule = {
    id: 'all-but',
    on: ACTION_KINDS,
    say: 'no',
    verdict: 'block',
    when: "!('dev' in origin.groups)",
  };
  const excepting = JSON.stringify({
    apiVersion: 'sallyport/v1',
    kind: 'Policy',
    metadata: { id: 'excepting', category: 'own', severity: 'low' },
    onFailure: 'open',
    rules: [rule],
  });
  fc.assert(
    fc.property(arbitraryDocuments, arbitraryAction, arbitraryFacts, (texts, action, facts) => {
      const policy = load([...texts, excepting]);
      const withOrigin = (origin: Partial<Action['origin']>) =>
        decide({ ...action, origin: { ...action.origin, ...origin } }, policy, facts);
      const without = withOrigin({ groups: [] });
      const claimed = withOrigin({ proofs: {} });
      const key = ({ policy: id, rule: name, verdict }: (typeof claimed.obligations)[number]) =>
        `${id}/${name}/${verdict}`;
      expect(claimed.obligations.map(key)).toEqual(expect.arrayContaining(without.obligations.map(key)));
      expect(strictness(claimed.enforced)).toBeGreaterThanOrEqual(strictness(without.enforced));
      const proved = withOrigin({ proofs: { groups: 'process' } });
      if (proved.obligations.length < claimed.obligations.length) differing++;
    }),
    { numRuns: 300 },
  );
  // Where the group is proved, the exception does count.
  expect(differing).toBeGreaterThan(0);
});

test('a decision is explained by its obligations: the strictest of them is the verdict, and reasons come strictest first', () => {
  fc.assert(
    fc.property(arbitraryDocuments, arbitraryAction, arbitraryFacts, (texts, action, facts) => {
      const { verdict, enforced, obligations, reasons } = decide(action, load(texts), facts);
      expect(strictest(obligations.map((each) => each.verdict))).toBe(verdict);
      expect(strictness(enforced)).toBeLessThanOrEqual(strictness(verdict));
      const order = obligations.map((each) => strictness(each.verdict));
      expect(order).toEqual(order.toSorted((left, right) => right - left));
      const [first] = obligations;
      const named = reasons
        .slice(0, first === undefined ? 0 : 1)
        .map(({ policy, rule }) => ({ policy, rule }));
      expect(named).toEqual(first === undefined ? [] : [{ policy: first.policy, rule: first.rule }]);
    }),
    RUNS,
  );
});
