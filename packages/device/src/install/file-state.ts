import { open, readlink, realpath, stat } from 'node:fs/promises';
import { constants } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** A file as an installer must know it before it plans to change it. */
export type FileState =
  | {
      readonly kind: 'file';
      readonly realPath: string;
      readonly bytes: Uint8Array;
      readonly readOnly: boolean;
    }
  | { readonly kind: 'absent'; readonly realPath: string }
  | { readonly kind: 'unreadable'; readonly why: string };

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

export const readFileState = async (path: string): Promise<FileState> => {
  let realPath: string;
  try {
    realPath = await realpath(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') return { kind: 'unreadable', why: codeOf(error) ?? String(error) };
    const link = await readlink(path).catch(() => undefined);
    if (link === undefined)
      return { kind: 'absent', realPath: join(await realFolder(dirname(path)), basenameOf(path)) };
    return { kind: 'unreadable', why: `it is a symbolic link to \`${link}\`, which does not exist` };
  }
  try {
    // Never waits on a pipe and never reads a device, whatever stands at the path.
    const handle = await open(realPath, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const status = await handle.stat();
      if (!status.isFile()) return { kind: 'unreadable', why: 'it is not a regular file' };
      const bytes = new Uint8Array(await handle.readFile());
      return { kind: 'file', realPath, bytes, readOnly: (status.mode & 0o222) === 0 };
    } finally {
      await handle.close();
    }
  } catch (error) {
    return { kind: 'unreadable', why: codeOf(error) ?? String(error) };
  }
};

const basenameOf = (path: string): string => path.slice(dirname(path).length).replace(/^\/+/, '');

/** The real path of a folder, or of as much of it as exists. */
const realFolder = async (folder: string): Promise<string> => {
  try {
    return await realpath(folder);
  } catch {
    const parent = dirname(folder);
    return parent === folder ? folder : join(await realFolder(parent), basenameOf(folder));
  }
};

/** The folders above a path that do not exist yet, outermost first. */
export const missingFolders = async (path: string): Promise<readonly string[]> => {
  const folder = dirname(resolve(path));
  try {
    await stat(folder);
    return [];
  } catch {
    return folder === dirname(folder) ? [] : [...(await missingFolders(folder)), folder];
  }
};
