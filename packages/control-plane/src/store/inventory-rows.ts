import type { DatabaseSync } from 'node:sqlite';
import { InventoryRow, type InventoryPage, type InventoryQuery } from '@sallyport/fleet-protocol';
import { allRows, integer } from './sqlite.ts';

// Every filter is an argument, never a part of the statement.
const PAGE = `
SELECT inventory.*, devices.host AS host, devices.user AS user, devices.tier AS tier
FROM inventory LEFT JOIN devices ON devices.id = inventory.device
WHERE (?1 IS NULL OR inventory.id < ?1) AND (?2 IS NULL OR kind = ?2) AND (?3 IS NULL OR device = ?3)
  AND (?4 IS NULL OR state = ?4) AND (?5 IS NULL OR (sha256 >= ?5 AND sha256 < ?5 || 'g'))
  AND (?6 IS NULL OR instr(lower(name), lower(?6)) OR instr(lower(coalesce(source, '')), lower(?6))
    OR instr(lower(path), lower(?6)))
  AND (?8 IS NULL OR person = ?8)
ORDER BY inventory.id DESC LIMIT ?7`;

/** One more than asked for is read, to know whether there is another page. */
export const listInventory = (state: DatabaseSync, query: InventoryQuery): InventoryPage => {
  const rows = allRows(
    state.prepare(PAGE),
    query.cursor === undefined ? null : Number(query.cursor),
    query.kind ?? null,
    query.device ?? null,
    query.state ?? null,
    query.sha256 ?? null,
    query.q === undefined || query.q === '' ? null : query.q,
    query.limit + 1,
    query.person ?? null,
  );
  const shown = rows.slice(0, query.limit);
  const last = shown.at(-1);
  return {
    items: shown.map((row) =>
      InventoryRow.parse({
        ...row,
        at: row['at_path'],
        ownerUid: row['owner_uid'],
        firstSeen: row['first_seen'],
        lastSeen: row['last_seen'],
        changedAt: row['changed_at'],
      }),
    ),
    next: rows.length > query.limit && last !== undefined ? String(integer(last, 'id')) : null,
  };
};
