import { describe, expect, it } from 'vitest';
import { count, SETS } from './measurement.ts';

/** A little below (malicious) or above (benign) what was measured on the held-back half at `warn` or `block`. */
const LEAST: Readonly<Record<string, number>> = {
  'malicious, fixtures of two scanners': 0.52,
  'malicious, written for this': 0.7,
};
const MOST: Readonly<Record<string, number>> = {
  'benign, fixtures of two scanners': 0,
  'benign, written for this': 0.05,
  'benign, installed read-me files': 0.02,
  'benign, installed package files': 0.01,
};

describe('manifests that nobody looked at while the rules were written', () => {
  it.for(SETS)('are found, or left alone: %s', ([name, samples]) => {
    const { n, hits } = count(samples(true));
    expect(n).toBeGreaterThan(9);
    const least = LEAST[name];
    if (least !== undefined) expect(hits / n).toBeGreaterThanOrEqual(least);
    else expect(hits / n).toBeLessThanOrEqual(MOST[name] ?? 0);
  });
});
