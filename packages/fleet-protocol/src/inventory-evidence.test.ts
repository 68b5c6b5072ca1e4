import { EvidenceRecord, type LifecycleEvidence } from '@sallyport/action-model';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  INVENTORY_CHANGED,
  entryDetail,
  INVENTORY_LISTED,
  listingDetails,
  readInventoryNews,
} from './inventory-evidence.ts';
import type { InventoryEntry } from './inventory.ts';

const LOOK = '2026-11-22T10:00:00.000Z';
const recordOf = (event: string, detail: LifecycleEvidence['detail']): EvidenceRecord =>
  EvidenceRecord.parse({
    v: 1, seq: 1, at: LOOK, device: 'device-1', tier: 'cooperative', type: 'lifecycle', event, detail,
    prev: '0'.repeat(64), hash: '1'.repeat(64),
  }); // prettier-ignore
const entry = (name: string): InventoryEntry => ({ kind: 'skill', name, scope: 'user', path: `/s/${name}` });
const readListing = (details: ReturnType<typeof listingDetails>) =>
  details.flatMap((detail) => {
    const news = readInventoryNews(recordOf(INVENTORY_LISTED, detail));
    return news?.kind === 'listed' ? [news] : [];
  });

test('what is listed is read again, whatever the names are and however many there are', () => {
  const text = fc.string({ unit: 'binary', maxLength: 300 });
  const things = fc.uniqueArray(
    fc.record(
      {
        kind: fc.constantFrom('skill', 'mcp-server', 'kind-of-tomorrow'),
        name: text,
        scope: fc.constant('user'),
        path: text,
        at: text,
        source: text,
        sha256: fc.constant('a'.repeat(64)),
        firstSeen: fc.constant(LOOK),
        ownerUid: fc.nat(),
      },
      { requiredKeys: ['kind', 'name', 'scope', 'path'] },
    ),
    { maxLength: 80, selector: ({ kind, name, path, at }) => JSON.stringify([kind, name, path, at]) },
  );
  fc.assert(
    fc.property(things, (entries) => {
      const parts = readListing(listingDetails(entries, { look: LOOK, isAll: true }));
      expect(parts.flatMap((part) => part.entries)).toEqual(
        entries.map((one) => Object.fromEntries(Object.entries(one).map(([k, v]) => [k, wellFormed(v)]))),
      );
      for (const { items, look } of parts) expect([items, look]).toEqual([entries.length, LOOK]);
    }),
    { numRuns: 50 },
  );
});
const wellFormed = (value: unknown): unknown => (typeof value === 'string' ? value.toWellFormed() : value);

test('a listing that is not all there is does not say how much there is', () => {
  const many = Array.from({ length: 3000 }, (_, index) => entry(`s${index}`));
  for (const details of [
    listingDetails(many, { look: LOOK, isAll: true }),
    listingDetails([entry('a')], { look: LOOK, isAll: false }),
  ]) {
    const parts = readListing(details);
    expect(parts).toHaveLength(details.length);
    expect(parts.every(({ items }) => items === null)).toBe(true);
  }
  expect(readListing(listingDetails(many, { look: LOOK, isAll: true })).flatMap((one) => one.entries)).toHaveLength(2000);
}); // prettier-ignore

test('two things at one place count once, and nothing at all is said as well', () => {
  expect(readListing(listingDetails([entry('a'), entry('a')], { look: LOOK, isAll: true }))).toMatchObject([
    { items: 1, entries: [entry('a')] },
  ]);
  expect(readListing(listingDetails([], { look: LOOK, isAll: true }))).toMatchObject([
    { items: 0, entries: [] },
  ]);
});

test('a change is read with what became of the thing, and a record of something else tells nothing', () => {
  const detail = entryDetail({ ...entry('x'.repeat(5000)), state: 'gone', marks: ['secret'] });
  expect(readInventoryNews(recordOf(INVENTORY_CHANGED, { ...detail, change: 'gone' }))).toEqual({
    kind: 'changed',
    person: null,
    isGone: true,
    entry: { kind: 'skill', name: 'x'.repeat(2000), scope: 'user', path: `/s/${'x'.repeat(1997)}` },
  });
  expect(readInventoryNews(recordOf('daemon-started', detail))).toBe(null);
  expect(readInventoryNews(recordOf(INVENTORY_CHANGED, { name: 'no-kind' }))).toBe(null);
  expect(readInventoryNews(recordOf(INVENTORY_LISTED, { items: 1 }))).toBe(null);
});
