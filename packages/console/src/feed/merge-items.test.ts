import type { ActivityItem } from '@sallyport/fleet-protocol';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeItems, newestFirst, recordId } from './merge-items.ts';
import { itemOf } from '../../test/item-of.ts';

const items = fc
  .array(fc.record({ second: fc.integer({ min: 0, max: 20 }), seq: fc.integer({ min: 1, max: 30 }) }), {
    maxLength: 60,
  })
  .map((list) => list.map(({ second, seq }) => itemOf({ seq: second * 100 + seq, at: atSecond(second) })));

const atSecond = (second: number): string => new Date(second * 1000).toISOString();
const sortedUnique = (list: readonly ActivityItem[]): ActivityItem[] =>
  [...new Map(list.map((item) => [recordId(item), item])).values()].sort(newestFirst);

test('the merged list holds every record once, newest first, whatever comes twice or late', () => {
  fc.assert(
    fc.property(items, items, (listed, added) => {
      expect(mergeItems(sortedUnique(listed), added)).toEqual(sortedUnique([...listed, ...added]));
    }),
  );
});

test('merging the same records again changes nothing', () => {
  fc.assert(
    fc.property(items, (added) => {
      const once = mergeItems([], added);
      expect(mergeItems(once, added)).toEqual(once);
    }),
  );
});
