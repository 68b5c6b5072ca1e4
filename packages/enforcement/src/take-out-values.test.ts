import { expect, it } from 'vitest';
import { takeOutValues } from './take-out-values.ts';

it('takes a value out wherever it stands, also as it stands inside JSON text, and says where', () => {
  const value = 'line one\n"two"';
  const record = { input: JSON.stringify({ prompt: `x ${value} y` }), paths: [`/${value}`], n: 1 };
  const { value: left, redactions } = takeOutValues(record, [{ text: value, kind: 'thing' }]);
  expect(left).toEqual({ input: '{"prompt":"x [redacted:thing] y"}', paths: ['/[redacted:thing]'], n: 1 });
  expect(redactions).toEqual([
    { field: '/input', kind: 'thing', count: 1 },
    { field: '/paths/0', kind: 'thing', count: 1 },
  ]);
});

it('gives back the same record when there is nothing to take out', () => {
  const record = { a: 'b' };
  expect(takeOutValues(record, []).value).toBe(record);
});
