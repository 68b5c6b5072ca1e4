import type { NewEvidence } from '@sallyport/action-model';
import type { InventoryLook } from './inventory-worker.ts';

/** Somebody who makes and removes files all day must not push other records out. */
const MAX_CHANGES = 100;

/**
 * What of a look goes on record: at the first one how much there is, later each thing that is new, changed or gone. All texts are those of
 * the stores, clipped by the inventory; what looks like a secret in them is taken out before the record is written.
 */
export function changesAsEvidence({ changes, items, notes }: InventoryLook): readonly NewEvidence[] {
  const forgotten = notes.map((why): NewEvidence => ({
    type: 'lifecycle',
    event: 'inventory-note',
    detail: { why: cut(why) },
  }));
  const isFirst = changes.length === items && changes.every(({ state }) => state === 'new');
  if (isFirst)
    return items === 0
      ? forgotten
      : [...forgotten, { type: 'lifecycle', event: 'inventory-taken', detail: { items } }];
  const told = changes.slice(0, MAX_CHANGES).map(
    ({ state, kind, name, scope, path, at, version, source, identity, sha256, firstSeen, ownerUid }): NewEvidence => ({
      type: 'lifecycle',
      event: 'inventory-changed',
      detail: Object.fromEntries(
        Object.entries({ change: state, kind, name, scope, path, at, version, source, identity, sha256, firstSeen, ownerUid })
          .filter((entry): entry is [string, string | number] => entry[1] !== undefined)
          .map(([field, value]) => [field, typeof value === 'string' ? cut(value) : value]),
      ),
    }),
  ); // prettier-ignore
  const more = changes.length - told.length;
  return [
    ...forgotten,
    ...told,
    ...(more > 0
      ? [{ type: 'lifecycle' as const, event: 'inventory-changed-more', detail: { changes: more } }]
      : []),
  ];
}

/** What a record's field holds. */
const cut = (text: string): string => text.slice(0, 2000).toWellFormed();
