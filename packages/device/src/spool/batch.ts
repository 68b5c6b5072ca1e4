import type { NewEvidence } from '@sallyport/action-model';
import type { PendingGap } from './gap-ledger.ts';
import type { Head, Linked, Writer } from './link.ts';
import { linkAfter } from './link.ts';

/** Evidence as the text that goes between a record's opening and its link. The one time it becomes JSON. */
export const contentOf = ({ type, ...rest }: NewEvidence): string =>
  // `type` first, so that a reader of the file knows a gap record without parsing it.
  JSON.stringify({ type, ...rest });

const isGap = (content: string): boolean => content.startsWith('{"type":"gap"');

export interface Batch {
  readonly records: readonly Linked[];
  readonly gapRecords: number;
  /** So many records at the front are nobody's append. */
  readonly own: number;
}

/**
 * Links one batch behind `head`: what is missing first, then what waits. Records that are gone keep their numbers;
 * the first record behind the hole says how many they were.
 */
export function linkBatch(
  head: Head,
  lostThrough: number,
  gaps: readonly PendingGap[],
  items: readonly { readonly content: string; readonly at: string }[],
  at: string,
  writer: Writer,
): Batch {
  const records: Linked[] = [];
  let last = head;
  const add = (content: string, when: string): void => {
    const linked = linkAfter(last, content, when, writer);
    records.push(linked);
    last = linked;
  };
  if (lostThrough > head.seq) {
    last = { seq: lostThrough, hash: head.hash };
    const count = lostThrough - head.seq;
    const detail = `records ${head.seq + 1} to ${lostThrough} may have been acknowledged and cannot be read`;
    add(contentOf({ type: 'gap', cause: 'corrupt-tail', count, detail }), at);
  }
  for (const gap of gaps) add(contentOf({ type: 'gap', ...gap }), at);
  const own = records.length;
  for (const item of items) add(item.content, item.at);
  return { records, own, gapRecords: own + items.filter(({ content }) => isGap(content)).length };
}
