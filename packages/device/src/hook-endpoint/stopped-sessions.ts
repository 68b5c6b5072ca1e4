import { Reason, SessionId } from '@sallyport/action-model';
import type { StoppedSession } from '@sallyport/enforcement';
import { z } from 'zod';
import { readIfThere, writePrivateFile } from '../private-file.ts';

const StoppedSessions = z.array(
  z.object({ user: z.string().optional(), session: SessionId, reason: Reason }),
);

/** The oldest are dropped: a client deletes conversations after a month by itself. */
const MAX_KEPT = 2000;

/**
 * Conversations that hold output which must not reach the model. They stay on the client's disk, so they are kept over a
 * restart of the guard, and the offline decider asks here too. A file that can't be read is as none: what it says only
 * ever stops.
 */
export const readStopped = (path: string): readonly StoppedSession[] => {
  try {
    return StoppedSessions.parse(JSON.parse(readIfThere(path) ?? '[]'));
  } catch {
    return [];
  }
};

/** A stop is rare, and whoever is told of it waits: it is on disk before the client hears of it. */
export const keepStopped = (path: string, stopped: StoppedSession): void => {
  const all = [...readStopped(path), stopped].slice(-MAX_KEPT);
  writePrivateFile(path, `${JSON.stringify(all)}\n`);
};
