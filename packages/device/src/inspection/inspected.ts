import type { Detection } from '@sallyport/detectors';

/** Why a text was not looked at to its end, beside the names that `detect` itself gives. */
export type Unfinished =
  /** The time was over. */
  | 'deadline'
  /** The text goes on behind what is looked at. */
  | 'too-long'
  /** The thread ended or a detector threw. */
  | 'inspector-failed'
  /** Too much was waiting already. */
  | 'inspector-busy';

/** What an action holds at most. Taking over many more would hold the daemon for longer than looking at a small text. */
export const MAX_FINDINGS = 2048;
/** Of one piece of a long text, for when its time is over before its end. */
export const MAX_FINDINGS_SO_FAR = 512;

/** What was found in a text, and why there may be more. Nothing found in a text that was cut short is no clean text. */
export type Inspected = {
  readonly found: readonly Detection[];
  /** Empty when the whole text was looked at; else an `Unfinished`, `too-many-findings`, or what `detect` names. */
  readonly truncated: readonly string[];
};

export const unfinished = (why: Unfinished, found: readonly Detection[] = []): Inspected => ({
  found,
  truncated: [why],
});
