/*
 * `decide`, with its index and its compiled conditions, held against an evaluator that reads the documents' text the slow
 * way. SALLYPORT_TEST_PAIRS says how many pairs, SALLYPORT_TEST_SEED which.
 */
import { expect, test } from 'vitest';
import { comparePairs } from '../../packages/policy-core/test/naive/compare-pairs.ts';

const PAIRS = Number(process.env['SALLYPORT_TEST_PAIRS'] ?? 100_000);
const SEED = Number(process.env['SALLYPORT_TEST_SEED'] ?? 20_261_122);

const VERDICTS = ['allow', 'warn', 'redact', 'read-only', 'approve', 'block'];
const MARKS = ['approved', 'weak-approval-refused', 'not-judged', 'fails open', 'fails closed'];

test(`an independent evaluator agrees on ${PAIRS} random pairs of an action and a policy`, () => {
  const { pairs, differing, seen } = comparePairs({ pairs: PAIRS, pairsAPolicy: 500, seed: SEED });
  expect(differing.slice(0, 2)).toEqual([]);
  expect(pairs).toBeGreaterThanOrEqual(PAIRS);
  // Every verdict, every mark that policy makes and both modes of failing; else little would have been compared.
  for (const what of [...VERDICTS, ...VERDICTS.map((verdict) => `enforced ${verdict}`), ...MARKS])
    expect(seen.get(what) ?? 0, what).toBeGreaterThan(PAIRS / 5000);
}, 1_800_000);
