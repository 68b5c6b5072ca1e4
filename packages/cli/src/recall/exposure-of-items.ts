import { strictness } from '@sallyport/action-model';
import type { ActivityItem } from '@sallyport/fleet-protocol';

/** One session that had a part in it, as far as retained records show. Times are those of the records. */
export type Exposure = {
  readonly user: string | null;
  readonly device: string;
  readonly session: string | null;
  readonly agent: string | null;
  firstAt: string;
  lastAt: string;
  /** Decided while the part was in the session, or about the part itself. */
  actions: number;
  /** Those of them that did not take place. */
  stopped: number;
};

/** Adds a record to the session that it is of. */
export function addExposure(sessions: Map<string, Exposure>, item: ActivityItem, sha256: string): void {
  if (item.components?.includes(sha256) !== true) return;
  const { user, device, session, agent, at } = item;
  const key = JSON.stringify([device, user, session]);
  const known = sessions.get(key) ?? {
    user,
    device,
    session,
    agent,
    firstAt: at,
    lastAt: at,
    actions: 0,
    stopped: 0,
  };
  if (at < known.firstAt) known.firstAt = at;
  if (at > known.lastAt) known.lastAt = at;
  known.actions += 1;
  if (item.enforced !== null && strictness(item.enforced) >= strictness('approve')) known.stopped += 1;
  sessions.set(key, known);
}
