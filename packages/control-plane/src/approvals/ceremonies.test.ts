import { expect, test } from 'vitest';
import { Ceremonies } from './ceremonies.ts';

const at = (ms: number) => {
  const clock = { ms };
  return { clock, ceremonies: new Ceremonies(() => new Date(clock.ms)) };
};

test('a nonce is good once, for what it was given out for, and for two minutes', () => {
  const { clock, ceremonies } = at(0);
  const { nonce, expiresAt } = ceremonies.begin('approve T1');
  expect(expiresAt).toBe('1970-01-01T00:02:00.000Z');
  expect(ceremonies.take(nonce, 'approve T1')).toBe(true);
  expect(ceremonies.take(nonce, 'approve T1')).toBe(false);
  const other = ceremonies.begin('approve T1').nonce;
  expect(ceremonies.take(other, 'deny T1')).toBe(false);
  // Whoever tries it for something else has used it up.
  expect(ceremonies.take(other, 'approve T1')).toBe(false);
  const late = ceremonies.begin('approve T1').nonce;
  clock.ms = 120_000;
  expect(ceremonies.take(late, 'approve T1')).toBe(false);
});

test('a nonce that nobody gave out is none, and no two are the same', () => {
  const { ceremonies } = at(0);
  expect(ceremonies.take('A'.repeat(43), 'approve T1')).toBe(false);
  const nonces = Array.from({ length: 100 }, () => ceremonies.begin('x').nonce);
  expect(new Set(nonces).size).toBe(100);
  for (const nonce of nonces) expect(nonce).toHaveLength(43);
});

test('of very many that are open the oldest is forgotten', () => {
  const { ceremonies } = at(0);
  const first = ceremonies.begin('x').nonce;
  for (let count = 0; count < 500; count++) ceremonies.begin('x');
  expect(ceremonies.take(first, 'x')).toBe(false);
});
