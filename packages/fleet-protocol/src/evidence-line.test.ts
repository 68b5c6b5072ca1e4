import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHAIN_START, hashedText, sealLine, unsealLine } from './evidence-line.ts';

const hash = fc.stringMatching(/^[0-9a-f]{64}$/);

describe('an evidence line', () => {
  it('gives back exactly the body that was sealed', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), hash, (record, seal) => {
        const body = JSON.stringify({ ...record, prev: CHAIN_START });
        expect(unsealLine(sealLine(body, seal))).toEqual({ body, hash: seal });
      }),
    );
  });

  it('stays JSON with the hash as its last member', () => {
    const line = sealLine('{"seq":1}', 'a'.repeat(64));
    expect(JSON.parse(line)).toEqual({ seq: 1, hash: 'a'.repeat(64) });
  });

  it.each([
    '',
    '{}',
    '{"hash":"abc"}',
    '{"seq":1,"hash":"' + 'A'.repeat(64) + '"}',
    '{"seq":1,"hash":"' + 'a'.repeat(64) + '"} ',
  ])('is not recognised in %j', (line) => {
    expect(unsealLine(line)).toBeNull();
  });

  it('hashes the hash before it and then its own body', () => {
    expect(hashedText('prev', '{"seq":1}')).toBe('prev{"seq":1}');
  });
});
