import type { EvidenceRecord } from '@sallyport/action-model';
import { InventoryEntry } from './inventory.ts';

/**
 * How an inventory stands in evidence: one record for each change, and now and then a listing of all there is, several
 * things to a record. Both ends are here, so that they agree. A record's details are flat, so `3.name` is the name of
 * the third thing: each text is looked through for secrets by itself.
 */
export const INVENTORY_CHANGED = 'inventory-changed';
export const INVENTORY_LISTED = 'inventory-listed';

/** A change as it is told; `undefined` members are left out by whoever writes it. */
export type InventoryNews =
  | {
      readonly kind: 'changed';
      readonly person: string | null;
      readonly entry: InventoryEntry;
      readonly isGone: boolean;
    }
  /**
   * A part of a listing. Once all `items` of the `look` have come, what was not among them is not there any more, of that
   * `person` where one is named: on a managed machine each has a listing of their own. `items` null:
   * the listing is not all there is, so it says nothing of the rest.
   */
  | {
      readonly kind: 'listed';
      readonly person: string | null;
      readonly look: string;
      readonly items: number | null;
      readonly entries: readonly InventoryEntry[];
    };

type Detail = Record<string, string | number | boolean>;

const MAX_ITEMS_A_RECORD = 25;
const MAX_LISTED = 2000;
const FIELDS = Object.keys(InventoryEntry.shape);

/** What a record's field holds. */
const cut = (text: string): string => text.slice(0, 2000).toWellFormed();

/** Only what an entry has, cut to what a record holds. */
export const entryDetail = (entry: Readonly<Record<string, unknown>>): Detail =>
  Object.fromEntries(
    FIELDS.flatMap((field): [string, string | number][] => {
      const value = entry[field];
      if (typeof value === 'string') return [[field, cut(value)]];
      return typeof value === 'number' ? [[field, value]] : [];
    }),
  );

const placeOf = ({ kind, name, scope, path, at }: Detail): string =>
  JSON.stringify([kind, name, scope, path, at]);

/** The details of the records that list `entries`; of more than can be listed the rest is left out. */
export const listingDetails = (
  entries: readonly Readonly<Record<string, unknown>>[],
  { look, isAll, person }: { readonly look: string; readonly isAll: boolean; readonly person?: string },
): readonly Detail[] => {
  const details = new Map(entries.map(entryDetail).map((detail) => [placeOf(detail), detail]));
  const listed = [...details.values()].slice(0, MAX_LISTED);
  const starts = Array.from(
    { length: Math.max(1, Math.ceil(listed.length / MAX_ITEMS_A_RECORD)) },
    (_, number) => number * MAX_ITEMS_A_RECORD,
  );
  return starts.map((start) =>
    Object.fromEntries([
      ['look', look],
      ...(person === undefined ? [] : [['person', cut(person)] as const]),
      ...(isAll && listed.length === details.size ? [['items', listed.length] as const] : []),
      ...listed
        .slice(start, start + MAX_ITEMS_A_RECORD)
        .flatMap((detail, index) =>
          Object.entries(detail).map(([field, value]) => [`${index + 1}.${field}`, value] as const),
        ),
    ]),
  );
};

/** Null when the record tells nothing of an inventory, or nothing that this version can read. */
export const readInventoryNews = (record: EvidenceRecord): InventoryNews | null => {
  if (record.type !== 'lifecycle') return null;
  const { event, detail } = record;
  const person = typeof detail['person'] === 'string' ? detail['person'] : null;
  if (event === INVENTORY_CHANGED) {
    const entry = InventoryEntry.safeParse(detail);
    return entry.success
      ? { kind: 'changed', person, entry: entry.data, isGone: detail['change'] === 'gone' }
      : null;
  }
  const { look, items } = detail;
  if (event !== INVENTORY_LISTED || typeof look !== 'string') return null;
  const entries = Array.from({ length: MAX_ITEMS_A_RECORD }, (_, index) =>
    InventoryEntry.safeParse(
      Object.fromEntries(FIELDS.map((field) => [field, detail[`${index + 1}.${field}`]])),
    ),
  ).flatMap(({ data }) => data ?? []);
  return { kind: 'listed', person, look, items: typeof items === 'number' ? items : null, entries };
};
