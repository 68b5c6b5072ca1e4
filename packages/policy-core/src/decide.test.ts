import { ACTION_KINDS, strictest, strictness, type Action } from '@sallyport/action-model';
import * as fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { isSeq, parseDocument } from 'yaml';
import { arbitraryAction, arbitraryFacts } from '../test/arbitrary-action.ts';
import { arbitraryDocuments } from '../test/arbitrary-policy.ts';
import { comparable, decideNaively } from '../test/naive/decide-naively.ts';
import { loadTexts as load } from '../test/small-policy.ts';
import { decide, decideOnFindings } from './decide.ts';

/** The same document with its rules in the opposite order. */
const withRulesReversed = (text: string): string => {
  const document = parseDocument(text);
  const rules = document.get('rules') ?? document.get('rights');
  if (isSeq(rules)) rules.items.reverse();
  return String(document);
};

const RUNS = { numRuns: 100 };
// Other packages' tests share the machine; this is a limit, not an expectation.
vi.setConfig({ testTimeout: 120_000 });

test('every rule evaluated by itself, the slow way, comes to the same decision', () => {
  const seen = { allow: 0, other: 0, failed: 0 };
  fc.assert(
    fc.property(
      arbitraryDocuments,
      fc.array(fc.tuple(arbitraryAction, arbitraryFacts, fc.boolean()), { minLength: 4 }),
      (texts, deeds) => {
        const policy = load(texts);
        for (const [action, facts, ofResult] of deeds) {
          const decision = (ofResult ? decideOnFindings : decide)(action, policy, facts);
          expect(comparable(decision)).toEqual(decideNaively(texts, policy, action, facts, { ofResult }));
          seen[decision.verdict === 'allow' ? 'allow' : 'other']++;
          if (decision.failMode !== undefined) seen.failed++;
        }
      },
    ),
    RUNS,
  );
  // A generator that only ever makes one kind of case would prove nothing; what is rarer is counted where more is drawn.
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(2);
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
      const binding = obligations.filter(({ discharged }) => discharged === undefined);
      expect(strictest(binding.map((each) => each.verdict))).toBe(verdict);
      expect(strictness(enforced)).toBeLessThanOrEqual(strictness(verdict));
      // What is discharged comes last, whatever it asked for.
      expect(obligations.slice(0, binding.length)).toEqual(binding);
      const order = binding.map((each) => strictness(each.verdict));
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
