import { ActivityItem, type ActivityPage, type ActivityQuery } from '@sallyport/fleet-protocol';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { formatCursor, parseCursor } from './cursor.ts';
import { dayOf, firstIdAt, hourOfId, WORD_TABLES } from './day-segment.ts';
import { searchExpression } from './search-expression.ts';
import { allRows, integer, text, type Row } from './sqlite.ts';

const LIST_ALL = 'SELECT id, item FROM records WHERE id >= ? AND id < ? ORDER BY id DESC LIMIT ?';
// The inner query walks the posting lists backwards and stops at the limit; the join then fetches only the page.
const listMatchingIn = (words: string | undefined): string => `SELECT records.id AS id, item FROM
  (SELECT rowid FROM ${words} WHERE ${words} MATCH ? AND rowid >= ? AND rowid < ? ORDER BY rowid DESC LIMIT ?) AS hit
  JOIN records ON records.id = hit.rowid ORDER BY records.id DESC`;

type DayStatements = ReturnType<typeof prepareList>;

/** Statements of one day's file, each prepared once. Both lists are newest first between two ids. */
export const prepareList = (database: DatabaseSync) => {
  const matching = new Map<number, StatementSync>();
  return {
    listAll: database.prepare(LIST_ALL),
    listMatching: (hour: number): StatementSync => {
      const statement = matching.get(hour) ?? database.prepare(listMatchingIn(WORD_TABLES[hour]));
      matching.set(hour, statement);
      return statement;
    },
  };
};

const NO_END = Number.MAX_SAFE_INTEGER;

/** The ids of a day that lie between the moments and before the cursor. */
const bounds = (day: string, query: ActivityQuery, cursor: ReturnType<typeof parseCursor>) => {
  const since = query.since !== undefined && dayOf(query.since) === day ? firstIdAt(query.since) : 0;
  // `until` is exclusive.
  const until = query.until !== undefined && dayOf(query.until) === day ? firstIdAt(query.until) : NO_END;
  const before = cursor?.day === day ? Math.min(until, cursor.id) : until;
  return { since, before };
};

/** From the newest hour back, as far as it takes to fill the page. */
const matchingRows = (
  listMatching: DayStatements['listMatching'],
  expression: string,
  since: number,
  before: number,
  wanted: number,
): Row[] => {
  const rows: Row[] = [];
  for (let hour = hourOfId(before - 1); hour >= hourOfId(since) && rows.length < wanted; hour -= 1)
    rows.push(...allRows(listMatching(hour), expression, since, before, wanted - rows.length));
  return rows;
};

const isWanted = (day: string, query: ActivityQuery, cursor: ReturnType<typeof parseCursor>): boolean =>
  (query.since === undefined || day >= dayOf(query.since)) &&
  (query.until === undefined || day <= dayOf(query.until)) &&
  (cursor === null || day <= cursor.day);

/**
 * One page, newest first, across the days. Null when the cursor is not one of ours. A page is found by ids alone, so
 * records that arrive meanwhile never make it repeat or skip one.
 */
export const listActivity = (
  query: ActivityQuery,
  days: readonly string[],
  statementsOf: (day: string) => DayStatements,
): ActivityPage | null => {
  const cursor = query.cursor === undefined ? null : parseCursor(query.cursor);
  if (query.cursor !== undefined && cursor === null) return null;
  const expression = searchExpression(query);
  const found: { day: string; row: Row }[] = [];
  for (const day of days) {
    if (!isWanted(day, query, cursor)) continue;
    const { since, before } = bounds(day, query, cursor);
    const { listAll, listMatching } = statementsOf(day);
    // One more than the page, to know whether there is a next one.
    const wanted = query.limit + 1 - found.length;
    const rows =
      expression === null
        ? allRows(listAll, since, before, wanted)
        : matchingRows(listMatching, expression, since, before, wanted);
    found.push(...rows.map((row) => ({ day, row })));
    if (found.length > query.limit) break;
  }
  const page = found.slice(0, query.limit);
  const last = page.at(-1);
  const hasNext = found.length > query.limit && last !== undefined;
  return {
    items: page.map(({ row }) => ActivityItem.parse(JSON.parse(text(row, 'item')))),
    next: hasNext ? formatCursor({ day: last.day, id: integer(last.row, 'id') }) : null,
  };
};
