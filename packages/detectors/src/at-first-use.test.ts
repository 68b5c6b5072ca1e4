import { expect, test } from 'vitest';
import { atFirstUse } from './at-first-use.ts';

test('a value is made when it is asked for, and only once', () => {
  let made = 0;
  const value = atFirstUse(() => ({ number: ++made }));
  expect(made).toBe(0);
  expect(value()).toBe(value());
  expect(made).toBe(1);
});
