/** Where a value ends, by the quote it opens with or by what may follow a bare one. */
import type { CandidateForm } from './candidate.ts';

export type ValueSpan = { readonly start: number; readonly end: number; readonly quoted: boolean };

/** Longer values are blobs; key blocks have rules of their own. A span of this length was not read to its end. */
export const MOST_VALUE = 1024;

const OPENING = /(?:@|[bBrRuUfFLN]{1,2})?(\\{0,3}["'`]|&(?:quot|#39|#34);)/y;

export const readValue = (text: string, at: number, form: CandidateForm): ValueSpan | undefined => {
  OPENING.lastIndex = at;
  const quote = OPENING.exec(text)?.[1];
  if (quote !== undefined) return quotedValue(text, OPENING.lastIndex, quote);
  return form === 'called' || form === 'listed' || form === 'defaulted'
    ? undefined
    : bareValue(text, at, form);
};

const quotedValue = (text: string, opened: number, quote: string): ValueSpan | undefined => {
  let start = opened;
  const mark = quote.charCodeAt(quote.length - 1);
  // Three quotes open a block; what is wanted stands behind them.
  if (quote.length === 1 && text.charCodeAt(start) === mark && text.charCodeAt(start + 1) === mark)
    start += 2;
  const stop = Math.min(text.length, start + MOST_VALUE);
  let at = start;
  for (; at < stop; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 10 || unit === 13) break;
    if (quote.length === 1) {
      if (unit === mark) break;
      if (unit === BACKSLASH) at++;
    } else if (unit === quote.charCodeAt(0) && text.startsWith(quote, at)) break;
  }
  const end = Math.min(at, stop);
  return end > start ? { start, end, quoted: true } : undefined;
};

const BACKSLASH = 92;

/** Ends a bare value wherever it stands. */
const HARD_STOP = 1;
/** Ends it unless the line is a setting, where it runs to the blank. */
const SOFT_STOP = 2;
const STOPS = new Uint8Array(128);
for (const char of ' \t\r\n"\'`<>') STOPS[char.charCodeAt(0)] = HARD_STOP;
for (const char of ',;&|)]}') STOPS[char.charCodeAt(0)] = SOFT_STOP;

const bareValue = (text: string, start: number, form: CandidateForm): ValueSpan | undefined => {
  const stop = Math.min(text.length, start + MOST_VALUE);
  let at = start;
  for (; at < stop; at++) {
    const kind = STOPS[text.charCodeAt(at)] ?? 0;
    if (kind === HARD_STOP || (kind === SOFT_STOP && !goesOn(text, at))) break;
  }
  // A sentence's stop is not the password's.
  while (at > start && (form === 'prose' || form === 'spaced') && /[.,:!?]/.test(text.charAt(at - 1))) at--;
  return at > start ? { start, end: at, quoted: false } : undefined;
};

/** `a,b!c` goes on where `a, b=c` does not: a symbol or a mixed run follows, and no new name. */
const goesOn = (text: string, at: number): boolean => {
  GOES_ON.lastIndex = at + 1;
  return GOES_ON.test(text);
};
const GOES_ON = /[\w@#$%^!*]{1,32}(?:[\r\n]|$)/y;
