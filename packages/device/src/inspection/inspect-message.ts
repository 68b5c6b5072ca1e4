import type { Detected, Detection, TextRole } from '@sallyport/detectors';

/**
 * What crosses between the daemon's thread and the one that looks at texts. A text comes in pieces, since handing
 * over many million units at once would hold the daemon for as long as it takes to copy them.
 */
export type InspectCall = {
  readonly id: number;
  readonly role: TextRole;
  readonly piece: string;
  readonly isLast: boolean;
};

/** The document of admins' own detectors: a thread makes its own of it, for patterns can't be handed over. */
export type InspectWorkerData = { readonly own: string | undefined };

/** `so-far`: what is known of a long text while it is looked at, for when its time is over before the end. */
export type InspectAnswer =
  | { readonly id: number; readonly kind: 'so-far'; readonly found: readonly Detection[] }
  | { readonly id: number; readonly kind: 'detected'; readonly detected: Detected }
  | { readonly id: number; readonly kind: 'failed'; readonly why: string };
