import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boundedPaths, pathUses } from './path-uses.ts';

const place = { home: '/home/ann', cwd: '/home/ann/project' };
const pathsOf = (given: string, at = place) => pathUses(given, 'read', at).map(({ path }) => path);

const SPACES = [' ', '\t', '\n', '\u00a0', '\ufeff', '\u2003', '\u2028'];

test('a path is also read without the spaces around it, for that is the one the client opens', () => {
  for (const space of SPACES) {
    expect(pathsOf(`${space}/home/ann/.ssh`)).toContain('/home/ann/.ssh');
    expect(pathsOf(`/home/ann/.ssh${space}`)).toContain('/home/ann/.ssh');
    expect(pathsOf(`${space}~/.ssh/${space}`)).toContain('/home/ann/.ssh');
    expect(pathsOf(`${space}../.ssh`)).toContain('/home/ann/.ssh');
  }
  expect(pathsOf(' /home/ann/.ssh')).toContain('/home/ann/project/ /home/ann/.ssh');
  expect(pathsOf('  ')).toContain('/home/ann/project');
});

test('an ordinary path has one reading', () => {
  for (const given of ['/home/ann/x y', 'src/a.ts', '~', '~/notes', '../b', '', './[id].ts'])
    expect(pathsOf(given)).toHaveLength(1);
});

test('names that only a shell or a browser understands are also names below the current folder', () => {
  expect(pathsOf('file:///etc/x')).toEqual(['/etc/x', '/home/ann/project/file:/etc/x']);
  expect(pathsOf('~bob/x')).toEqual(['/home/bob/x', '/home/ann/project/~bob/x']);
  expect(pathsOf('C:\\x')).toEqual(['C:/x', '/home/ann/project/C:\\x']);
});

test('letters with loose accents are also read composed', () => {
  expect(pathsOf('/home/ann/cafe\u0301')).toEqual(['/home/ann/cafe\u0301', '/home/ann/caf\u00e9']);
});

test('spaces never take away what the bare path is read as', () => {
  fc.assert(
    fc.property(
      fc.string({ maxLength: 12 }).map((text) => text.trim()),
      fc.constantFrom(...SPACES),
      (bare, space) => {
        expect(pathsOf(space + bare)).toEqual(expect.arrayContaining(pathsOf(bare)));
        expect(pathsOf(bare + space)).toEqual(expect.arrayContaining(pathsOf(bare)));
      },
    ),
  );
});

test('more paths than an action holds count as everywhere', () => {
  const [use] = pathUses('/a', 'read', place);
  const many = (count: number) => boundedPaths(Array.from({ length: count }, () => use));
  expect(many(4096).at(-1)).toBe(use);
  expect(many(4097)).toHaveLength(4096);
  expect(many(4097).at(-1)).toMatchObject({ path: '/', access: 'read', recursive: true, certain: false });
});
