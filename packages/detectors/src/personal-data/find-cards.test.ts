import { describe, expect, it } from 'vitest';
import { findCards } from './find-cards.ts';

const sure = (text: string) =>
  findCards(text)
    .filter(({ confidence }) => confidence >= 0.5)
    .map(({ start, end }) => text.slice(start, end));

describe('findCards', () => {
  it.for([
    ['card number 4992819677820891 is lost', '4992819677820891'],
    ['4992 8196 7782 0891', '4992 8196 7782 0891'],
    ['paid with 3474-159773-07943', '3474-159773-07943'],
    ['credit_card=630427373398', '630427373398'],
    ['my card: 4370097502556.', '4370097502556'],
  ] as const)('finds the card in `%s`', ([text, card]) => expect(sure(text)).toEqual([card]));

  it.for([
    '4992819677820892', // Luhn
    '9992819677820895', // no issuer
    '4111 1111 1111 1111', // published for tests
    'card 0000000000000000',
    '24992819677820891234',
    'id 630427373398', // Maestro's wide range without a word
    'abc4992819677820891',
    '',
  ])('is not sure of `%s`', (text) => expect(sure(text)).toEqual([]));

  it('reads a long run of digits and of groups to its end', () => {
    expect(sure('4'.repeat(100_000))).toEqual([]);
    expect(sure('4111 1111 '.repeat(10_000))).toEqual([]);
  });
});
