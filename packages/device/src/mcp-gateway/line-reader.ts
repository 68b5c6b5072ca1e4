import { MAX_LINE_BYTES } from './frame.ts';

/** One line of a stream, without its end; of one beyond the limit only its beginning and its end are kept. */
export type Line =
  { readonly tooLong: false; readonly bytes: Buffer } | { readonly tooLong: true; readonly bytes: Buffer };

/** Of a line that is too long: a message's id stands at one of its ends. */
const KEPT_BYTES = 512;
const LINE_FEED = 10;

/**
 * Cuts a stream into lines. What is left at the end without a line end is no message, and is let fall as both clients and
 * servers do.
 */
export class LineReader {
  readonly #maxBytes: number;
  #pieces: Buffer[] = [];
  #bytes = 0;
  #head: Buffer | undefined;

  constructor(maxBytes = MAX_LINE_BYTES) {
    this.#maxBytes = maxBytes;
  }

  push(piece: Buffer): readonly Line[] {
    const lines: Line[] = [];
    let from = 0;
    for (let at = piece.indexOf(LINE_FEED); at >= 0; at = piece.indexOf(LINE_FEED, from)) {
      this.#add(piece.subarray(from, at));
      const line = this.#take();
      if (line.tooLong || !isBlank(line.bytes)) lines.push(line);
      from = at + 1;
    }
    if (from < piece.length) this.#add(piece.subarray(from));
    return lines;
  }

  #add(piece: Buffer): void {
    this.#pieces.push(piece);
    this.#bytes += piece.length;
    if (this.#bytes <= this.#maxBytes) return;
    const kept = Buffer.concat(this.#pieces);
    this.#head ??= Buffer.from(kept.subarray(0, KEPT_BYTES));
    // A copy, so that the rest can go.
    this.#pieces = [Buffer.from(kept.subarray(-KEPT_BYTES))];
  }

  #take(): Line {
    const bytes =
      this.#pieces.length === 1 ? (this.#pieces[0] ?? Buffer.alloc(0)) : Buffer.concat(this.#pieces);
    const head = this.#head;
    this.#pieces = [];
    this.#bytes = 0;
    this.#head = undefined;
    return head === undefined
      ? { tooLong: false, bytes }
      : { tooLong: true, bytes: Buffer.concat([head, Buffer.from('\n'), bytes.subarray(-KEPT_BYTES)]) };
  }
}

const isBlank = (bytes: Buffer): boolean => bytes.length < 64 && bytes.toString('latin1').trim() === '';
