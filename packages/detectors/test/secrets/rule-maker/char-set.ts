/** Sets of UTF-16 code units as sorted ranges, and their spelling as a JavaScript class. */

export type CharSet = readonly (readonly [number, number])[];

const LAST = 0xffff;
const code = (char: string): number => char.charCodeAt(0);
const span = (from: string, to: string): readonly [number, number] => [code(from), code(to)];

export const DIGIT: CharSet = [span('0', '9')];
export const WORD: CharSet = [span('0', '9'), span('A', 'Z'), span('_', '_'), span('a', 'z')];
export const ALNUM: CharSet = [span('0', '9'), span('A', 'Z'), span('a', 'z')];
/** Go's `\s`: without the vertical tab and without anything beyond ASCII. */
export const SPACE: CharSet = [
  [9, 10],
  [12, 13],
  [32, 32],
];
export const ANY: CharSet = [[0, LAST]];

export const union = (ranges: CharSet): CharSet => {
  const merged: [number, number][] = [];
  for (const [from, to] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
};

export const complement = (set: CharSet): CharSet => {
  const out: [number, number][] = [];
  let next = 0;
  for (const [from, to] of union(set)) {
    if (from > next) out.push([next, from - 1]);
    next = to + 1;
  }
  if (next <= LAST) out.push([next, LAST]);
  return out;
};

/** Both cases of every ASCII letter of the set. */
export const fold = (set: CharSet): CharSet => {
  const more: [number, number][] = [];
  for (const [from, to] of set) {
    for (let unit = Math.max(from, 65); unit <= Math.min(to, 122); unit++) {
      if (unit <= 90) more.push([unit + 32, unit + 32]);
      else if (unit >= 97) more.push([unit - 32, unit - 32]);
    }
  }
  return union([...set, ...more]);
};

export const holds = (set: CharSet, part: CharSet): boolean =>
  part.every(([from, to]) => set.some((range) => range[0] <= from && to <= range[1]));

export const sizeOf = (set: CharSet): number => set.reduce((sum, [from, to]) => sum + to - from + 1, 0);

const spellUnit = (unit: number): string => {
  const char = String.fromCharCode(unit);
  if (/[\w !"#%&',:;<=>@`~]/.test(char)) return char;
  if (unit > 32 && unit < 127) return `\\${char}`;
  return unit < 256 ? `\\x${unit.toString(16).padStart(2, '0')}` : `\\u${unit.toString(16).padStart(4, '0')}`;
};

const spellRanges = (set: CharSet): string => {
  const named = holds(set, WORD) ? WORD : holds(set, DIGIT) ? DIGIT : [];
  const rest =
    named.length === 0
      ? set
      : complement(union([...complement(set), ...named])).filter(([from, to]) => from <= to);
  const name = named === WORD ? '\\w' : named === DIGIT ? '\\d' : '';
  return (
    name +
    rest
      .map(([from, to]) =>
        from === to
          ? spellUnit(from)
          : to === from + 1
            ? spellUnit(from) + spellUnit(to)
            : `${spellUnit(from)}-${spellUnit(to)}`,
      )
      .join('')
  );
};

export const spellSet = (set: CharSet): string => {
  if (sizeOf(set) === LAST + 1) return '[^]';
  const first = set[0];
  if (set.length === 1 && first !== undefined && first[0] === first[1]) return spellLiteral(first[0]);
  const outside = complement(set);
  const wide = set.at(-1)?.[1] === LAST;
  const inner = wide ? `[^${spellRanges(outside)}]` : `[${spellRanges(set)}]`;
  return inner === '[\\w]' || inner === '[\\d]' ? inner.slice(1, -1) : inner;
};

const spellLiteral = (unit: number): string => {
  const char = String.fromCharCode(unit);
  return /[\w !"#%&',:;<=>@`~-]/.test(char) ? char : spellUnit(unit);
};
