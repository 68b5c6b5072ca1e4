import { type PreparedRow, prepareRow } from '../match-row.ts';
import type { CommandRow } from '../command-row.ts';
import { CLOUD_ROWS } from './cloud-rows.ts';
import { CLUSTER_ROWS } from './cluster-rows.ts';
import { DATABASE_ROWS } from './database-rows.ts';
import { DISK_ROWS } from './disk-rows.ts';
import { FILE_ROWS } from './file-rows.ts';
import { GIT_ROWS } from './git-rows.ts';
import { GUARD_ROWS } from './guard-rows.ts';
import { OUTLET_ROWS } from './outlet-rows.ts';
import { PLATFORM_ROWS } from './platform-rows.ts';
import { REACH_ROWS } from './reach-rows.ts';
import { SYSTEM_ROWS } from './system-rows.ts';
import { VERB_ROWS } from './verb-rows.ts';
import { WEAKEN_ROWS } from './weaken-rows.ts';
import { WINDOWS_ROWS } from './windows-rows.ts';

export const ALL_ROWS: readonly CommandRow[] = [
  ...FILE_ROWS,
  ...GIT_ROWS,
  ...DISK_ROWS,
  ...DATABASE_ROWS,
  ...CLOUD_ROWS,
  ...CLUSTER_ROWS,
  ...PLATFORM_ROWS,
  ...SYSTEM_ROWS,
  ...GUARD_ROWS,
  ...REACH_ROWS,
  ...OUTLET_ROWS,
  ...WEAKEN_ROWS,
  ...WINDOWS_ROWS,
  ...VERB_ROWS,
];

const isForAll = ({ programs }: CommandRow): boolean => programs === '*';

/** One look-up for each program that a command starts. */
export const ROWS_BY_PROGRAM: ReadonlyMap<string, readonly PreparedRow[]> = byProgram();

/** For programs of which no row of their own has spoken. */
export const ROWS_FOR_ALL: readonly PreparedRow[] = ALL_ROWS.filter(isForAll).map(prepareRow);

function byProgram(): Map<string, PreparedRow[]> {
  const rows = new Map<string, PreparedRow[]>();
  for (const row of ALL_ROWS) {
    if (isForAll(row)) continue;
    const prepared = prepareRow(row);
    for (const name of row.programs.toLowerCase().split(' ')) {
      const known = rows.get(name) ?? [];
      known.push(prepared);
      rows.set(name, known);
    }
  }
  return rows;
}
