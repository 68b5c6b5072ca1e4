import { showTricks } from '@sallyport/fleet-protocol';
import { showHidden } from '../excerpt/show-hidden.ts';

/** What a person is to agree to, whole, with everything in it that hides or pretends named in its place. */
export const visibleWords = (text: string): string => showTricks(text).split('\n').map(showHidden).join('\n');

/** The same in one line of a list: what was left out is counted, and the end is shown, for that is where things hide. */
export function visibleLine(text: string, maxCharacters = 90): string {
  const line = visibleWords(text).replaceAll('\n', ' ⏎ ');
  const characters = Array.from(line);
  if (characters.length <= maxCharacters) return line;
  const tail = Math.floor(maxCharacters / 3);
  const head = maxCharacters - tail;
  return `${characters.slice(0, head).join('')}⟨… ${characters.length - head - tail} more …⟩${characters.slice(-tail).join('')}`;
}
