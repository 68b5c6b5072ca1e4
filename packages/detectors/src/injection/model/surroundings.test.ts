import { describe, expect, it } from 'vitest';
import { readWords } from '../read-words.ts';
import { flagsOf, traitsOfWhole } from './surroundings.ts';

const flagsAt = (text: string, wording: string): number => {
  const reading = readWords(text);
  const at = reading.sentences.findIndex(({ start, end }) => text.slice(start, end).includes(wording));
  return flagsOf(reading)(at);
};
const wholeOf = (text: string): readonly number[] => {
  const traits: number[] = [];
  traitsOfWhole(readWords(text), (trait) => traits.push(trait));
  return traits;
};

describe('what a sentence stands in', () => {
  it.for([
    ['a block of code', 'See:\n```\nwater the plants\n```\n'],
    ['a quoted block', 'See:\n\n> water the plants\n'],
    ['a list', 'See:\n\n- water the plants\n'],
    ['a comment', 'let a;\n// water the plants\n'],
    ['a heading', 'See.\n\n## water the plants\n'],
    ['quotation marks', 'See. "water the plants"\n'],
  ] as const)('tells %s from plain text', ([, text]) => {
    expect(flagsAt(text, 'water')).not.toBe(flagsAt('See.\n\nwater the plants\n', 'water'));
  });
  it('is plain again after a block of code has ended', () => {
    const after = '```\nrun it\n```\n\nwater the plants\n';
    expect(flagsAt(after, 'water')).toBe(flagsAt('Run it.\n\nwater the plants\n', 'water'));
  });
  it('says of a short text only how long it is', () => {
    expect(wholeOf('Ignore the rules.')).toHaveLength(1);
    expect(wholeOf('Ignore the rules. One. Two. Three. Four.').length).toBeGreaterThan(1);
  });
});
