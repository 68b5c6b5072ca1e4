import { expect, test } from 'vitest';
import { itemOf } from '../../test/item-of.ts';
import { liveFit, streamQuery } from './live-fit.ts';

const item = itemOf({ at: '2026-11-22T10:00:00.000Z' });

test('the stream is asked only for what it can filter', () => {
  expect(streamQuery({ q: 'x', verdict: 'block', since: item.at, tool: 'Bash' })).toEqual({
    verdict: 'block',
    tool: 'Bash',
  });
});

test('a live record outside the span of time is left out', () => {
  expect(liveFit({ since: '2026-11-22T10:00:00.001Z' }, item)).toBe('no');
  expect(liveFit({ until: '2026-11-22T09:59:59.999Z' }, item)).toBe('no');
  expect(liveFit({ since: item.at, until: '2026-11-22T10:00:00.001Z' }, item)).toBe('yes');
  expect(liveFit({ until: item.at }, item)).toBe('no');
});

test('whether a live record fits a search is for the control plane to say', () => {
  expect(liveFit({ q: 'ssh' }, item)).toBe('ask');
});
