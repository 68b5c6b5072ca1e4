import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Action, type PathUse } from '@sallyport/action-model';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { actionOf } from '../test/action-support.ts';
import { PathLookup } from './path-lookup.ts';
import { resolvePaths } from './resolve-paths.ts';

const made: string[] = [];
const scratch = (): string => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-paths-')));
  made.push(folder);
  return folder;
};
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true });
});

const use = (path: string, more: Partial<PathUse> = {}): PathUse => ({
  path,
  given: path,
  access: 'read',
  recursive: false,
  glob: false,
  certain: true,
  ...more,
});

const actionOn = (paths: PathUse[], more: object = {}): Action =>
  actionOf({ kind: 'file.read', paths, ...more });

const resolvedOf = (...paths: PathUse[]) =>
  resolvePaths(actionOn(paths)).paths.map(({ path, resolved }) => resolved ?? path);

test('a way up from a link leads where the system goes, and where the text says', () => {
  const home = scratch();
  mkdirSync(join(home, 'far/deep'), { recursive: true });
  mkdirSync(join(home, 'near/plain'), { recursive: true });
  symlinkSync(join(home, 'far/deep'), join(home, 'near/link'));
  const name = (given: string) => resolvedOf(use(join(home, 'near/x'), { given }));
  expect(name(`${home}/near/link/../x`)).toEqual([join(home, 'near/x'), join(home, 'far/x')]);
  expect(name(`${home}/near/link/.//../x`)).toEqual([join(home, 'near/x'), join(home, 'far/x')]);
  expect(name(`${home}/near/plain/../x`)).toEqual([join(home, 'near/x')]);
});

test('links are followed, also below folders that do not exist yet and for the folder of a pattern', () => {
  const home = scratch();
  mkdirSync(join(home, 'keys/deep'), { recursive: true });
  symlinkSync('keys', join(home, 'link'));
  symlinkSync('link/deep', join(home, 'second'));
  expect(
    resolvedOf(
      use(join(home, 'link/id')),
      use(join(home, 'second/a/b/c')),
      use(join(home, 'link/*/id'), { glob: true }),
      use('/*', { glob: true }),
      use('/'),
      use(home),
    ),
  ).toEqual([`${home}/keys/id`, `${home}/keys/deep/a/b/c`, `${home}/keys/*/id`, '/*', '/', home]);
});

test('a link to a file that is not there yet leads to where writing would make it', () => {
  const home = scratch();
  mkdirSync(join(home, '.ssh'));
  mkdirSync(join(home, 'project'));
  symlinkSync('../.ssh/authorized_keys', join(home, 'project/notes'));
  symlinkSync('../gone/../.ssh/authorized_keys', join(home, 'project/winding'));
  expect(resolvedOf(use(join(home, 'project/notes')), use(join(home, 'project/winding')))).toEqual([
    `${home}/.ssh/authorized_keys`,
    `${home}/.ssh/authorized_keys`,
  ]);
});

test('loops of links, names that are too long and files in place of folders end at themselves', () => {
  const home = scratch();
  symlinkSync('b', join(home, 'a'));
  symlinkSync('a/x', join(home, 'b'));
  symlinkSync('self', join(home, 'self'));
  writeFileSync(join(home, 'file'), '');
  const paths = ['a/y', 'b', 'self/z', 'file/below', `${'n'.repeat(300)}/x`].map((name) => join(home, name));
  const { paths: resolved } = resolvePaths(actionOn(paths.map((path) => use(path))));
  expect(resolved.map(({ path }) => path)).toEqual(paths);
  expect(resolved.every(({ resolved: to = '', path }) => to === '' || to.startsWith(dirname(path)))).toBe(
    true,
  );
});

test('a folder that the system does not let us see makes what is below it uncertain', () => {
  // A name in a process of another user can't be made in a test that may run as root; a NUL is refused alike.
  const [refused] = resolvePaths(actionOn([use('/tmp/a\0b/c')])).paths;
  expect(refused).toMatchObject({ certain: false });
});

test('many paths below folders that are missing are all looked at', () => {
  const home = scratch();
  mkdirSync(join(home, '.ssh'));
  symlinkSync('.ssh', join(home, 'link'));
  const junk = Array.from({ length: 1900 }, (_, index) => use(`${home}/gone-${index}${'/x'.repeat(1000)}`));
  const { paths } = resolvePaths(actionOn([...junk, use(join(home, 'link/id'))]));
  expect(paths).toHaveLength(1901);
  expect(paths.at(-1)).toMatchObject({ certain: true, resolved: `${home}/.ssh/id` });
});

