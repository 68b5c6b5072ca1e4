import { describe, expect, it } from 'vitest';
import { findPhones } from './find-phones.ts';

const wordsOf = (text: string): readonly string[] =>
  findPhones(text)
    .filter(({ confidence }) => confidence >= 0.5)
    .map(({ start, end }) => text.slice(start, end));

describe('findPhones', () => {
  it.for([
    ['call +44 20 7946 0018 today', ['+44 20 7946 0018']],
    ['(212) 664-7665 or 212.664.7666', ['(212) 664-7665', '212.664.7666']],
    ['Tel. +49 30 901820', ['+49 30 901820']],
    ['phone: 0049 30 901820', ['0049 30 901820']],
    ['Mobile: 03.93.92.16.85', ['03.93.92.16.85']],
    ['"mobile": "07911123456"', ['07911123456']],
    ['416 60 039 office', ['416 60 039']],
    ['ring me: 212-664-7665 x4587', ['212-664-7665 x4587']],
    ['phone=+1 415-555-2671', ['+1 415-555-2671']],
    ['cel. 11 98765-4321', ['11 98765-4321']],
    ['téléphone 01 42 68 53 00', ['01 42 68 53 00']],
  ] as const)('finds numbers that the plan or the words make one in `%s`', ([text, numbers]) => {
    expect(wordsOf(text)).toEqual(numbers);
  });

  it.for([
    'order 1234567890123456',
    'on 2026-11-22 12:48:55',
    'call at 2026-11-22',
    'version 10.4.233.1',
    '555-0100',
    '',
    'invoice number: 212-664-7665',
    '52.520008, 13.404954',
    '$212 664 7665',
    'call 192.168.100.200',
    'sha 1234567abcdef',
    'port 49152-65535',
    'pages 1998-2004',
    'phone model 12345678',
    '1 2 3 4 5 6 7 8 9 10',
    'epoch 1732278535',
    'messages 1000000 2000000',
    '?id=4155552671',
    '+1 000 000 0000',
  ])('finds none in `%s`', (text) => expect(wordsOf(text)).toEqual([]));

  it('believes the head of a column', () => {
    expect(findPhones('467 3395', true)).toHaveLength(1);
    expect(wordsOf('467 3395')).toEqual([]);
  });

  it('reads a long text of candidates to its end, past the number of look-ups in the plans', () => {
    const line = 'call 212-664-7665\n';
    const found = wordsOf(line.repeat(5000));
    expect(found).toHaveLength(5000);
    expect(wordsOf('1'.repeat(100_000))).toEqual([]);
  });
});
