import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** What the client keeps for itself beside what it loads: transcripts, histories, its login. Large, private, and not loaded. */
const RECORDS = new Set([
  '.credentials.json',
  'backups',
  'cache',
  'debug',
  'downloads',
  'file-history',
  'history.jsonl',
  'ide',
  'logs',
  'paste-cache',
  'plans',
  'projects',
  'session-env',
  'sessions',
  'shell-snapshots',
  'statsig',
  'stats-cache.json',
  'tasks',
  'telemetry',
  'todos',
  'uploads',
]);

/**
 * What to leave out of a scan of this path. Only in the person's own client folder: anywhere else a folder named
 * `projects` is part of what is scanned, whatever its parent is called.
 */
export function clientRecords(path: string, home = homedir()): (path: string) => boolean {
  try {
    if (realpathSync(path) !== realpathSync(join(home, '.claude'))) return () => false;
    return (inside) => RECORDS.has(inside);
  } catch {
    return () => false;
  }
}
