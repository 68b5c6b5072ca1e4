import type { Detection } from '../detection.ts';

/** A rule may be told by a word so far behind the value, and an encoded piece go on in the next line. */
const WORD_DISTANCE = 2048 + 64;
/** The longest secret, a block of keys, and its first line. */
const MAX_HOLD = 16_384 + 128;

const BLOCK_BEGINS = /-----BEGIN[A-Z0-9 ]{0,64}(?:-{1,5}|$)|PuTTY-User-Key-File-\d/g;
const BLOCK_ENDS = /-----END [A-Z0-9 ]{0,64}-----|Private-MAC:[^\n]{0,200}\n/g;
/** Signs that a value in quotes may hold blanks: `curl -u "name:pass word`. */
const QUOTED_LOGIN = /(?:-u|--user|--header|-H)[ =]["'][^"'\n]*$/;
const TOKEN = /\S+/g;
const BLANK = /\s/;
const LEAST_TOKEN = 10;

/**
 * Up to where the text may be let go: behind that, something may still grow into a secret, or become one by what
 * follows. `told` are findings in this text that are already said: a secret that was said holds nothing back.
 */
export const heldFrom = (text: string, told: readonly Detection[]): number => {
  const held = Math.min(unfinishedFrom(text), candidate(text, told));
  return Math.max(held, text.length - MAX_HOLD, 0);
};

/** A word that is not finished yet, or a block, or a quoted login: a finding that reaches so far may still change. */
export const unfinishedFrom = (text: string): number =>
  Math.min(wordStart(text), openBlock(text), openLogin(text));

/** Step by step from the end: `\S+$` would begin anew at each letter of a long word that has ended. */
const wordStart = (text: string): number => {
  const least = Math.max(0, text.length - MAX_HOLD);
  let start = text.length;
  while (start > least && !BLANK.test(text.charAt(start - 1))) start--;
  return start;
};

const openBlock = (text: string): number => {
  const from = Math.max(0, text.length - MAX_HOLD);
  const near = text.slice(from);
  let open = Infinity;
  for (const { index } of near.matchAll(BLOCK_BEGINS)) if (open === Infinity) open = index;
  if (open === Infinity) return Infinity;
  let closed = -1;
  for (const { index } of near.matchAll(BLOCK_ENDS)) closed = index;
  // Blocks follow each other: the first that nothing closes counts.
  if (closed === -1) return from + open;
  for (const { index } of near.slice(closed).matchAll(BLOCK_BEGINS)) return from + closed + index;
  return Infinity;
};

const openLogin = (text: string): number => {
  const from = Math.max(0, text.length - 1024);
  const found = QUOTED_LOGIN.exec(text.slice(from));
  return found === null ? Infinity : from + found.index;
};

/** The first word of letters and digits that was not said and is near enough to the end for a word to come. */
const candidate = (text: string, told: readonly Detection[]): number => {
  const from = Math.max(0, text.length - WORD_DISTANCE);
  for (const { index, 0: token } of text.slice(from).matchAll(TOKEN)) {
    if (token.length < LEAST_TOKEN || !/\d/.test(token) || !/[A-Za-z]/.test(token)) continue;
    const start = from + index;
    const isTold = told.some((other) => other.start < start + token.length && start < other.end);
    if (!isTold) return start;
  }
  return Infinity;
};
