import { describe, expect, it } from 'vitest';
import { count, SETS } from './measurement.ts';

/** A little below or above what was measured on the held-back half at `warn` or `block`. */
const BOUNDS: Readonly<Record<string, { readonly least: number; readonly most: number }>> = {
  'malicious, fixtures of two scanners': { least: 0.56, most: 1 },
  'malicious, written for this': { least: 0.7, most: 1 },
  'benign, fixtures of two scanners': { least: 0, most: 0 },
  'benign, written for this': { least: 0, most: 0.05 },
  'benign, installed skills': { least: 0, most: 0 },
  'benign, installed read-me files': { least: 0, most: 0.02 },
  'benign, installed package files': { least: 0, most: 0.01 },
};

describe('manifests that nobody looked at while the rules were written', () => {
  it('have a bound each', () => {
    expect(SETS.map(([name]) => name).toSorted()).toEqual(Object.keys(BOUNDS).toSorted());
  });

  it.for(SETS)('are found, or left alone: %s', ([name, samples]) => {
    const { n, hits } = count(samples(true));
    expect(n).toBeGreaterThan(9);
    expect(hits / n).toBeGreaterThanOrEqual(BOUNDS[name]?.least ?? 1);
    expect(hits / n).toBeLessThanOrEqual(BOUNDS[name]?.most ?? 0);
  });
});
