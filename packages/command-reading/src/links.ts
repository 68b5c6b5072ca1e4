import type { Reading } from './frame.ts';

/** Enough for any honest command; each is looked at for every path that follows. */
const MAX_LINKS = 16;

/** A link that this command made: what is done to it from here on is done to what lies behind it. */
export function noteLink(reading: Reading, link: string, target: string): void {
  if (link === target || (reading.links?.size ?? 0) >= MAX_LINKS) return;
  (reading.links ??= new Map()).set(link, target);
}
