import type { PathUse } from '@sallyport/action-model';
import { expect, test } from 'vitest';
import { splitPath, type PathSetting } from './place.ts';
import { standingOf, type ProjectStanding } from './project.ts';

interface Where {
  readonly workspace?: string;
  readonly cwd?: string;
  readonly home?: string;
  readonly given?: string;
  readonly resolved?: string;
}

const split = (text: string | undefined) => (text === undefined ? undefined : splitPath(text, 'linux'));

const standing = (path: string, { workspace, cwd, home = '/home/user', given, resolved }: Where) => {
  const setting: PathSetting = {
    os: 'linux',
    hidesDots: false,
    home: split(home),
    workspace: split(workspace),
    cwd: split(cwd),
  };
  const use: PathUse = {
    path,
    given: given ?? path,
    access: 'write',
    recursive: false,
    glob: path.includes('*'),
    certain: true,
    ...(resolved === undefined ? {} : { resolved }),
  };
  return standingOf(use, setting);
};

const PROJECT = { workspace: '/home/user/work/project' };

test.each<[ProjectStanding, string, Where]>([
  ['inside', '/home/user/work/project', PROJECT],
  ['inside', '/home/user/work/project/src/a.ts', PROJECT],
  ['inside', '/home/user/work/project/*', PROJECT],
  ['beside', '/home/user/work/project-2/a.ts', PROJECT],
  ['beside', '/home/user/work/*', PROJECT],
  ['outside', '/home/user/notes.txt', PROJECT],
  ['outside', '/home/user/*/thesis.md', PROJECT],
  ['outside', '/home/user/Documents/thesis.md', PROJECT],
  ['outside', '/srv/data', PROJECT],
  ['outside', '/home/user/work/project/link/a', { ...PROJECT, resolved: '/home/user/Documents/a' }],
  ['outside', '/home/user/other', { workspace: '/home/user/project' }],
  ['beside', '/workspaces/repository/packages/b', { workspace: '/workspaces/repository/packages/a' }],
  ['outside', '/workspaces/other', { workspace: '/workspaces/repository' }],
])('%s: %s', (expected, path, where) => {
  expect(standing(path, where)).toBe(expected);
});

test.each<[string, Where]>([
  ['the home itself', { workspace: '/home/user', given: '~/notes.txt' }],
  ['a folder above the home', { workspace: '/home', given: '/home/user/notes.txt' }],
  ['everything', { workspace: '/', given: '/home/user/notes.txt' }],
])('nothing in it is inside when the claimed project is %s', (_, where) => {
  expect(standing('/home/user/notes.txt', where)).toBe('outside');
});

test('without a project the working folder stands for it, and a relative path that climbs out of it is unknown', () => {
  const where = { cwd: '/home/user/work' };
  expect(standing('/home/user/work/a', { ...where, given: 'a' })).toBe('inside');
  expect(standing('/home/user/Documents/a', { ...where, given: '../Documents/a' })).toBe('unknown');
  expect(standing('/home/user/Documents/a', { ...where, given: '~/Documents/a' })).toBe('outside');
  expect(standing('/home/user/Documents/a', { ...where, given: 'a' })).toBe('outside');
  expect(standing('/home/user/Documents/*', { ...where, given: '"$f"' })).toBe('outside');
  expect(standing('/home/user/a', { cwd: '/home/user', given: 'a' })).toBe('unknown');
});
