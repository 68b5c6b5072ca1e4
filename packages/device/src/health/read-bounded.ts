import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

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
