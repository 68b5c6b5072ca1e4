import type { DatabaseSync } from 'node:sqlite';
import { CHAIN_START } from '@sallyport/fleet-protocol';
import { allRows, integer, oneRow, text } from './sqlite.ts';

/** Numbers that never came, both ends included. */
export type Hole = { first: number; last: number };

/** How far one chain is stored. Changed while a batch is read, written back in the batch's own transaction. */
export type ChainState = {
  readonly id: number;
  readonly device: string;
  readonly epoch: string;
  readonly firstSeen: string;
  /** The highest number stored. */
  through: number;
  /** The hash of that record. */
  head: string;
  /** The time under which it is listed. */
  lastAt: string;
  holes: Hole[];
};

/** Takes a late number out of the hole it was missing from; false when it was not missing. */
export const fillHole = (chain: ChainState, seq: number): boolean => {
  const hole = chain.holes.find(({ first, last }) => first <= seq && seq <= last);
  if (hole === undefined) return false;
  const rest = [
    { first: hole.first, last: seq - 1 },
    { first: seq + 1, last: hole.last },
  ].filter(({ first, last }) => first <= last);
  chain.holes = [...chain.holes.filter((other) => other !== hole), ...rest];
  return true;
};

export const openChains = (database: DatabaseSync) => {
  const find = database.prepare('SELECT * FROM chains WHERE device = ? AND epoch = ?');
  // The row is made, and durable, before the first record: a retry after a crash finds the same id and first time.
  const add = database.prepare('INSERT OR IGNORE INTO chains VALUES (NULL, ?, ?, ?, 0, ?, ?)');
  const holesOf = database.prepare('SELECT first, last FROM holes WHERE chain = ? ORDER BY first');
  const update = database.prepare('UPDATE chains SET through = ?, head = ?, last_at = ? WHERE id = ?');
  const dropHoles = database.prepare('DELETE FROM holes WHERE chain = ?');
  const addHole = database.prepare('INSERT INTO holes VALUES (?, ?, ?)');

  const load = (device: string, epoch: string): ChainState | undefined => {
    const row = oneRow(find, device, epoch);
    if (row === undefined) return undefined;
    const id = integer(row, 'id');
    return {
      id,
      device,
      epoch,
      firstSeen: text(row, 'first_seen'),
      through: integer(row, 'through'),
      head: text(row, 'head'),
      lastAt: text(row, 'last_at'),
      holes: allRows(holesOf, id).map((hole) => ({
        first: integer(hole, 'first'),
        last: integer(hole, 'last'),
      })),
    };
  };

  return {
    open: (device: string, epoch: string, now: string): ChainState => {
      const known = load(device, epoch);
      if (known !== undefined) return known;
      add.run(device, epoch, now, CHAIN_START, now);
      const made = load(device, epoch);
      if (made === undefined) throw new Error('a chain that was just added is not there');
      return made;
    },
    save: (chain: ChainState): void => {
      update.run(chain.through, chain.head, chain.lastAt, chain.id);
      dropHoles.run(chain.id);
      for (const hole of chain.holes) addHole.run(chain.id, hole.first, hole.last);
    },
  };
};
