import type { Capability, Tier } from './capability.ts';
import type { ProgramWords } from './program-words.ts';

type Cases = readonly [string, ...string[]];

/**
 * One way of doing harm, as data. A row without a command that it finds and one that it leaves alone is not a row.
 * Words and flags: alternatives are parted by a blank; a `*` at the start or end of one stands for anything.
 */
export type CommandRow = {
  readonly capability: Capability;
  readonly object: string;
  readonly tier: Exclude<Tier, 'contained'>;
  /** Names without path and `.exe`, in small letters. */
  readonly programs: string;
  /** Must follow each other, others in between allowed, among the words that are no flags. */
  readonly words?: readonly string[];
  /** Of each entry one has to be there. */
  readonly flags?: readonly string[];
  /** None of these may be there, as a flag or word. */
  readonly unless?: string;
  /** What its words, or what is piped into it, must say; linear on any text. */
  readonly says?: RegExp;
  /** What can't be said in words. */
  readonly test?: (words: ProgramWords) => boolean;
  readonly why: string;
  readonly finds: Cases;
  readonly leaves: Cases;
};
