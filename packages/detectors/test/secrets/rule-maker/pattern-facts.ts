import { sizeOf } from './char-set.ts';
import type { Pattern } from './read-go-pattern.ts';

/** The most code units a match may have. */
export const longestMatch = (pattern: Pattern): number => {
  switch (pattern.kind) {
    case 'set':
      return 1;
    case 'edge':
      return 0;
    case 'sequence':
      return pattern.parts.reduce((sum, part) => sum + longestMatch(part), 0);
    case 'choice':
      return Math.max(...pattern.parts.map(longestMatch));
    case 'group':
      return longestMatch(pattern.body);
    case 'repeat':
    default:
      return pattern.max === 0 ? 0 : longestMatch(pattern.body) * pattern.max;
  }
};

/** More than a token's alphabet, more than a name's length: such a run may hold the pattern's own beginning again. */
const TOKEN_ALPHABET = 80;
const NAME_LENGTH = 64;

/** Whether tries at neighbouring places may each read the same long stretch, so that their cost must be counted. */
export const repeatsWidely = (pattern: Pattern): boolean => {
  switch (pattern.kind) {
    case 'set':
    case 'edge':
      return false;
    case 'sequence':
    case 'choice':
      return pattern.parts.some(repeatsWidely);
    case 'group':
      return repeatsWidely(pattern.body);
    case 'repeat':
    default:
      return (pattern.max > NAME_LENGTH && readsWidely(pattern.body)) || repeatsWidely(pattern.body);
  }
};

const readsWidely = (pattern: Pattern): boolean => {
  switch (pattern.kind) {
    case 'set':
      return sizeOf(pattern.folded) > TOKEN_ALPHABET;
    case 'edge':
      return false;
    case 'sequence':
    case 'choice':
      return pattern.parts.some(readsWidely);
    case 'group':
    case 'repeat':
    default:
      return readsWidely(pattern.body);
  }
};

type Beginning = { readonly text: string; readonly open: boolean };
const MOST_BEGINNINGS = 64;

/**
 * Lower-cased texts of which one stands at the start of every match, or nothing when there is no such list. A place in
 * a text where none of them stands needs no regular expression.
 */
export const beginnings = (pattern: Pattern): readonly string[] => {
  const found = [...new Set(begin(pattern).map(({ text }) => text))];
  const shortest = found.filter((text) => !found.some((other) => other !== text && text.startsWith(other)));
  return shortest.length <= MOST_BEGINNINGS && shortest.every((text) => text.length >= 2) ? shortest : [];
};

const CLOSED: readonly Beginning[] = [{ text: '', open: false }];

const begin = (pattern: Pattern): readonly Beginning[] => {
  switch (pattern.kind) {
    case 'edge':
      return [{ text: '', open: true }];
    case 'set': {
      if (sizeOf(pattern.set) > 5) return CLOSED;
      const texts: string[] = [];
      for (const [from, to] of pattern.set)
        for (let unit = from; unit <= to; unit++) texts.push(String.fromCharCode(unit).toLowerCase());
      return texts.map((text) => ({ text, open: true }));
    }
    case 'group':
      return begin(pattern.body);
    case 'choice':
      return pattern.parts.flatMap(begin);
    case 'repeat': {
      const once = begin(pattern.body);
      if (pattern.min === 0 && pattern.max === 1) return [{ text: '', open: true }, ...once];
      if (pattern.min === 0) return CLOSED;
      if (pattern.min === 1 && pattern.max === 1) return once;
      return once.map(({ text }) => ({ text, open: false }));
    }
    case 'sequence':
    default: {
      let all: readonly Beginning[] = [{ text: '', open: true }];
      for (const part of pattern.parts) {
        if (!all.some(({ open }) => open)) break;
        const next = begin(part);
        const grown = all.flatMap((head) =>
          head.open ? next.map(({ text, open }) => ({ text: head.text + text, open })) : [head],
        );
        if (grown.length > MOST_BEGINNINGS * 4) return all.map(({ text }) => ({ text, open: false }));
        all = grown;
      }
      return all;
    }
  }
};
