import { pathToFileURL } from 'node:url';
import { DatabaseSync, type StatementSync } from 'node:sqlite';

export type OpenOptions = { readonly readOnly: boolean };

/**
 * One way to open a file: WAL, so that readers never wait for the writer, and `synchronous=FULL`, so that a commit that
 * returned is on the disk. A reader gets `query_only` instead of a read-only handle, because a WAL file that nobody
 * has open can't be read without writing its index.
 */
export const openDatabase = (path: string, options: OpenOptions): DatabaseSync => {
  // A reader must not make an empty file where a day was just removed.
  const location = pathToFileURL(path);
  location.searchParams.set('mode', options.readOnly ? 'rw' : 'rwc');
  const database = new DatabaseSync(location, { timeout: 5000 });
  database.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=4000;');
  if (options.readOnly) database.exec('PRAGMA query_only=1;');
  return database;
};

/** Runs `work` in one transaction; a throw rolls back and goes on up. */
export const inTransaction = <Result>(database: DatabaseSync, work: () => Result): Result => {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // A failed COMMIT (disk full) may have rolled back by itself; then there is nothing left to undo.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
};

export type Row = Readonly<Record<string, null | number | bigint | string | Uint8Array>>;
type Parameter = null | number | string;

export const allRows = (statement: StatementSync, ...parameters: Parameter[]): Row[] =>
  statement.all(...parameters);
export const oneRow = (statement: StatementSync, ...parameters: Parameter[]): Row | undefined =>
  statement.get(...parameters);

/** The files are ours, so a column of another type is a bug and not input. */
export const text = (row: Row, column: string): string => {
  const value = row[column];
  if (typeof value !== 'string') throw new TypeError(`column \`${column}\` holds no text`);
  return value;
};
export const textOrNull = (row: Row, column: string): string | null =>
  row[column] === null ? null : text(row, column);
export const integer = (row: Row, column: string): number => {
  const value = row[column];
  if (typeof value !== 'number') throw new TypeError(`column \`${column}\` holds no number`);
  return value;
};
