import { expect, test } from 'vitest';
import type { Detection } from '../detection.ts';
import { heldFrom, unfinishedFrom } from './hold-back.ts';

const HEX = '0123456789abcdef0123';

test('ordinary words are let go, the last one when it has ended', () => {
  expect(heldFrom('the report is', [])).toBe('the report '.length);
  expect(heldFrom('the report is ', [])).toBe('the report is '.length);
});

test('a word that may be a value is held until no word can come that makes it a secret', () => {
  const text = `see ${HEX} and so on. `;
  expect(heldFrom(text, [])).toBe(4);
  expect(heldFrom(text.padEnd(3000, 'and so on. '), [])).toBeGreaterThan(2000);
});

test('a secret that was told holds nothing back', () => {
  const told: Detection = {
    detector: 'secret',
    rule: 'jwt',
    level: 'block',
    start: 4,
    end: 24,
    confidence: 1,
  };
  const text = `see ${HEX} and so on. `;
  expect(heldFrom(text, [told])).toBe(text.length);
});

test.each([
  ['a block of keys', 'key:\n-----BEGIN PRIVATE KEY-----\nabc def\n', 5],
  ['the beginning of a block', 'key:\n-----BEGIN RSA PRIV', 5],
  ['a second block', '-----BEGIN A-----\n-----END A-----\n-----BEGIN B-----\nabc ', 34],
  ['a login in quotes', 'run curl -u "name:pass word ', 9],
  ['a header in quotes', "curl -H 'Authorization: Basic abc ", 5],
])('what is not closed yet is held from its beginning: %s', (_, text, from) => {
  expect(unfinishedFrom(text)).toBe(from);
  expect(heldFrom(text, [])).toBe(from);
});

test.each([
  ['a block of keys', '-----BEGIN A-----\nabc\n-----END A-----\nand '],
  ['a login in quotes', 'run curl -u "name:word" and '],
])('what is closed holds nothing back: %s', (_, text) => {
  expect(unfinishedFrom(text)).toBe(text.length);
});
