import { showHidden } from '../excerpt/show-hidden.ts';

const LONG_GAP = /[ \t\u00a0]{8,}/g;
const MANY_LINES = /\n(?:[ \t]*\n){3,}/g;
/** A word of Latin letters with letters of another script among them: made to be taken for another. */
const WORD = /[\p{L}\p{M}\p{N}._-]+/gu;
const LATIN = /[A-Za-z]/;
const OTHER_LETTER = /[^\P{L}\p{Script=Latin}]|[\u00df\u0131\u017f\u0251\u0261\u0269]/gu;

/**
 * What a person is to agree to, so that it can't look like something else: hidden characters by their names, gaps that
 * push a tail out of sight by their length, and letters of another script inside Latin words by their codes. All of it
 * is shown; nothing is cut.
 */
export const visibleWords = (text: string): string =>
  text
    .replaceAll('\r\n', '\n')
    .replaceAll(MANY_LINES, (gap) => `\n⟨${gap.split('\n').length - 2} empty lines⟩\n`)
    .replaceAll(LONG_GAP, (gap) => `⟨${gap.length} spaces⟩`)
    .replaceAll(WORD, (word) =>
      LATIN.test(word) ? word.replaceAll(OTHER_LETTER, (letter) => `${letter}⟨${codeOf(letter)}⟩`) : word,
    )
    .split('\n')
    .map(showHidden)
    .join('\n');

const codeOf = (letter: string): string =>
  `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** The same in one line of a list: what was left out is counted, and the end is shown, for that is where things hide. */
export function visibleLine(text: string, maxCharacters = 90): string {
  const line = visibleWords(text).replaceAll('\n', ' ⏎ ');
  const characters = Array.from(line);
  if (characters.length <= maxCharacters) return line;
  const tail = Math.floor(maxCharacters / 3);
  const head = maxCharacters - tail;
  return `${characters.slice(0, head).join('')}⟨… ${characters.length - head - tail} more …⟩${characters.slice(-tail).join('')}`;
}
