import type { NewEvidence } from '@sallyport/action-model';
import { expect, test } from 'vitest';
import { countUnanswered } from './count-unanswered.ts';

test('a flood becomes one record with a number for each kind, and says once a kind that it began', () => {
  const told: NewEvidence[] = [];
  const unanswered = countUnanswered((evidence) => told.push(evidence));
  const firsts = Array.from({ length: 1000 }, () => unanswered.count('PreToolUse gone'));
  expect(firsts.filter(Boolean)).toHaveLength(1);
  unanswered.count('Stop too late');
  unanswered.stop();
  expect(told).toEqual([
    { type: 'lifecycle', event: 'hook-unanswered', detail: { 'PreToolUse gone': 1000, 'Stop too late': 1 } },
  ]);
});

test('names that somebody makes up do not make a record without end', () => {
  const told: NewEvidence[] = [];
  const unanswered = countUnanswered((evidence) => told.push(evidence));
  const firsts = Array.from({ length: 5000 }, (_, index) => unanswered.count(`Event${index} gone`));
  unanswered.stop();
  const [record] = told;
  const detail = record?.type === 'lifecycle' ? record.detail : {};
  expect(Object.keys(detail).length).toBeLessThan(200);
  expect(firsts.filter(Boolean).length).toBeLessThan(200);
  expect(Object.values(detail).reduce<number>((sum, each) => sum + Number(each), 0)).toBe(5000);
});
