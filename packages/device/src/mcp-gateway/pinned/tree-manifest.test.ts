import {
  appendFileSync, chmodSync, cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync, symlinkSync, unlinkSync, utimesSync,
  writeFileSync,
} from 'node:fs'; // prettier-ignore
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareTrees, isUnchanged, readTree, treeHash, type Tree } from './tree-manifest.ts';

const treeOf = async (folder: string, known?: Tree): Promise<Tree> => {
  const read = await readTree(folder, known);
  if (!read.ok) throw new Error(read.why);
  return read.tree;
};

describe('a tree of code', () => {
  let top: string;
  let count = 0;
  beforeAll(() => {
    top = mkdtempSync(join(tmpdir(), 'sallyport-tree-'));
  });
  afterAll(() => rmSync(top, { recursive: true }));

  const make = (): string => {
    const folder = join(top, `tree-${(count += 1)}`);
    mkdirSync(join(folder, 'lib/deep'), { recursive: true });
    writeFileSync(join(folder, 'main.js'), 'main()\n');
    writeFileSync(join(folder, 'lib/deep/part.js'), 'part()\n');
    symlinkSync('../main.js', join(folder, 'lib/link.js'));
    return folder;
  };
  it('has the same hash wherever it lies and whenever it was made', async () => {
    const folder = make();
    const copy = join(top, 'copy');
    cpSync(folder, copy, { recursive: true, verbatimSymlinks: true });
    const [one, other] = [await treeOf(folder), await treeOf(copy)];
    expect(one.map(({ path }) => path)).toEqual(['lib/deep/part.js', 'lib/link.js', 'main.js']);
    expect(treeHash(other)).toBe(treeHash(one));
  });

  it.each([
    [
      'a line more',
      (folder: string) => appendFileSync(join(folder, 'main.js'), 'evil()\n'),
      'changed main.js',
    ],
    [
      'other words of the same length, with the time of before',
      (folder: string) => {
        const file = join(folder, 'main.js');
        const { atime, mtime } = statSync(file);
        writeFileSync(file, 'evil()\n');
        utimesSync(file, atime, mtime);
      },
      'changed main.js',
    ],
    [
      'another file moved to its place, with its time',
      (folder: string) => {
        const file = join(folder, 'main.js');
        const { atime, mtime } = statSync(file);
        writeFileSync(join(folder, 'new'), 'evil()\n');
        utimesSync(join(folder, 'new'), atime, mtime);
        renameSync(join(folder, 'new'), file);
      },
      'changed main.js',
    ],
    ['a mode', (folder: string) => chmodSync(join(folder, 'main.js'), 0o755), 'changed main.js'],
    [
      'where a link leads',
      (folder: string) => {
        unlinkSync(join(folder, 'lib/link.js'));
        symlinkSync('deep/part.js', join(folder, 'lib/link.js'));
      },
      'changed lib/link.js',
    ],
    [
      'a link in the place of a file with the same content',
      (folder: string) => {
        renameSync(join(folder, 'main.js'), join(folder, 'lib/main.js'));
        symlinkSync('lib/main.js', join(folder, 'main.js'));
      },
      'changed main.js added lib/main.js',
    ],
    [
      'a package that hides another',
      (folder: string) => {
        mkdirSync(join(folder, 'lib/node_modules/dep'), { recursive: true });
        writeFileSync(join(folder, 'lib/node_modules/dep/index.js'), 'evil()\n');
      },
      'added lib/node_modules/dep/index.js',
    ],
    ['a file that is gone', (folder: string) => unlinkSync(join(folder, 'main.js')), 'removed main.js'],
  ])('is another with %s', async (_what, change, expected) => {
    const folder = make();
    // As after a copy was made: the clock of the file system has moved on.
    await pause(50);
    const before = await treeOf(folder);
    change(folder);
    const now = await treeOf(folder, before);
    const changes = compareTrees(before, now);
    const said = (['changed', 'added', 'removed'] as const).flatMap((how) =>
      changes[how].map((path) => `${how} ${path}`),
    );
    expect(said.join(' ')).toBe(expected);
    expect(isUnchanged(changes)).toBe(false);
    expect(treeHash(now)).not.toBe(treeHash(before));
    expect(treeHash(await treeOf(folder))).toBe(treeHash(now));
  });

  it('reads nothing again that has not changed', async () => {
    const folder = make();
    const known = (await treeOf(folder)).map((entry) => ({ ...entry, is: 'as it was said' }));
    expect((await treeOf(folder, known)).map(({ is }) => is)).toEqual(known.map(({ is }) => is));
  });

  it.each([
    ['/etc/passwd', 'link.js'],
    ['../../elsewhere.js', 'lib/out.js'],
    ['..', 'up'],
  ])('may hold no link that leads out of it: %s', async (target, path) => {
    const folder = make();
    symlinkSync(target, join(folder, path));
    expect(await readTree(folder)).toEqual({ ok: false, why: `the link \`${path}\` leads out of it` });
  });
});
