import { parentPort, workerData } from 'node:worker_threads';
import type { InventoryRequest, InventoryItem } from './take-inventory.ts';
import type { McpEnvironment } from '../install/mcp/mcp-environment.ts';
import { takeInventory } from './take-inventory.ts';
import { wrapNewServers } from './wrap-new-servers.ts';

// The body of the thread that takes one look, or afterwards puts servers behind the gateway. Whoever started it may end it at any moment.
export type LookRequest = Omit<InventoryRequest, 'isRemembered'> & {
  /** Whether all that is there is wanted, and not only what changed. */
  readonly isWhole: boolean;
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
};
export type WrapRequest = { readonly wrap: McpEnvironment };

if (parentPort === null) throw new Error('this file is the body of a worker thread');
// Given by our own side.
const request = workerData as LookRequest | WrapRequest;
parentPort.postMessage('wrap' in request ? await wrapNewServers(request.wrap) : await look(request), []);

async function look(asked: LookRequest): Promise<InventoryLook> {
  const found = await takeInventory({ ...asked, isRemembered: true });
  const present = found.items.filter(({ state }) => state !== 'gone');
  return {
    changes: found.items.filter(({ state }) => state !== 'same'),
    items: present.length,
    ...(asked.isWhole ? { whole: present } : {}),
    isPartial: found.unread.length > 0,
    notes: found.notes,
  };
}
