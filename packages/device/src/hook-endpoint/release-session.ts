import { readdirSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { SessionId, Tier } from '@sallyport/action-model';
import { keepOfflineEvidence } from '../offline/offline-evidence.ts';
import type { StateHome } from '../state-home.ts';
import { releaseOf, type SessionFiles } from './open-sessions.ts';
import { keepRelease, readStopMarks, readStopped, type KeptStop } from './stopped-sessions.ts';

/** Every stopped conversation of this installation that nobody has released, oldest first. */
export const stoppedSessions = (home: StateHome): readonly KeptStop[] =>
  filesOf(home).flatMap((files) => stopsIn(files));

/**
 * A person lets a conversation go on. The guard that runs asks at the conversation's next prompt and records then that it
 * goes on; the release itself is on record now, or, on a managed machine, where evidence has one writer, with that prompt.
 */
export function releaseSession(home: StateHome, session: SessionId, why: string, tier: Tier): number {
  const now = new Date();
  const by = userInfo().username;
  let released = 0;
  for (const files of filesOf(home)) {
    const stops = stopsIn(files).filter((stop) => stop.session === session);
    if (stops.length === 0) continue;
    released += stops.length;
    const user = stops.find((stop) => stop.user !== undefined)?.user;
    keepRelease(files.released, {
      ...(user === undefined ? {} : { user }),
      session,
      at: now.toISOString(),
      by,
      why,
    });
  }
  if (released > 0 && tier !== 'managed')
    keepOfflineEvidence(
      home.offlineEvidence,
      { type: 'lifecycle', event: 'conversation-released', detail: { session, by, why, stops: released } },
      now,
    );
  return released;
}

const stopsIn = (files: SessionFiles): readonly KeptStop[] =>
  [...readStopped(files.stopped), ...(files.marks === undefined ? [] : readStopMarks(files.marks))].filter(
    (stop) => releaseOf(files, stop) === undefined,
  );

/** The guard's own user's, and on a managed machine everybody's. */
const filesOf = (home: StateHome): readonly SessionFiles[] => [
  home.sessionFiles(),
  ...numbersIn(join(home.root, 'sessions')).map((uid) => home.sessionFiles(uid)),
];

const numbersIn = (folder: string): readonly number[] => {
  try {
    return readdirSync(folder).flatMap((name) => {
      const uid = /^(\d{1,10})-stopped\.json$/.exec(name)?.[1];
      return uid === undefined ? [] : [Number(uid)];
    });
  } catch {
    return [];
  }
};
