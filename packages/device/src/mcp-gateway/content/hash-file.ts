/**
 * The SHA-256 of one file, whatever anybody laid there: never waits on a pipe, reads in pieces so that others get their turn,
 * and no more than a bound, because a file without end is as easy to make as any other.
 */
import { createHash } from 'node:crypto';
import { constants, type BigIntStats } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import type { Reader } from '../../hook-endpoint/reader.ts';

const MEBIBYTE = 1024 * 1024;
/** Larger than any interpreter, and than a program that brings its own. */
export const MAX_FILE_BYTES = 256 * MEBIBYTE;
const PIECE_BYTES = MEBIBYTE / 4;

export type FileHash =
  | {
      readonly ok: true;
      readonly sha256: string;
      readonly bytes: number;
      /** What changes with the file: the same stamp, the same content. Absent where times are too coarse to tell. */
      readonly stamp?: string;
    }
  | { readonly ok: false; readonly why: string };

/** Known by their stamp: interpreters are large, and servers are started often. */
const known = new Map<string, string>();
const MAX_KNOWN = 20_000;

/** What an earlier guard has read, from a file that only it can have written. */
export function rememberFiles(
  files: readonly { readonly stamp?: string | undefined; readonly sha256: string }[],
): void {
  for (const { stamp, sha256 } of files)
    if (stamp !== undefined && known.size < MAX_KNOWN) known.set(stamp, sha256);
}

/** `path` is real: a link at its end is not followed. `reader`: as in `identifyServer`. */
export async function hashFile(
  path: string,
  {
    maxBytes = MAX_FILE_BYTES,
    reader,
  }: { readonly maxBytes?: number; readonly reader?: Reader | undefined } = {},
): Promise<FileHash> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    const status = await file.stat({ bigint: true });
    // Asked of what is open: the name may lead elsewhere by now.
    if (reader !== undefined && (await reader.mayReadOpened(file.fd)) !== 'yes') return UNREADABLE;
    if (!status.isFile()) return { ok: false, why: 'is no regular file' };
    if (status.size > BigInt(maxBytes)) return tooLarge(maxBytes);
    const stamp = stampOf(status);
    const before = stamp === undefined ? undefined : known.get(stamp);
    if (before !== undefined) return hashed(before, Number(status.size), stamp);
    const read = await readAll(file, maxBytes);
    if (read === undefined) return tooLarge(maxBytes);
    if (stamp !== undefined) {
      if (known.size >= MAX_KNOWN) known.clear();
      known.set(stamp, read.sha256);
    }
    return hashed(read.sha256, read.bytes, stamp);
  } catch {
    // Gone, or not for us.
    return UNREADABLE;
  } finally {
    await file?.close();
  }
}

/** Where the file may still change within one tick of its clock, or that clock counts seconds, its times say nothing. */
function stampOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string | undefined {
  const isSettled = BigInt(Date.now()) * 1_000_000n - ctimeNs > SETTLED_NS;
  return isSettled && ctimeNs % 1_000_000_000n !== 0n
    ? `${dev} ${ino} ${size} ${mtimeNs} ${ctimeNs}`
    : undefined;
}
const SETTLED_NS = 100_000_000n;

const UNREADABLE = { ok: false, why: "can't be read" } as const;
const tooLarge = (maxBytes: number) =>
  ({ ok: false, why: `is larger than the ${maxBytes / MEBIBYTE} MiB that are looked at` }) as const;
const hashed = (sha256: string, bytes: number, stamp: string | undefined): FileHash => ({
  ok: true,
  sha256,
  bytes,
  ...(stamp === undefined ? {} : { stamp }),
});

async function readAll(
  file: FileHandle,
  maxBytes: number,
): Promise<{ readonly sha256: string; readonly bytes: number } | undefined> {
  const hash = createHash('sha256');
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  for (let bytes = 0; ;) {
    const { bytesRead } = await file.read(piece, 0, piece.length, bytes);
    if (bytesRead === 0) return { sha256: hash.digest('hex'), bytes };
    bytes += bytesRead;
    if (bytes > maxBytes) return undefined;
    hash.update(piece.subarray(0, bytesRead));
  }
}
