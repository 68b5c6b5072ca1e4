import { chown, mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Texts by path below a folder. */
export type FileTree = Readonly<Record<string, string>>;

export const writeTree = async (folder: string, files: FileTree): Promise<void> => {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
};

/** A throw-away home with a project folder in it; `await using` removes it. */
export interface ClientHome extends AsyncDisposable {
  readonly home: string;
  readonly cwd: string;
}

export const makeClientHome = async (files: FileTree = {}): Promise<ClientHome> => {
  const scratch = await realpath(await mkdtemp(join(tmpdir(), 'sallyport-home-')));
  const home = join(scratch, 'user');
  const cwd = join(home, 'project');
  await mkdir(join(home, '.claude'), { recursive: true });
  await mkdir(cwd);
  await writeTree(home, files);
  return { home, cwd, [Symbol.asyncDispose]: () => rm(scratch, { recursive: true, force: true }) };
};

/** Hands a home to another user. The folder above it stays ours, so only the way through is opened. */
export const giveHomeTo = async (uid: number, home: string): Promise<void> => {
  await chown(dirname(home), uid, uid);
  await chown(home, uid, uid);
  for (const entry of await readdir(home, { withFileTypes: true, recursive: true })) {
    if (!entry.isSymbolicLink()) await chown(join(entry.parentPath, entry.name), uid, uid);
  }
};
