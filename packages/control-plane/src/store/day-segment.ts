import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { inTransaction, integer, oneRow, openDatabase, type OpenOptions } from './sqlite.ts';

/**
 * Activity lies in one file a UTC day of the records' own time. A file stays small enough to insert into quickly, and
 * the end of its retention is one `unlink`.
 *
 * The record's id is its place in the list: milliseconds since midnight, then a counter, so "newest first" is the
 * order of the table and of the full-text index alike, and a page ends at one number. The full-text tables hold no
 * copy of the text, and beside its words one tag for each filter value, so a filter is a term like any other: a search
 * for a word in one session intersects two posting lists and no further index is needed. There is one such table an hour,
 * because what a word may still become is gathered from a whole table before the first hit: a page is mostly filled
 * from the newest hour, and the others are not looked at.
 */
export const WORD_TABLES: readonly string[] = Array.from(
  { length: 24 },
  (_, hour) => `words_${String(hour).padStart(2, '0')}`,
);

const wordTable = (name: string): string => `CREATE VIRTUAL TABLE IF NOT EXISTS ${name} USING fts5(
  text, content='', columnsize=0, tokenize='unicode61 remove_diacritics 2');`;

const VERSION = 2;
const SCHEMA = `
CREATE TABLE IF NOT EXISTS records(
  id INTEGER PRIMARY KEY, chain INTEGER NOT NULL, seq INTEGER NOT NULL, item TEXT NOT NULL, line TEXT NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS records_by_seq ON records(chain, seq);
${WORD_TABLES.map(wordTable).join('\n')}
CREATE TABLE IF NOT EXISTS hourly(
  hour INTEGER NOT NULL, type TEXT NOT NULL, kind TEXT NOT NULL, agent TEXT NOT NULL, tool TEXT NOT NULL,
  device TEXT NOT NULL, verdict TEXT NOT NULL, enforced TEXT NOT NULL, count INTEGER NOT NULL,
  PRIMARY KEY(hour, type, kind, agent, tool, device, verdict, enforced)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS counter(only INTEGER PRIMARY KEY CHECK (only = 1), value INTEGER NOT NULL) WITHOUT ROWID;
INSERT OR IGNORE INTO counter VALUES (1, 0);
PRAGMA user_version=${VERSION};
`;

const COUNTER_SIZE = 2 ** 24;
const DAY_FILE = /^(\d{4}-\d\d-\d\d)\.sqlite$/;

export const dayOf = (at: string): string => at.slice(0, 10);
const midnight = (day: string): number => Date.parse(`${day}T00:00:00.000Z`);

/** 27 bits of milliseconds and 24 of a counter: below 2^53. Two records collide only after 16 million within one millisecond. */
export const recordId = (at: string, counter: number): number =>
  (Date.parse(at) - midnight(dayOf(at))) * COUNTER_SIZE + (counter % COUNTER_SIZE);

/** Which of the day's hours an id is of. */
export const hourOfId = (id: number): number => Math.min(23, Math.floor(id / COUNTER_SIZE / 3_600_000));

/** The lowest id that a record of this moment, or a later one of the day, can have. */
export const firstIdAt = (at: string): number => recordId(at, 0);

const activityDirectory = (directory: string): string => join(directory, 'activity');

/** The days there are, newest first. */
export const listDays = (directory: string): string[] => {
  const folder = activityDirectory(directory);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .flatMap((name) => DAY_FILE.exec(name)?.[1] ?? [])
    .sort()
    .reverse();
};

/** Made under another name, so that a reader never finds a day without its tables. */
const makeDay = (folder: string, file: string): void => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const temporary = `${file}.new`;
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${temporary}${suffix}`, { force: true });
  const database = openDatabase(temporary, { readOnly: false });
  database.exec(SCHEMA);
  database.close();
  renameSync(temporary, file);
  // The name must be as durable as the records that are about to be acknowledged under it.
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
};

export const openDay = (directory: string, day: string, options: OpenOptions): DatabaseSync => {
  const folder = activityDirectory(directory);
  const file = join(folder, `${day}.sqlite`);
  if (!options.readOnly && !existsSync(file)) makeDay(folder, file);
  return openDatabase(file, options);
};

/** A day that an earlier build made, which had one table of words for all hours. */
export const isOfEarlierBuild = (database: DatabaseSync): boolean =>
  integer(oneRow(database.prepare('PRAGMA user_version')) ?? {}, 'user_version') < VERSION;

/** The tables of now; `addWords` fills them from the records. A crash in between leaves the day as it was. */
export const renewDay = (database: DatabaseSync, addWords: () => void): void =>
  inTransaction(database, () => {
    database.exec(SCHEMA);
    addWords();
    database.exec('DROP TABLE IF EXISTS words');
  });

export const removeDay = (directory: string, day: string): void => {
  for (const suffix of ['', '-wal', '-shm'])
    rmSync(join(activityDirectory(directory), `${day}.sqlite${suffix}`), { force: true });
};
