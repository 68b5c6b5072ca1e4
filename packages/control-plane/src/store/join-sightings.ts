import type { EvidenceRecord } from '@sallyport/action-model';
import { ActivityItem, MAX_ITEM_SIGHTINGS } from '@sallyport/fleet-protocol';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { dayOf } from './day-segment.ts';
import { oneRow, text } from './sqlite.ts';

/** A later sighting, and the stored decision that it belongs to. */
export type Join = {
  readonly chain: number;
  readonly seq: number;
  readonly record: Extract<EvidenceRecord, { type: 'sighting' }>;
  readonly decision: number;
};

/** A deed is seen twice within seconds, so its decision lies in the same day's file, or in the one before midnight. */
export const daysToSearch = (at: string, existing: readonly string[]): string[] => {
  const before = new Date(Date.parse(at) - 86_400_000).toISOString();
  return [dayOf(at), dayOf(before)].filter((day) => existing.includes(day));
};

export const prepareJoin = (database: DatabaseSync) => ({
  find: database.prepare('SELECT item, line FROM records WHERE chain = ? AND seq = ?'),
  update: database.prepare('UPDATE records SET item = ? WHERE chain = ? AND seq = ?'),
});

/** Is this line the decision that the sighting names? A number alone is a claim. */
export const isDecisionOf = (line: string, { record }: Join): boolean => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return false;
  }
  if (typeof parsed !== 'object' || parsed === null || !('type' in parsed) || !('action' in parsed))
    return false;
  const { type, action } = parsed;
  if (type !== 'decision' || typeof action !== 'object' || action === null) return false;
  return 'id' in action && action.id === record.action;
};

/**
 * Adds a sighting to the listed line of its decision; the record itself stays as it was signed. Adding it again
 * changes nothing, so a batch that comes twice after a crash is harmless.
 */
export const joinSighting = (
  { find, update }: { readonly find: StatementSync; readonly update: StatementSync },
  { chain, seq, record, decision }: Join,
): void => {
  const row = record.of === 'decision' ? oneRow(find, chain, decision) : undefined;
  if (row === undefined) return;
  const item = ActivityItem.parse(JSON.parse(text(row, 'item')));
  if (item.sightings.length >= MAX_ITEM_SIGHTINGS || item.sightings.some((known) => known.seq === seq))
    return;
  const sightings = [...item.sightings, { ...record.sighting, seq }];
  update.run(JSON.stringify({ ...item, sightings }), chain, decision);
};
