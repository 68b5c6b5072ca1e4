import fc from 'fast-check';
import type { Detection } from '../detection.ts';
import { expect, test } from 'vitest';
import { gravestFindings, gravestOf } from './gravest-findings.ts';

const MOST = 4096;

const finding = (start: number, level: Detection['level'], confidence: number): Detection => ({
  detector: 'pii',
  rule: 'email',
  level,
  start,
  end: start + 1,
  confidence,
});

test('as many as may be stay as they are', () => {
  const found = Array.from({ length: MOST }, (_, at) => finding(at, 'warn', 0.5));
  expect(gravestFindings({ found, truncated: ['jwt'] }, MOST)).toEqual({ found, truncated: ['jwt'] });
});

test('of more the gravest stay, then the surest, in the order of the text, and that there were more is named', () => {
  const found = [
    finding(0, 'warn', 0.1),
    ...Array.from({ length: MOST - 2 }, (_, at) => finding(at + 1, 'warn', 0.5)),
    finding(10_000, 'warn', 0.9),
    finding(10_001, 'block', 0.1),
  ];
  const { found: kept, truncated } = gravestFindings({ found, truncated: [] }, MOST);
  expect(kept).toEqual(found.slice(1));
  expect(truncated).toEqual(['too-many-findings']);
});

test('certain ones that had to go are named', () => {
  const found = Array.from({ length: MOST + 1 }, (_, at) => finding(at, 'block', 0.5));
  expect(gravestFindings({ found, truncated: [] }, MOST).truncated).toEqual([
    'too-many-findings',
    'too-many-grave-findings',
  ]);
});

test('secrets come before others of their level, however sure those are', () => {
  const secret = { ...finding(9, 'block', 0.5), detector: 'secret', rule: 'jwt' } as const;
  const found = [...Array.from({ length: 10 }, (_, at) => finding(at, 'block', 1)), secret, { ...secret }];
  expect(gravestOf(found, 3)).toEqual([found[0], secret, secret]);
});

const sortOf = ({ detector, rule, level }: Pick<Detection, 'detector' | 'rule' | 'level'>): string =>
  [detector, rule, level].join(' ');

test('the surest of each sort stays, whatever else there is and in whatever order', () => {
  const sorts = fc.record({
    detector: fc.constantFrom('secret', 'pii', 'injection'),
    rule: fc.constantFrom('a', 'b'),
    level: fc.constantFrom('warn', 'block'),
    confidence: fc.constantFrom(0.1, 0.5, 1),
  });
  fc.assert(
    fc.property(fc.array(sorts, { maxLength: 60 }), fc.integer({ min: 12, max: 40 }), (found, most) => {
      const kept = gravestOf(found, most);
      expect(kept).toHaveLength(Math.min(most, found.length));
      for (const one of found) {
        const same = kept.filter((other) => sortOf(other) === sortOf(one));
        expect(Math.max(...same.map(({ confidence }) => confidence))).toBeGreaterThanOrEqual(one.confidence);
      }
    }),
  );
});
