import type { Unread } from './careful-reader.ts';
import { takeInventory, type InventoryItem, type InventoryRequest } from './take-inventory.ts';

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
  /** The first of what could not be read, and how much there was. */
  readonly unread: readonly Unread[];
  readonly unreadCount: number;
  readonly notes: readonly string[];
};

const MAX_UNREAD = 20;

/** One look of a guard: what it remembers of the last one is compared with what is there now. */
export async function takeLook(asked: LookRequest): Promise<InventoryLook> {
  const found = await takeInventory({ ...asked, isRemembered: true });
  const present = found.items.filter(({ state }) => state !== 'gone');
  return {
    changes: found.items.filter(({ state }) => state !== 'same'),
    items: present.length,
    ...(asked.isWhole ? { whole: present } : {}),
    isPartial: found.unread.length > 0,
    unread: found.unread.slice(0, MAX_UNREAD),
    unreadCount: found.unread.length,
    notes: found.notes,
  };
}
