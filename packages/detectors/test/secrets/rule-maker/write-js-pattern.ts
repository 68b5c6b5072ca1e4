import { fold, spellSet } from './char-set.ts';
import type { Pattern } from './read-go-pattern.ts';

export type JsPattern = { readonly source: string; readonly flags: string };

/** The same language and the same choice between matches in JavaScript; the flag `i` only when all of it ignores case. */
export const writeJsPattern = (pattern: Pattern): JsPattern => {
  const flagged = ignoresCaseThroughout(pattern);
  return { source: write(pattern, flagged), flags: flagged ? 'i' : '' };
};

const write = (pattern: Pattern, flagged: boolean): string => {
  switch (pattern.kind) {
    case 'set':
      return spellSet(flagged ? pattern.set : pattern.folded);
    case 'edge':
      return pattern.js;
    case 'sequence':
      return pattern.parts.map((part) => write(part, flagged)).join('');
    case 'choice':
      return pattern.parts.map((part) => write(part, flagged)).join('|');
    case 'group':
      return `(${pattern.captures ? '' : '?:'}${write(pattern.body, flagged)})`;
    case 'repeat':
    default:
      return write(pattern.body, flagged) + quantifier(pattern.min, pattern.max) + (pattern.lazy ? '?' : '');
  }
};

const quantifier = (min: number, max: number): string => {
  if (max === Infinity) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`;
  if (min === 0 && max === 1) return '?';
  return min === max ? `{${min}}` : `{${min},${max}}`;
};

/** Whether case is ignored wherever it could matter. */
const ignoresCaseThroughout = (pattern: Pattern): boolean => {
  switch (pattern.kind) {
    case 'set':
      return pattern.anyCase || JSON.stringify(fold(pattern.set)) === JSON.stringify(pattern.set);
    case 'edge':
      return true;
    case 'sequence':
    case 'choice':
      return pattern.parts.every(ignoresCaseThroughout);
    case 'group':
    case 'repeat':
    default:
      return ignoresCaseThroughout(pattern.body);
  }
};
