import { isUtf8 } from 'node:buffer';
import { crc32 } from 'node:zlib';

/**
 * One line of a segment: the JSON text, a tab, how far the spool was durable when the line was written, a tab,
 * the CRC-32 of everything before it, a line feed. JSON text holds no raw tab, so `cut -f1` gives the record.
 * A new segment is filled with line feeds ahead of time, so that a commit changes no file size and no block map;
 * to a reader the fill is blank lines.
 */
export const FILL = 0x0a;
/** Longest JSON text of a record: what the upload accepts as one line. */
export const MAX_TEXT_BYTES = 1_048_576;
export const MAX_LINE_BYTES = MAX_TEXT_BYTES + 64;

export interface Framed {
  readonly text: string;
  /** Everything up to this `seq` was durable when the line was written. */
  readonly durable: number;
}

const checksum = (bytes: string | Uint8Array): string => crc32(bytes).toString(16).padStart(8, '0');

export function frame(text: string, durable: number): string {
  const covered = `${text}\t${durable}`;
  return `${covered}\t${checksum(covered)}\n`;
}

const SUFFIX = /\t(\d{1,15})\t([0-9a-f]{8})$/;

/** `line` without its line feed. */
export function unframe(line: Uint8Array): Framed | undefined {
  if (!isUtf8(line)) return undefined;
  const whole = Buffer.from(line.buffer, line.byteOffset, line.byteLength);
  const suffix = SUFFIX.exec(whole.toString('latin1', Math.max(0, whole.length - 25)));
  if (suffix?.[1] === undefined) return undefined;
  const covered = whole.subarray(0, whole.length - 9);
  if (checksum(covered) !== suffix[2]) return undefined;
  return {
    text: whole.toString('utf8', 0, whole.length - suffix[0].length),
    durable: Number(suffix[1]),
  };
}

/** How a record and a header begin. A brace is not enough: the end of a line can begin with one of its inner objects. */
const BEGINNING = /^\{"(?:v":1,"seq":\d|spool":1,)/;

/** Looks like a whole line, whatever its checksum says. */
export const looksWhole = (line: Uint8Array): boolean => {
  const whole = Buffer.from(line.buffer, line.byteOffset, line.byteLength);
  return (
    BEGINNING.test(whole.toString('latin1', 0, 25)) &&
    SUFFIX.test(whole.toString('latin1', Math.max(0, whole.length - 25)))
  );
};
