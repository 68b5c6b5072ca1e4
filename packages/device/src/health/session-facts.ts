import type { LastProofs } from './last-proofs.ts';
import type { Detail } from './problem.ts';
import type { Snapshot } from './snapshot.ts';

/** What is needed to judge sessions; the daemon has it at hand without gathering everything. */
export type SessionSnapshot = Pick<Snapshot, 'now' | 'installs' | 'proofs' | 'sessions'>;

const RECENT_MS = 24 * 60 * 60 * 1000;
// A transcript notes a tool before its hook runs, and proofs are written with a delay.
const STALE_AFTER_MS = 60_000;
const CLOCK_TOLERANCE_MS = 120_000;

const millis = (at: string): number => Date.parse(at);

export const isRecent = ({ now }: SessionSnapshot, at: string): boolean =>
  millis(now) - millis(at) < RECENT_MS;

export const lastInstallAt = ({ installs }: SessionSnapshot): string | undefined =>
  installs
    .map(({ installedAt }) => installedAt)
    .sort()
    .at(-1);

export const proofsOf = ({ proofs }: SessionSnapshot): LastProofs | undefined =>
  proofs.kind === 'proofs' ? proofs.proofs : undefined;

/** What runs with the settings of before the install. Where processes can't be listed, sessions tell. */
export const unrestarted = (snapshot: Snapshot): readonly string[] => {
  const installedAt = lastInstallAt(snapshot);
  if (installedAt === undefined) return [];
  if (snapshot.processes) {
    return snapshot.processes
      .filter(({ startedAt }) => startedAt < installedAt)
      .map(({ pid, startedAt }) => `the client with pid ${pid} (since ${startedAt})`);
  }
  const seen = proofsOf(snapshot)?.sessions ?? {};
  return snapshot.sessions
    .filter(({ firstAt, lastAt, session }) => {
      const hookAt = Object.hasOwn(seen, session) ? seen[session]?.at : undefined;
      const isCalling = hookAt !== undefined && hookAt > installedAt;
      return firstAt < installedAt && lastAt > installedAt && !isCalling && isRecent(snapshot, lastAt);
    })
    .map(({ session }) => `session \`${session}\``);
};

export const staleSessions = (snapshot: SessionSnapshot): readonly Detail[] => {
  const seen = proofsOf(snapshot)?.sessions ?? {};
  return snapshot.sessions.flatMap(({ session, lastToolUseAt: actedAt }) => {
    const hookAt = Object.hasOwn(seen, session) ? seen[session]?.at : undefined;
    if (hookAt === undefined || actedAt === null || !isRecent(snapshot, actedAt)) return [];
    return millis(actedAt) - millis(hookAt) > STALE_AFTER_MS ? [{ session, actedAt, hookAt }] : [];
  });
};

export const clockJumps = (snapshot: Snapshot): readonly Detail[] => {
  const proofs = proofsOf(snapshot);
  if (!proofs) return [];
  const dates = [proofs.hook?.at, proofs.evaluate?.at, proofs.stored?.at].filter((at) => at !== undefined);
  const newest = dates.sort().at(-1);
  if (newest !== undefined && millis(newest) - millis(snapshot.now) > CLOCK_TOLERANCE_MS) {
    return [{ what: `the last proof is dated ${newest}, and now it is ${snapshot.now}` }];
  }
  const [before, now] = [proofs.clock, snapshot.clock];
  if (!before || !now || before.bootId !== now.bootId) return [];
  const moved = millis(now.bootedAt) - millis(before.bootedAt);
  if (Math.abs(moved) <= CLOCK_TOLERANCE_MS) return [];
  return [{ what: `by ${Math.round(moved / 1000)} s since the guard was started` }];
};
