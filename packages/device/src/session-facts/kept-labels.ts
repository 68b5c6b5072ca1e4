import { statSync } from 'node:fs';
import { SessionId, SessionLabel } from '@sallyport/action-model';
import type { LabelledSession, SessionName } from '@sallyport/enforcement';
import { z } from 'zod';
import { readReleases, type Release } from '../hook-endpoint/stopped-sessions.ts';
import { nowAndThen } from '../watched-file.ts';
import { readLines } from './kept-lines.ts';

const Labelled = z.object({
  user: z.string().optional(),
  session: SessionId,
  labels: z.array(SessionLabel),
  parents: z.array(z.string()).max(64).optional(),
  folder: z.string().optional(),
  heardMs: z.number(),
  labelledMs: z.number(),
});

const MAX_LABELLED = 10_000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Of each session what was told last: a line holds all that it has been through. */
export const readLabelled = (path: string, now: Date): readonly LabelledSession[] => {
  const lines = readLines(path, Labelled, MAX_LABELLED, ({ heardMs }) => now.getTime() - heardMs < DAY_MS);
  return [...new Map(lines.map((line) => [JSON.stringify([line.user, line.session]), line])).values()];
};

/** When a person last took the labels off a session. The file is read again soon after it has changed. */
export function labelReleases(path: string): (name: SessionName) => number | undefined {
  let readMs = -1;
  let releases: readonly Release[] = [];
  const lookChangedMs = nowAndThen(() => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? -1);
  return ({ user, session }) => {
    const changedMs = lookChangedMs();
    if (changedMs !== readMs) releases = changedMs === -1 ? [] : readReleases(path);
    readMs = changedMs;
    const release = releases.findLast(
      (each) => each.session === session && (each.user === undefined || each.user === user),
    );
    return release === undefined ? undefined : Date.parse(release.at);
  };
}
