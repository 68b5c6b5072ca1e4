import type { Action, Facts } from '@sallyport/action-model';
import type { Door } from '@sallyport/enforcement';
import type { PolicyCache } from '../policy-cache/policy-cache.ts';

/** The part of a door that is the same with and without a daemon: policy, its fallback, and the facts. */
export const policyDoor = (
  cache: PolicyCache,
  now: () => Date,
): Pick<Door, 'policy' | 'lastResort' | 'facts' | 'now'> => ({
  policy: () => {
    const { state } = cache;
    return state.ok ? { ok: true, policy: state.policy } : { ok: false, failure: state.failure };
  },
  lastResort: () => cache.lastResort,
  facts: (action) => factsOf(action, cache, now()),
  now,
});

const factsOf = (action: Action, cache: PolicyCache, now: Date): Facts => ({
  now: now.toISOString(),
  // Nothing sets labels yet, and no shipped rule asks for one; a rule that did would not match.
  session: { labels: [] },
  posture: {
    hooksManaged: action.origin.tier === 'managed',
    bundleStale: cache.state.ok && cache.state.stale,
  },
});
