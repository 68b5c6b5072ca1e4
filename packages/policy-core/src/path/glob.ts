/**
 * Two glob texts "meet" when some name matches both. A plain text is a glob without wildcards, so one question
 * serves matching (pattern against path) and possibility (pattern against a path that the shell still expands).
 * Work is at most the product of both lengths: there is nothing to backtrack into.
 */
const ONE = 1;
const MANY = 2;
/** A character, or one of the two wildcards. */
type Token = string | typeof ONE | typeof MANY;

export type GlobSegment =
  | { readonly kind: 'literal'; readonly text: string }
  /** `head` and `tail`: the plain text before the first and behind the last wildcard. */
  | { readonly kind: 'wild'; readonly tokens: readonly Token[]; readonly head: string; readonly tail: string }
  | { readonly kind: 'any-depth' };

export const literalSegment = (text: string): GlobSegment => ({ kind: 'literal', text });

/** A `]` right after `[`, `[!` or `[^` is one of the class, and so are those of `[:alpha:]`, `[=a=]` and `[.a.]`. */
const classEnd = (text: string, from: number): number => {
  let at = from + 1;
  if (text.charAt(at) === '!' || text.charAt(at) === '^') at++;
  if (text.charAt(at) === ']') at++;
  for (; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === ']') return at;
    const kind = char === '[' ? text.charAt(at + 1) : '';
    if (kind !== '' && ':=.'.includes(kind)) {
      const end = text.indexOf(`${kind}]`, at + 2);
      if (end >= 0) at = end + 1;
    } else if (char === '\\') at++;
  }
  return -1;
};

/** The brace that closes this one; `{}` is two plain characters to a shell. */
const braceEnd = (text: string, from: number): number => {
  if (text.charAt(from + 1) === '}') return -1;
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '\\') at++;
    else if (char === '{') depth++;
    else if (char === '}' && --depth === 0) return at;
  }
  return -1;
};

/** Classes, braces and extended globs are widened (`[ab]` to one character, `{a,b}` to any text): never narrower. */
export const globTokens = (text: string): readonly Token[] => {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '\\' && at + 1 < text.length) tokens.push(text.charAt(++at));
    else if (char === '*') {
      if (tokens.at(-1) !== MANY) tokens.push(MANY);
    } else if (char === '?') tokens.push(ONE);
    else if (char === '[' || char === '{') {
      const end = char === '[' ? classEnd(text, at) : braceEnd(text, at);
      if (end < 0) tokens.push(char);
      else {
        tokens.push(char === '[' ? ONE : MANY);
        at = end;
      }
    } else if ('@+!'.includes(char) && text.charAt(at + 1) === '(') {
      const end = text.indexOf(')', at + 2);
      tokens.push(MANY);
      at = end < 0 ? text.length : end;
    } else tokens.push(char);
  }
  return tokens;
};

export const globSegment = (text: string): GlobSegment => {
  if (text === '**') return { kind: 'any-depth' };
  const tokens = globTokens(text);
  const first = tokens.findIndex(isWildcard);
  if (first < 0) return literalSegment(tokens.join(''));
  const head = tokens.slice(0, first).join('');
  return { kind: 'wild', tokens, head, tail: tokens.slice(tokens.findLastIndex(isWildcard) + 1).join('') };
};

const isWildcard = (token: Token): boolean => typeof token === 'number';

export const tokensMeet = (left: readonly Token[], right: readonly Token[]): boolean => {
  // reachable[j]: everything of `left` read so far can meet the first j tokens of `right`.
  let reachable: boolean[] = [true];
  for (let j = 0; j < right.length; j++) reachable[j + 1] = reachable[j] === true && right[j] === MANY;
  for (const token of left) {
    const next: boolean[] = [token === MANY && reachable[0] === true];
    for (let j = 0; j < right.length; j++) {
      const other = right[j];
      const skipsOther = other === MANY && next[j] === true;
      const skipsToken = token === MANY && reachable[j + 1] === true;
      const consumesBoth =
        reachable[j] === true && (token === other || typeof token === 'number' || typeof other === 'number');
      const staysOnOther = other === MANY && reachable[j + 1] === true;
      const staysOnToken = token === MANY && next[j] === true;
      next[j + 1] = skipsOther || skipsToken || consumesBoth || staysOnOther || staysOnToken;
    }
    reachable = next;
  }
  return reachable[right.length] === true;
};