const TOO_MANY = 2500;
const half = (name: string) =>
  actionOn(Array.from({ length: TOO_MANY / 2 }, (_, index) => use(`/${name}-${index}`)));

test('paths that nobody looked at count as everywhere, for each thing done to them', () => {
  const home = scratch();
  mkdirSync(join(home, '.ssh'));
  symlinkSync('.ssh', join(home, 'link'));
  const junk = Array.from({ length: TOO_MANY }, (_, index) => use(`${home}/gone-${index}`));
  const { paths } = resolvePaths(
    actionOn([...junk, use(join(home, 'link/id')), use(join(home, 'link/new'), { access: 'write' })]),
  );
  const everywhere = { path: '/', recursive: true, certain: false };
  expect(paths.slice(0, 2)).toMatchObject([
    { ...everywhere, access: 'read' },
    { ...everywhere, access: 'write' },
  ]);
  expect(paths.slice(-2).map(({ certain }) => certain)).toEqual([false, false]);
  expect(paths[2]).toMatchObject({ path: `${home}/gone-0`, certain: true });
});

test('a command with more paths than are looked at is marked as not read to its end, and stays a valid action', () => {
  const command = { text: 'cat …', shell: 'bash', programs: [], marks: ['inline-code'] };
  const paths = Array.from({ length: 4096 }, (_, index) => use(`/gone-${index}`));
  const resolved = resolvePaths(actionOn(paths, { kind: 'shell.run', command }));
  expect(Action.parse(resolved)).toMatchObject({ command: { marks: ['inline-code', 'too-long'] } });
});

test('all actions of one call share what may be spent on them', () => {
  const lookup = new PathLookup();
  expect(resolvePaths(half('a'), lookup).paths[0]).toMatchObject({ certain: true });
  expect(resolvePaths(half('b'), lookup).paths[0]).toMatchObject({ path: '/', recursive: true });
});

test('long paths through many folders that are there cost no more than the steps allow', () => {
  const home = scratch();
  const deep = join(home, ...Array.from({ length: 500 }, () => 'd'));
  mkdirSync(deep, { recursive: true });
  const { paths } = resolvePaths(actionOn(Array.from({ length: 1000 }, (_, n) => use(`${deep}/${n}`))));
  expect(paths[0]).toMatchObject({ path: '/', certain: false });
});

const NAMES = ['a', 'b', 'c', 'd'];
const relative = fc.array(fc.constantFrom(...NAMES, '..'), { minLength: 1, maxLength: 4 });
const entry = fc.record({
  at: fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 3 }),
  kind: fc.constantFrom('folder' as const, 'file' as const, 'link' as const, 'absolute-link' as const),
  target: relative,
});

function plant(
  root: string,
  entries: readonly (typeof entry extends fc.Arbitrary<infer T> ? T : never)[],
): void {
  for (const { at, kind, target } of entries) {
    const path = join(root, ...at);
    try {
      mkdirSync(dirname(path), { recursive: true });
      if (kind === 'folder') mkdirSync(path);
      else if (kind === 'file') writeFileSync(path, '');
      else symlinkSync(kind === 'link' ? target.join('/') : join(root, ...target), path);
    } catch {
      // A name that is taken, or below a file: the tree is random, so it just has less in it.
    }
  }
}

test('whatever the tree, a path that exists leads where the system says', () => {
  fc.assert(
    fc.property(
      fc.array(entry, { maxLength: 12 }),
      fc.array(fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 5 }), {
        minLength: 1,
        maxLength: 20,
      }),
      (entries, asked) => {
        // So deep that no chain of the links leads out of the folder that is thrown away.
        const root = join(scratch(), 'p/q/'.repeat(6));
        mkdirSync(root, { recursive: true });
        plant(root, entries);
        const paths = [
          ...asked.map((names) => join(root, ...names)),
          ...readdirSync(root).map((n) => join(root, n)),
        ];
        const got = resolvedOf(...paths.map((path) => use(path)));
        for (const [index, path] of paths.entries()) {
          let expected: string;
          try {
            expected = realpathSync.native(path);
          } catch {
            continue;
          }
          expect(got[index]).toBe(expected);
        }
      },
    ),
    { numRuns: 200 },
  );
});
