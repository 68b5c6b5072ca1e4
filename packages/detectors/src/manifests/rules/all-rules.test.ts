import { describe, expect, it } from 'vitest';
import { matchPatterns, preparePatterns } from '../match-patterns.ts';
import { isSpokenOf } from '../spoken-of.ts';
import { ABILITIES, TEXT_RULES } from './all-rules.ts';

const ALL = [...TEXT_RULES, ...ABILITIES];
const prepared = preparePatterns(ALL);
/** As the scan sees it: what is only spoken of does not count for rules that allow it. */
const says = (id: string, text: string): boolean =>
  matchPatterns(prepared, text).matches.some(
    ({ rule, start, end }) =>
      rule.id === id &&
      !('mayBeSpokenOf' in rule && isSpokenOf(text, start, rule.mayBeSpokenOf === 'before' ? start : end)),
  );

describe('every rule over text', () => {
  it('has a name of its own', () => {
    expect(new Set(ALL.map(({ id }) => id)).size).toBe(ALL.length);
  });

  it.for(ALL.flatMap(({ id, finds }) => finds.map((text) => [id, text] as const)))(
    '%s finds %j',
    ([id, text]) => {
      expect(says(id, text)).toBe(true);
    },
  );

  it.for(ALL.flatMap(({ id, leaves }) => leaves.map((text) => [id, text] as const)))(
    '%s leaves %j',
    ([id, text]) => {
      expect(says(id, text)).toBe(false);
    },
  );

  it('keeps words in small letters, as the word list is searched', () => {
    for (const { words } of ALL) for (const word of words) expect(word).toBe(word.toLowerCase());
  });
});