const startsWild = (segment: GlobSegment): boolean =>
  segment.kind === 'any-depth' || (segment.kind === 'wild' && typeof segment.tokens[0] === 'number');
const startsWithDot = (segment: GlobSegment): boolean =>
  segment.kind === 'literal'
    ? segment.text.startsWith('.')
    : segment.kind === 'wild' && segment.tokens[0] === '.';
const segmentMeets = (pattern: GlobSegment, path: GlobSegment, pathHidesDots: boolean): boolean => {
  if (pattern.kind === 'literal' && path.kind === 'literal') return pattern.text === path.text;
  if (pathHidesDots && startsWild(path) && startsWithDot(pattern)) return false;
  if (pattern.kind === 'any-depth' || path.kind === 'any-depth') return true;
  if (path.kind === 'literal') return segmentMatches(pattern, path.text);
  if (pattern.kind === 'literal') return segmentMatches(path, pattern.text);
  return (
    (pattern.head.startsWith(path.head) || path.head.startsWith(pattern.head)) &&
    (pattern.tail.endsWith(path.tail) || path.tail.endsWith(pattern.tail)) &&
    tokensMeet(pattern.tokens, path.tokens)
  );
};

type WildSegment = Extract<GlobSegment, { readonly kind: 'wild' }>;

const wildMatches = ({ head, tail, tokens }: WildSegment, text: string): boolean =>
  text.startsWith(head) && text.endsWith(tail) && textMatches(tokens, text);

/** Does a plain name match the segment? */
export const segmentMatches = (segment: GlobSegment, name: string): boolean =>
  segment.kind === 'literal'
    ? segment.text === name
    : segment.kind === 'any-depth' || wildMatches(segment, name);

/**
 * Could both begin alike? Up to the first `**` segments stand opposite each other, so the first pair that does not
 * meet settles it, and nearly every question is settled by its first pairs.
 */
export const startsMeet = (
  pattern: readonly GlobSegment[],
  path: readonly GlobSegment[],
  pathHidesDots: boolean,
): boolean => {
  const end = Math.min(pattern.length, path.length);
  for (let at = 0; at < end; at++) {
    const [left, right] = [pattern[at], path[at]];
    if (left === undefined || right === undefined || left.kind === 'any-depth' || right.kind === 'any-depth')
      return true;
    if (!segmentMeets(left, right, pathHidesDots)) return false;
  }
  return true;
};

const endsMeet = (
  pattern: readonly GlobSegment[],
  path: readonly GlobSegment[],
  pathHidesDots: boolean,
): boolean => {
  for (let back = 1; back <= pattern.length && back <= path.length; back++) {
    const [left, right] = [pattern[pattern.length - back], path[path.length - back]];
    if (left === undefined || right === undefined || left.kind === 'any-depth' || right.kind === 'any-depth')
      return true;
    if (!segmentMeets(left, right, pathHidesDots)) return false;
  }
  return true;
};

/** `pathHidesDots`: the path's own wildcards are a shell's, which do not match a leading dot. */
export const segmentsMeet = (
  pattern: readonly GlobSegment[],
  path: readonly GlobSegment[],
  pathHidesDots: boolean,
): boolean =>
  startsMeet(pattern, path, pathHidesDots) &&
  endsMeet(pattern, path, pathHidesDots) &&
  rowsMeet(pattern, path, pathHidesDots, false);

