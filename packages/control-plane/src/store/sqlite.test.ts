import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inTransaction, oneRow, openDatabase } from './sqlite.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sallyport-sqlite-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const open = (readOnly: boolean) => openDatabase(join(directory, 'a.sqlite'), { readOnly });

describe('a database', () => {
  it('is on the disk when a commit returns', () => {
    const database = open(false);
    // 2 is FULL; see https://sqlite.org/pragma.html#pragma_synchronous
    expect(oneRow(database.prepare('PRAGMA synchronous'))).toMatchObject({ synchronous: 2 });
    expect(oneRow(database.prepare('PRAGMA journal_mode'))).toMatchObject({ journal_mode: 'wal' });
    database.close();
  });

  it('can be read and not written by a reader, beside the writer', () => {
    const writer = open(false);
    writer.exec('CREATE TABLE t(n INTEGER)');
    const reader = open(true);
    writer.exec('INSERT INTO t VALUES (1)');
    expect(oneRow(reader.prepare('SELECT n FROM t'))).toMatchObject({ n: 1 });
    expect(() => reader.exec('INSERT INTO t VALUES (2)')).toThrow(/readonly/);
    reader.close();
    writer.close();
  });

  it('has nothing of a transaction that threw', () => {
    const database = open(false);
    database.exec('CREATE TABLE t(n INTEGER)');
    expect(() =>
      inTransaction(database, () => {
        database.exec('INSERT INTO t VALUES (1)');
        throw new Error('half way');
      }),
    ).toThrow('half way');
    expect(oneRow(database.prepare('SELECT count(*) AS n FROM t'))).toMatchObject({ n: 0 });
    database.close();
  });
});
