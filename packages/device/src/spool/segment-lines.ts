import type { SpoolFile } from './file-layer.ts';
import { FILL, looksWhole, MAX_LINE_BYTES, unframe } from './frame.ts';

/** A line of a segment with where it lies. Blank lines are fill and are not given. */
export type SegmentLine = { readonly offset: number; readonly end: number } & (
  | { readonly kind: 'line'; readonly text: string; readonly durable: number }
  /** `torn`: what a write that never finished leaves behind; otherwise something changed the bytes later. */
  | { readonly kind: 'damage'; readonly torn: boolean }
);

const CHUNK_BYTES = 262_144;
/** A disk keeps or loses a write by whole sectors, a killed write(2) stops at a page; both are multiples of this. */
const SECTOR_BYTES = 512;
/** A segment is mostly fill until it is full: it is passed over by comparing blocks, not byte by byte. */
const FILL_BLOCK = Buffer.alloc(16_384, FILL);

/** The first byte at or behind `from` that is not fill. */
function behindFill(bytes: Buffer, from: number): number {
  let at = from;
  // One byte first: between two lines there is mostly no fill.
  if (bytes[at] === FILL)
    for (let next = at + FILL_BLOCK.length; next <= bytes.length; next += FILL_BLOCK.length) {
      if (FILL_BLOCK.compare(bytes, at, next) !== 0) break;
      at = next;
    }
  while (bytes[at] === FILL) at += 1;
  return at;
}

/** `end` is one past the line feed. Only an end or a beginning that is missing at a sector's edge is a torn write. */
function readLine(line: Uint8Array, offset: number): SegmentLine {
  const at = { offset, end: offset + line.length + 1 };
  const framed = unframe(line);
  if (framed !== undefined) return { kind: 'line', ...at, ...framed };
  const cut = offset % SECTOR_BYTES === 0 || (offset + line.length) % SECTOR_BYTES === 0;
  return { kind: 'damage', ...at, torn: cut && !looksWhole(line) };
}

/** Every line of `file` from `start` (which must be the start of a line), in bounded memory whatever the file holds. */
export async function* segmentLines(file: SpoolFile, start = 0): AsyncGenerator<SegmentLine> {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let rest = Buffer.alloc(0);
  /** Of the first byte of `rest`. */
  let offset = start;
  /** Start of a line too long to be one of ours; its bytes are passed over. */
  let endless: number | undefined;
  for (;;) {
    const read = await file.read(chunk, offset + rest.length);
    if (read === 0) break;
    const fresh = chunk.subarray(0, read);
    // What is left of a chunk is a copy, so nothing that is kept lies in the chunk that is read into again.
    const bytes = rest.length === 0 ? fresh : Buffer.concat([rest, fresh]);
    let from = 0;
    for (;;) {
      if (endless === undefined) from = behindFill(bytes, from);
      const to = bytes.indexOf(FILL, from);
      if (to === -1) break;
      if (endless === undefined) yield readLine(bytes.subarray(from, to), offset + from);
      else yield { kind: 'damage', offset: endless, end: offset + to + 1, torn: false };
      endless = undefined;
      from = to + 1;
    }
    rest = Buffer.from(bytes.subarray(from));
    offset += from;
    if (rest.length > MAX_LINE_BYTES) {
      endless ??= offset;
      offset += rest.length;
      rest = Buffer.alloc(0);
    }
  }
  if (endless !== undefined)
    yield { kind: 'damage', offset: endless, end: offset + rest.length, torn: false };
  // No line feed: the file was cut here. What is left is not a line, even where its checksum would hold.
  else if (rest.length > 0) {
    const end = offset + rest.length;
    yield { kind: 'damage', offset, end, torn: end % SECTOR_BYTES === 0 && !looksWhole(rest) };
  }
}

/** A sector was lost just behind `place`: also where a line feed is its first byte, for fill looks the same. */
const isSectorEdge = (place: number): boolean => place % SECTOR_BYTES <= 1;

/**
 * Whether `line`, the first one behind the chain's last record `seq` at `end`, can be part of a write that never
 * finished: half a line, or a whole line behind sectors that were lost. The first lost sector may hold the end of
 * that last record, if it was durable before: then only what was written into it later is gone.
 */
export const mayBeginUnfinished = (line: SegmentLine, end: number, seq: number): boolean =>
  line.kind === 'damage'
    ? line.torn
    : line.offset > end && isSectorEdge(line.offset) && (isSectorEdge(end) || line.durable === seq);
