import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { SessionId, type NewEvidence } from '@sallyport/action-model';
import { SessionMemory, type HeardSession } from '@sallyport/enforcement';
import { z } from 'zod';
import { readIfThere, writePrivateFile } from '../private-file.ts';
import { addLine } from '../session-facts/kept-lines.ts';
import { labelReleases, readLabelled } from '../session-facts/kept-labels.ts';
import {
  keepStopped,
  readReleases,
  readStopMarks,
  readStopped,
  type KeptStop,
  type Release,
} from './stopped-sessions.ts';

/** Where one person's sessions are kept over a restart. */
export type SessionFiles = {
  readonly stopped: string;
  readonly heard: string;
  readonly released: string;
  readonly labels: string;
  readonly labelsReleased: string;
  /** Written by the hook script where nothing of ours could be asked; absent where it can't write. */
  readonly marks?: string;
};

/** The memory of one person's sessions, with what an earlier guard kept of them, and what people said to it since. */
export function openSessions(
  files: SessionFiles,
  now: () => Date,
  note: (evidence: NewEvidence) => void,
): SessionMemory {
  const marks = (): readonly KeptStop[] => (files.marks === undefined ? [] : readStopMarks(files.marks));
  return new SessionMemory({
    stopped: readStopped(files.stopped).filter(
      (stop) => releaseOf(files, stop) === undefined && !isGone(stop, now()),
    ),
    heard: readHeard(files.heard),
    onStop: (stopped) => keepStopped(files.stopped, stopped, now()),
    onHeard: (name) => keepHeard(files.heard, name),
    labelled: readLabelled(files.labels, now()),
    onLabels: (labelled) => addLine(files.labels, labelled),
    labelsReleasedMs: labelReleases(files.labelsReleased),
    now,
    markOf: (name) =>
      marks().find((mark) => mark.session === name.session && releaseOf(files, mark) === undefined)?.reason,
    isReleased: (name) => {
      const isOf = ({ user, session }: Pick<KeptStop, 'user' | 'session'>): boolean =>
        session === name.session && (user ?? name.user) === name.user;
      const last = readStopped(files.stopped).findLast(isOf);
      const release = last === undefined ? undefined : releaseOf(files, last);
      if (release === undefined) return false;
      const { session, by, why, at } = release;
      note({ type: 'lifecycle', event: 'conversation-goes-on', detail: { session, by, why, released: at } });
      return true;
    },
  });
}

/** The client deletes conversations after a month by itself. */
const KEPT_MS = 35 * 24 * 60 * 60 * 1000;
const isGone = ({ at }: KeptStop, now: Date): boolean =>
  at !== undefined && now.getTime() - Date.parse(at) > KEPT_MS;

/** A later stop of the same conversation is not released by what was said of an earlier one. */
export const releaseOf = (files: SessionFiles, stop: KeptStop): Release | undefined =>
  readReleases(files.released).findLast(
    ({ user, session, at }) =>
      session === stop.session && (stop.user ?? user) === user && at >= (stop.at ?? ''),
  );

const Heard = z.object({ user: z.string().optional(), session: SessionId });
const MAX_HEARD = 10_000;

/** Undefined where nobody kept them yet: then nothing is known of who was there before a stop. */
function readHeard(path: string): readonly HeardSession[] | undefined {
  const text = readText(path);
  if (text === undefined) return undefined;
  const heard = text.split('\n').flatMap((line): HeardSession[] => {
    if (line === '') return [];
    const parsed = Heard.safeParse(parse(line));
    return parsed.success ? [parsed.data] : [];
  });
  if (heard.length <= MAX_HEARD) return heard;
  const latest = heard.slice(-MAX_HEARD / 2);
  writePrivateFile(path, latest.map((name) => `${JSON.stringify(name)}\n`).join(''));
  return latest;
}

/** One line a session, at its first word. A lost one is asked for a person's release once more, so nobody waits for the disk. */
function keepHeard(path: string, name: HeardSession): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    appendFileSync(path, `${JSON.stringify(name)}\n`, { mode: 0o600 });
  } catch {
    // A full disk says so where evidence is written.
  }
}

const readText = (path: string): string | undefined => {
  try {
    return readIfThere(path);
  } catch {
    return undefined;
  }
};

const parse = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};
