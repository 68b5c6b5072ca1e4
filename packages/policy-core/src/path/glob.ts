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
  | { readonly kind: 'wild'; readonly tokens: readonly Token[] }
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
  return tokens.every((token) => typeof token === 'string')
    ? literalSegment(tokens.join(''))
    : { kind: 'wild', tokens };
};

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
const tokensOf = (segment: GlobSegment): readonly Token[] =>
  segment.kind === 'literal' ? segment.text.split('') : segment.kind === 'wild' ? segment.tokens : [MANY];

const segmentMeets = (pattern: GlobSegment, path: GlobSegment, pathHidesDots: boolean): boolean => {
  if (pattern.kind === 'literal' && path.kind === 'literal') return pattern.text === path.text;
  if (pathHidesDots && startsWild(path) && startsWithDot(pattern)) return false;
  return tokensMeet(tokensOf(pattern), tokensOf(path));
};

/** `pathHidesDots`: the path's own wildcards are a shell's, which do not match a leading dot. */
export const segmentsMeet = (
  pattern: readonly GlobSegment[],
  path: readonly GlobSegment[],
  pathHidesDots: boolean,
): boolean => {
  let reachable: boolean[] = [true];
  for (let j = 0; j < path.length; j++)
    reachable[j + 1] = reachable[j] === true && path[j]?.kind === 'any-depth';
  for (const segment of pattern) {
    const deep = segment.kind === 'any-depth';
    const next: boolean[] = [deep && reachable[0] === true];
    for (const [j, other] of path.entries()) {
      const otherDeep = other.kind === 'any-depth';
      const before = reachable[j] === true;
      const above = reachable[j + 1] === true;
      const left = next[j] === true;
      next[j + 1] =
        (deep && (above || left || before)) ||
        (otherDeep && (left || ((above || before) && !(pathHidesDots && startsWithDot(segment))))) ||
        (!deep && !otherDeep && before && segmentMeets(segment, other, pathHidesDots));
    }
    reachable = next;
  }
  return reachable[path.length] === true;
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
