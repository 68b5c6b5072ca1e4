import { ViewWriter, type Derived } from './offset-map.ts';
import type { Work } from './work.ts';

/** Everything below a space that is no blank and no line end, and the C1 set without its line end. */
const CONTROLS = String.raw`\0-\x07\x0e-\x1f\x7f-\x84\x86-\x9f`;
const BACK = String.raw`\x08`;
const CONTROL = new RegExp(`[${CONTROLS}${BACK}]`);
/** Colours and cursors. */
const COMMAND = String.raw`(?:\x1b\[|\x9b)[0-?]{0,64}[ -/]{0,8}[@-~]`;
/** Titles and links: what a terminal takes in without showing it, up to its end. */
const OPENS = String.raw`(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])`;
const STRING = new RegExp(String.raw`${OPENS}([^\x07\x1b\x9c\n]{0,2048})(?:\x07|\x1b\\|\x9c)`, 'y');
const OTHER = String.raw`\x1b[ -/]{0,8}[0-~]`;
const PIECES = new RegExp(`${COMMAND}|(?<string>${OPENS})|${OTHER}|(?<back>${BACK}+)|[${CONTROLS}]`, 'g');
/** Of more than that a reader may be told something. */
const LONGEST_IDLE = 64;
const WORDS = /\S\s+\S+\s+\S/;

export type Controlled = {
  readonly derived: Derived;
  /** The two differ: by what a terminal takes in, or by signs that are typed over letters. */
  readonly isMore: boolean;
};

/**
 * A text without the control signs that a terminal obeys and a model reads over, so that they tear no word apart. `read`
 * keeps the words of titles, and the letter under an underline; `shown` is what stays on a screen.
 */
export function stripControls(source: string, as: 'read' | 'shown', work: Work): Controlled | undefined {
  work.steps += source.length;
  if (!CONTROL.test(source)) return undefined;
  const kept: { from: number; to: number }[] = [];
  let done = 0;
  let isMore = false;
  for (const match of source.matchAll(PIECES)) {
    const at = match.index;
    if (at < done) continue;
    if (at > done) kept.push({ from: done, to: at });
    done = at + match[0].length;
    const { back, string } = match.groups ?? {};
    if (string !== undefined) {
      STRING.lastIndex = at;
      const [whole, inside = ''] = STRING.exec(source) ?? [];
      if (whole === undefined) continue;
      const isSaid = inside.length > LONGEST_IDLE || WORDS.test(inside);
      if (isSaid) isMore = true;
      if (!isSaid || as === 'shown') done = at + whole.length;
    } else if (back !== undefined) {
      const under = back.length === 1 ? lastOf(source, kept) : '';
      // The letter was typed first, then the line under it.
      const isUnderlined = source[done] === '_' && /[^\s_]/.test(under);
      if (isUnderlined) isMore = true;
      if (isUnderlined && as === 'read') done++;
      else eraseLast(source, kept, back.length);
    }
  }
  kept.push({ from: done, to: source.length });
  const writer = new ViewWriter(source, source.length);
  for (const { from, to } of kept) writer.copy(from, to);
  return { derived: writer.finish(), isMore };
}

const lastOf = (source: string, kept: readonly { readonly to: number }[]): string =>
  source[(kept.at(-1)?.to ?? 0) - 1] ?? '';

/** A backspace goes no further than to the beginning of its line. */
function eraseLast(source: string, kept: { from: number; to: number }[], count: number): void {
  for (let left = count; left > 0; left--) {
    const last = kept.at(-1);
    if (last === undefined || source[last.to - 1] === '\n') return;
    last.to--;
    if (last.to === last.from) kept.pop();
  }
}

const REWRITTEN = /\r(?!\n|$)/;

/** Lines that are written over from their beginning, as they stand in the end. Undefined where that is no other text. */
export function overwriteLines(source: string, work: Work): Derived | undefined {
  work.steps += source.length;
  if (!REWRITTEN.test(source)) return undefined;
  const writer = new ViewWriter(source, source.length);
  let isOther = false;
  let from = 0;
  for (const line of source.split('\n')) {
    const to = from + line.length;
    const written = line.includes('\r') ? overwritten(line) : line;
    if (written === line) writer.copy(from, to);
    else {
      isOther = true;
      // Of a line that is put together nobody can say which sign came from where.
      writer.replace(written, from, to);
    }
    if (to < source.length) writer.copy(to, to + 1);
    from = to + 1;
  }
  return isOther ? writer.finish() : undefined;
}

/** The line itself where one writing alone is all that is left of it: that is seen as it stands. */
function overwritten(line: string): string {
  const writings = line.split('\r');
  const signs: string[] = [];
  for (const writing of writings) for (let at = 0; at < writing.length; at++) signs[at] = writing[at] ?? '';
  const left = signs.join('');
  return writings.includes(left) ? line : left;
}
