import { lastInstallAt, proofsOf, type SessionSnapshot } from './session-facts.ts';

/** A session whose tools ran while the hook was installed, and that never called it. */
export interface BlindSession {
  readonly session: string;
  readonly file: string;
  readonly firstAt: string;
  readonly since: string;
  readonly lastAt: string;
  readonly tools: readonly string[];
  readonly clientVersion: string | null;
  readonly cwd: string | null;
}

// Proofs reach the disk with a delay of a second.
const SETTLE_MS = 5000;

/**
 * Finds runs that went round the hook, such as `--bare` on clients that then skip managed hooks too. It speaks only
 * about sessions that acted after the install, and after the time from which the list of sessions with hook calls is
 * complete. The daemon, which has its proofs in memory, can pass `settleMs: 0`.
 */
export const detectBypass = (
  snapshot: SessionSnapshot,
  { settleMs = SETTLE_MS }: { readonly settleMs?: number } = {},
): readonly BlindSession[] => {
  const installedAt = lastInstallAt(snapshot);
  const proofs = proofsOf(snapshot);
  if (installedAt === undefined || !proofs) return [];
  const from = installedAt > proofs.sessionsSince ? installedAt : proofs.sessionsSince;
  return snapshot.sessions.flatMap((sighting) => {
    const { session, firstAt, firstToolUseAt, lastToolUseAt } = sighting;
    if (firstToolUseAt === null || lastToolUseAt === null || lastToolUseAt < from) return [];
    if (Object.hasOwn(proofs.sessions, session)) return [];
    // An old session that is resumed can have acted long before.
    const since = firstToolUseAt < from ? lastToolUseAt : firstToolUseAt;
    if (Date.parse(snapshot.now) - Date.parse(since) < settleMs) return [];
    const { file, tools, clientVersion, cwd } = sighting;
    return [{ session, file, firstAt, since, lastAt: lastToolUseAt, tools, clientVersion, cwd }];
  });
};
