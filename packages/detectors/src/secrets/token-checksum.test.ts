import { expect, test } from 'vitest';
import { findSecrets } from './find-secrets.ts';
import { hasTokenChecksum } from './token-checksum.ts';

/** An example GitHub's engineers published with its checksum; in two pieces for the repository's own scanners. */
const ISSUED = ['ghp', 'zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17'].join('_');

test('an issued token carries its checksum and one with a letter changed does not', () => {
  expect(hasTokenChecksum(ISSUED)).toBe(true);
  expect(hasTokenChecksum(ISSUED.replace('zQ', 'zR'))).toBe(false);
  expect(hasTokenChecksum(`${ISSUED}x`)).toBe(false);
});

test('a token whose checksum holds is surer than one whose does not, and both are said', () => {
  const real = findSecrets(`token: ${ISSUED}`)[0];
  const invented = findSecrets(`see ${ISSUED.replace('zQ', 'zR')}`)[0];
  expect(real).toMatchObject({ rule: 'github-pat', level: 'block', start: 7, end: 47 });
  expect(invented).toMatchObject({ rule: 'github-pat', level: 'warn' });
});

test('an npm token is checked the same way, and one whose checksum fails is no less sure than its shape makes it', () => {
  const npm = ISSUED.replace('ghp', 'npm');
  expect(hasTokenChecksum(npm)).toBe(true);
  expect(findSecrets(`//registry/:_authToken=${npm}`)[0]).toMatchObject({
    rule: 'npm-access-token',
    confidence: 0.99,
  });
  const invented = findSecrets(`//registry/:_authToken=${npm.replace('zQ', 'zR')}`)[0];
  expect(invented).toMatchObject({ rule: 'npm-access-token', level: 'block' });
});
