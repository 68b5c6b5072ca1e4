import { expect, test } from 'vitest';
import { findSecrets } from './find-secrets.ts';
import { hasGithubChecksum } from './github-checksum.ts';

/** An example GitHub's engineers published with its checksum; in two pieces for the repository's own scanners. */
const ISSUED = ['ghp', 'zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17'].join('_');

test('an issued token carries its checksum and one with a letter changed does not', () => {
  expect(hasGithubChecksum(ISSUED)).toBe(true);
  expect(hasGithubChecksum(ISSUED.replace('zQ', 'zR'))).toBe(false);
  expect(hasGithubChecksum(`${ISSUED}x`)).toBe(false);
});

test('a token whose checksum holds is surer than one whose does not, and both are said', () => {
  const real = findSecrets(`token: ${ISSUED}`)[0];
  const invented = findSecrets(`see ${ISSUED.replace('zQ', 'zR')}`)[0];
  expect(real).toMatchObject({ rule: 'github-pat', level: 'block', start: 7, end: 47 });
  expect(invented).toMatchObject({ rule: 'github-pat', level: 'warn' });
});
