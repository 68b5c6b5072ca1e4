import type { NewEvidence } from '@sallyport/action-model';
import type { DeviceOptions } from '../daemon.ts';
import { lookInThread } from '../inventory/in-inventory-thread.ts';
import { ownHookMarks } from '../inventory/own-marks.ts';
import { InventoryOfEverybody, watchEverybody } from './inventory-of-everybody.ts';
import { localPeople, type Person } from './people.ts';

/** Calls that waited for the guard's start are answered by then. */
const FIRST_AFTER_MS = 10_000;

export type Everybody = Pick<InventoryOfEverybody, 'meet' | 'soon'> & { readonly stop: () => Promise<void> };

/** Takes the inventory of a managed machine; undefined where the guard is one person's own. */
export function followEverybody(
  { home, managed, inventoryEveryMs: everyMs }: DeviceOptions,
  parts: {
    readonly note: (evidence: NewEvidence, person: Person) => void;
    readonly failed: (why: string) => void;
    readonly now: () => Date;
  },
): Everybody | undefined {
  if (managed === undefined || everyMs === undefined) return undefined;
  const inventory = new InventoryOfEverybody({
    ...parts,
    people: localPeople,
    look: lookInThread,
    request: async () => ({ marks: await ownHookMarks(home.records) }),
    memoryFileOf: home.inventoryOf,
    looksFile: home.inventoryLooks,
    steadyMs: () => performance.now(),
    everyMs,
  });
  return {
    meet: (person) => inventory.meet(person),
    soon: (uid) => inventory.soon(uid),
    stop: watchEverybody(inventory, { firstAfterMs: FIRST_AFTER_MS, everyMs }),
  };
}
