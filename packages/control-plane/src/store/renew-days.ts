import { EvidenceRecord } from '@sallyport/action-model';
import { ActivityItem, activityItem, searchText } from '@sallyport/fleet-protocol';
import type { DatabaseSync } from 'node:sqlite';
import { isOfEarlierBuild, listDays, openDay, renewDay } from './day-segment.ts';
import { prepareWords } from './day-writer.ts';
import { integer, text } from './sqlite.ts';

const jsonOf = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};

/** Indexes the day's records anew from their own lines, so that they are found as if they had come today. */
const addWordsOf = (database: DatabaseSync): void => {
  const add = prepareWords(database);
  const update = database.prepare('UPDATE records SET item = ? WHERE id = ?');
  // Below zero are records that no list shows.
  let after = 0;
  for (;;) {
    const rows = database
      .prepare('SELECT id, item, line FROM records WHERE id > ? ORDER BY id LIMIT 1000')
      .all(after);
    if (rows.length === 0) return;
    for (const row of rows) {
      const id = integer(row, 'id');
      const listed = ActivityItem.parse(JSON.parse(text(row, 'item')));
      const record = EvidenceRecord.safeParse(jsonOf(text(row, 'line'))).data;
      const source = { epoch: listed.epoch, host: listed.host ?? '', user: listed.user ?? '' };
      const rules = record === undefined ? [] : activityItem(record, source).rules;
      const item = { ...listed, rules };
      if (rules.length > 0) update.run(JSON.stringify(item), id);
      add(id, record === undefined ? item.summary : searchText(record, item), item);
      after = id;
    }
  }
};

/** Brings days that an earlier build made up to this one; done before anybody reads. Says which. */
export const renewDays = (directory: string): string[] =>
  listDays(directory).filter((day) => {
    const database = openDay(directory, day, { readOnly: false });
    try {
      if (!isOfEarlierBuild(database)) return false;
      renewDay(database, () => addWordsOf(database));
      return true;
    } finally {
      database.close();
    }
  });
