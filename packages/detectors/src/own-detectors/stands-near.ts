import { isWholeWord } from './word-edges.ts';

export type Near = { readonly words: readonly string[]; readonly within: number };

/** Whether one of the words stands whole, in any case, at most `within` units before or behind a place. */
export const standsNear = (text: string, start: number, end: number, { words, within }: Near): boolean => {
  const sides = [text.slice(Math.max(0, start - within), start), text.slice(end, end + within)];
  return sides.some((side) => {
    const lower = side.toLowerCase();
    return words.some((word) => holdsWhole(lower, word));
  });
};

const holdsWhole = (text: string, word: string): boolean => {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1))
    if (isWholeWord(text, at, at + word.length)) return true;
  return false;
};
