import type { FeatureList } from './feature-list.ts';
import { ViewWriter, type Derived } from './offset-map.ts';
import type { Work } from './work.ts';

/** More marks than this on one letter are no writing; they are dropped. */
const MOST_MARKS = 8;
/** A folded text may grow by this much; a character that would take it further stays as it is. */
const growthAllowed = (units: number): number => (units >> 2) + 1024;

const NOT_ASCII = /[^\0-\x7f]+/g;
/** The half-width voicing signs become marks. */
const MARK = /[\p{M}\uff9e\uff9f]/u;
const LETTER = /[A-Za-z]/;

/** Letters in shapes that NFKC leaves alone: [first code point, the letters that follow each other from there]. */
const STYLED: readonly (readonly [number, string])[] = [
  [0x1f150, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'], // white on a black circle
  [0x1f170, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'], // white on a black square
  [0x1f1e6, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'], // the letters flags are made of
];
const SMALL_CAPITALS = 'ᴀa ʙb ᴄc ᴅd ᴇe ꜰf ɢg ʜh ɪi ᴊj ᴋk ʟl ᴍm ɴn ᴏo ᴘp ꞯq ʀr ꜱs ᴛt ᴜu ᴠv ᴡw ʏy ᴢz';

const styled = new Map<string, string>([
  ...STYLED.flatMap(([first, letters]) =>
    Array.from(letters, (letter, place): [string, string] => [String.fromCodePoint(first + place), letter]),
  ),
  ...SMALL_CAPITALS.split(' ').map((pair): [string, string] => [pair.slice(0, 1), pair.slice(1)]),
]);

/**
 * NFKC a letter with its marks at a time, so that each has its own way back. Korean written in single jamo is not put
 * together: that takes neighbours, and no rule of ours reads it.
 */
export function foldCompatibility(source: string, work: Work, features: FeatureList): Derived | undefined {
  work.steps += source.length;
  if (isFolded(source)) return undefined;
  const known = new Map<string, string>();
  const writer = new ViewWriter(source, Number.MAX_SAFE_INTEGER);
  let done = 0;
  let grown = 0;
  for (const match of source.matchAll(NOT_ASCII)) {
    const end = match.index + match[0].length;
    // A mark right after a plain letter belongs to it.
    let at = MARK.test(String.fromCodePoint(source.codePointAt(match.index) ?? 0))
      ? Math.max(done, match.index - 1)
      : match.index;
    while (at < end) {
      const to = endOfLetter(source, at, end);
      work.steps += to - at;
      const given = source.slice(at, to);
      let folded = known.get(given);
      if (folded === undefined) {
        folded = foldLetter(given);
        known.set(given, folded);
      }
      if (folded !== given) {
        if (grown + folded.length - given.length > growthAllowed(source.length)) work.truncated = true;
        else {
          grown += folded.length - given.length;
          writer.copy(done, at);
          writer.replace(folded, at, to);
          done = to;
          if (to - at > 2 * MOST_MARKS && MARK.test(given)) features.add('stacked-marks', at, to);
          else if (isStyled(given, folded)) features.add('styled-letters', at, to);
        }
      }
      at = to;
    }
  }
  if (done === 0) return undefined;
  writer.copy(done, source.length);
  return writer.finish();
}

const ANY_STYLED = new RegExp(`[${[...styled.keys()].join('')}]`, 'u');

/** The quick look that most texts in other scripts pass. Not for texts with marks: sorting those may take long. */
const isFolded = (source: string): boolean =>
  !MARK.test(source) && !ANY_STYLED.test(source) && source.normalize('NFKC') === source;

/** One letter dressed up; `3ª`, `™`, `㎏` and ligatures are ordinary writing. */
const isStyled = (given: string, folded: string): boolean =>
  folded.length === 1 && LETTER.test(folded) && given.charCodeAt(0) > 0x1cff;

function endOfLetter(source: string, at: number, end: number): number {
  let to = at + ((source.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);
  while (to < end) {
    const code = source.codePointAt(to) ?? 0;
    if (code < 0x300 || !MARK.test(String.fromCodePoint(code))) break;
    to += code > 0xffff ? 2 : 1;
  }
  return to;
}

/** Whether a single character becomes another one. */
export const foldsAlone = (code: number): boolean => {
  if (code < 0x80) return false;
  const letter = String.fromCodePoint(code);
  return foldLetter(letter) !== letter;
};

function foldLetter(given: string): string {
  const plain = styled.get(given);
  if (plain !== undefined) return plain;
  // Cut before NFKC too: it sorts marks, and a million of them on one letter would take it long.
  const few =
    given.length > 3 * MOST_MARKS
      ? Array.from(given.slice(0, 64))
          .slice(0, MOST_MARKS + 1)
          .join('')
      : given;
  // NFKC may give a small capital, and a plain letter in its place may take the mark after it.
  const folded = Array.from(few.normalize('NFKC'), (point) => styled.get(point) ?? point)
    .join('')
    .normalize('NFKC');
  const points = Array.from(folded);
  return points.length > MOST_MARKS + 1 && points.slice(1).every((point) => MARK.test(point))
    ? points.slice(0, MOST_MARKS + 1).join('')
    : folded;
}
