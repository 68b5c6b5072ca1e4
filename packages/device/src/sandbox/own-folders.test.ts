import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { maskedPlaces } from './masked-places.ts';
import { ownFolders } from './own-folders.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-own-')));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let homes = 0;
const homeWith = (files: readonly string[]): string => {
  const home = join(root, `home-${homes++}`);
  for (const file of files) {
    mkdirSync(dirname(join(home, file)), { recursive: true });
    writeFileSync(join(home, file), 'x');
  }
  return home;
};
const madeOf = (home: string, keptOut: readonly string[]) => {
  const masked = maskedPlaces(keptOut, { home, cwd: home }).filter(({ path }) => path.startsWith(home));
  const { words, left } = ownFolders(masked, [home]);
  const below = (path: string): string => path.slice(home.length + 1) || '~';
  return {
    words: words.map(([kind = '', ...paths]) => `${kind} ${below(paths.at(-1) ?? '')}`),
    left: left.map(({ path }) => below(path)),
  };
};

test('what is masked is not among the names of its folder, and all others are', () => {
  const home = homeWith(['.netrc', 'notes.txt', '.config/gh/hosts.yml', '.config/other', '.ssh/id']);
  symlinkSync('notes.txt', join(home, 'link'));
  expect(madeOf(home, ['~/.netrc', '~/.config/gh/hosts.yml', '~/.pgpass', '~/.config/op'])).toEqual({
    words: [
      '--tmpfs ~',
      '--dir .config',
      '--dir .config/gh',
      '--ro-bind .config/gh/hosts.yml',
      '--ro-bind-try .config/other',
      '--ro-bind .netrc',
      '--dir .ssh',
      '--symlink link',
      '--ro-bind-try notes.txt',
      '--remount-ro ~',
    ],
    left: [],
  });
});

const many = (folder: string): readonly string[] =>
  Array.from({ length: 600 }, (_, index) => `${folder}n${index}`);

test('a folder of many names in which nothing masked lies yet is shown as it is', () => {
  const home = homeWith(['.netrc', ...many('.cache/')]);
  const { words, left } = madeOf(home, ['~/.netrc', '~/.cache/token']);
  expect(words).toContain('--ro-bind-try .cache');
  expect(words).toContain('--ro-bind .netrc');
  expect(left).toEqual([]);
});

test('where there is no room for all names a mount hides what is there', () => {
  const home = homeWith(['.netrc', ...many('')]);
  expect(madeOf(home, ['~/.netrc', '~/.pgpass'])).toEqual({ words: [], left: ['.netrc'] });
});
