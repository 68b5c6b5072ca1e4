/** A label stands before its value; a few words after it (`… is my office number`) count as well. */
const BEFORE = 56;
const AFTER = 14;

/** Does `words` match close to a place in the text? Looks at a piece of constant size, so it is free to be asked often. */
export const contextNear = (text: string, start: number, end: number, words: RegExp): boolean =>
  words.test(text.slice(Math.max(0, start - BEFORE), start)) || words.test(text.slice(end, end + AFTER));
