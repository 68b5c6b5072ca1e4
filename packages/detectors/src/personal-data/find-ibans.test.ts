import { describe, expect, it } from 'vitest';
import { findIbans } from './find-ibans.ts';

const found = (text: string) => findIbans(text).map(({ start, end }) => text.slice(start, end));

describe('findIbans', () => {
  it.for([
    ['My IBAN is GB56HXDO88167774656119', 'GB56HXDO88167774656119'],
    ['gb42nawi04454264788619', 'gb42nawi04454264788619'],
    ['to DE89 3704 0044 0532 0130 00 by Friday', 'DE89 3704 0044 0532 0130 00'],
    ['NO93 8601 1117 947', 'NO93 8601 1117 947'],
  ] as const)('finds the account in `%s`', ([text, iban]) => expect(found(text)).toEqual([iban]));

  it.for([
    'GB57HXDO88167774656119',
    'GB56HXDO8816777465611',
    'XX56HXDO88167774656119',
    'xGB56HXDO88167774656119',
    'GB56HXDO881677746561190',
    '',
  ])('finds none in `%s`', (text) => expect(found(text)).toEqual([]));

  it('is less sure of the numbers in every manual', () => {
    expect(findIbans('DE89370400440532013000')[0]?.confidence).toBeLessThan(0.5);
  });

  it('reads a long text of beginnings to its end', () => expect(found('GB82'.repeat(25_000))).toEqual([]));
});
