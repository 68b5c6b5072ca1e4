import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { ActivityItem } from '@sallyport/fleet-protocol';
import { hourOfId, recordId, WORD_TABLES } from './day-segment.ts';
import { recordTags } from './search-expression.ts';
import { inTransaction, integer, oneRow } from './sqlite.ts';

export type NewRow = {
  readonly chain: number;
  readonly item: ActivityItem;
  /** The words it is found by. */
  readonly text: string;
  readonly line: string;
  /** False: found by its number only. Its id lies below zero, where no list looks, and no word or hour knows it. */
  readonly listed?: boolean;
};

type HourCount = { readonly key: (string | number)[]; count: number };

const hourKey = (item: ActivityItem): (string | number)[] => [
  Number(item.at.slice(11, 13)),
  item.type,
  item.kind ?? '',
  item.agent ?? '',
  item.tool ?? '',
  item.device,
  item.verdict ?? '',
  item.enforced ?? '',
];

/** Makes a record findable, by its words and its filter values. */
export const prepareWords = (database: DatabaseSync) => {
  const statements = new Map<number, StatementSync>();
  return (id: number, text: string, item: ActivityItem): void => {
    const hour = hourOfId(id);
    const statement =
      statements.get(hour) ?? database.prepare(`INSERT INTO ${WORD_TABLES[hour]}(rowid, text) VALUES (?, ?)`);
    statements.set(hour, statement);
    statement.run(id, `${text} ${recordTags(item)}`);
  };
};

/** Prepares the inserts of one day's file. The result stores rows durably, each number of a chain at most once. */
export const prepareDayWriter = (database: DatabaseSync) => {
  const readCounter = database.prepare('SELECT value FROM counter');
  const writeCounter = database.prepare('UPDATE counter SET value = ?');
  const addRecord = database.prepare('INSERT OR IGNORE INTO records VALUES (?, ?, ?, ?, ?)');
  const addWords = prepareWords(database);
  const addCount = database.prepare(`INSERT INTO hourly VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET count = count + excluded.count`);

  return (rows: readonly NewRow[]): void =>
    inTransaction(database, () => {
      let counter = integer(oneRow(readCounter) ?? { value: 0 }, 'value');
      // In ascending order, because FTS5 writes its pending list out whenever a row id falls back.
      const ordered = rows
        .map((row) => {
          const id = recordId(row.item.at, (counter += 1));
          return { ...row, id: row.listed === false ? -id : id };
        })
        .sort((left, right) => left.id - right.id);
      const hours = new Map<string, HourCount>();
      for (const { id, chain, item, text, line } of ordered) {
        const added = addRecord.run(id, chain, item.seq, JSON.stringify(item), line);
        // Stored before a crash that came between this file's commit and the chain's.
        if (added.changes === 0 || id < 0) continue;
        addWords(id, text, item);
        const key = hourKey(item);
        const name = key.join('\u0000');
        const hour = hours.get(name) ?? { key, count: 0 };
        hour.count += 1;
        hours.set(name, hour);
      }
      for (const { key, count } of hours.values()) addCount.run(...key, count);
      writeCounter.run(counter);
    });
};
