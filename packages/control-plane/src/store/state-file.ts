import type { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { openDatabase, type OpenOptions } from './sqlite.ts';

// Everything that is not activity. `chains` is the authority on what is stored: a record counts once, when its
// `through` moves past it, and device and session counters move in the same transaction.
const SCHEMA = `
CREATE TABLE IF NOT EXISTS chains(
  id INTEGER PRIMARY KEY, device TEXT NOT NULL, epoch TEXT NOT NULL, first_seen TEXT NOT NULL,
  through INTEGER NOT NULL, head TEXT NOT NULL, last_at TEXT NOT NULL, UNIQUE(device, epoch));
CREATE TABLE IF NOT EXISTS holes(
  chain INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, PRIMARY KEY(chain, first)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS devices(
  id TEXT PRIMARY KEY, host TEXT NOT NULL, user TEXT NOT NULL, os TEXT NOT NULL, tier TEXT NOT NULL,
  version TEXT NOT NULL, first_seen TEXT NOT NULL, last_seen TEXT NOT NULL, online_since TEXT NOT NULL,
  last_hook_at TEXT, last_hook_seen TEXT, records INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS sessions(
  device TEXT NOT NULL, id TEXT NOT NULL, agent TEXT, agent_version TEXT, user TEXT, workspace TEXT,
  permission_mode TEXT, first_seen TEXT NOT NULL, last_seen TEXT NOT NULL, actions INTEGER NOT NULL,
  blocked INTEGER NOT NULL, started INTEGER NOT NULL, blind TEXT, doubt TEXT, PRIMARY KEY(device, id));
CREATE INDEX IF NOT EXISTS sessions_by_time ON sessions(last_seen);
CREATE TABLE IF NOT EXISTS findings(
  id INTEGER PRIMARY KEY, device TEXT NOT NULL, epoch TEXT NOT NULL, seq INTEGER NOT NULL, cause TEXT NOT NULL,
  at TEXT NOT NULL, detail TEXT NOT NULL, line TEXT, UNIQUE(device, epoch, seq, cause));
CREATE TABLE IF NOT EXISTS policy_versions(
  sequence INTEGER PRIMARY KEY, version TEXT NOT NULL UNIQUE, digest TEXT NOT NULL, record TEXT NOT NULL,
  envelope TEXT NOT NULL, stale_after TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS approval_tickets(
  ticket TEXT PRIMARY KEY, device TEXT NOT NULL, asked_at TEXT NOT NULL, state TEXT NOT NULL, shown_at TEXT,
  body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS approval_tickets_by_time ON approval_tickets(asked_at);
CREATE TABLE IF NOT EXISTS approval_grants(
  name TEXT PRIMARY KEY, device TEXT NOT NULL, made_at TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS approval_messages(
  seq INTEGER PRIMARY KEY AUTOINCREMENT, device TEXT NOT NULL, ticket TEXT NOT NULL, payload TEXT NOT NULL,
  signature TEXT NOT NULL, key_id TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS approval_messages_by_ticket ON approval_messages(ticket);
CREATE TABLE IF NOT EXISTS passkeys(device TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS inventory(
  id INTEGER PRIMARY KEY, device TEXT NOT NULL, place TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,
  scope TEXT NOT NULL, path TEXT NOT NULL, at_path TEXT, version TEXT, source TEXT, identity TEXT, sha256 TEXT,
  owner_uid INTEGER, first_seen TEXT NOT NULL, last_seen TEXT NOT NULL, changed_at TEXT NOT NULL, state TEXT NOT NULL,
  look TEXT, epoch TEXT NOT NULL, seq INTEGER NOT NULL, person TEXT, UNIQUE(device, place));
CREATE INDEX IF NOT EXISTS inventory_by_hash ON inventory(sha256);
CREATE TABLE IF NOT EXISTS logins(hash TEXT PRIMARY KEY, expires_at INTEGER NOT NULL) WITHOUT ROWID;
PRAGMA user_version=1;
`;

export const openStateFile = (directory: string, options: OpenOptions): DatabaseSync => {
  const database = openDatabase(join(directory, 'state.sqlite'), options);
  if (!options.readOnly) {
    database.exec(SCHEMA);
    addPersonColumn(database);
  }
  return database;
};

/** A file that was made before several people of one device were told apart. */
const addPersonColumn = (database: DatabaseSync): void => {
  const columns = database.prepare('PRAGMA table_info(inventory)').all();
  if (!columns.some(({ name }) => name === 'person'))
    database.exec('ALTER TABLE inventory ADD COLUMN person TEXT');
};
