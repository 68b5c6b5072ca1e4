import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAlike, skeletonOf } from './read-alike.ts';

describe('two names', () => {
  it.for([
    ['read_fiIe', 'read_file'],
    ['read_fi1e', 'readFile'],
    ['rеad_file', 'read_file'],
    ['read\u200b_file', 'read_file'],
    ['re\u0301ad_file', 'read_file'],
    ['ｒead_file', 'read-file'],
    ['g1thub', 'gIthub'],
    ['rnemory', 'memory'],
    ['l0gin', 'login'],
  ] as const)('that an eye confuses look alike: %s and %s', ([one, other]) => {
    expect(readAlike(one, other)).toBe('look-alike');
    expect(readAlike(other, one)).toBe('look-alike');
  });

  it.for([
    ['read_file', 'readFile'],
    ['read-file', 'READ_FILE'],
    ['GitHub', 'github'],
    ['getItem', 'get_item'],
    ['list', 'LIST'],
  ] as const)('of the same letters are spelled otherwise: %s and %s', ([one, other]) => {
    expect(readAlike(one, other)).toBe('spelling');
    expect(readAlike(other, one)).toBe('spelling');
  });

  it.for([
    ['search', 'search'],
    ['read_file', 'read_files'],
    ['get_mail', 'get_mall'],
    ['_', '-'],
    ['', '__'],
    ['поиск', 'запись'],
    ['搜索', '搜寻'],
    ['tool1', 'tool2'],
  ] as const)('are each its own: %s and %s', ([one, other]) => {
    expect(readAlike(one, other)).toBeUndefined();
  });

  it('look alike from either side, and never to themselves', () => {
    const name = fc.string({ unit: 'grapheme', maxLength: 12 });
    fc.assert(
      fc.property(name, name, (one, other) => {
        expect(readAlike(one, other)).toBe(readAlike(other, one));
        expect(readAlike(one, one)).toBeUndefined();
        const isSame = skeletonOf(one) === skeletonOf(other);
        expect(readAlike(one, other) === 'look-alike' && !isSame).toBe(false);
      }),
    );
  });
});
