/** A few sentences on end, as the rules and the model look at them: an instruction is often more than one. */
import type { Sentence } from './read-words.ts';

export interface Window {
  readonly first: number;
  /** End exclusive. */
  readonly last: number;
  readonly start: number;
  readonly end: number;
  readonly kinds: number;
}

const MAX_UNITS = 420;
const MAX_SENTENCES = 4;

export function windowFrom(sentences: readonly Sentence[], first: number): Window | undefined {
  const opening = sentences[first];
  if (!opening) return undefined;
  let { kinds, end } = opening;
  let last = first + 1;
  for (; last < sentences.length && last < first + MAX_SENTENCES; last++) {
    const next = sentences[last];
    if (!next || next.end - opening.start > MAX_UNITS) break;
    kinds |= next.kinds;
    end = next.end;
  }
  return { first, last, start: opening.start, end, kinds };
}

/** Line ends with the comment or quote marks that follow them, as spaces: a wording goes on over them. Same length. */
export const unwrapped = (text: string): string =>
  text.includes('\n')
    ? text.replace(
        /\r?\n[ \t]*(?:[#>*;|]{1,3}|\/{2,3}|--)(?=[ \t])/g,
        (mark) => `\n${' '.repeat(mark.length - 1)}`,
      )
    : text;
