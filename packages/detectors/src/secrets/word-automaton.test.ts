import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildWordAutomaton, findWords, holdsWord } from './word-automaton.ts';

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '-'), minLength: 1, maxLength: 4 });
const text = fc.string({ unit: fc.constantFrom('a', 'B', 'c', 'A', '-', 'é', '\u{1f600}'), maxLength: 60 });

test('the automaton finds every word at every place, as a search for each word alone does', () => {
  fc.assert(
    fc.property(fc.uniqueArray(word, { minLength: 1, maxLength: 12 }), text, (words, subject) => {
      const automaton = buildWordAutomaton(words);
      const { hits, count } = findWords(automaton, subject);
      const found: string[] = [];
      for (let hit = 0; hit < count; hit += 2)
        for (const index of automaton.endings[hits[hit + 1] ?? -1] ?? [])
          found.push(`${hits[hit]} ${words[index]}`);
      const lowered = subject.toLowerCase();
      const expected: string[] = [];
      for (const each of words)
        for (let at = lowered.indexOf(each); at >= 0; at = lowered.indexOf(each, at + 1))
          expected.push(`${at + each.length} ${each}`);
      expect(found.toSorted()).toEqual(expected.toSorted());
      expect(holdsWord(automaton, subject)).toBe(expected.length > 0);
    }),
  );
});

test('a word list beyond ASCII is refused', () => {
  expect(() => buildWordAutomaton(['größe'])).toThrow('not ASCII');
});
