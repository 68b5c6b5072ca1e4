/**
 * A posture check asks one question of what was read on this device. Each is declared once, with why it matters and how to mend
 * it; the page `docs/cowork-posture.md` is written from the declarations. A check says `ok` only where a file proves it: what
 * can't be read here is `unknown`, with where an administrator looks instead. A new check is one object in `checks-*.ts`.
 */
import type { PersonFacts } from './person-facts.ts';

export type PosturePlace = { readonly path: string; readonly text: string };

export type Look =
  | { readonly state: 'ok'; readonly read: readonly string[] }
  | { readonly state: 'finding'; readonly places: readonly PosturePlace[] }
  | { readonly state: 'unknown'; readonly reason: string };

export type PostureCheck = {
  readonly code: string;
  /** The question, as a sentence that is true when all is well. */
  readonly what: string;
  readonly why: string;
  readonly fix: string;
  /** Which files answer it. */
  readonly reads: string;
  /** Where an administrator sees what no file of the device shows. */
  readonly admin: string;
  readonly look: (facts: PersonFacts) => Look;
};

export const unknown = (reason: string): Look => ({ state: 'unknown', reason });

/** A finding where there are places, else ok by what was read, else unknown. */
export const verdict = (
  places: readonly PosturePlace[],
  read: readonly string[],
  otherwise: string,
): Look => {
  if (places.length > 0) return { state: 'finding', places };
  return read.length > 0 ? { state: 'ok', read } : unknown(otherwise);
};
