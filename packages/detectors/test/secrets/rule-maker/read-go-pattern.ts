/** Reads a Go (RE2) regular expression into a tree. What the rule file doesn't use is refused, never guessed. */
import { ALNUM, ANY, type CharSet, complement, DIGIT, fold, SPACE, union, WORD } from './char-set.ts';

export type Pattern =
  | { readonly kind: 'set'; readonly set: CharSet; readonly folded: CharSet; readonly anyCase: boolean }
  | { readonly kind: 'edge'; readonly js: '^' | '$' | '\\b' | '\\B' }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly Pattern[] }
  | { readonly kind: 'group'; readonly captures: boolean; readonly body: Pattern }
  | {
      readonly kind: 'repeat';
      readonly body: Pattern;
      readonly min: number;
      readonly max: number;
      readonly lazy: boolean;
    };

type Flags = { readonly i: boolean; readonly s: boolean };

const CLASSES: Readonly<Record<string, CharSet>> = {
  d: DIGIT,
  w: WORD,
  s: SPACE,
  D: complement(DIGIT),
  W: complement(WORD),
  S: complement(SPACE),
};
const CONTROLS: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, f: 12, v: 11 };
const EDGES = { b: '\\b', B: '\\B', z: '$', A: '^' } as const;
const NEWLINE: CharSet = [[10, 10]];

export const readGoPattern = (source: string): Pattern => {
  let at = 0;
  const refuse = (what: string): never => {
    throw new Error(`cannot translate ${what} at ${at} of \`${source}\``);
  };
  const eat = (text: string): boolean => {
    const found = source.startsWith(text, at);
    if (found) at += text.length;
    return found;
  };
  const takeMatch = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const hit = pattern.exec(source);
    if (hit !== null) at = pattern.lastIndex;
    return hit;
  };

  /** After a backslash: a class, or one code unit. */
  const escape = (): CharSet => {
    const hex = takeMatch(/x([0-9a-fA-F]{2})/y);
    if (hex !== null) return unitOf(Number.parseInt(hex[1] ?? '', 16));
    const char = source[at] ?? refuse('a lone backslash');
    at++;
    const known = CLASSES[char];
    if (known !== undefined) return known;
    const control = CONTROLS[char];
    if (control !== undefined) return unitOf(control);
    return /[A-Za-z0-9]/.test(char) ? refuse(`\\${char}`) : unitOf(char.charCodeAt(0));
  };

  const bracket = (flags: Flags): Pattern => {
    const negated = eat('^');
    let set: CharSet = [];
    for (let first = true; first || source[at] !== ']'; first = false) {
      if (at >= source.length) refuse('an open class');
      if (eat('[:alnum:]')) {
        set = [...set, ...ALNUM];
        continue;
      }
      const item = eat('\\') ? escape() : unitOf(source.charCodeAt(at++));
      const from = item[0];
      const single = item.length === 1 && from !== undefined && from[0] === from[1];
      if (single && source[at] === '-' && source[at + 1] !== ']') {
        at++;
        const to = (eat('\\') ? escape() : unitOf(source.charCodeAt(at++)))[0]?.[0] ?? refuse('a range');
        set = [...set, [from[0], to]];
      } else set = [...set, ...item];
    }
    at++;
    const whole = flags.i ? fold(union(set)) : union(set);
    if (negated) return { kind: 'set', set: complement(whole), folded: complement(whole), anyCase: flags.i };
    return setNode(union(set), flags);
  };

  const atom = (flags: Flags): Pattern => {
    if (eat('(')) {
      const captures = takeMatch(/\?P?<\w+>/y) !== null || source[at] !== '?';
      const scoped = captures ? null : takeMatch(/\?([is]*)(?:-([is]+))?:/y);
      if (!captures && scoped === null) refuse('a group');
      const body = choice(scoped === null ? flags : changed(flags, scoped));
      if (!eat(')')) refuse('an open group');
      return { kind: 'group', captures, body };
    }
    if (eat('[')) return bracket(flags);
    if (eat('.')) return setNode(flags.s ? ANY : complement(NEWLINE), { ...flags, i: false });
    if (eat('^')) return { kind: 'edge', js: '^' };
    if (eat('$')) return { kind: 'edge', js: '$' };
    if (!eat('\\')) return setNode(unitOf(source.charCodeAt(at++)), flags);
    const edge = takeMatch(/[bBzA]/y)?.[0];
    if (edge === 'b' || edge === 'B' || edge === 'z' || edge === 'A')
      return { kind: 'edge', js: EDGES[edge] };
    return setNode(escape(), flags);
  };

  const repeated = (flags: Flags): Pattern => {
    const body = atom(flags);
    const hit = takeMatch(/([*+?])|\{(\d+)(,?)(\d*)\}/y);
    if (hit === null) return body;
    const [, sign, low, comma, high] = hit;
    const min = sign === undefined ? Number(low) : sign === '+' ? 1 : 0;
    const bounded = comma === '' ? min : high === '' ? Infinity : Number(high);
    const max = sign === undefined ? bounded : sign === '?' ? 1 : Infinity;
    return { kind: 'repeat', body, min, max, lazy: eat('?') };
  };

  /** A bare `(?i)` holds to the end of its group, through every `|` that follows. */
  const choice = (outer: Flags): Pattern => {
    let flags = outer;
    const branches: Pattern[] = [];
    let parts: Pattern[] = [];
    while (at < source.length && source[at] !== ')') {
      const setting = takeMatch(/\(\?([is]*)(?:-([is]+))?\)/y);
      if (setting !== null) flags = changed(flags, setting);
      else if (eat('|')) {
        branches.push({ kind: 'sequence', parts });
        parts = [];
      } else parts.push(repeated(flags));
    }
    branches.push({ kind: 'sequence', parts });
    return branches.length === 1 ? { kind: 'sequence', parts } : { kind: 'choice', parts: branches };
  };

  const tree = choice({ i: false, s: false });
  if (at < source.length) refuse('a closing bracket');
  return tree;
};

const changed = (flags: Flags, hit: RegExpExecArray): Flags => {
  const on = hit[1] ?? '';
  const off = hit[2] ?? '';
  return {
    i: (flags.i || on.includes('i')) && !off.includes('i'),
    s: (flags.s || on.includes('s')) && !off.includes('s'),
  };
};

const setNode = (set: CharSet, flags: Flags): Pattern => ({
  kind: 'set',
  set,
  folded: flags.i ? fold(set) : set,
  anyCase: flags.i,
});

const unitOf = (unit: number): CharSet => [[unit, unit]];
