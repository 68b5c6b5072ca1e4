/**
 * The few file operations the spool needs, so that a test can lose what was never synced, fill the disk or break
 * it. Operations reject with Node's own errors (`code` is `ENOSPC`, `EIO`, …); nothing else may go wrong.
 */
export interface FileLayer {
  makeDirectory(path: string): Promise<void>;
  list(directory: string): Promise<string[]>;
  /** `create` fails when the path exists; a symbolic link is never followed. */
  open(path: string, mode: 'read' | 'write' | 'create'): Promise<SpoolFile>;
  /** Durable only after `syncDirectory`, as is `create` and `remove`. */
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  syncDirectory(directory: string): Promise<void>;
  /** Keeps a second process out; resolves to the release, or to what to tell the person. */
  lock(directory: string): Promise<DirectoryLock>;
}

export type DirectoryLock = { ok: true; release: () => Promise<void> } | { ok: false; detail: string };

export interface SpoolFile {
  /** All of `bytes`, or a rejection after which the file holds any part of them. */
  write(bytes: Uint8Array, position: number): Promise<void>;
  /** Resolves when everything written so far survives a power cut. */
  datasync(): Promise<void>;
  /** The number of bytes read; 0 at the end of the file. */
  read(into: Uint8Array, position: number): Promise<number>;
  stat(): Promise<{ bytes: number; modifiedMs: number }>;
  truncate(bytes: number): Promise<void>;
  close(): Promise<void>;
}

/** Why an append was not made durable, in the words of `Decision.failMode.failure`. */
export type SpoolFailure = 'spool-full' | 'spool-failed';

export const errorCode = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'UNKNOWN';

const FULL = new Set(['ENOSPC', 'EDQUOT']);

export const failureOf = (error: unknown): SpoolFailure =>
  FULL.has(errorCode(error)) ? 'spool-full' : 'spool-failed';

export const isMissing = (error: unknown): boolean => errorCode(error) === 'ENOENT';

export const detailOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
