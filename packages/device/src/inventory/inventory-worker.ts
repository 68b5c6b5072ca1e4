import { parentPort, workerData } from 'node:worker_threads';
import type { InventoryRequest, InventoryItem } from './take-inventory.ts';
import type { McpEnvironment } from '../install/mcp/mcp-environment.ts';
import { takeInventory } from './take-inventory.ts';
import { wrapNewServers, type WrappedServers } from './wrap-new-servers.ts';

// The body of the thread that takes one look. Whoever started it may end it at any moment.
export type LookRequest = Omit<InventoryRequest, 'isRemembered'> & {
  /** Whether all that is there is wanted, and not only what changed. */
  readonly isWhole: boolean;
  /** Where policy puts servers that came later behind the gateway: how. */
  readonly wrap?: McpEnvironment;
};
export type InventoryLook = {
  /** Only what is not the same as at the last look. */
  readonly changes: readonly InventoryItem[];
  readonly items: number;
  /** All that was found, where it was asked for. */
  readonly whole?: readonly InventoryItem[];
  /** Something could not be read, so what was there before may be there still. */
  readonly isPartial: boolean;
  readonly notes: readonly string[];
  /** What became of servers that were not behind the gateway, where anything did. */
  readonly servers?: WrappedServers;
};

if (parentPort === null) throw new Error('this file is the body of a worker thread');
// Given by our own side.
const request = workerData as LookRequest;
const found = await takeInventory({ ...request, isRemembered: true });
const present = found.items.filter(({ state }) => state !== 'gone');
// After the look, so that the look knows them as they were found.
const servers = request.wrap === undefined ? undefined : await wrapNewServers(request.wrap);
const look: InventoryLook = {
  changes: found.items.filter(({ state }) => state !== 'same'),
  items: present.length,
  ...(request.isWhole ? { whole: present } : {}),
  isPartial: found.unread.length > 0,
  notes: found.notes,
  ...(servers === undefined ? {} : { servers }),
};
parentPort.postMessage(look, []);
