import { mayHoldVendorToken } from './secret-forms.ts';

/** Found quickly; most texts have none of the first, and JSON has none of the second. */
const AFTER_WORD = /(?<=[\w/+=-])["'`\\]/;
const BETWEEN = /(?<=[\w/+=-])(?:["'`]|\\\n?){1,8}(?=[\w/+=-])/;
/**
 * A quote or backslash between two characters of a word: a shell takes it out and runs the two as one. Prose is full of
 * apostrophes, so one side has to be long: no token of a vendor is shorter than twice that.
 */
const GLUE =
  /(?<=[\w/+=.-]{8})(?:["'`]|\\\n?){1,8}(?=[\w/+=-])|(?<=[\w/+=-])(?:["'`]|\\\n?){1,8}(?=[\w/+=.-]{8})/;
const DROPPED = /\\\n|["'`\\]/g;

/** A text without its quotes, and where each of its characters stood. */
export type Unquoted = { readonly text: string; readonly placeOf: (index: number) => number };

/** Undefined when nothing is glued, or no token of a vendor could come of it. */
export function unquoted(text: string): Unquoted | undefined {
  if (!AFTER_WORD.test(text) || !BETWEEN.test(text) || !GLUE.test(text)) return undefined;
  const plain = text.replace(DROPPED, '');
  if (!mayHoldVendorToken(plain)) return undefined;
  const places = new Uint32Array(plain.length + 1);
  let next = 0;
  let from = 0;
  const keep = (until: number): void => {
    for (let index = from; index < until; index += 1) places[(next += 1) - 1] = index;
  };
  for (const dropped of text.matchAll(DROPPED)) {
    keep(dropped.index);
    from = dropped.index + dropped[0].length;
  }
  keep(text.length);
  places[plain.length] = text.length;
  return { text: plain, placeOf: (index) => places[index] ?? text.length };
}

/** A range of the text, and the closing quote of what it opened. */
export function withClosingQuote(text: string, start: number, end: number): number {
  const quotes = text.slice(start, end).replace(/[^"'`]/g, '');
  const next = text.charAt(end);
  return quotes.includes(next) && quotes.split(next).length % 2 === 0 && next !== '' ? end + 1 : end;
}
