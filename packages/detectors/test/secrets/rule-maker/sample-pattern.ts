/** Makes texts that a pattern matches, the same ones for the same seed: examples for rules that came without any. */
import type { CharSet } from './char-set.ts';
import type { Pattern } from './read-go-pattern.ts';

export const samplePattern = (pattern: Pattern, seed: number): string => {
  let state = (seed * 2654435761) >>> 0;
  const below = (limit: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  const sample = (part: Pattern): string => {
    switch (part.kind) {
      case 'edge':
        return '';
      case 'set':
        return pick(printable(part.folded), below);
      case 'sequence':
        return part.parts.map(sample).join('');
      case 'choice': {
        const chosen = part.parts[below(part.parts.length)];
        return chosen === undefined ? '' : sample(chosen);
      }
      case 'group':
        return sample(part.body);
      case 'repeat':
      default: {
        const most = Math.min(part.max, part.min + SPREAD);
        const times = part.min + below(most - part.min + 1);
        return Array.from({ length: times }, () => sample(part.body)).join('');
      }
    }
  };
  return sample(pattern);
};

const SPREAD = 12;

/** Letters, digits and signs where the set has any; whatever it has otherwise. */
const printable = (set: CharSet): CharSet => {
  const shown = set
    .map(([from, to]): readonly [number, number] => [Math.max(from, 33), Math.min(to, 126)])
    .filter(([from, to]) => from <= to);
  return shown.length > 0 ? shown : set;
};

const pick = (set: CharSet, below: (limit: number) => number): string => {
  let rest = below(set.reduce((sum, [from, to]) => sum + to - from + 1, 0));
  for (const [from, to] of set) {
    if (rest <= to - from) return String.fromCharCode(from + rest);
    rest -= to - from + 1;
  }
  return '';
};
