/*
 * `decide`, with its index and its compiled conditions, held against an evaluator that reads the documents' text the slow
 * way. Other pairs each night: SALLYPORT_TEST_PAIRS says how many, SALLYPORT_TEST_SEED which.
 */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitraryAction, arbitraryFacts } from '../../packages/policy-core/test/arbitrary-action.ts';
import { arbitraryDocuments } from '../../packages/policy-core/test/arbitrary-policy.ts';
import { comparable, decideNaively } from '../../packages/policy-core/test/naive/decide-naively.ts';
import { loadTexts } from '../../packages/policy-core/test/small-policy.ts';
// Past the package's door: a result is decided by its own entrance, which evidence marks.
import { decide, decideOnFindings } from '../../packages/policy-core/src/decide.ts';

const PAIRS = Number(process.env['SALLYPORT_TEST_PAIRS'] ?? 100_000);
const SEED = Number(process.env['SALLYPORT_TEST_SEED'] ?? 20_261_122);
const PAIRS_A_POLICY = 500;

test(`an independent evaluator agrees on ${PAIRS} random pairs of an action and a policy`, () => {
  const policies = Math.ceil(PAIRS / PAIRS_A_POLICY);
  // Actions and facts are drawn apart and met in other combinations by each policy.
  const actions = fc.sample(arbitraryAction, { seed: SEED, numRuns: 3000 });
  const facts = fc.sample(arbitraryFacts, { seed: SEED + 1, numRuns: 1500 });
  const seen = new Map<string, number>();
  const see = (what: string): void => void seen.set(what, (seen.get(what) ?? 0) + 1);
  const differing: unknown[] = [];
  let pairs = 0;
  for (const [number, texts] of fc
    .sample(arbitraryDocuments, { seed: SEED + 2, numRuns: policies })
    .entries()) {
    const policy = loadTexts(texts);
    for (let pair = 0; pair < PAIRS_A_POLICY; pair++, pairs++) {
      const action = actions[(number * 7919 + pair * 31) % actions.length];
      const using = facts[(number * 104_729 + pair * 17) % facts.length];
      if (action === undefined || using === undefined) throw new Error('nothing was drawn');
      const ofResult = pair % 5 === 0;
      const decision = (ofResult ? decideOnFindings : decide)(action, policy, using);
      const naive = decideNaively(texts, policy, action, using, { ofResult });
      // Compared as text first: a matcher for each of so many pairs would take longer than deciding.
      if (JSON.stringify(comparable(decision)) !== JSON.stringify(naive))
        differing.push({ texts, action, using, ofResult, decision: comparable(decision), naive });
      for (const what of [decision.verdict, `enforced ${decision.enforced}`, ...decision.marks]) see(what);
      if (decision.failMode !== undefined) see(`fails ${decision.failMode.mode}`);
    }
  }
  expect(differing.slice(0, 2)).toEqual([]);
  expect(pairs).toBeGreaterThanOrEqual(PAIRS);
  // Every verdict, every mark that policy makes and both modes of failing; else little would have been compared.
  const wanted = ['allow', 'warn', 'redact', 'read-only', 'approve', 'block'].flatMap((verdict) => [
    verdict,
    `enforced ${verdict}`,
  ]);
  for (const what of [
    ...wanted,
    'approved',
    'weak-approval-refused',
    'not-judged',
    'fails open',
    'fails closed',
  ])
    expect(seen.get(what) ?? 0, what).toBeGreaterThan(PAIRS / 5000);
}, 1_800_000);
