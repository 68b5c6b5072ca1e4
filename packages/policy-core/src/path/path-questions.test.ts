import type { PathUse } from '@sallyport/action-model';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  covers,
  foldAnchor,
  foldPattern,
  isUnder,
  matchesPattern,
  parseAnchor,
  parsePattern,
  touches,
} from './anchor.ts';
import { globSegment, globTokens, segmentsMeet, textMatches, tokensMeet } from './glob.ts';
import { placesOf, splitPath, type PathSetting } from './place.ts';

type Changes = Partial<PathUse> &
  Partial<Pick<PathSetting, 'os' | 'hidesDots'>> & { readonly home?: string | null };

const subject = (path: string, { os = 'linux', hidesDots = false, home = '/home/user', ...use }: Changes) => {
  const setting: PathSetting = { os, hidesDots, home: home === null ? undefined : splitPath(home, os) };
  const whole: PathUse = {
    path,
    given: path,
    access: 'read',
    recursive: false,
    glob: /[*?[{]/u.test(path),
    certain: true,
    ...use,
  };
  return { use: whole, setting, places: placesOf(whole, setting) };
};

const asks =
  (question: typeof isUnder) =>
  (anchorText: string, path: string, changes: Changes = {}) => {
    const anchor = parseAnchor(anchorText);
    if (typeof anchor === 'string') throw new Error(anchor);
    const asked = subject(path, changes);
    return question(asked, anchor.base, foldAnchor(anchor, asked.setting.os));
  };
const under = asks(isUnder);

describe('under', () => {
  test.each<[boolean, string, string, Changes?]>([
    [true, '~/.ssh', '/home/user/.ssh/id_rsa'],
    [true, '~/.ssh', '/home/user/.ssh'],
    [false, '~/.ssh', '/home/user/.sshx/id_rsa'],
    [false, '~/.ssh', '/home/user'],
    [false, '~/.ssh', '/home/other/.ssh/id_rsa'],
    [true, '~*/.ssh', '/home/other/.ssh/id_rsa'],
    [true, '~*/.ssh', '/root/.ssh/id_rsa'],
    [true, '~*/.ssh', '/var/root/.ssh/id_rsa'],
    [true, '~*/.ssh', '/data/people/user/.ssh/id', { home: '/data/people/user' }],
    [true, '~/.ssh', '/home/other/.ssh/id_rsa', { home: null }],
    [true, '~*/.ssh', 'C:/Users/ann/.SSH/id_rsa', { os: 'win32' }],
    [true, '~*/.ssh', 'C:/Users/ann/.ssh./id_rsa', { os: 'win32' }],
    [true, '~*/.ssh', 'C:/Users/ann/.ssh/id_rsa::$DATA', { os: 'win32' }],
    [true, '~*/.ssh', '/Users/ann/.SſH/id_rsa', { os: 'darwin' }],
    [false, '~*/.ssh', '/home/user/.SSH/id_rsa'],
    [true, '/etc/shadow', '/tmp/link', { resolved: '/etc/shadow' }],
    [true, '/', '/anything'],
    [true, '~/.ssh', '/home/user/.s*/id_rsa'],
    [true, '~/.ssh', '/h*/u???/.ss[hx]/id_{rsa,dsa}'],
    [true, '~/.ssh', '/**/id_rsa'],
    [false, '~/.ssh', '/home/user/*/id_rsa', { hidesDots: true }],
    [true, '~/.ssh', '/home/user/.*/id_rsa', { hidesDots: true }],
    [true, '~/.ssh', '/home/user/*/id_rsa', { hidesDots: false }],
    [true, '~/.ssh', '/', { certain: false, given: '$X/.ssh/id_rsa' }],
    [false, '~/.ssh', '/', { certain: false, given: '$X/notes' }],
    [false, '/etc', '/', { certain: false, given: '$X/etc/x' }],
    [true, '/etc/shadow', '/', { certain: false, given: '$X/etc/shadow' }],
  ])('is %s for %s and %s', (expected, anchor, path, changes) => {
    expect(under(anchor, path, changes)).toBe(expected);
  });
});

describe('touches and covers', () => {
  test.each<[string, boolean, boolean, string, string, Changes?]>([
    ['a folder above, recursively', true, true, '~/.ssh', '/home/user', { recursive: true }],
    ['a folder above, not recursively', false, false, '~/.ssh', '/home/user'],
    ['the root, recursively', true, true, '~*/.ssh', '/', { recursive: true }],
    ['all homes, recursively', true, true, '~*/.ssh', '/home', { recursive: true }],
    ['the folder itself', true, true, '~/.ssh', '/home/user/.ssh'],
    ['a file inside', true, false, '~/.ssh', '/home/user/.ssh/id_rsa', { recursive: true }],
    ['a neighbour, recursively', false, false, '~/.ssh', '/home/user/project', { recursive: true }],
    [
      'what a shell star leaves out',
      false,
      false,
      '~/.ssh',
      '/home/user/*',
      { recursive: true, hidesDots: true },
    ],
    [
      'what a shell star takes in',
      true,
      true,
      '~/Documents',
      '/home/user/*',
      { recursive: true, hidesDots: true },
    ],
  ])('%s', (_, isTouched, isCovered, anchor, path, changes) => {
    expect(asks(touches)(anchor, path, changes)).toBe(isTouched);
    expect(asks(covers)(anchor, path, changes)).toBe(isCovered);
  });
});

test.each<[boolean, string, string, Changes?]>([
  [true, '**/.env', '/a/b/.env'],
  [true, '**/.env.*', '/a/.env.local'],
  [false, '**/.env.*', '/a/.env'],
  [true, '~/.ssh/id_*', '/home/user/.ssh/id_rsa'],
  [false, '~/.ssh/id_*', '/home/user/.ssh/keys/id_rsa'],
  [true, '/proc/*/environ', '/proc/self/environ'],
  [true, '~*/**/*.pem', '/root/a/b/c.pem'],
  [true, '**/*.PEM', '/a/x.pem', { os: 'darwin' }],
  [true, '**/.env', '/a/.e*'],
])('like is %s for %s and %s', (expected, text, path, changes) => {
  const pattern = parsePattern(text);
  if (typeof pattern === 'string') throw new Error(pattern);
  const asked = subject(path, changes ?? {});
  expect(matchesPattern(asked, pattern.base, foldPattern(pattern, asked.setting.os))).toBe(expected);
});

const globText = fc
  .array(fc.constantFrom('a', 'b', '*', '?'), { maxLength: 8 })
  .map((characters) => characters.join(''));
const plainText = fc
  .array(fc.constantFrom('a', 'b'), { maxLength: 8 })
  .map((characters) => characters.join(''));
const asRegExp = (glob: string) => new RegExp(`^${glob.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'u');

test('a text matches a glob exactly when the regular expression of the glob matches it', () => {
  fc.assert(
    fc.property(globText, plainText, (glob, text) => {
      const expected = asRegExp(glob).test(text);
      expect(textMatches(globTokens(glob), text)).toBe(expected);
      expect(tokensMeet(globTokens(glob), globTokens(text))).toBe(expected);
    }),
  );
});

test('two globs meet whenever some text matches both, in either order', () => {
  fc.assert(
    fc.property(globText, globText, plainText, (left, right, text) => {
      const meets = tokensMeet(globTokens(left), globTokens(right));
      expect(tokensMeet(globTokens(right), globTokens(left))).toBe(meets);
      expect(meets || !(asRegExp(left).test(text) && asRegExp(right).test(text))).toBe(true);
    }),
  );
});

const compiled = (texts: readonly string[]) => texts.map(globSegment);

test('two path patterns meet whenever some path matches both', () => {
  const segments = fc.array(fc.constantFrom('a', 'b', '*', '**', 'a*'), { maxLength: 5 });
  const path = fc.array(fc.constantFrom('a', 'b', 'ab'), { maxLength: 5 });
  fc.assert(
    fc.property(segments, segments, path, (left, right, texts) => {
      const leftMatches = segmentsMeet(compiled(left), compiled(texts), false);
      const rightMatches = segmentsMeet(compiled(right), compiled(texts), false);
      const meets = segmentsMeet(compiled(left), compiled(right), false);
      expect(meets || !(leftMatches && rightMatches)).toBe(true);
    }),
  );
});

test.each<[boolean, string, string]>([
  [true, '.[[:alpha:]]pmrc', '.npmrc'],
  [true, '.[![:digit:]]pmrc', '.npmrc'],
  [true, '.[]n]pmrc', '.npmrc'],
  [true, '.[!]x]pmrc', '.npmrc'],
  [true, '.{n{pm,et},x}rc', '.npmrc'],
  [false, '.{}pmrc', '.npmrc'],
  [false, '.[[:alpha:]]pmrcs', '.npmrc'],
])('a class or a brace in a pattern ends where a shell ends it (%s: %s, %s)', (meets, pattern, name) => {
  expect(tokensMeet(globTokens(pattern), globTokens(name))).toBe(meets);
});

test('what a link leads to is a pattern where the path is one', () => {
  const changes = { resolved: '/home/user/.ss*/id_rsa', glob: true };
  expect(under('~/.ssh', '/home/user/project/link/.ss*/id_rsa', changes)).toBe(true);
});
