import { describe, expect, test } from 'vitest';
import { findSecrets } from '../find-secrets.ts';
import { isSealedAt } from './is-sealed.ts';

const BODY = 'aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0z+'.repeat(12);

describe('a value encrypted for a cluster', () => {
  test.each(['AgA', 'AgC', 'AQB'])('beginning with %s is no leak, whatever its name', (head) => {
    expect(findSecrets(`  API_TOKEN: ${head}${BODY}==`)).toEqual([]);
  });

  test('is known by the length of its session key and by its own', () => {
    expect(isSealedAt(`x AgB${BODY}`, 2)).toBe(true);
    expect(isSealedAt(`x AhB${BODY}`, 2)).toBe(false);
    expect(isSealedAt(`x AgB${BODY.slice(0, 200)}`, 2)).toBe(false);
  });

  test('lets no other long value by', () => {
    expect(findSecrets(`  API_TOKEN: xgA${BODY.slice(0, 61)}`)).not.toEqual([]);
  });
});
