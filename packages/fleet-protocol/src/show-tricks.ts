const LONG_GAP = /[ \t\u00a0]{8,}/g;
const MANY_LINES = /\n(?:[ \t]*\n){3,}/g;
/** A word of Latin letters with letters of another script among them: made to be taken for another. */
const WORD = /[\p{L}\p{M}\p{N}._-]+/gu;
const LATIN = /[A-Za-z]/;
const OTHER_LETTER = /[^\P{L}\p{Script=Latin}]|[\u00df\u0131\u017f\u0251\u0261\u0269]/gu;

/**
 * What a person is to agree to, so that what can be seen of it does not look like something else: gaps that push a tail
 * out of sight by their length, and letters of another script inside Latin words by their codes. Nothing is cut. What
 * can't be seen at all is each place's own to show.
 */
export const showTricks = (text: string): string =>
  text
    .replaceAll('\r\n', '\n')
    .replaceAll(MANY_LINES, (gap) => `\n⟨${gap.split('\n').length - 2} empty lines⟩\n`)
    .replaceAll(LONG_GAP, (gap) => `⟨${gap.length} spaces⟩`)
    .replaceAll(WORD, (word) =>
      LATIN.test(word) ? word.replaceAll(OTHER_LETTER, (letter) => `${letter}⟨${codeOf(letter)}⟩`) : word,
    );

const codeOf = (letter: string): string =>
  `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
