const WORD = /[\p{L}\p{N}\p{M}_]/u;

/** Whether nothing that belongs to a word touches `[start, end)`. */
export const isWholeWord = (text: string, start: number, end: number): boolean =>
  !WORD.test(lastCharacter(text, start)) &&
  !WORD.test(text.slice(end, end + 2).replace(/^([^\ud800-\udbff]).*/su, '$1'));

/** The character that ends at an offset, whole when it takes two units. */
const lastCharacter = (text: string, end: number): string =>
  text.slice(Math.max(0, end - 2), end).replace(/^.*([^\udc00-\udfff])$/su, '$1');
