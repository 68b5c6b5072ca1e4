import { parentPort, workerData } from 'node:worker_threads';
import type { InventoryRequest, InventoryItem } from './take-inventory.ts';
import { takeInventory } from './take-inventory.ts';

// The body of the thread that takes one look. Whoever started it may end it at any moment.
export type LookRequest = Omit<InventoryRequest, 'isRemembered'>;
export type InventoryLook = {
  /** Only what is not the same as at the last look. */
  readonly changes: readonly InventoryItem[];
  readonly items: number;
  readonly notes: readonly string[];
};

if (parentPort === null) throw new Error('this file is the body of a worker thread');
// Given by our own side.
const found = await takeInventory({ ...(workerData as LookRequest), isRemembered: true });
const look: InventoryLook = {
  changes: found.items.filter(({ state }) => state !== 'same'),
  items: found.items.filter(({ state }) => state !== 'gone').length,
  notes: found.notes,
};
parentPort.postMessage(look, []);
