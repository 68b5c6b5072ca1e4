import { Timestamp } from '@sallyport/action-model';
import { z } from 'zod';

/** How stored evidence can contradict itself. Nothing is dropped for it: the lines stay, and this says what is wrong. */
export const EvidenceFinding = z.object({
  device: z.string(),
  epoch: z.string(),
  seq: z.int(),
  cause: z.enum([
    /** The line's own hash is not the hash of its bytes: it was changed after it was written. */
    'hash-mismatch',
    /** It does not follow the record before it. */
    'chain-broken',
    /** Records between the last one and this one never came. */
    'records-missing',
    /** Another line came under a number that is already stored; the first one is listed, the other is in `line`. */
    'conflicting-copy',
    /** The line is not an evidence record that this version can read. */
    'unreadable',
    /** The record names another device, or another number, than the upload does. */
    'mislabelled',
    /** Its time lies outside what can be true; it is listed under the time of the record before it. */
    'clock',
  ]),
  at: Timestamp,
  detail: z.string(),
  /** The line that could not be stored under its number, at most its first 16,384 characters; else null. */
  line: z.string().nullable(),
});
export type EvidenceFinding = z.infer<typeof EvidenceFinding>;

/** Newest first, at most 1,000. */
export const EvidenceFindingList = z.object({ items: z.array(EvidenceFinding) });
export type EvidenceFindingList = z.infer<typeof EvidenceFindingList>;
