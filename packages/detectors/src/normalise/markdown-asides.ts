import type { HiddenBy } from './view.ts';
import type { Work } from './work.ts';

/** A piece of markdown that its page doesn't show: the whole of it, and the words in it. */
export interface Aside {
  readonly what: HiddenBy;
  readonly from: number;
  readonly to: number;
  readonly textFrom: number;
  readonly textTo: number;
}

/** `[//]: # (text)` and its kin: a link definition that nothing refers to. */
const COMMENT = /^ {0,3}\[[^\]\n]{1,64}\]:[ \t]{0,8}(?:#|<>)[ \t]{0,8}(["'(])(.*)$/gm;
/** `[id]: address "title"`. */
const DEFINITION =
  /^ {0,3}\[[^\]\n]{1,200}\]:[ \t]{0,8}[^\s"'(]{1,2000}[ \t]{1,8}(["'(])(.{1,2000})["')][ \t\r]*$/gm;
const IMAGE = /!\[([^\][\n]{1,1000})\](?=[([])/g;
const TITLE = /\]\([^()\s"']{0,2000}[ \t\n]{1,8}(["'])([^"'\n]{1,1000})\1\)/g;

/** In order and without overlap. Every pattern is bounded, so that no text costs more than its length many times. */
export function markdownAsides(source: string, work: Work): readonly Aside[] {
  if (!source.includes('](') && !source.includes(']:') && !source.includes('![')) return [];
  work.steps += 4 * source.length;
  const found: Aside[] = [];
  const take = (pattern: RegExp, what: HiddenBy, group: number, keep: number): void => {
    for (const match of source.matchAll(pattern)) {
      const text = match[group] ?? '';
      const whole = match[0];
      const textFrom = match.index + whole.lastIndexOf(text);
      const from = keep === 0 ? match.index : textFrom;
      const textTo = textFrom + text.length;
      found.push({ what, from, to: keep === 0 ? match.index + whole.length : textTo, textFrom, textTo });
    }
  };
  take(COMMENT, 'markdown-comment', 2, 0);
  take(DEFINITION, 'link-title', 2, 1);
  take(IMAGE, 'image-alt', 1, 1);
  take(TITLE, 'link-title', 2, 1);
  let done = 0;
  return found
    .sort((left, right) => left.from - right.from || right.to - left.to)
    .filter(({ from, to }) => from >= done && ((done = to), true));
}
