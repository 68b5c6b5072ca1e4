const MAX_PATTERN = 128;
const MAX_SUBJECT = 512;

/** Whether text is short enough for the quadratic searches below. */
export const isWithinPatternLimits = (pattern: string, subject: string): boolean =>
  pattern.length <= MAX_PATTERN && subject.length <= MAX_SUBJECT;

/** Replacing tries every stretch of the text, so it gets less of it. */
export const isWithinReplaceLimits = (pattern: string, subject: string): boolean =>
  pattern.length <= 32 && subject.length <= 128;

export const hasPattern = (text: string): boolean => /[*?[]/.test(text);

/** Shell pattern match (`*`, `?`, `[a-z]`, `[!x]`), iterative: no input makes it backtrack exponentially. */
export function matchesPattern(pattern: string, subject: string): boolean {
  let at = 0;
  let inPattern = 0;
  let starAt = -1;
  let starPattern = -1;
  while (at < subject.length) {
    const used = pattern[inPattern] === '*' ? 0 : matchOne(pattern, inPattern, subject[at] ?? '');
    if (pattern[inPattern] === '*') {
      starPattern = inPattern++;
      starAt = at;
    } else if (used > 0) {
      inPattern += used;
      at++;
    } else if (starPattern >= 0) {
      inPattern = starPattern + 1;
      at = ++starAt;
    } else return false;
  }
  while (pattern[inPattern] === '*') inPattern++;
  return inPattern === pattern.length;
}

/** How many characters of the pattern matched this one; 0 for none. */
function matchOne(pattern: string, from: number, character: string): number {
  const sign = pattern[from];
  if (sign === undefined) return 0;
  if (sign === '?') return 1;
  if (sign === '\\') return pattern[from + 1] === character ? 2 : 0;
  if (sign !== '[') return sign === character ? 1 : 0;
  const end = pattern.indexOf(']', from + 2);
  if (end < 0) return character === '[' ? 1 : 0;
  const negated = pattern[from + 1] === '!' || pattern[from + 1] === '^';
  const inside = inSet(pattern.slice(from + (negated ? 2 : 1), end), character);
  return inside === negated ? 0 : end - from + 1;
}

function inSet(set: string, character: string): boolean {
  for (let index = 0; index < set.length; index++) {
    const first = set[index] ?? '';
    const last = set[index + 1] === '-' ? set[index + 2] : undefined;
    if (last === undefined) {
      if (first === character) return true;
      continue;
    }
    if (character >= first && character <= last) return true;
    index += 2;
  }
  return false;
}

/** `${x#p}`, `${x##p}`, `${x%p}`, `${x%%p}`. */
export function removePattern(value: string, operator: '#' | '##' | '%' | '%%', pattern: string): string {
  const lengths = Array.from({ length: value.length + 1 }, (_, index) => index);
  if (operator === '##' || operator === '%%') lengths.reverse();
  for (const length of lengths) {
    const atStart = operator.startsWith('#');
    const piece = atStart ? value.slice(0, length) : value.slice(value.length - length);
    if (matchesPattern(pattern, piece)) {
      return atStart ? value.slice(length) : value.slice(0, value.length - length);
    }
  }
  return value;
}

/** `${x/p/r}` and its forms. Plain text is replaced as text; patterns by search from each position. */
export function replacePattern(value: string, operator: string, pattern: string, by: string): string {
  if (pattern === '') return value;
  if (operator === '/#' || operator === '/%') {
    const kept = removePattern(value, operator === '/#' ? '##' : '%%', pattern);
    if (kept === value) return value;
    return operator === '/#' ? by + kept : kept + by;
  }
  if (!hasPattern(pattern)) {
    return operator === '//' ? value.replaceAll(pattern, () => by) : value.replace(pattern, () => by);
  }
  let out = '';
  let at = 0;
  while (at < value.length) {
    const length = longestAt(value, at, pattern);
    if (length === 0) out += value[at++] ?? '';
    else {
      out += by;
      at += length;
      if (operator === '/') return out + value.slice(at);
    }
  }
  return out;
}

function longestAt(value: string, at: number, pattern: string): number {
  for (let length = value.length - at; length > 0; length--) {
    if (matchesPattern(pattern, value.slice(at, at + length))) return length;
  }
  return 0;
}
