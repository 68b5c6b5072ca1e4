import { linkSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Action, type PathUse } from '@sallyport/action-model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PathLookup } from './path-lookup.ts';
import { resolvePaths } from './resolve-paths.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-met-')));
const at = (path: string): string => join(root, path);
afterAll(() => rmSync(root, { recursive: true, force: true }));
beforeAll(() => {
  for (const file of ['home/.ssh/id_rsa', 'home/.vault-token', 'work/a/plain.txt', 'work/src/deep/main.c', 'other/Documents/letter']) {
    mkdirSync(dirname(at(file)), { recursive: true });
    writeFileSync(at(file), 'x');
  } // prettier-ignore
  const links = { keys: '../home/.ssh', 'key.txt': '../home/.ssh/id_rsa', others: '../other', 'src/up': '../../home', inside: 'src', loop: '.' }; // prettier-ignore
  for (const [name, to] of Object.entries(links)) symlinkSync(to, at(`work/${name}`));
  linkSync(at('home/.vault-token'), at('work/hard.txt'));
});

const used = (
  path: string,
  more: Partial<PathUse> = {},
  places: readonly string[] = [],
  whole: object = {},
): readonly string[] => {
  const use = {
    path: at(path),
    given: path,
    access: 'read',
    recursive: false,
    glob: true,
    certain: true,
    ...more,
  };
  const action = Action.parse({
    id: 'a',
    kind: 'file.read',
    digest: '0'.repeat(64),
    origin: { groups: [], os: 'linux', tier: 'cooperative', agent: 'claude-code', surface: 'hook', permissionMode: 'default', trigger: 'person', attended: true, proofs: {}, home: at('home') },
    effects: [],
    paths: [use],
    hosts: [],
    samples: [],
    findings: [],
    ...whole,
  }); // prettier-ignore
  return resolvePaths(action, new PathLookup(), () => places)
    .paths.slice(1)
    .map(
      ({ path, recursive, glob }) =>
        `${path.slice(root.length)}${recursive ? ' below' : ''}${glob ? ' pattern' : ''}`,
    );
};

describe('a pattern meets the links that were laid before:', () => {
  test.for<[pattern: string, reaches: string]>([
    ['work/*/id_rsa', '/home/.ssh/id_rsa'],
    ['work/k*/id_rsa', '/home/.ssh/id_rsa'],
    ['work/ke?s/id_rsa', '/home/.ssh/id_rsa'],
    ['work/[[:lower:]]eys/id_rsa', '/home/.ssh/id_rsa'],
    ['work/[!a]eys/id_rsa', '/home/.ssh/id_rsa'],
    ['work/@(keys|x)/id_rsa', '/home/.ssh/id_rsa'],
    ['work/k*/*', '/home/.ssh/* pattern'],
    ['work/*.txt', '/home/.ssh/id_rsa'],
    ['work/*/up/.ssh/id_rsa', '/home/.ssh/id_rsa'],
    ['work/*/*/.ssh/id_rsa', '/home/.ssh/id_rsa'],
    ['work/{others,x}/Documents/*', '/other/Documents/* pattern'],
    ['work/{x,key.txt}', '/home/.ssh/id_rsa'],
    ['work/**', '/home/.ssh below'],
    ['work/l*p/l*p/keys/id_rsa', '/home/.ssh/id_rsa'],
  ])('%s', ([pattern, reaches]) => {
    expect(used(pattern)).toContain(reaches);
  });

  test.for<[pattern: string, more: Partial<PathUse>]>([
    ['work/a/*', {}],
    ['work/nothing*/id_rsa', {}],
    ['work/**/main.c', {}],
    ['work/in*', {}],
    ['work/*.txt', { access: 'delete' }],
    ['nowhere/*/x', {}],
  ])('and nothing where there is none that counts: %s', ([pattern, more]) => {
    expect(used(pattern, more)).toEqual([]);
  });

  test('who only renames what it meets follows no link, and whoever does more in the same command may', () => {
    const program = { name: 'mv', given: 'mv', args: [], flags: [], via: [], certain: true, elevated: false };
    const command = (count: number) => ({
      kind: 'shell.run',
      command: { text: '', shell: 'bash', marks: [], programs: Array.from({ length: count }, () => program) },
    });
    expect(used('work/*.txt', {}, [], command(1))).toEqual([]);
    expect(used('work/*.txt', {}, [], command(2))).toContain('/home/.ssh/id_rsa');
    expect(used('work/k*/id_rsa', {}, [], command(1))).toContain('/home/.ssh/id_rsa');
  });

  test('a folder of thousands of names and links is looked at in bounds', () => {
    mkdirSync(at('many'));
    for (let index = 0; index < 5000; index++) symlinkSync(`../home/.ssh`, at(`many/l${index}`));
    expect(used('many/*/id_rsa').length).toBeLessThanOrEqual(64);
    expect(used(`many/${'*'.repeat(2000)}x/id_rsa`)).toEqual([]);
  });
});

describe('a file with a second name in a protected place is used by that name, too:', () => {
  const PLACES = ['~/.vault-token', '~/.ssh'];
  test('a plain path and a pattern', () => {
    expect(used('work/hard.txt', { glob: false }, PLACES)).toEqual(['/home/.vault-token']);
    expect(used('work/h*.txt', {}, PLACES)).toContain('/home/.vault-token');
    expect(used('home/../work/hard.txt', { glob: false, access: 'write' }, PLACES)).toContain(
      '/home/.vault-token',
    );
  });
  test('all of a folder', () => {
    expect(used('work', { glob: false, recursive: true }, PLACES)).toEqual(['/home/.vault-token below']);
    expect(used('work/a', { glob: false, recursive: true }, PLACES)).toEqual([]);
  });
  test('and not where nobody protects it, or it has one name only', () => {
    expect(used('work/hard.txt', { glob: false })).toEqual([]);
    expect(used('work/a/plain.txt', { glob: false }, PLACES)).toEqual([]);
    expect(used('home/.vault-token', { glob: false }, PLACES)).toEqual([]);
  });
});
