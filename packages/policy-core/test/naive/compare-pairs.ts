import * as fc from 'fast-check';
// Past the package's door: a result is decided by its own entrance, which evidence marks.
import { decide, decideOnFindings } from '../../src/decide.ts';
import { arbitraryAction, arbitraryFacts } from '../arbitrary-action.ts';
import { arbitraryDocuments } from '../arbitrary-policy.ts';
import { loadTexts } from '../small-policy.ts';
import { comparable, decideNaively } from './decide-naively.ts';

export interface Comparison {
  readonly pairs: number;
  /** Where both disagree: all that is needed to look at it again. */
  readonly differing: readonly unknown[];
  /** How often each verdict, mark and way of failing came up. */
  readonly seen: ReadonlyMap<string, number>;
}

/** Random pairs of an action and a policy, decided by both; the same seed gives the same pairs. */
export const comparePairs = (options: {
  readonly pairs: number;
  readonly pairsAPolicy: number;
  readonly seed: number;
  /** The first disagreement is enough. */
  readonly stopAtFirst?: boolean;
}): Comparison => {
  const { pairsAPolicy, seed } = options;
  // Actions and facts are drawn apart and met in other combinations by each policy.
  const actions = fc.sample(arbitraryAction, { seed, numRuns: Math.min(3000, options.pairs) });
  const facts = fc.sample(arbitraryFacts, { seed: seed + 1, numRuns: Math.min(1500, options.pairs) });
  const policies = Math.ceil(options.pairs / pairsAPolicy);
  const seen = new Map<string, number>();
  const see = (what: string): void => void seen.set(what, (seen.get(what) ?? 0) + 1);
  const differing: unknown[] = [];
  let pairs = 0;
  for (const [number, texts] of fc
    .sample(arbitraryDocuments, { seed: seed + 2, numRuns: policies })
    .entries()) {
    if (options.stopAtFirst === true && differing.length > 0) break;
    const policy = loadTexts(texts);
    for (let pair = 0; pair < pairsAPolicy; pair++, pairs++) {
      const action = actions[(number * 7919 + pair * 31) % actions.length];
      const using = facts[(number * 104_729 + pair * 17) % facts.length];
      if (action === undefined || using === undefined) throw new Error('nothing was drawn');
      const ofResult = pair % 5 === 0;
      const decision = (ofResult ? decideOnFindings : decide)(action, policy, using);
      const said = comparable(decision);
      const naive = decideNaively(texts, policy, action, using, { ofResult });
      if (JSON.stringify(said) !== JSON.stringify(naive))
        differing.push({ texts, action, using, ofResult, said, naive });
      for (const what of [decision.verdict, `enforced ${decision.enforced}`, ...decision.marks]) see(what);
      if (decision.failMode !== undefined) see(`fails ${decision.failMode.mode}`);
    }
  }
  return { pairs, differing, seen };
};
