/** Two names side by side: tools of two servers, or the servers themselves, where no list of known names helps. */
import { CONFUSABLES } from '../../normalise/confusables.ts';

/**
 * `look-alike`: an eye takes one for the other although they are written with other characters. `spelling`: the same letters in
 * another case or with other separators, as two honest authors would write them.
 */
export type Likeness = 'look-alike' | 'spelling';

const SEPARATORS = /[-_.\s/]+/g;
/** Format and control characters, and marks that sit on a letter. */
const UNSEEN = /[\p{Cf}\p{Cc}\p{M}]/gu;
const DIGITS: ReadonlyMap<string, string> = new Map([
  ['I', 'l'],
  ['1', 'l'],
  ['|', 'l'],
  ['0', 'o'],
]);

/** What an eye sees of a name in a typeface that is unkind to it. */
export const skeletonOf = (name: string): string =>
  Array.from(name.normalize('NFKD').replaceAll(UNSEEN, ''), (char) => {
    const latin = CONFUSABLES.get(char) ?? char;
    return DIGITS.get(latin) ?? latin;
  })
    .join('')
    .toLowerCase()
    .replaceAll(SEPARATORS, '')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w');

const spelled = (name: string): string => name.toLowerCase().replaceAll(SEPARATORS, '');

/** Undefined for one name twice, and for names that nobody would confuse. */
export function readAlike(one: string, other: string): Likeness | undefined {
  if (one === other) return undefined;
  const skeleton = skeletonOf(one);
  if (skeleton === '' || skeleton !== skeletonOf(other)) {
    // What only the case tells apart may have letters that are other ones in capitals.
    return spelled(one) !== '' && spelled(one) === spelled(other) ? 'spelling' : undefined;
  }
  return spelled(one) === spelled(other) ? 'spelling' : 'look-alike';
}
