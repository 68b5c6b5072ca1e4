import type { ActivityItem } from '@sallyport/fleet-protocol';

/** `device/epoch/seq` names a record for ever; it is also what the URL says of an open record. */
export const recordId = (item: Pick<ActivityItem, 'device' | 'epoch' | 'seq'>): string =>
  `${item.device}/${item.epoch}/${item.seq}`;

/** Newest first. Records of one moment are put in a fixed order, so that two readers see one list. */
export const newestFirst = (a: ActivityItem, b: ActivityItem): number => {
  if (a.at !== b.at) return a.at < b.at ? 1 : -1;
  if (a.device !== b.device) return a.device < b.device ? 1 : -1;
  if (a.epoch !== b.epoch) return a.epoch < b.epoch ? 1 : -1;
  return b.seq - a.seq;
};

/** `listed` must be sorted; `added` may be in any order and repeat what is listed. */
export const mergeItems = (
  listed: readonly ActivityItem[],
  added: readonly ActivityItem[],
): readonly ActivityItem[] => {
  const sorted = [...added].sort(newestFirst);
  const merged: ActivityItem[] = [];
  let next = 0;
  const put = (item: ActivityItem): void => {
    const last = merged.at(-1);
    if (last === undefined || newestFirst(last, item) !== 0) merged.push(item);
  };
  for (const item of sorted) {
    for (let old = listed[next]; old !== undefined && newestFirst(old, item) <= 0; old = listed[next]) {
      put(old);
      next += 1;
    }
    put(item);
  }
  // The usual case: a few new records before thousands of old ones, which are then copied in one go.
  const from = listed[next];
  const last = merged.at(-1);
  const skip = from !== undefined && last !== undefined && newestFirst(last, from) === 0 ? 1 : 0;
  return merged.concat(listed.slice(next + skip));
};
