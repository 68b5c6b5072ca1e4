import { PolicyId, Reason, RuleId, SessionId } from '@sallyport/action-model';
import type { StoppedSession } from '@sallyport/enforcement';
import { z } from 'zod';
import { readIfThere, writePrivateFile } from '../private-file.ts';

const KeptStop = z.object({
  user: z.string().optional(),
  session: SessionId,
  agent: z.string().max(200).optional(),
  reason: Reason,
  /** Absent in what an earlier version kept. */
  at: z.iso.datetime().optional(),
});
export type KeptStop = z.infer<typeof KeptStop>;
const KeptStops = z.array(KeptStop);

const Release = z.object({
  user: z.string().optional(),
  session: SessionId,
  at: z.iso.datetime(),
  by: z.string().max(300),
  why: z.string().max(1000),
});
export type Release = z.infer<typeof Release>;
const Releases = z.array(Release);

/** The oldest are dropped: a client deletes conversations after a month by itself. */
const MAX_KEPT = 2000;

/**
 * Conversations that hold output which must not reach the model. They stay on the client's disk, so they are kept over a
 * restart of the guard, and the offline decider asks here too. A file that can't be read is as none: what it says only
 * ever stops.
 */
export const readStopped = (path: string): readonly KeptStop[] => readList(path, KeptStops);

/** A stop is rare, and whoever is told of it waits: it is on disk before the client hears of it. */
export const keepStopped = (path: string, stopped: StoppedSession, now: Date): void => {
  const all = [...readStopped(path), { ...stopped, at: now.toISOString() }].slice(-MAX_KEPT);
  writePrivateFile(path, `${JSON.stringify(all)}\n`);
};

/** What a person let go on after all; it counts for stops before it alone. */
export const readReleases = (path: string): readonly Release[] => readList(path, Releases);

export const keepRelease = (path: string, release: Release): void => {
  const all = [...readReleases(path), release].slice(-MAX_KEPT);
  writePrivateFile(path, `${JSON.stringify(all)}\n`);
};

/**
 * Sessions whose results nobody looked at before their step was ended: the hook script leaves a line for each, because
 * nothing else knew of it. A claim, and one that only stops.
 */
export const readStopMarks = (path: string): readonly KeptStop[] => {
  const stops: KeptStop[] = [];
  for (const line of (readIfThere(path) ?? '').split('\n').slice(-MAX_KEPT)) {
    const [id, seconds] = line.split(' ');
    const session = SessionId.safeParse(id);
    const at = new Date(Number(seconds) * 1000);
    if (!session.success || id === '-' || Number.isNaN(at.getTime())) continue;
    stops.push({ session: session.data, reason: NOT_LOOKED_AT, at: at.toISOString() });
  }
  return stops;
};

/** What the next prompt is told where no rule stopped this: nobody could look. */
export const NOT_LOOKED_AT: Reason = {
  policy: PolicyId.parse('last-resort'),
  rule: RuleId.parse('results-not-inspected'),
  say: 'nobody could look at what tools of this conversation gave back, and going on with it would send that to the model: start a new conversation (`/clear`, or `claude` without `--continue` and `--resume`), or let a person look and run `sallyport sessions release`',
};

const readList = <Item>(path: string, schema: z.ZodType<Item[]>): readonly Item[] => {
  try {
    return schema.parse(JSON.parse(readIfThere(path) ?? '[]'));
  } catch {
    return [];
  }
};