/** Does the path meet the pattern's first segments, however many of them (one at least)? */
export const someStartMeets = (
  pattern: readonly GlobSegment[],
  path: readonly GlobSegment[],
  pathHidesDots: boolean,
): boolean => startsMeet(pattern, path, pathHidesDots) && rowsMeet(pattern, path, pathHidesDots, true);

const rowsMeet = (
  pattern: readonly GlobSegment[],
  path: readonly GlobSegment[],
  pathHidesDots: boolean,
  startIsEnough: boolean,
): boolean => {
  let reachable: boolean[] = [true];
  for (let j = 0; j < path.length; j++)
    reachable[j + 1] = reachable[j] === true && path[j]?.kind === 'any-depth';
  for (const segment of pattern) {
    const deep = segment.kind === 'any-depth';
    const next: boolean[] = [deep && reachable[0] === true];
    let isReached = next[0];
    for (const [j, other] of path.entries()) {
      const otherDeep = other.kind === 'any-depth';
      const before = reachable[j] === true;
      const above = reachable[j + 1] === true;
      const left = next[j] === true;
      const reached =
        (deep && (above || left || before)) ||
        (otherDeep && (left || ((above || before) && !(pathHidesDots && startsWithDot(segment))))) ||
        (!deep && !otherDeep && before && segmentMeets(segment, other, pathHidesDots));
      next[j + 1] = reached;
      isReached ||= reached;
    }
    if (startIsEnough && next[path.length] === true) return true;
    if (isReached !== true) return false;
    reachable = next;
  }
  return !startIsEnough && reachable[path.length] === true;
};

/** Whole-text match of `*` and `?` where `*` also crosses `/`; the last star is the only place to go back to. */
export const textMatches = (tokens: readonly Token[], text: string): boolean => {
  let at = 0;
  let token = 0;
  let starToken = -1;
  let starAt = 0;
  while (at < text.length) {
    const expected = tokens[token];
    if (expected === MANY) {
      starToken = token++;
      starAt = at;
    } else if (expected !== undefined && (expected === ONE || expected === text.charAt(at))) {
      token++;
      at++;
    } else if (starToken >= 0) {
      token = starToken + 1;
      at = ++starAt;
    } else return false;
  }
  while (tokens[token] === MANY) token++;
  return token === tokens.length;
};

/** The same question for one glob and many texts: what is plain in it is looked for by the engine's own search. */
export const textTest = (glob: string): ((text: string) => boolean) => {
  const tokens = globTokens(glob);
  if (tokens.includes(ONE)) {
    const [needle = ''] = plainPieces(tokens).toSorted((left, right) => right.length - left.length);
    return (text) => text.includes(needle) && textMatches(tokens, text);
  }
  const pieces = plainPieces(tokens);
  if (!tokens.includes(MANY)) return (text) => text === pieces[0];
  const head = tokens[0] === MANY ? '' : (pieces.shift() ?? '');
  const tail = tokens.at(-1) === MANY ? '' : (pieces.pop() ?? '');
  return (text) => {
    const end = text.length - tail.length;
    if (end < head.length || !text.startsWith(head) || !text.endsWith(tail)) return false;
    let at = head.length;
    // The first place that fits leaves the most room for what follows.
    for (const piece of pieces) {
      const found = text.indexOf(piece, at);
      if (found < 0 || found + piece.length > end) return false;
      at = found + piece.length;
    }
    return true;
  };
};

/** What stands between wildcards; a glob without any characters has one empty piece. */
export const plainPieces = (tokens: readonly Token[]): string[] => {
  const pieces: string[] = [];
  let piece = '';
  for (const token of [...tokens, MANY])
    if (typeof token === 'string') piece += token;
    else if (piece !== '') {
      pieces.push(piece);
      piece = '';
    }
  return pieces.length === 0 && tokens.length === 0 ? [''] : pieces;
};
