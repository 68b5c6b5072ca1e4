/**
 * A body of 32 MiB may be ten million empty objects: parsed they are a gigabyte, and looking at each takes seconds in which
 * nobody else is answered. So what has more parts than this is refused by its text, before it is parsed.
 */
export const MAX_JSON_PARTS = 100_000;

const QUOTE = 34;
const BACKSLASH = 92;

/**
 * Whether JSON text has more lists, objects and items in them than `MAX_JSON_PARTS`. Right for every text that is JSON; linear, and ends
 * at the limit.
 */
export const hasTooManyParts = (text: string): boolean => {
  if (text.length <= MAX_JSON_PARTS) return false;
  let parts = 0;
  for (let at = 0; at < text.length;) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
      if (at < 0) return false;
    } else {
      if (isPart(code) && (parts += 1) > MAX_JSON_PARTS) return true;
      at += 1;
    }
  }
  return false;
};

/** Of a character outside of strings: a comma, or the beginning of a list or an object. */
export const isPart = (code: number): boolean => code === 44 || code === 91 || code === 123;

/** Behind the closing quote, or -1. Every run of backslashes stands before one quote, so it is counted once. */
export const endOfString = (text: string, start: number): number => {
  let close = text.indexOf('"', start + 1);
  while (close >= 0) {
    let slashes = close - 1;
    while (text.charCodeAt(slashes) === BACKSLASH) slashes -= 1;
    if ((close - slashes) % 2 === 1) return close + 1;
    close = text.indexOf('"', close + 1);
  }
  return -1;
};
