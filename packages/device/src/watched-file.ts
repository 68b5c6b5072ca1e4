import { closeSync, constants, fstatSync, openSync, readSync, statSync, type Stats } from 'node:fs';

/** What stands in a small file that a person writes. `writable`: by others than the guard's own user and root. */
export type WatchedFile =
  | { readonly kind: 'none' }
  | { readonly kind: 'ok'; readonly text: string; readonly writable: boolean }
  | { readonly kind: 'unusable'; readonly why: string };

/** Reads the file whole; never waits on a pipe, never reads more than its bound. */
export function readWatchedFile(file: string, maxBytes: number): WatchedFile {
  let handle: number;
  try {
    handle = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const code = codeOf(error);
    return code === 'ENOENT' || code === 'ENOTDIR'
      ? { kind: 'none' }
      : { kind: 'unusable', why: `it can't be read (${code})` };
  }
  try {
    const status = fstatSync(handle);
    if (!status.isFile()) return { kind: 'unusable', why: 'it is not a regular file' };
    if (status.size > maxBytes) return { kind: 'unusable', why: `it is larger than ${maxBytes} bytes` };
    const buffer = Buffer.alloc(status.size);
    const bytes = readSync(handle, buffer, 0, buffer.length, 0);
    return { kind: 'ok', text: buffer.toString('utf8', 0, bytes), writable: isWritableByOthers(status) };
  } catch (error) {
    return { kind: 'unusable', why: `it can't be read (${codeOf(error)})` };
  } finally {
    closeSync(handle);
  }
}

/** Not by a look at the folders above: a managed machine's are made, and checked, by the installer. */
const isWritableByOthers = ({ mode, uid }: Stats): boolean =>
  (mode & 0o022) !== 0 || (uid !== 0 && uid !== process.getuid?.());

/** Everything that a change of the file changes. Every hook call asks, mostly without such a file: no error for that. */
export function stampOf(file: string): string {
  try {
    const status = statSync(file, { throwIfNoEntry: false });
    if (status === undefined) return 'ENOENT';
    const { dev, ino, size, mtimeMs, ctimeMs } = status;
    return `${dev} ${ino} ${size} ${mtimeMs} ${ctimeMs}`;
  } catch (error) {
    return codeOf(error);
  }
}

/** Shorter than a person takes from a change to the next call. */
const LOOK_EVERY_MS = 50;

/** Asks at most so often what a file of a person says; in between the last answer stands. */
export const nowAndThen = <Answer>(ask: () => Answer): (() => Answer) => {
  let last: { readonly answer: Answer; readonly untilMs: number } | undefined;
  return () => {
    const nowMs = performance.now();
    if (last === undefined || nowMs >= last.untilMs) last = { answer: ask(), untilMs: nowMs + LOOK_EVERY_MS };
    return last.answer;
  };
};

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : String(error);
