import type { ApiClient } from '@sallyport/fleet-protocol';
import type { AcceptOutcome, PolicyCache, PolicyState } from './policy-cache.ts';

const FIRST_INTERVAL_MS = 500;
const INTERVAL_MS = 10_000;
/** How long the control plane holds an answer while nothing is new; shorter than what middleboxes cut off. */
const HOLD_MS = 25_000;
/** An answer that came back faster was not held: a control plane of an earlier build. */
const HELD_MS = 1_000;

export type PolicyReport = (
  event: 'policy-accepted' | 'policy-applied' | 'policy-refused',
  detail: Readonly<Record<string, string>>,
) => void;

/**
 * Asks the control plane for a newer bundle and says which one is in force here. The question waits there, so a new
 * bundle comes at once. No decision ever waits for it.
 */
export function startFetchingBundles(
  client: Pick<ApiClient, 'policyBundle'>,
  cache: Pick<PolicyCache, 'accept' | 'state'>,
  device: string,
  report: PolicyReport,
): { first: Promise<void>; stop: () => void } {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let lastPayload: string | undefined;

  /** How long to wait before asking again. */
  const fetchOnce = async (isFirst: boolean): Promise<number> => {
    const startedAt = performance.now();
    const have = cache.state.ok ? cache.state.bundle.version : undefined;
    // The first time the bundle is taken even when it is the one in force, so that what comes of it is written anew.
    const answer = await client.policyBundle(
      isFirst || have === undefined ? {} : { device, have, waitMs: HOLD_MS },
    );
    if (stopped) return INTERVAL_MS;
    if (!answer.ok && answer.status === 304) return performance.now() - startedAt < HELD_MS ? INTERVAL_MS : 0;
    if (!answer.ok) return FIRST_INTERVAL_MS;
    if (answer.value.payload === lastPayload) return INTERVAL_MS;
    const outcome = accept(cache, answer.value);
    if (outcome === undefined) return FIRST_INTERVAL_MS;
    lastPayload = answer.value.payload;
    if (!outcome.ok) report('policy-refused', { detail: outcome.why });
    else if (outcome.version === have) report('policy-accepted', { detail: outcome.version });
    else report(...newlyInForce(outcome.version, cache.state));
    return outcome.ok ? 0 : INTERVAL_MS;
  };
  const again = (delayMs: number): void => {
    if (stopped) return;
    timer = setTimeout(() => void fetchOnce(false).then(again), delayMs);
    timer.unref();
  };
  const first = fetchOnce(true).then(again);
  return {
    first,
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/** Nothing when the disk would not keep it: the policy in force stays, and the same bundle is tried again. */
function accept(cache: Pick<PolicyCache, 'accept'>, envelope: unknown): AcceptOutcome | undefined {
  try {
    return cache.accept(envelope);
  } catch {
    return undefined;
  }
}

/** What a person put in force is told with who, why and what; the signature over the bundle vouches for it. */
function newlyInForce(version: string, state: PolicyState): Parameters<PolicyReport> {
  const publication = state.ok ? state.bundle.publication : undefined;
  if (publication === undefined || (publication.kind !== 'applied' && publication.kind !== 'rolled-back'))
    return ['policy-accepted', { detail: version }];
  const { kind, by, reason, digest } = publication;
  return [
    'policy-applied',
    { detail: version, version, kind, hash: digest, by, ...(reason === undefined ? {} : { reason }) },
  ];
}
