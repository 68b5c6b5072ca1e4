import { endOfString, isPart, MAX_JSON_PARTS } from '../../json-parts.ts';
import { numberLoss } from './number-text.ts';

/*
 * JSON that every reader reads the same way. `JSON.parse` is the reader; what is refused on top is all that other
 * readers are known to take for something else: a member twice (first wins, last wins, both), half of a surrogate pair,
 * numbers beyond a double, nesting that ends their stack, a name cut at its NUL. The grammar is left to `JSON.parse`:
 * the walk over the text only counts and collects, so it is right for every text that `JSON.parse` takes, and need
 * not be for others. Linear in the text, without recursion.
 */

/** More than any client or server sends; what is beyond it is refused before it is looked at. */
export const MAX_JSON_LENGTH = 64 * 1024 * 1024;
export const MAX_JSON_DEPTH = 128;

export type StrictJson =
  | {
      readonly ok: true;
      readonly value: unknown;
      /** The first number whose digits a double does not hold: readers that keep them read another one. */
      readonly rounded?: string;
    }
  | {
      readonly ok: false;
      readonly why: string;
      /** It is beyond a limit, so nobody has parsed it. */
      readonly isTooMuch?: true;
      /** As `JSON.parse` reads it: good for saying what was refused, never for going on with it. */
      readonly value?: unknown;
    };

export const strictJson = (text: string): StrictJson => {
  if (text.length > MAX_JSON_LENGTH) return no('longer than 64 MiB');
  if (!text.isWellFormed()) return no('half of a surrogate pair in it');
  const scan = scanText(text);
  if ('why' in scan) return { ok: false, ...scan };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return no('not JSON');
  }
  if (scan.lost !== undefined)
    return no(`the number \`${scan.lost.slice(0, 40)}\` means different things to different readers`, value);
  const why = walkValue(value, scan.members, text);
  if (why !== undefined) return no(why, value);
  return { ok: true, value, ...(scan.rounded === undefined ? {} : { rounded: scan.rounded.slice(0, 40) }) };
};

const no = (why: string, value?: unknown): StrictJson => ({
  ok: false,
  why,
  ...(value === undefined ? {} : { value }),
});

const QUOTE = 34;
const MINUS = 45;

interface Scan {
  readonly members: number;
  readonly rounded: string | undefined;
  readonly lost: string | undefined;
}

const scanText = (text: string): Scan | { readonly why: string; readonly isTooMuch?: true } => {
  let depth = 0;
  let members = 0;
  let parts = 0;
  let rounded: string | undefined;
  let lost: string | undefined;
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
      if (at < 0) return { why: 'not JSON' };
    } else if (code === MINUS || (code >= 48 && code <= 57)) {
      const start = at;
      at = endOfNumber(text, at);
      if (!isSureNumber(text, start, at)) {
        const number = text.slice(start, at);
        const loss = numberLoss(number);
        if (loss === 'rounded') rounded ??= number;
        if (loss === 'lost') lost ??= number;
      }
    } else {
      if (isPart(code) && (parts += 1) > MAX_JSON_PARTS)
        return { why: `more than ${MAX_JSON_PARTS} values in it`, isTooMuch: true };
      // A colon outside of strings is a member; brackets and braces differ from their ends by two.
      if (code === 58) members += 1;
      else if (code === 91 || code === 123) {
        depth += 1;
        if (depth > MAX_JSON_DEPTH) return { why: `nested deeper than ${MAX_JSON_DEPTH}`, isTooMuch: true };
      } else if (code === 93 || code === 125) depth -= 1;
      at += 1;
    }
  }
  return { members, rounded, lost };
};

const endOfNumber = (text: string, start: number): number => {
  let at = start + 1;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const isPart =
      (code >= 48 && code <= 57) ||
      code === 46 ||
      code === 43 ||
      code === MINUS ||
      code === 69 ||
      code === 101;
    if (!isPart) return at;
  }
  return at;
};

/** What nearly every number is: a few digits without a sign, a point among them or not; a double holds fifteen. */
const isSureNumber = (text: string, start: number, end: number): boolean => {
  if (end - start > 15) return false;
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code !== 46 && (code < 48 || code > 57)) return false;
  }
  return true;
};

/** What only the parsed value shows: fewer members than the text has means that one of them stood there twice. */
const walkValue = (value: unknown, members: number, text: string): string | undefined => {
  // An escape is the only way in for half a pair, the text itself being whole; and for a NUL.
  const hasEscapes = text.includes('\\u');
  const mayHoldHalves = hasEscapes && (text.includes('\\ud') || text.includes('\\uD'));
  const mayHoldNul = hasEscapes && text.includes('\\u0000');
  let found = 0;
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next === 'string') {
      if (mayHoldHalves && !next.isWellFormed()) return 'half of a surrogate pair in it';
    } else if (Array.isArray(next)) {
      for (const item of next) if (mayHoldHalves || isHolder(item)) waiting.push(item);
    } else if (isHolder(next)) {
      const keys = Object.keys(next);
      found += keys.length;
      for (const key of keys) {
        if (mayHoldHalves && !key.isWellFormed()) return 'half of a surrogate pair in it';
        if (mayHoldNul && key.includes('\0')) return 'a NUL in the name of a member';
        const item = next[key];
        if (mayHoldHalves || isHolder(item)) waiting.push(item);
      }
    }
  }
  return found === members ? undefined : 'a member stands twice in one object';
};

/** Own members only are ever read from it, so a name such as `__proto__` is a name like any other. */
const isHolder = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
