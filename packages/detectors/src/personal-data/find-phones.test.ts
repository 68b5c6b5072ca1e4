import { describe, expect, it } from 'vitest';
import { findPhones } from './find-phones.ts';

const wordsOf = (text: string): readonly string[] =>
  findPhones(text).map(({ start, end }) => text.slice(start, end));

describe('findPhones', () => {
  it.for([
    ['call +44 20 7946 0018 today', ['+44 20 7946 0018']],
    ['(212) 664-7665 or 212.664.7666', ['(212) 664-7665', '212.664.7666']],
    ['Tel. +49 30 901820', ['+49 30 901820']],
  ] as const)('finds numbers of a real plan in `%s`', ([text, numbers]) => {
    expect(wordsOf(text)).toEqual(numbers);
  });

  it.for(['order 1234567890123456', 'on 2026-11-22 12:48:55', 'version 10.4.233.1', '555-0100', ''])(
    'finds none in `%s`',
    (text) => expect(wordsOf(text)).toEqual([]),
  );
});
