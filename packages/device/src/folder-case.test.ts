import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NODE_FILES, PlainFolders, type Files } from './folder-case.ts';
import { PathLookup } from './path-lookup.ts';

/*
 * A file system that takes names in any case is laid over a real folder: below `root`, each name is looked for among
 * those that are there. The kernels that tests run on have none to mount.
 */
let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'sallyport-case-'));
  mkdirSync(join(root, 'home/.ssh'), { recursive: true });
  writeFileSync(join(root, 'home/.ssh/id_ed25519'), '');
  writeFileSync(join(root, 'home/.env'), '');
  symlinkSync('.ssh', join(root, 'home/keys'));
  mkdirSync(join(root, 'home/empty'));
  mkdirSync(join(root, 'home/123'));
  mkdirSync(join(root, 'both/X'), { recursive: true });
  mkdirSync(join(root, 'both/x'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const spelt = (path: string): string => {
  if (!path.startsWith(`${root}/`)) return path;
  return path
    .slice(root.length + 1)
    .split('/')
    .reduce((folder, name) => {
      let names: readonly string[] = [];
      try {
        names = NODE_FILES.names(folder, 1000);
      } catch {
        // Not a folder: nothing is there.
      }
      return join(folder, names.find((one) => one.toLowerCase() === name.toLowerCase()) ?? name);
    }, root);
};

const ANY_CASE: Files = {
  stat: (path) => NODE_FILES.stat(spelt(path)),
  readLink: (path) => NODE_FILES.readLink(spelt(path)),
  realPath: (path) => NODE_FILES.realPath(spelt(path)),
  names: (folder, max) => NODE_FILES.names(spelt(folder), max),
};

const onAnyCase = (path: string) => new PathLookup(ANY_CASE, new PlainFolders()).resolve(join(root, path));
const onPlain = (path: string) => new PathLookup(NODE_FILES, new PlainFolders()).resolve(join(root, path));

describe.runIf(process.platform === 'linux')('a folder that takes names in any case', () => {
  it.each([
    ['home/.SSH/ID_ED25519', 'home/.ssh/id_ed25519'],
    ['HOME/.Ssh', 'home/.ssh'],
    ['home/.ENV', 'home/.env'],
    ['home/KEYS/Id_Ed25519', 'home/.ssh/id_ed25519'],
    // What is not there yet keeps its spelling, behind what is.
    ['home/.SSH/Authorized_Keys', 'home/.ssh/Authorized_Keys'],
    ['home/EMPTY/New', 'home/empty/New'],
    ['home/123/New', 'home/123/New'],
  ])('has %s where %s is, and says so', (asked, real) => {
    expect(onAnyCase(asked)).toEqual({ path: join(root, real), certain: true, anyCase: true });
  });

  it('is not said of a folder that tells case apart, though two names in it differ by nothing else', () => {
    for (const path of ['home/.SSH/id', 'home/.ssh/id_ed25519', 'both/x', 'both/X/y', 'home/keys/new'])
      expect(onPlain(path)).toMatchObject({ anyCase: false });
    expect(onPlain('home/.SSH/id')?.path).toBe(join(root, 'home/.SSH/id'));
  });

  it('costs ordinary folders nothing once they are known', () => {
    let looks = 0;
    const counting: Files = {
      ...NODE_FILES,
      stat: (path) => ((looks += 1), NODE_FILES.stat(path)),
      names: (folder, max) => ((looks += 1), NODE_FILES.names(folder, max)),
    };
    const known = new PlainFolders();
    const path = join(root, 'home/.ssh/new');
    new PathLookup(counting, known).resolve(path);
    looks = 0;
    new PathLookup(counting, known).resolve(path);
    // Each name once.
    expect(looks).toBe(path.split('/').length - 1);
  });

  it('can not make a call look more often than it may', () => {
    const folder = join(root, 'home');
    const lookup = new PathLookup(ANY_CASE, new PlainFolders());
    const answers = Array.from({ length: 3000 }, (_, n) => lookup.resolve(`${folder}/.SSH/${n}/x`));
    expect(answers[0]).toMatchObject({ anyCase: true });
    expect(answers.at(-1)).toBeUndefined();
  });
});
