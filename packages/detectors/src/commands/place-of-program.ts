import type { ProgramUse } from '@sallyport/action-model';

/** Longer words are found by how they begin. */
const MAX_NEEDLE = 200;

/**
 * Where in the text a program and its words stand. Reading has undone quotes and variables, so words are looked for one
 * after the other; a name that stands nowhere (it was put together or decoded) means the whole text.
 */
export function placeOfProgram(
  text: string,
  { given, args }: ProgramUse,
): readonly [start: number, end: number] {
  let best: readonly [number, number] | undefined;
  let bestWords = -1;
  let from = 0;
  for (let tries = 0; tries < 8; tries++) {
    const start = wordAt(text, given, from);
    if (start < 0) break;
    const [end, words] = follow(text, start + given.length, args);
    if (words > bestWords) [best, bestWords] = [[start, end], words];
    if (words === Math.min(args.length, MAX_WORDS)) break;
    from = start + given.length;
  }
  if (best) return best;
  const start = Math.max(0, text.search(/\S/));
  return [start, Math.max(start, text.trimEnd().length)];
}

const MAX_WORDS = 24;

/** How far the words can be followed from here, and how many of them. */
function follow(text: string, from: number, args: readonly string[]): readonly [number, number] {
  let end = from;
  let words = 0;
  for (const word of args.slice(0, MAX_WORDS)) {
    const needle = word.slice(0, MAX_NEEDLE);
    const at = needle === '' ? -1 : text.slice(end, end + 512).indexOf(needle);
    if (at < 0) continue;
    end += at + needle.length;
    words += 1;
  }
  return [end, words];
}

const isNameCharacter = (character: string | undefined): boolean =>
  character !== undefined && /[\w.-]/.test(character);

function wordAt(text: string, word: string, from: number): number {
  if (word === '') return -1;
  for (
    let at = text.indexOf(word, from), tries = 0;
    at >= 0 && tries < 64;
    at = text.indexOf(word, at + 1), tries++
  ) {
    if (!isNameCharacter(text[at - 1]) && !isNameCharacter(text[at + word.length])) return at;
  }
  return -1;
}
