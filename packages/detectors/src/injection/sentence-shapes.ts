/**
 * In which order the kinds of words stand in a sentence: a machine spoken to, a machine that must, "when you … , do".
 * They hold in whichever language has the words, and in no sentence that only names the same things.
 */
import { CONTEXT_KINDS, type ContextKind } from './context-words.ts';
import { bits } from './word-classes.ts';

const context = (...kinds: readonly ContextKind[]): number =>
  kinds.reduce((sum, kind) => sum | (1 << CONTEXT_KINDS.indexOf(kind)), 0);

/** Bits above those of the context words. */
export const SPOKEN_TO = 1 << 28;
export const MACHINE_MUST = 1 << 29;
export const WHEN_YOU_DO = 1 << 30;
export const ORDERS = 1 << 31;

const MACHINE = bits('machine');
const DEED = bits('deed', 'drop', 'show');
const YOU = bits('you');
const READER = context('reader');
const CONDITION = context('condition');
const MODAL = context('modal');
const POLITE = context('polite');
const STEER = context('steer', 'spread');
const CONDENSE = context('condense');
const OPENING_WORDS = 6;
const MUST_WITHIN = 8;

interface WordColumns {
  readonly end: Int32Array;
  readonly kinds: Int32Array;
  readonly context: Int32Array;
}

export function shapesOf(
  text: string,
  words: WordColumns,
  first: number,
  end: number,
  kinds: number,
  seen: number,
): number {
  let shapes = 0;
  if ((kinds & DEED) !== 0 || (seen & STEER) !== 0) {
    if (opensWithDeed(words, first, end)) shapes |= ORDERS;
    if ((seen & CONDITION) !== 0 && conditionThenDeed(words, first, end)) shapes |= WHEN_YOU_DO;
  }
  if ((kinds & MACHINE) !== 0) {
    if (isSpokenTo(text, words, first, end)) shapes |= SPOKEN_TO;
  }
  if (
    ((kinds & MACHINE) !== 0 || (seen & READER) !== 0) &&
    (seen & MODAL) !== 0 &&
    machineMust(words, first, end)
  )
    shapes |= MACHINE_MUST;
  return shapes;
}

// In the loops below, `at` stays under the count of words, so every column has a value.

function isSpokenTo(text: string, { kinds, end: ends }: WordColumns, first: number, end: number): boolean {
  for (let at = first; at < Math.min(first + OPENING_WORDS, end); at++) {
    if ((kinds[at]! & MACHINE) === 0) continue;
    const after = text.charCodeAt(ends[at]!);
    const next = after === 32 || after === 42 ? text.charCodeAt(ends[at]! + 1) : after;
    // Colon, comma, exclamation mark, dashes, and the full-width ones.
    if (
      next === 58 ||
      next === 44 ||
      next === 33 ||
      next === 0x2014 ||
      next === 0x2013 ||
      next === 0xff1a ||
      next === 0xff0c ||
      next === 0x3001
    )
      return true;
  }
  return false;
}

function machineMust({ kinds, context: contexts }: WordColumns, first: number, end: number): boolean {
  let machineAt = Number.NEGATIVE_INFINITY;
  for (let at = first; at < end; at++) {
    if ((kinds[at]! & MACHINE) !== 0 || (contexts[at]! & READER) !== 0) machineAt = at;
    if ((contexts[at]! & MODAL) !== 0 && at > machineAt && at - machineAt <= MUST_WITHIN) {
      for (let deed = at + 1; deed < Math.min(at + 6, end); deed++)
        if ((kinds[deed]! & DEED) !== 0 || (contexts[deed]! & STEER) !== 0) return true;
    }
  }
  return false;
}

function conditionThenDeed({ kinds, context: contexts }: WordColumns, first: number, end: number): boolean {
  for (let at = first; at < end; at++) {
    if ((contexts[at]! & CONDITION) === 0) continue;
    let isYours = false;
    for (let next = at + 1; next < Math.min(at + 7, end); next++)
      if ((kinds[next]! & (YOU | MACHINE)) !== 0 || (contexts[next]! & CONDENSE) !== 0) isYours = true;
    if (!isYours) continue;
    for (let deed = at + 2; deed < end; deed++) if ((kinds[deed]! & DEED) !== 0) return true;
  }
  return false;
}

function opensWithDeed({ kinds, context: contexts }: WordColumns, first: number, end: number): boolean {
  for (let at = first; at < Math.min(first + 4, end); at++) {
    if ((kinds[at]! & DEED) !== 0 || (contexts[at]! & STEER) !== 0) return true;
    if ((contexts[at]! & (POLITE | MODAL)) === 0 && (kinds[at]! & MACHINE) === 0) return false;
  }
  return false;
}
