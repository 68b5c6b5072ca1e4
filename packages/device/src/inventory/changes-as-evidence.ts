import type { LifecycleEvidence, NewEvidence } from '@sallyport/action-model';
import { INVENTORY_CHANGED, entryDetail, INVENTORY_LISTED, listingDetails } from '@sallyport/fleet-protocol';
import type { InventoryLook } from './take-look.ts';
import type { WrappedServers } from './wrap-new-servers.ts';

/** Somebody who makes and removes files all day must not push other records out. */
const MAX_CHANGES = 100;

/**
 * What of a look goes on record: at the first one how much there is, later each thing that is new, changed or gone; and
 * everything that was found, where the look was for that. All texts are those of the stores, clipped by the inventory; what looks like a secret in them is taken out before the record is written.
 */
/** Whether a look left out something that nobody is told of but by a listing. */
export const isToldInPart = ({ changes, notes }: Pick<InventoryLook, 'changes' | 'notes'>): boolean =>
  notes.length > 0 || changes.length > MAX_CHANGES;

export function changesAsEvidence(
  {
    changes,
    items,
    notes,
    whole,
    isPartial,
  }: Pick<InventoryLook, 'changes' | 'items' | 'notes' | 'whole' | 'isPartial'>,
  at: Date,
  person?: string,
): readonly NewEvidence[] {
  const whose = person === undefined ? {} : { person };
  const forgotten = notes.map((why): NewEvidence => lifecycle('inventory-note', { why: cut(why), ...whose }));
  const listing =
    whole === undefined
      ? []
      : listingDetails(whole, { look: at.toISOString(), isAll: !isPartial, ...whose }).map((detail) =>
          lifecycle(INVENTORY_LISTED, detail),
        );
  const isFirst = changes.length === items && changes.every(({ state }) => state === 'new');
  // What came into an empty home since the last look is a change like any other.
  if (isFirst && (whole !== undefined || notes.length > 0))
    return [
      ...forgotten,
      ...(items === 0 ? [] : [lifecycle('inventory-taken', { items, ...whose })]),
      ...listing,
    ];
  const told = changes
    .slice(0, MAX_CHANGES)
    .map((item) => lifecycle(INVENTORY_CHANGED, { change: item.state, ...entryDetail(item), ...whose }));
  const more = changes.length - told.length;
  return [
    ...forgotten,
    ...told,
    ...(more > 0 ? [lifecycle('inventory-changed-more', { changes: more, ...whose })] : []),
    ...listing,
  ];
}

/** What the guard did to a person's own files, or could not. */
export const wrappingAsEvidence = (servers: WrappedServers): NewEvidence =>
  servers.kind === 'wrapped'
    ? lifecycle('servers-put-behind-gateway', {
        count: servers.servers.length,
        servers: cut(servers.servers.join(', ')),
        files: cut(servers.files.join(', ')),
      })
    : lifecycle('servers-left-as-they-are', { why: cut(servers.why) });

const lifecycle = (event: string, detail: LifecycleEvidence['detail']): NewEvidence => ({
  type: 'lifecycle',
  event,
  detail,
});

/** What a record's field holds. */
const cut = (text: string): string => text.slice(0, 2000).toWellFormed();
