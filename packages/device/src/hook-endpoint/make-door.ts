import { quietFacts, type Action, type Facts } from '@sallyport/action-model';
import type { Door, RateCounts, SessionMemory } from '@sallyport/enforcement';
import type { ClientPosture } from '../session-facts/client-posture.ts';
import type { SessionFacts } from '../session-facts/session-facts.ts';
import type { PolicyCache } from '../policy-cache/policy-cache.ts';

/** The part of a door that is the same with and without a daemon: policy, its fallback, and the facts. */
export const policyDoor = (
  cache: PolicyCache,
  now: () => Date,
  memory: Memory = {},
): Pick<Door, 'policy' | 'lastResort' | 'facts' | 'now'> => ({
  policy: () => {
    const { state } = cache;
    return state.ok ? { ok: true, policy: state.policy } : { ok: false, failure: state.failure };
  },
  lastResort: () => cache.lastResort,
  facts: (action) => factsOf(action, cache, now(), memory),
  now,
});

/** What is remembered from call to call; each absent where nothing is. */
type Memory = {
  readonly sessions?: SessionMemory;
  readonly rates?: RateCounts;
  readonly sessionFacts?: SessionFacts;
  readonly posture?: ClientPosture;
};

const factsOf = (
  action: Action,
  cache: PolicyCache,
  now: Date,
  { sessions, rates, sessionFacts, posture }: Memory,
): Facts => {
  const quiet = quietFacts(now.toISOString());
  return {
    ...quiet,
    session: { ...quiet.session, labels: sessions?.labelsOf(action.origin) ?? [] },
    posture: {
      ...quiet.posture,
      ...posture?.of(action),
      hooksManaged: action.origin.tier === 'managed',
      bundleStale: cache.state.ok && cache.state.stale,
    },
    ...sessionFacts?.of(action),
    counts: rates?.countsFor(action) ?? [],
  };
};
