import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { BEGINNING_BYTES } from './text-of-bytes.ts';

/** The beginning of a regular file, and how large the file is. */
export type FileHead = { readonly bytes: Buffer; readonly size: number };

type HowToRead = {
  /** Whether a link is followed. */
  readonly follow?: boolean;
  /** Asked once with what the file begins with; `false` reads no further. */
  readonly isWanted?: (beginning: Buffer) => boolean;
};

/**
 * Whatever anybody laid there: never waits on a pipe, opens no device for its effect's sake, and reads no more than
 * `maxBytes` of a file without end (some of `/proc` say they are empty). Undefined when it is not a regular file, or can't be read.
 */
export function readRegularFile(
  path: string,
  maxBytes: number,
  { follow = false, isWanted = () => true }: HowToRead = {},
): FileHead | undefined {
  let file: number;
  try {
    const followed = follow ? 0 : constants.O_NOFOLLOW;
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | followed);
  } catch {
    return undefined;
  }
  try {
    const status = fstatSync(file);
    if (!status.isFile()) return undefined;
    const beginning = readUpTo(file, 0, Math.min(BEGINNING_BYTES, maxBytes));
    const rest = isWanted(beginning)
      ? readUpTo(file, beginning.length, maxBytes - beginning.length)
      : NOTHING;
    const bytes = rest.length === 0 ? beginning : Buffer.concat([beginning, rest]);
    return { bytes, size: Math.max(status.size, bytes.length) };
  } catch {
    return undefined;
  } finally {
    closeSync(file);
  }
}

const NOTHING = Buffer.alloc(0);
const PIECE_BYTES = 256 * 1024;

function readUpTo(file: number, from: number, maxBytes: number): Buffer {
  const pieces: Buffer[] = [];
  let at = from;
  while (at < from + maxBytes) {
    const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, from + maxBytes - at));
    const read = readSync(file, piece, 0, piece.length, at);
    if (read === 0) break;
    pieces.push(piece.subarray(0, read));
    at += read;
  }
  return Buffer.concat(pieces);
}
