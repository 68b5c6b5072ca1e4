import { strictest, strictness } from '@sallyport/action-model';
import * as fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { isSeq, parseDocument } from 'yaml';
import { arbitraryAction, arbitraryFacts } from '../test/arbitrary-action.ts';
import { arbitraryDocuments } from '../test/arbitrary-policy.ts';
import type { CompiledPolicy } from './compiled-policy.ts';
import { combine, decide, evaluateRule, variablesOf, type Counted } from './decide.ts';
import { loadPolicies } from './load-policies.ts';

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

test('the index never changes a decision: every rule evaluated one by one agrees with it', () => {
  fc.assert(
    fc.property(
      arbitraryDocuments,
      fc.array(arbitraryAction, { minLength: 4 }),
      arbitraryFacts,
      (texts, actions, facts) => {
        const policy = load(texts);
        for (const action of actions) {
          const variables = variablesOf(action, facts);
          const counted: Counted[] = [];
          for (const candidate of policy.kinds[action.kind]?.rules ?? []) {
            const outcome = evaluateRule(candidate, variables);
            if (outcome.kind !== 'not-matched') counted.push({ candidate, outcome });
          }
          expect(decide(action, policy, facts)).toEqual(combine(counted, action, policy.version));
        }
      },
    ),
    RUNS,
  );
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
