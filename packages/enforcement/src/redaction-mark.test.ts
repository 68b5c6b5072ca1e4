import { expect, test } from 'vitest';
import { redactText, redactValue } from './redact.ts';

const VALUE = 'hunter2Correct8';

test.each([
  `password=[redacted:${VALUE}`,
  `password=[redacted:x]${VALUE}`,
  `password=[redacted:x#1]${VALUE}`,
  `password=[redacted:x#${VALUE}]`,
  `password: "[redacted:${VALUE}"`,
  `password: "[redacted:x]${VALUE}"`,
  `postgres://ann:[redacted:${VALUE}@db.example/x`,
  `postgres://ann:[redacted:x]${VALUE}@db.example/x`,
  `curl -u ann:[redacted:${VALUE} https://db.example/`,
  `Authorization: Bearer [redacted:x]${VALUE}`,
  `<password>[redacted:${VALUE}</password>`,
])('a value that begins like a mark is taken out: %s', (text) => {
  expect(redactText(text).text).not.toContain(VALUE);
});

test('a field of a secret’s name that holds more than a mark is taken out', () => {
  const { value } = redactValue({ password: `[redacted:x] ${VALUE}`, token: '[redacted:jwt]' });
  expect(value).toEqual({ password: '[redacted:assigned-secret]', token: '[redacted:jwt]' });
});

test.each([
  'password=[redacted:assigned-secret]',
  'password=[redacted:assigned-secret#12]',
  'Authorization: Bearer [redacted:jwt#3]',
  'password: "[redacted:own/mine]", next',
  'postgres://ann:[redacted:url-password]@db.example/x',
  'curl -u ann:[redacted:basic-auth] https://db.example/',
  '<password>[redacted:assigned-secret]</password>',
])('a mark stays as it is: %s', (text) => {
  expect(redactText(text).text).toBe(text);
});
