import { expect, it } from 'vitest';
import { matchesSimply } from './simple-pattern.ts';

it.each([
  ['^git\\.acme\\.example$', 'git.acme.example', true],
  ['^git\\.acme\\.example$', 'gitxacme.example', false],
  ['^git\\.acme\\.example$', 'git.acme.example.org', false],
  ['\\.acme\\.example$', 'git.acme.example', true],
  ['acme', 'git.acme.example', true],
  ['acme', 'git.other.example', false],
  ['^/srv/.*/plugins$', '/srv/a/b/plugins', true],
  ['^/srv/.*/plugins$', '/srv/plugins', false],
  ['^a.*b.*c$', 'a1b2c', true],
  ['^a.*b.*c$', 'a1c', false],
  ['', 'anything', true],
  ['^a\\$$', 'a$', true],
  ['^(a+)+$', 'a', undefined],
  ['^a.c$', 'abc', undefined],
  ['^\\w+$', 'abc', undefined],
  ['^a|b$', 'a', undefined],
])('`%s` on `%s` is %s', (pattern, text, matches) => {
  expect(matchesSimply(pattern, text)).toBe(matches);
});
