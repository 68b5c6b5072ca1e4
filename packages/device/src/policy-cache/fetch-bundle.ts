import type { ApiClient } from '@sallyport/fleet-protocol';
import type { AcceptOutcome, PolicyCache } from './policy-cache.ts';

const FIRST_INTERVAL_MS = 500;
const INTERVAL_MS = 10_000;

/** Asks the control plane for a newer bundle from time to time. No decision ever waits for it. */
export function startFetchingBundles(
  client: ApiClient,
  cache: PolicyCache,
  report: (event: 'policy-accepted' | 'policy-refused', detail: string) => void,
): { first: Promise<void>; stop: () => void } {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let lastPayload: string | undefined;

  const fetchOnce = async (): Promise<boolean> => {
    const answer = await client.policyBundle();
    if (!answer.ok) return false;
    if (answer.value.payload === lastPayload) return true;
    const outcome = accept(cache, answer.value);
    if (outcome === undefined) return false;
    lastPayload = answer.value.payload;
    if (outcome.ok) report('policy-accepted', outcome.version);
    else report('policy-refused', outcome.why);
    return true;
  };
  const again = (delayMs: number): void => {
    if (stopped) return;
    timer = setTimeout(
      () => void fetchOnce().then((answered) => again(answered ? INTERVAL_MS : FIRST_INTERVAL_MS)),
      delayMs,
    );
    timer.unref();
  };
  const first = fetchOnce().then((answered) => again(answered ? INTERVAL_MS : FIRST_INTERVAL_MS));
  return {
    first,
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/** Nothing when the disk would not keep it: the policy in force stays, and the same bundle is tried again. */
function accept(cache: PolicyCache, envelope: unknown): AcceptOutcome | undefined {
  try {
    return cache.accept(envelope);
  } catch {
    return undefined;
  }
}
