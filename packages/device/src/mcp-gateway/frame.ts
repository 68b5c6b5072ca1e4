/**
 * What a relay and the guard say to each other on their one connection: frames of a length, a kind, the number of the line
 * they are about, and bytes. Lines are numbered by the relay from 1; 0 is no line's. INVARIANT: the guard ends each line it
 * was given with exactly one of `to-client`, `to-server` and `nothing` that has the line's number.
 */
export const FRAME_KINDS = [
  /** The first frame of a relay: who it is, as JSON. */
  'hello',
  /** One line as the client, or the server, wrote it. */
  'from-client',
  'from-server',
  /** A line beyond the limit was left out: its beginning and its end. */
  'too-long-from-client',
  'too-long-from-server',
  /** The guard takes the relay, or says why it does not. */
  'welcome',
  'refused',
  /** Lines that go out as they are. */
  'to-client',
  'to-server',
  /** Nothing goes out for this line. */
  'nothing',
  /** People are being asked about this line; said again and again for as long as they are. */
  'held',
  /** In place of a welcome: policy does not let the server be started, and why. */
  'not-started',
] as const;
export type FrameKind = (typeof FRAME_KINDS)[number];
export type Frame = { readonly kind: FrameKind; readonly line: number; readonly bytes: Buffer };

/** The same as a hook's payload. */
export const MAX_LINE_BYTES = 32 * 1024 * 1024;
/** What is written again may be longer than it came: a redaction, or a character that has to be escaped. */
const MAX_FRAME_BYTES = 3 * MAX_LINE_BYTES;
export const FRAME_HEAD_BYTES = 9;

export function frame(kind: FrameKind, line: number, content: Buffer | string = ''): Buffer {
  const isText = typeof content === 'string';
  const length = isText ? Buffer.byteLength(content) : content.length;
  const whole = Buffer.allocUnsafe(FRAME_HEAD_BYTES + length);
  whole.writeUInt32BE(length, 0);
  whole.writeUInt8(FRAME_KINDS.indexOf(kind), 4);
  whole.writeUInt32BE(line, 5);
  if (isText) whole.write(content, FRAME_HEAD_BYTES);
  else content.copy(whole, FRAME_HEAD_BYTES);
  return whole;
}

/** Puts frames together from the pieces that a connection gives; `undefined` for bytes that are none of ours. */
export class FrameReader {
  #pieces: Buffer[] = [];
  #bytes = 0;

  push(piece: Buffer): readonly Frame[] | undefined {
    this.#pieces.push(piece);
    this.#bytes += piece.length;
    const frames: Frame[] = [];
    while (this.#bytes >= FRAME_HEAD_BYTES) {
      const head = this.#first(FRAME_HEAD_BYTES);
      const length = head.readUInt32BE(0);
      const kind = FRAME_KINDS[head.readUInt8(4)];
      if (kind === undefined || length > MAX_FRAME_BYTES) return undefined;
      if (this.#bytes < FRAME_HEAD_BYTES + length) break;
      const whole = this.#first(FRAME_HEAD_BYTES + length);
      frames.push({
        kind,
        line: head.readUInt32BE(5),
        bytes: whole.subarray(FRAME_HEAD_BYTES, FRAME_HEAD_BYTES + length),
      });
      const rest = whole.subarray(FRAME_HEAD_BYTES + length);
      this.#pieces = [rest, ...this.#pieces.slice(1)].filter(({ length: left }) => left > 0);
      this.#bytes -= FRAME_HEAD_BYTES + length;
    }
    return frames;
  }

  /** The first piece, made as long as is asked; pieces are joined once for each frame and never twice. */
  #first(bytes: number): Buffer {
    let [first = Buffer.alloc(0)] = this.#pieces;
    if (first.length >= bytes) return first;
    let count = 0;
    for (let joined = 0; joined < bytes; count += 1) joined += this.#pieces[count]?.length ?? bytes;
    first = Buffer.concat(this.#pieces.slice(0, count));
    this.#pieces = [first, ...this.#pieces.slice(count)];
    return first;
  }
}
