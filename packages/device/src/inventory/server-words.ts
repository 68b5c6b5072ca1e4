import type { FoundItem } from './inventory-item.ts';

/** What starts a server, beside its item and never in it: words may be secrets, and items are shown and kept. */
const known = new WeakMap<FoundItem, readonly string[]>();

export function withWords(item: FoundItem, words: readonly string[]): FoundItem {
  known.set(item, words);
  return item;
}

export const serverWords = (item: FoundItem): readonly string[] => known.get(item) ?? [];
