import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { isPublishedExample } from './published-examples.ts';

const signed = (header: string, payload: string, key: string | Buffer): string => {
  const body = [header, payload].map((part) => Buffer.from(part).toString('base64url')).join('.');
  return `${body}.${createHmac('sha256', key).update(body).digest('base64url')}`;
};
const HEAD = '{"alg":"HS256","typ":"JWT"}';
const RFC_KEY = Buffer.from(
  'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow',
  'base64url',
);

it.each([
  signed(HEAD, '{"sub":"1234567890","name":"John Doe","iat":1516239022}', 'your-256-bit-secret'),
  signed(
    HEAD,
    '{"sub":"1234567890","name":"John Doe","admin":true,"iat":1516239022}',
    'a-string-secret-at-least-256-bits-long',
  ),
  signed(
    '{"typ":"JWT",\r\n "alg":"HS256"}',
    '{"iss":"joe",\r\n "exp":1300819380,\r\n "http://example.com/is_root":true}',
    RFC_KEY,
  ),
  ['AKIA', 'IOSFODNN7EXAMPLE'].join(''),
  `"${['sk_test', '_4eC39HqLyjWDarjtT1zdp7dc'].join('')}"`,
])('knows `%s` as one that was published with its key', (value) => {
  expect(isPublishedExample(value)).toBe(true);
});

it('takes nothing for an example that has more in it, is too short a part, or is another one', () => {
  const key = ['AKIA', 'IOSFODNN7EXAMPLE'].join('');
  for (const value of [`${key}x`, `x${key}`, key.slice(0, 12), ['AKIA', 'IOSFODNN7EXAMPLF'].join(''), ''])
    expect([value, isPublishedExample(value)]).toEqual([value, false]);
});
