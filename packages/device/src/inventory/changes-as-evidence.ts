import type { LifecycleEvidence, NewEvidence } from '@sallyport/action-model';
import { INVENTORY_CHANGED, entryDetail, INVENTORY_LISTED, listingDetails } from '@sallyport/fleet-protocol';
import type { InventoryLook } from './inventory-worker.ts';

/** Somebody who makes and removes files all day must not push other records out. */
const MAX_CHANGES = 100;

/**
 * What of a look goes on record: at the first one how much there is, later each thing that is new, changed or gone; and
 * everything that was found, where the look was for that. All texts are those of the stores, clipped by the inventory; what looks like a secret in them is taken out before the record is written.
 */
export function changesAsEvidence(
  { changes, items, notes, whole, isPartial }: InventoryLook,
  at: Date,
): readonly NewEvidence[] {
  const forgotten = notes.map((why): NewEvidence => lifecycle('inventory-note', { why: cut(why) }));
  const listing =
    whole === undefined
      ? []
      : listingDetails(whole, { look: at.toISOString(), isAll: !isPartial }).map((detail) =>
          lifecycle(INVENTORY_LISTED, detail),
        );
  const isFirst = changes.length === items && changes.every(({ state }) => state === 'new');
  if (isFirst)
    return [...forgotten, ...(items === 0 ? [] : [lifecycle('inventory-taken', { items })]), ...listing];
  const told = changes
    .slice(0, MAX_CHANGES)
    .map((item) => lifecycle(INVENTORY_CHANGED, { change: item.state, ...entryDetail(item) }));
  const more = changes.length - told.length;
  return [
    ...forgotten,
    ...told,
    ...(more > 0 ? [lifecycle('inventory-changed-more', { changes: more })] : []),
    ...listing,
  ];
}

const lifecycle = (event: string, detail: LifecycleEvidence['detail']): NewEvidence => ({
  type: 'lifecycle',
  event,
  detail,
});

/** What a record's field holds. */
const cut = (text: string): string => text.slice(0, 2000).toWellFormed();
