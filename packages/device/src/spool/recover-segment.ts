import type { SpoolFile } from './file-layer.ts';
import type { Head } from './link.ts';
import { readLink } from './link.ts';
import { isGapText, namesHole } from './named-hole.ts';
import type { SegmentHeader } from './segment-header.ts';
import { parseHeader } from './segment-header.ts';
import type { SegmentLine } from './segment-lines.ts';
import { mayBeginUnfinished, segmentLines } from './segment-lines.ts';

/** What lies behind the last record that can be trusted. */
export interface Tail {
  readonly bytes: number;
  readonly pieces: number;
  /** At least one piece is not explained by a write that never finished. */
  readonly corrupt: boolean;
  /** The highest `seq` that some readable line behind the break knew to be durable, or carries. */
  readonly durable: number;
  readonly highest: number;
}

export interface RecoveredSegment {
  readonly header: SegmentHeader | undefined;
  /** The last record that can be trusted; where the header says to start when there is none. */
  readonly head: Head | undefined;
  readonly records: number;
  readonly gaps: number;
  /** Where the trusted part ends. */
  readonly validEnd: number;
  readonly tail: Tail;
}

const follows = (line: SegmentLine, head: Head): Head | undefined => {
  if (line.kind !== 'line') return undefined;
  const link = readLink(line.text);
  if (link === undefined || !link.holds || link.prev !== head.hash) return undefined;
  const missing = link.seq - head.seq - 1;
  return missing === 0 || (missing > 0 && namesHole(line.text, missing)) ? link : undefined;
};

const addToTail = (tail: Tail, line: SegmentLine, corrupt: boolean): Tail => ({
  bytes: tail.bytes + line.end - line.offset,
  pieces: tail.pieces + 1,
  corrupt: tail.corrupt || corrupt || (line.kind === 'damage' && !line.torn),
  durable: line.kind === 'line' ? Math.max(tail.durable, line.durable) : tail.durable,
  highest: line.kind === 'line' ? Math.max(tail.highest, readLink(line.text)?.seq ?? 0) : tail.highest,
});

/**
 * Reads a segment as far as it can be trusted. `known` is what this process knows to be durable: anything behind
 * it was written, never acknowledged, and does not count.
 */
export async function recoverSegment(file: SpoolFile, known: Head | undefined): Promise<RecoveredSegment> {
  let header: SegmentHeader | undefined;
  let head: Head | undefined;
  let records = 0;
  let gaps = 0;
  let validEnd = 0;
  let trusted = true;
  let tail: Tail = { bytes: 0, pieces: 0, corrupt: false, durable: 0, highest: 0 };
  for await (const line of segmentLines(file)) {
    if (trusted && head === undefined) {
      header = line.kind === 'line' ? parseHeader(line.text) : undefined;
      if (header !== undefined) {
        head = { seq: header.first - 1, hash: header.prev };
        validEnd = line.end;
        continue;
      }
    } else if (trusted && head !== undefined) {
      const next = follows(line, head);
      if (next !== undefined && (known === undefined || next.seq <= known.seq)) {
        head = { seq: next.seq, hash: next.hash };
        records += 1;
        if (line.kind === 'line' && isGapText(line.text)) gaps += 1;
        validEnd = line.end;
        continue;
      }
    }
    tail = addToTail(tail, line, trusted && !mayBeginUnfinished(line, validEnd, head?.seq ?? 0));
    trusted = false;
  }
  return { header, head, records, gaps, validEnd, tail };
}

/** A forged line must not be able to push the sequence numbers out of the way. */
const MAX_JUMP = 1_000_000;

/**
 * The highest `seq` that may have been acknowledged although it cannot be read any more; `head.seq` when nothing is
 * lost. A batch is written only when the one before it is durable, so a readable line behind the break tells for
 * certain; a piece that no unfinished write explains counts as if it had been acknowledged.
 */
export function lostThrough(head: Head, tail: Tail): number {
  const believable = (seq: number): number => (seq <= head.seq + MAX_JUMP ? seq : head.seq);
  const certain = Math.max(head.seq, believable(tail.durable));
  return tail.corrupt ? Math.max(certain, head.seq + tail.pieces, believable(tail.highest)) : certain;
}
