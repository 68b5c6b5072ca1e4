import { PolicyVersion } from '@sallyport/fleet-protocol';
import type { DatabaseSync } from 'node:sqlite';
import type { StoredPolicyVersion } from './operations.ts';
import { allRows, integer, oneRow, text, type Row } from './sqlite.ts';

const StoredRecord = PolicyVersion.omit({ current: true });

const fromRow = (row: Row): StoredPolicyVersion => ({
  sequence: integer(row, 'sequence'),
  digest: text(row, 'digest'),
  staleAfter: text(row, 'stale_after'),
  envelope: text(row, 'envelope'),
  record: StoredRecord.parse(JSON.parse(text(row, 'record'))),
});

/** INVARIANT: `sequence` is the primary key, so two versions can't share a number and a rollback is a new number. */
export const addPolicyVersion = (database: DatabaseSync, version: StoredPolicyVersion): void => {
  database
    .prepare('INSERT INTO policy_versions VALUES (?, ?, ?, ?, ?, ?)')
    .run(
      version.sequence,
      version.record.version,
      version.digest,
      JSON.stringify(version.record),
      version.envelope,
      version.staleAfter,
    );
};

export const currentPolicy = (database: DatabaseSync): StoredPolicyVersion | null => {
  const row = oneRow(database.prepare('SELECT * FROM policy_versions ORDER BY sequence DESC LIMIT 1'));
  return row === undefined ? null : fromRow(row);
};

export const storedPolicy = (database: DatabaseSync, version: string): StoredPolicyVersion | null => {
  const row = oneRow(database.prepare('SELECT * FROM policy_versions WHERE version = ?'), version);
  return row === undefined ? null : fromRow(row);
};

/** Newest first; the newest is the current one. */
export const policyVersions = (database: DatabaseSync): PolicyVersion[] =>
  allRows(database.prepare('SELECT * FROM policy_versions ORDER BY sequence DESC LIMIT 1000')).map(
    (row, index) => ({ ...fromRow(row).record, current: index === 0 }),
  );
