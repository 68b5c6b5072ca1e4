import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { readInventoryNews, type InventoryEntry } from '@sallyport/fleet-protocol';
import type { NewRecord } from './registry.ts';
import { integer, oneRow } from './sqlite.ts';

/** Whoever makes up things without end fills their own share and no more; what is gone makes room first. */
const MAX_ITEMS = 20_000;

/** Where a record stands. One that came late, into a hole, says less than what came behind it in the same chain. */
type Place = {
  readonly device: string;
  readonly epoch: string;
  readonly seq: number;
  readonly at: string;
  readonly person: string | null;
};

const NEWER = 'epoch = :epoch AND seq > :seq';
const FACTS = ['version', 'source', 'identity', 'sha256', 'owner_uid'] as const;
const isAnother = FACTS.map((fact) => `${fact} IS NOT :${fact}`).join(' OR ');

/**
 * Keeps what is installed where, from the changes and listings that devices put on record. The caller runs it in the
 * transaction that moves the chain on, so each record counts once.
 */
export const openInventoryNews = (database: DatabaseSync) => {
  const put = database.prepare(`
    INSERT INTO inventory VALUES (NULL, :device, :place, :kind, :name, :scope, :path, :at_path, :version, :source, :identity,
      :sha256, :owner_uid, :first_seen, :now, :now, :state, :look, :epoch, :seq, :person)
    ON CONFLICT(device, place) DO UPDATE SET version = :version, source = :source, identity = :identity,
      sha256 = :sha256, owner_uid = :owner_uid, first_seen = min(first_seen, :first_seen),
      last_seen = CASE :state WHEN 'present' THEN :now ELSE last_seen END,
      changed_at = CASE WHEN state <> :state OR ${isAnother} THEN :now ELSE changed_at END,
      state = :state, look = coalesce(:look, look), epoch = :epoch, seq = :seq
    WHERE NOT (inventory.epoch = :epoch AND inventory.seq > :seq)`);
  const listed = database.prepare(
    'SELECT count(*) AS n FROM inventory WHERE device = ? AND person IS ? AND look = ?',
  );
  const leave = database.prepare(`
    UPDATE inventory SET state = 'gone', changed_at = :now
    WHERE device = :device AND person IS :person AND state = 'present' AND look IS NOT :look AND NOT (${NEWER})`);
  const count = database.prepare('SELECT count(*) AS n FROM inventory WHERE device = ? AND person IS ?');
  const trim = database.prepare(`
    DELETE FROM inventory WHERE id IN (
      SELECT id FROM inventory WHERE device = ? AND person IS ? ORDER BY state = 'present', id LIMIT ?)`);

  const putEntry = (
    entry: InventoryEntry,
    { device, epoch, seq, at, person }: Place,
    state: 'present' | 'gone',
    look: string | null,
  ): void => {
    const { kind, name, scope, path } = entry;
    const place = createHash('sha256')
      .update(JSON.stringify([kind, name, scope, path, entry.at, ...(person === null ? [] : [person])]))
      .digest('hex');
    put.run({
      device, place, kind, name, scope, path, state, look, epoch, seq, person,
      at_path: entry.at ?? null,
      version: entry.version ?? null,
      source: entry.source ?? null,
      identity: entry.identity ?? null,
      sha256: entry.sha256 ?? null,
      owner_uid: entry.ownerUid ?? null,
      first_seen: entry.firstSeen ?? at,
      now: at,
    }); // prettier-ignore
  };

  return (records: readonly NewRecord[]): void => {
    const touched = new Map<string, readonly [device: string, person: string | null]>();
    for (const { record, item } of records) {
      const news = record === null ? null : readInventoryNews(record);
      if (news === null) continue;
      const { device, epoch, seq, at } = item;
      const { person } = news;
      const place = { device, epoch, seq, at, person };
      touched.set(JSON.stringify([device, person]), [device, person]);
      if (news.kind === 'changed') {
        putEntry(news.entry, place, news.isGone ? 'gone' : 'present', null);
        continue;
      }
      for (const entry of news.entries) putEntry(entry, place, 'present', news.look);
      if (news.items === null) continue;
      // Only a listing that came whole says what is not there.
      if (integer(oneRow(listed, device, person, news.look) ?? {}, 'n') === news.items)
        leave.run({ device, person, look: news.look, now: at, epoch, seq });
    }
    for (const [device, person] of touched.values()) {
      const tooMany = integer(oneRow(count, device, person) ?? {}, 'n') - MAX_ITEMS;
      if (tooMany > 0) trim.run(device, person, tooMany);
    }
  };
};
