import type { Detection } from '../detection.ts';
import { expect, test } from 'vitest';
import { gravestFindings } from './gravest-findings.ts';

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
