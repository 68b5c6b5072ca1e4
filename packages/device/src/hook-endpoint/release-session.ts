import { readdirSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { SessionId, Tier } from '@sallyport/action-model';
import type { LabelledSession } from '@sallyport/enforcement';
import { keepOfflineEvidence } from '../offline/offline-evidence.ts';
import { labelReleases, readLabelled } from '../session-facts/kept-labels.ts';
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

/** Every labelled session of this installation whose labels count, and what it has been through. */
export const labelledSessions = (home: StateHome): readonly LabelledSession[] =>
  filesOf(home).flatMap((files) => labelledIn(files));

/**
 * A person takes off what a session has been through, values that it took in aside: those leave by no release. It counts at
 * once, for labels put on before it; what goes on after that may earn the session new ones.
 */
export function releaseLabels(home: StateHome, session: SessionId, why: string, tier: Tier): number {
  const now = new Date();
  const by = userInfo().username;
  let released = 0;
  for (const files of filesOf(home))
    for (const labelled of labelledIn(files).filter((each) => each.session === session)) {
      released += labelled.labels.length;
      const { user } = labelled;
      keepRelease(files.labelsReleased, {
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
      { type: 'lifecycle', event: 'labels-released', detail: { session, by, why, labels: released } },
      now,
    );
  return released;
}

const labelledIn = (files: SessionFiles): readonly LabelledSession[] => {
  const releasedMs = labelReleases(files.labelsReleased);
  return readLabelled(files.labels, new Date()).filter(
    (labelled) => (releasedMs(labelled) ?? -Infinity) < labelled.labelledMs,
  );
};

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
    const numbers = readdirSync(folder).flatMap((name) => {
      const uid = /^(\d{1,10})-(?:stopped\.json|labels\.jsonl)$/.exec(name)?.[1];
      return uid === undefined ? [] : [Number(uid)];
    });
    return [...new Set(numbers)];
  } catch {
    return [];
  }
};
