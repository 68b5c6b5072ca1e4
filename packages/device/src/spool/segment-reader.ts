import { join } from 'node:path';
import type { FileLayer } from './file-layer.ts';
import { isMissing } from './file-layer.ts';
import { readLink } from './link.ts';
import type { KeptSegment } from './recover-directory.ts';
import { segmentLines } from './segment-lines.ts';

/** A record as it travels: its text, without the frame. */
export interface StoredLine {
  readonly seq: number;
  readonly text: string;
}

/**
 * Reads records back in order of `seq`. Remembers where it stopped, so that reading on does not begin at the start
 * of the segment again.
 */
export class SegmentReader {
  readonly #files: FileLayer;
  readonly #directory: string;
  #place: { readonly name: string; readonly after: number; readonly offset: number } | undefined;

  constructor(files: FileLayer, directory: string) {
    this.#files = files;
    this.#directory = directory;
  }

  /**
   * Lines from the first one at or behind `from`, without a hole between them, up to `through`; at most `limit`
   * lines and `maxBytes` of text, but one line at least.
   */
  async read(
    segments: readonly KeptSegment[],
    from: number,
    through: number,
    limit: number,
    maxBytes: number,
  ): Promise<StoredLine[]> {
    const lines: StoredLine[] = [];
    let bytes = 0;
    for (const segment of segments) {
      if (segment.last < from || segment.first > through) continue;
      for await (const line of this.#linesOf(segment, from)) {
        const size = Buffer.byteLength(line.text);
        const previous = lines.at(-1);
        const isHole = previous !== undefined && line.seq !== previous.seq + 1;
        const isFull = lines.length >= limit || (lines.length > 0 && bytes + size > maxBytes);
        if (line.seq > through || isHole || isFull) return lines;
        lines.push({ seq: line.seq, text: line.text });
        bytes += size;
        this.#place = { name: segment.name, after: line.seq, offset: line.end };
        // Nothing behind it is asked for, and looking for it would read all the fill of the segment.
        if (line.seq === through) return lines;
      }
    }
    return lines;
  }

  async *#linesOf(segment: KeptSegment, from: number): AsyncGenerator<StoredLine & { end: number }> {
    const place = this.#place;
    const resumes = place?.name === segment.name && place.after < from;
    try {
      const file = await this.#files.open(join(this.#directory, segment.name), 'read');
      try {
        for await (const line of segmentLines(file, resumes ? place.offset : 0)) {
          if (line.kind !== 'line') continue;
          const link = readLink(line.text);
          if (link !== undefined && link.seq >= from) yield { seq: link.seq, text: line.text, end: line.end };
        }
      } finally {
        await file.close();
      }
    } catch (error) {
      // Somebody else removed it. The caller sees the hole.
      if (!isMissing(error)) throw error;
    }
  }
}
