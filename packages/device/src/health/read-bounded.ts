import { constants, type Dirent } from 'node:fs';
import { open, opendir } from 'node:fs/promises';

/** What a look at a small file found. Everything here may have been written by an agent. */
export type SmallFile =
  | { readonly kind: 'file'; readonly text: string; readonly mode: number }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly why: string };

const DEFAULT_MAX_BYTES = 1024 * 1024;

/** Never waits on a pipe, never reads a device, never reads more than `maxBytes`. */
export const readSmallFile = async (path: string, maxBytes = DEFAULT_MAX_BYTES): Promise<SmallFile> => {
  try {
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const status = await handle.stat();
      if (!status.isFile()) return { kind: 'unreadable', why: 'not a regular file' };
      if (status.size > maxBytes) return { kind: 'unreadable', why: `larger than ${maxBytes} bytes` };
      const buffer = Buffer.alloc(Math.min(status.size, maxBytes));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
      return { kind: 'file', text: buffer.toString('utf8', 0, bytesRead), mode: status.mode };
    } finally {
      await handle.close();
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR'
      ? { kind: 'missing' }
      : { kind: 'unreadable', why: code ?? String(error) };
  }
};

/**
 * Some `max` entries of a folder, in any order; none when it can't be read. A folder with millions of names is not read
 * to its end, which would take seconds in which nobody is answered.
 */
export const readEntries = async (folder: string, max: number): Promise<readonly Dirent[]> => {
  const found: Dirent[] = [];
  if (max <= 0) return found;
  try {
    for await (const entry of await opendir(folder, { bufferSize: Math.min(max, 1024) })) {
      found.push(entry);
      if (found.length >= max) break;
    }
  } catch {
    // Gone, closed to us, or no folder: what was found so far is what there is.
  }
  return found;
};

/** The members of a JSON object; nothing when it is anything else. */
export const objectOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};

export const parseObject = (text: string): Readonly<Record<string, unknown>> => {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return {};
  }
};

/** A JSON file's object; empty when the file is missing or damaged. */
export const readObject = async (path: string): Promise<Readonly<Record<string, unknown>>> => {
  const file = await readSmallFile(path);
  return file.kind === 'file' ? parseObject(file.text) : {};
};
