import type { Detected, DetectorInput } from '@sallyport/detectors';
import { expect, test } from 'vitest';
import { ResultCache } from './result-cache.ts';
import { textDigest } from './text-digest.ts';

const detected = (findings: number): Detected => ({
  found: Array.from({ length: findings }, () => ({
    detector: 'secret',
    rule: 'jwt',
    level: 'block',
    start: 0,
    end: 1,
    confidence: 1,
  })),
  truncated: [],
});

test('the longest unused goes first when the room is used up', () => {
  const cache = new ResultCache(650);
  cache.set('a', detected(0));
  cache.set('b', detected(0));
  cache.set('c', detected(0));
  expect(cache.get('a')).toEqual(detected(0));
  cache.set('d', detected(0));
  expect(['a', 'b', 'c', 'd'].filter((key) => cache.get(key) !== undefined)).toEqual(['a', 'c', 'd']);
});

test('a result counts by how much was found, and one that is larger than the room is not kept', () => {
  const cache = new ResultCache(1000);
  cache.set('a', detected(0));
  cache.set('huge', detected(1000));
  expect(cache.get('huge')).toBeUndefined();
  cache.set('b', detected(1));
  cache.set('b', detected(1));
  cache.set('c', detected(1));
  expect(['b', 'c'].map((key) => cache.get(key))).toEqual([detected(1), detected(1)]);
});

test('texts differ by role and by every code unit, lone surrogates too', async () => {
  const inputs: readonly DetectorInput[] = [
    { text: 'a', role: 'file' },
    { text: 'a', role: 'prompt' },
    { text: '\ud800', role: 'file' },
    { text: '\udfff', role: 'file' },
    { text: `${'a'.repeat(300_000)}b`, role: 'file' },
    { text: `${'a'.repeat(300_000)}c`, role: 'file' },
  ];
  const digests = await Promise.all(inputs.map(textDigest));
  expect(new Set(digests).size).toBe(inputs.length);
  expect(await Promise.all(inputs.map(textDigest))).toEqual(digests);
});
