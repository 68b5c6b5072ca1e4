import type { Work } from './work.ts';

export type HtmlToken =
  | { readonly kind: 'text'; readonly from: number; readonly to: number }
  | { readonly kind: 'comment'; readonly from: number; readonly to: number }
  | { readonly kind: 'close'; readonly name: string; readonly from: number; readonly to: number }
  | {
      readonly kind: 'open';
      readonly name: string;
      readonly from: number;
      readonly to: number;
      readonly attributes: ReadonlyMap<string, { readonly from: number; readonly to: number }>;
    };

const LONGEST_TAG = 8192;
const TAG_NAME = /[A-Za-z][A-Za-z0-9:-]{0,63}/y;
const SPACE = new Set([' ', '\t', '\n', '\r', '\f', '/']);

/**
 * Tags, comments and text, in order and without gaps. What does not end is text: nothing is looked for twice, so a text
 * of a million openings costs no more than one of none.
 */
export function* htmlTokens(source: string, work: Work): Generator<HtmlToken> {
  let textFrom = 0;
  let at = source.indexOf('<');
  let noMoreComments = false;
  while (at >= 0) {
    let token: HtmlToken | undefined;
    let resume = at + 1;
    if (source.startsWith('<!--', at) && !noMoreComments) {
      const end = source.indexOf('-->', at + 4);
      if (end < 0) noMoreComments = true;
      else token = { kind: 'comment', from: at, to: end + 3 };
    } else if (source.startsWith('<!', at) || source.startsWith('<?', at)) {
      const end = source.slice(at, at + 512).indexOf('>');
      if (end > 0) token = { kind: 'comment', from: at, to: at + end + 1 };
      resume = at + 512;
    } else {
      const tag = readTag(source, at);
      if (typeof tag === 'number') resume = tag;
      else token = tag;
    }
    if (token) {
      if (at > textFrom) yield { kind: 'text', from: textFrom, to: at };
      yield token;
      resume = textFrom = token.to;
    }
    work.steps += resume - at;
    at = source.indexOf('<', resume);
  }
  if (textFrom < source.length) yield { kind: 'text', from: textFrom, to: source.length };
}

/** The tag that starts here, or where to look on. */
function readTag(source: string, start: number): HtmlToken | number {
  const closing = source[start + 1] === '/';
  TAG_NAME.lastIndex = start + (closing ? 2 : 1);
  const name = TAG_NAME.exec(source)?.[0].toLowerCase();
  if (name === undefined) return start + 1;
  const attributes = new Map<string, { from: number; to: number }>();
  const limit = Math.min(source.length, start + LONGEST_TAG);
  let at = TAG_NAME.lastIndex;
  while (at < limit) {
    const char = source[at] ?? '';
    if (char === '>') {
      const to = at + 1;
      return closing
        ? { kind: 'close', name, from: start, to }
        : { kind: 'open', name, from: start, to, attributes };
    }
    if (char === '<') return at;
    if (SPACE.has(char)) {
      at++;
      continue;
    }
    const nameFrom = at;
    while (at < limit && !SPACE.has(source[at] ?? '') && !'=><'.includes(source[at] ?? '')) at++;
    const attribute = source.slice(nameFrom, at).toLowerCase();
    if (source[at] !== '=') {
      attributes.set(attribute, { from: at, to: at });
      continue;
    }
    at++;
    while (at < limit && SPACE.has(source[at] ?? '') && source[at] !== '/') at++;
    // Inside a JSON string the quotes are written `\"`.
    const escape = source[at] === '\\' ? 1 : 0;
    const sign = source[at + escape];
    const quote = sign === '"' || sign === "'" ? sign : undefined;
    const from = quote ? at + escape + 1 : at;
    at = from;
    while (at < limit && (quote ? source[at] !== quote : !' \t\r\n\f><'.includes(source[at] ?? ''))) at++;
    attributes.set(attribute, { from, to: Math.max(from, quote ? at - escape : at) });
    if (quote) at++;
  }
  return limit;
}
